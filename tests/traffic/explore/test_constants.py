"""Constants near a name: in its call, in what compares its variable, in what it is passed on to."""

import ast

import pytest

from migrator.traffic.explore.constants import tied_to, words_of

VIEW = '''
def view():
    """Days from 1000 on."""
    days = request.args.get("days", 30, type=int)
    if not 1 <= days <= 365:
        abort(400)
    return page(limit=min(max(request.args.get("limit", 50, type=int), 5), 200), kind="list")
'''


def tied(text, *names):
    return tied_to(ast.parse(text).body, names)


def test_a_number_that_a_variable_is_compared_with_comes_with_its_neighbours():
    found = tied(VIEW, "days", "limit")["days"]

    assert set(found) == {"29", "30", "31", "0", "1", "2", "364", "365", "366"}


def test_what_is_nearest_comes_first():
    found = tied(VIEW, "days", "limit")["limit"]

    assert [word for word in found if word in {"50", "5", "200", "list"}] == [
        "50",
        "5",
        "200",
        "list",
    ]


def test_a_name_is_followed_into_the_functions_that_call_a_parameter_like_it():
    text = "def view():\n    show(request.args['state'])\n\ndef show(state):\n    return state == 'open'\n"

    assert tied(text, "state")["state"] == ("open",)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("def view(q):\n    return find({'$match': q})", "$match"),
        ("def view(q):\n    return rows[q]['title']", "title"),
        ("def view(q, other):\n    return q or get('other')", "other"),
        ("def view(q):\n    'q of some length'\n    return q", "q of some length"),
        ("def view(q):\n    return q is True", "True"),
    ],
    ids=["key of a document", "key of a row", "another name", "docstring", "truth"],
)
def test_what_is_no_value_of_the_name_is_left_out(text, absent):
    assert absent not in tied(text, "q", "other").get("q", ())


def test_the_words_of_a_function_are_its_constants_without_its_docstring():
    found = list(words_of(ast.parse(VIEW).body))

    assert {"days", "365", "364", "366", "list"} <= set(found)
    assert "Days from 1000 on." not in found
