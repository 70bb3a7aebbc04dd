"""A module merged function by function."""

import textwrap

import pytest

from migrator.scaffold.merge.choices import Choices
from migrator.scaffold.merge.code import CHANGED, GONE, REMOVED
from migrator.scaffold.merge.texts import merge_texts

BASE = '''
"""Orders."""

from app.compat.request import request
from app.db import db

LIMIT = 20


# newest first
async def listing():
    """All orders."""
    total = await db.orders.count_documents({})
    page = request.args.get("page", 1)
    return total, page


class Orders:
    kind = "orders"

    async def all(self):
        return await db.orders.find().to_list(None)

    async def one(self, key):
        return await db.orders.find_one({"_id": key})


def create_app(app):
    app.title = "orders"

    @app.get("/a")
    async def a():
        return "a"

    @app.get("/b")
    async def b():
        return "b"

    return app
'''.lstrip()


def merge(hand, new, **choices):
    """The merge of ``BASE`` with two lists of replacements, or of texts."""
    texts = [edited(side) for side in (hand, new)]
    return merge_texts("orders.py", BASE, *texts, Choices(**choices))


def edited(side):
    if isinstance(side, str):
        return side
    text = BASE
    for old, new in side:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def words_of(text):
    return sorted(text.replace(",", " ").split())


TOTAL = "    total = await db.orders.count_documents({})\n"
ONE = '        return await db.orders.find_one({"_id": key})\n'
APART = {
    "two functions": ([('return "a"', 'return "mine"')], [("LIMIT = 20", "LIMIT = 50")]),
    "two methods of one class": (
        [("find().to_list", "find({}).to_list")],
        [('{"_id": key}', '{"_id": key, "gone": False}')],
    ),
    "two views in one factory": ([('return "a"', 'return "A"')], [('return "b"', 'return "B"')]),
    "neighbouring lines of two functions": (
        [("    return total, page\n", "    return total\n")],
        [('class Orders:\n    kind = "orders"', 'class Orders:\n    kind = "new"')],
    ),
    "far lines of one function": (
        [(TOTAL, TOTAL.replace("{}", '{"open": True}'))],
        [("    return total, page\n", "    return page, total\n")],
    ),
    "a function each": (
        [("# newest first\n", "def mine():\n    return 1\n\n\n# newest first\n")],
        [("# newest first\n", "def theirs():\n    return 2\n\n\n# newest first\n")],
    ),
    "names of one import": (
        [
            ("import request\n", "import request, url_for\n"),
            ("return total", "return url_for, total"),
        ],
        [("import request\n", "import abort, request\n"), ('return "a"', "return abort(4)")],
    ),
    "a statement and a function": (
        [("LIMIT = 20\n", "LIMIT = 20\nprint(LIMIT)\n")],
        [("class Orders", "def late():\n    return 3\n\n\nclass Orders")],
    ),
    "a moved function and another one": (
        BASE.replace("class Orders", "async def zz():\n    return 9\n\n\nclass Orders"),
        [(ONE, ONE.replace("key}", "key, **self.filter}"))],
    ),
}


@pytest.mark.parametrize("name", APART)
def test_changes_in_different_places_stand_side_by_side(name):
    hand, new = APART[name]

    merged, conflicts = merge(hand, new)
    other_way_round, _ = merge(new, hand)

    assert not conflicts
    for side in (hand, new):
        kept = [line for line in edited(side).splitlines() if line not in BASE.splitlines()]
        words = {word for line in kept for word in line.replace(",", " ").split()}
        assert all(word in merged for word in words)
    assert words_of(merged) == words_of(other_way_round)
    compile(merged, "orders.py", "exec")


AGAINST = {
    "the same line": (
        [(TOTAL, TOTAL.replace("{}", '{"a": 1}'))],
        [(TOTAL, TOTAL.replace("{}", '{"b": 1}'))],
        "listing",
        CHANGED,
    ),
    "one method": (
        [("return await db.orders.find()", "return await db.orders.find({})")],
        [("return await db.orders.find()", "return await db.orders.aggregate([])")],
        "Orders.all",
        CHANGED,
    ),
    "a view in a factory": (
        [('return "a"', 'return "x"')],
        [('return "a"', 'return "y"')],
        "create_app.a",
        CHANGED,
    ),
    "what is not generated any more": (
        [("find_one({", "find_one({'x': 1, ")],
        [("    async def one(self, key):\n" + ONE, "")],
        "Orders.one",
        GONE,
    ),
    "what was removed by hand": (
        [("    async def one(self, key):\n" + ONE, "")],
        [("find_one({", "find_one({'x': 1, ")],
        "Orders.one",
        REMOVED,
    ),
    "the module's own statements": (
        [("LIMIT = 20", "LIMIT = 30")],
        [("LIMIT = 20", "LIMIT = 40")],
        "<module>",
        CHANGED,
    ),
}


@pytest.mark.parametrize("name", AGAINST)
def test_a_conflict_names_the_function_and_shows_both_texts(name):
    hand, new, part, why = AGAINST[name]

    _, conflicts = merge(hand, new)

    assert [(c.part, c.why) for c in conflicts] == [(part, why)]
    for text, side in ((conflicts[0].hand, hand), (conflicts[0].new, new)):
        assert text is None or text in edited(side)


@pytest.mark.parametrize("name", AGAINST)
def test_a_person_decides_a_conflict_by_its_function(name):
    hand, new, part, _ = AGAINST[name]

    by_hand = merge(hand, new, keep_hand=(f"orders.py:{part}",))
    taken = merge(hand, new, take_new=(part,))

    assert (by_hand[1], taken[1]) == ([], [])
    assert words_of(by_hand[0]) == words_of(edited(hand))
    assert words_of(taken[0]) == words_of(edited(new))


def test_a_choice_for_one_function_decides_no_other():
    hand = [('return "a"', 'return "x"'), ('return "b"', 'return "x"')]
    new = [('return "a"', 'return "y"'), ('return "b"', 'return "y"')]

    _, conflicts = merge(hand, new, keep_hand=("create_app.a",))

    assert [c.part for c in conflicts] == ["create_app.b"]


def test_an_edit_can_be_given_up_where_there_is_no_conflict():
    hand = [('return "a"', 'return "x"'), ('return "b"', 'return "x"')]

    merged, _ = merge(hand, BASE, take_new=("orders:create_app.a",))

    assert merged == BASE.replace('return "b"', 'return "x"')


def test_an_import_stays_while_what_a_person_wrote_needs_it():
    hand = [('return "a"', "return request.path")]
    new = [
        ("from app.compat.request import request\n", ""),
        ('    page = request.args.get("page", 1)\n', ""),
        ("    return total, page\n", "    return total\n"),
    ]

    merged, conflicts = merge(hand, new)

    assert not conflicts
    assert "from app.compat.request import request\n" in merged
    assert "return request.path" in merged
    assert "page" not in merged


def test_what_would_not_be_defined_any_more_is_a_conflict():
    hand = [('return "a"', "return LIMIT")]
    new = [("LIMIT = 20\n\n\n", "")]

    _, conflicts = merge(hand, new)

    assert [c.why for c in conflicts] == ["LIMIT would not be defined any more"]


def test_a_function_that_both_moved_is_a_conflict():
    listing = BASE[BASE.index("# newest") : BASE.index("class Orders")]
    without = BASE.replace(listing, "")
    first = without.replace("LIMIT = 20\n", f"{listing}LIMIT = 20\n")

    _, conflicts = merge(without + "\n\n" + listing, first)

    assert conflicts


def test_two_statements_on_one_line_are_one_part():
    base = "import a; import b\nx = 1; y = (\n  2)\n\n\ndef f(): return x\n"

    merged, conflicts = merge_texts(
        "a.py",
        base,
        base.replace("def f(): return x", "def f(): return y"),
        base.replace("import b", "import c"),
        Choices(),
    )

    assert (merged, conflicts) == (
        base.replace("import b", "import c").replace("return x", "return y"),
        [],
    )


def test_a_form_feed_ends_no_line():
    base = "x = 1\n\f\ndef f():\n    return 1\n\n\ndef g():\n    return '\u2028'\n"

    merged, _ = merge_texts(
        "a.py",
        base,
        base.replace("return 1", "return 2"),
        base.replace("x = 1", "x = 3"),
        Choices(),
    )

    assert merged == base.replace("return 1", "return 2").replace("x = 1", "x = 3")


def test_a_module_that_is_not_python_cannot_be_merged():
    _, conflicts = merge("def broken(:\n", [("LIMIT = 20", "LIMIT = 40")])

    assert conflicts[0].part == ""
    assert conflicts[0].why.startswith("it cannot be read as Python")


def test_other_files_are_merged_by_lines():
    base = textwrap.dedent("""\
        FROM python:3.11
        WORKDIR /app
        COPY . .
        RUN pip install .
        CMD uvicorn
        """)
    hand, new = base.replace(":3.11", ":3.12"), base.replace("CMD uvicorn", "CMD uvicorn --x")

    merged, conflicts = merge_texts("Dockerfile", base, hand, new, Choices())

    assert (merged, conflicts) == (hand.replace("CMD uvicorn", "CMD uvicorn --x"), [])


def test_lines_that_both_changed_are_a_conflict_and_so_is_broken_json():
    _, lines = merge_texts("r.txt", "a==1\n", "a==2\n", "a==3\n", Choices())
    base = '{"a": 1,\n"b": 2,\n"c": 3}\n'
    _, json = merge_texts(
        "openapi.json", base, base.replace(",\n", "\n,", 1), base.replace('"c": 3', ""), Choices()
    )

    assert [c.why for c in (*lines, *json)] == [CHANGED, CHANGED]
