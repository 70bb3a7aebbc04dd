"""Values for a name: what the code compares it with, neighbours, the forgotten ones, what is known."""

from migrator.model.route import Function, RouteSpec
from migrator.traffic.explore.candidates import candidates, in_turn
from migrator.traffic.explore.material import Material
from migrator.traffic.explore.stored import LETTERS

ROUTE = RouteSpec("show", "/show", ("GET",), 0, Function("app", "show"))


def drawn(recorded=None, name="q", **known):
    return candidates(Material(ROUTE, "GET", (), **known), name, recorded)


def test_the_sources_take_turns_so_that_each_has_its_best_among_the_first():
    found = drawn(
        "tea", tied={"q": ("open", "shut")}, values={"q": ("tea", "cup")}, stored={"q": ("bowl",)}
    )

    assert found[:3] == ("open", " tea", "")
    assert {"cup", " cup", "bowl"} <= set(found[:20])


def test_the_recorded_value_is_never_one_of_them_and_none_comes_twice():
    found = drawn("1", tied={"q": ("1", "2")}, values={"q": ("1", "2", "3")})

    assert "1" not in found
    assert len(found) == len(set(found))


def test_a_number_gets_neighbours_and_other_spellings():
    assert {"366", "364", "0", "-1", "", " 365 ", "365.5", "x", "1_0"} <= set(drawn("365"))


def test_a_text_gets_blanks_other_cases_and_other_letters():
    found = drawn("Chá", stored={LETTERS: ("João",)})

    assert {" Chá", "Chá ", "cHÁ", "CHÁ", "Ch", "Chá日", "", " ", "João", "日本"} <= set(found)


def test_a_name_without_a_recorded_value_is_a_number_where_the_code_says_so():
    assert "1_0" in drawn(tied={"q": ("365", "366")})
    assert "1_0" not in drawn(tied={"q": ("open",)})


def test_in_turn_gives_one_of_each_until_all_have_ended():
    assert list(in_turn(["abc", "", "d", "ef"])) == ["a", "d", "e", "b", "f", "c"]
