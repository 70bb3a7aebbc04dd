import pytest

from migrator.translate.changes import changes_between

MODULE = '''"""A module."""
import os

LIMIT = 3


def listar(pagina=1):
    """Everything."""
    return [pagina, LIMIT]


class Dao:
    nome = "x"

    def salvar(self, item):
        return item

    def __init__(self):
        self.n = 0
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return [pagina, LIMIT]", "return [pagina, LIMIT]  # more"),
        ('"""Everything."""', '"""Every single thing."""'),
        ('"""A module."""', '"""Another word."""\n\n'),
        ("return item", "return (item)"),
    ],
    ids=["a comment", "a docstring", "the module's docstring", "brackets"],
)
def test_what_python_does_not_see_is_no_change(old, new):
    found = changes_between(MODULE, MODULE.replace(old, new))

    assert (found.names, found.elsewhere) == (frozenset(), "")


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("return [pagina, LIMIT]", "return []", {"listar"}),
        ("return item", "return [item]", {"salvar"}),
        ("class Dao:", "def nova():\n    pass\n\n\nclass Dao:", {"nova"}),
        ("    def salvar(self, item):\n        return item\n", "", {"salvar"}),
    ],
    ids=["a body", "a method", "a function that came", "a method that went"],
)
def test_a_function_is_its_own_business(old, new, names):
    found = changes_between(MODULE, MODULE.replace(old, new))

    assert (found.names, found.elsewhere) == (names, "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("import os", "import sys"),
        ("pagina=1", "pagina=2"),
        ("def listar", "@cached\ndef listar"),
        ('nome = "x"', 'nome = "y"'),
        ("class Dao:", "class Dao(Base):"),
        ("self.n = 0", "self.n = 1"),
        ("class Dao:", "@app.before_request\ndef hook():\n    pass\n\n\nclass Dao:"),
        ("import os", "import os("),
    ],
    ids=[
        "a constant",
        "an import",
        "a default",
        "a decorator",
        "a class attribute",
        "a base class",
        "a special method",
        "a decorated function that came",
        "a syntax error",
    ],
)
def test_what_others_may_see_concerns_all(old, new):
    assert changes_between(MODULE, MODULE.replace(old, new)).elsewhere


def test_a_module_that_came_concerns_all_and_an_async_def_is_another_body():
    assert changes_between("", MODULE).elsewhere
    assert changes_between("def f():\n    1\n", "async def f():\n    1\n").names == {"f"}
