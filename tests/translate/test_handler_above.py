"""Handlers on the way up: those a view's own decorators bring, and no others."""

import pytest

from tests.translate.cases import Case, run, shown

DECORATORS = """from functools import wraps


def logged(f):
    @wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner


def calm(f):
    @wraps(f)
    def within(*args, **kwargs):
        try:
            return f(*args, **kwargs)
        except Exception:
            return []
    return within


def calm_about(*errors):
    def around(f):
        @wraps(f)
        def within(*args, **kwargs):
            def ask():
                return f(*args, **kwargs)
            try:
                return ask()
            except errors:
                return []
        return within
    return around


def attempt(f):
    try:
        return f()
    except Exception:
        return []


def attempted(f):
    @wraps(f)
    def within():
        return attempt(f)
    return within
"""
READS = """    a = db.produtos.count_documents({})
    b = db.lojas.find_one({})
    return [a, b]
"""


def gathered(tmp_path, text):
    done = run(Case("handler", "case", flask={"app.py": DECORATORS + text}, gather=True), tmp_path)
    assert "async def view():" in shown(done, "app.py")
    return {note.why.partition(" ")[0]: note for note in done.notes}


@pytest.mark.parametrize(
    ("decorators", "line"),
    [
        ("@calm", 14),
        ("@logged\n@calm", 14),
        ("@calm\n@logged", 14),
        ("@logged\n@calm\n@logged", 14),
        ("@calm_about(ValueError)", 27),
        ("@attempted", 36),
    ],
)
def test_a_handler_is_found_wherever_a_decorator_has_it(decorators, line, tmp_path):
    text = f"\n\n@app.get('/')\n{decorators}\ndef view():\n{READS}"

    note = gathered(tmp_path, text)["view"]

    assert note.construct == "independent reads"
    in_front = (tmp_path / "app.py").read_text().partition(DECORATORS)[0].count("\n")
    assert f"not gathered: app.py:{in_front + line} may handle what they raise" in note.why


def test_a_function_that_is_no_view_has_its_decorators_too(tmp_path):
    text = f"\n\n@calm\ndef reads():\n{READS}\n\n@app.get('/')\ndef view():\n    return reads()\n"

    assert gathered(tmp_path, text)["reads"].construct == "independent reads"


def test_the_handler_around_another_view_behind_the_same_decorator_is_not_its_own(tmp_path):
    text = (
        f"\n\n@app.get('/')\n@logged\ndef view():\n{READS}"
        f"\n\n@app.get('/b')\n@logged\n@calm\ndef other():\n{READS}"
    )

    found = gathered(tmp_path, text)

    assert {name: note.construct for name, note in found.items()} == {
        "view": "gathered reads",
        "other": "independent reads",
    }
