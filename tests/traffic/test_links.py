import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic.links import Known, Links, survey

OLD, NEW = "64b000000000000000000001", "7fc000000000000000000009"
KEPT, OTHER = "65a000000000000000000001", "65a000000000000000000002"
TOKEN, FRESH = "tok3nAAAAAAAAAAAA", "tok3nBBBBBBBBBBBB"

NOTHING = Known(frozenset(), frozenset())


def page(text):
    return Answer(200, (("Content-Type", "text/html"),), text.encode())


def as_json(value):
    return Answer(200, (("Content-Type", "application/json"),), json.dumps(value).encode())


def get(target, **headers):
    return Request("GET", target, tuple(headers.items()))


def test_an_id_in_json_is_followed_into_the_path_and_back_into_the_answer():
    links = Links(NOTHING)

    links.learn(as_json({"items": [{"id": OLD}]}), as_json({"items": [{"id": NEW}]}))

    assert links.request(get(f"/p/{OLD}?x={OLD}")).target == f"/p/{NEW}?x={NEW}"
    assert links.answer(page(f"<a href=/p/{NEW}>")).body == f"<a href=/p/{OLD}>".encode()


def test_a_token_in_a_form_is_followed_by_the_words_before_it():
    known = Known(frozenset({TOKEN}), frozenset({TOKEN}))
    form = '<p>{}</p><input name="csrf" value="{}">'
    links = Links(known)

    links.learn(page(form.format("one", TOKEN)), page(form.format("something longer", FRESH)))

    sent = links.request(Request("POST", "/p", (("X-CSRF", TOKEN),), f"csrf={TOKEN}&a=1".encode()))
    assert sent.body == f"csrf={FRESH}&a=1".encode()
    assert sent.headers == (("X-CSRF", FRESH),)


def test_the_second_of_two_equal_places_is_paired_with_the_second():
    links = Links(NOTHING)
    rows = '<tr id="{}"></tr><tr id="{}"></tr>'

    links.learn(page(rows.format(OLD, KEPT)), page(rows.format(NEW, KEPT)))

    assert links.request(get(f"/{OLD}/{KEPT}")).target == f"/{NEW}/{KEPT}"


def test_a_redirect_is_followed_through_its_location():
    links = Links(NOTHING)

    links.learn(
        Answer(302, (("Location", f"/p/{OLD}"),)), Answer(302, (("location", f"/p/{NEW}"),))
    )

    assert links.request(get(f"/p/{OLD}")).target == f"/p/{NEW}"


def test_cookies_are_left_to_the_jar():
    links = Links(NOTHING)
    links.learn(as_json(OLD), as_json(NEW))

    request = get("/", Cookie=f"id={OLD}")

    assert links.request(request) == request


@pytest.mark.parametrize(
    ("known", "recorded", "given"),
    [
        (Known(frozenset(), frozenset(), frozenset({KEPT})), KEPT, NEW),
        (Known(frozenset(), frozenset(), frozenset({OTHER})), OLD, OTHER),
        (Known(frozenset(), frozenset({OTHER})), OLD, OTHER),
        (Known(frozenset(), frozenset()), OLD, "not-an-id-at-all"),
        (Known(frozenset({TOKEN}), frozenset(), frozen=True), TOKEN, FRESH),
        (Known(frozenset(), frozenset()), TOKEN, FRESH),
        (Known(frozenset({"movimentacoes"}), frozenset()), "movimentacoes", "movimentacaoes"),
    ],
    ids=[
        "an id that was there before never changes",
        "no id becomes one that was there before",
        "no id becomes one that the recording knows",
        "an id never becomes something else",
        "frozen apps make the same tokens",
        "a token that nobody used is nothing to follow",
        "a word is not a token",
    ],
)
def test_what_may_not_be_followed_stays_a_difference(known, recorded, given):
    links = Links(known)

    links.learn(as_json({"v": recorded}), as_json({"v": given}))

    assert links.answer(as_json({"v": given})) == as_json({"v": given})
    assert links.request(get(f"/{recorded}")).target == f"/{recorded}"


def test_a_value_that_stands_for_two_is_a_contradiction():
    links = Links(NOTHING)
    assert links.learn(as_json([OLD]), as_json([NEW])) == ()

    contradictions = links.learn(as_json([OTHER]), as_json([NEW]))

    assert len(contradictions) == 1
    assert NEW in contradictions[0]


def test_a_value_that_has_two_others_is_a_contradiction():
    links = Links(NOTHING)

    contradictions = links.learn(as_json([OLD, OLD]), as_json([NEW, "7fc000000000000000000007"]))

    assert len(contradictions) == 1


def test_a_survey_knows_what_requests_use_and_which_ids_occur():
    exchange = Exchange(1, "s", 0.0, get(f"/p/{OLD}"), as_json({"id": KEPT, "t": TOKEN}))

    known = survey([exchange], frozenset({OTHER}), frozen=True)

    assert known == Known(frozenset({OLD}), frozenset({OLD, KEPT}), frozenset({OTHER}), frozen=True)


ids = st.integers(0, 2**64).map(lambda n: f"{n:024x}")


@given(st.lists(st.tuples(ids, ids), unique_by=(lambda p: p[0], lambda p: p[1]), max_size=8))
def test_what_goes_out_comes_back(pairs):
    ours, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    pairs = [(a, b) for a, b in pairs if a not in theirs and b not in ours]
    links = Links(NOTHING)

    contradictions = links.learn(as_json([a for a, _ in pairs]), as_json([b for _, b in pairs]))

    assert contradictions == ()
    for recorded, given_ in pairs:
        assert links.request(get(f"/{recorded}")).target == f"/{given_}"
        assert links.answer(page(given_)) == page(recorded)
