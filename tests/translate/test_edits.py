import ast

from hypothesis import given
from hypothesis import strategies as st

from migrator.translate.edits import Edits

NAMES = st.sampled_from(["a", "ação", "ñ", "x1"])
TEXTS = st.lists(
    st.tuples(NAMES, st.sampled_from(["'é'", "1", "f(1)", "[2, 'ç']"])), min_size=1, max_size=6
)


@given(TEXTS)
def test_without_changes_the_text_is_the_authors(pairs):
    text = "".join(f"{name} = {value}  # não\n" for name, value in pairs)

    assert Edits(text, {}).render() == text


@given(TEXTS)
def test_the_place_of_a_node_is_its_text(pairs):
    text = "".join(f"{name} = {value}\n" for name, value in pairs)
    edits = Edits(text, {})

    for statement, (name, value) in zip(ast.parse(text).body, pairs, strict=True):
        assert edits.source(statement.targets[0]) == name
        assert edits.source(statement.value) == value


def test_nested_changes_compose_outer_first():
    text = "x = f(g(1))\n"
    call = ast.parse(text).body[0].value
    edits = Edits(text, {call.args[0]: call})

    edits.wrap(call, "<", ">")
    edits.wrap(call.args[0], "[", "]")
    edits.replace_node(call.func, "h")

    assert edits.render() == "x = <h([g(1)])>\n"


def test_parentheses_of_the_author_are_kept_and_not_doubled():
    text = "x = (a\n     .b())\n"
    call = ast.parse(text).body[0].value
    edits = Edits(text, {})

    edits.method(call, ".c()")

    assert edits.render() == "x = (a\n     .b()).c()\n"


def test_a_form_feed_and_a_line_separator_end_no_line():
    text = "a = 'x\u2028y'\n\x0cb = 1\n"
    edits = Edits(text, {})

    edits.replace_node(ast.parse(text).body[1].value, "2")

    assert edits.render() == "a = 'x\u2028y'\n\x0cb = 2\n"


@given(st.text(alphabet="'\"\\a<>"))
def test_a_quoted_text_is_that_text(text):
    assert ast.literal_eval(Edits("x = 'y'\n", {}).quoted(text)) == text


def test_what_is_written_has_the_quotes_of_the_module():
    assert Edits("x = 'y', 'z', \"it's\"\n", {}).quoted("/a") == "'/a'"
    assert Edits('"""It\'s."""\nx = "y"\n', {}).quoted("/a") == '"/a"'
