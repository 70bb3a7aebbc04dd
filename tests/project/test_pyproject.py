"""``[tool.migrator]`` is written without touching anything else in the file."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import UsageError
from migrator.project.pyproject import with_settings

OTHERS = st.sampled_from(
    [
        "",
        "# só um comentário\n",
        '[project]\nname = "loja"\n',
        '[project]\nname = "loja"',
        '[tool.ruff]\nline-length = 100\n\n[[tool.x]]\na = """\n[tool.falso]\n"""\n',
        "[tool.migrator] # nosso\n",
        '[tool.migrator]\nout = "novo" # a pasta\n\n[tool.black]\nx = 1\n',
        '[tool.migrator]\r\napp = "velha:app"\r\n',
        '[tool.migrator.twin_env]\nA = "1"\n',
    ]
)
VALUES = st.dictionaries(
    st.sampled_from(["app", "mongo_env", "source"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    min_size=1,
)


@given(OTHERS, VALUES)
def test_the_values_stand_there_and_everything_else_is_as_before(text, values):
    edited = with_settings(text, values)

    before = tomllib.loads(text)
    table = before.get("tool", {}).get("migrator", {})
    tool = {**before.get("tool", {}), "migrator": {**table, **values}}
    assert tomllib.loads(edited) == {**before, "tool": tool}


@given(OTHERS, VALUES)
def test_a_second_time_changes_nothing(text, values):
    once = with_settings(text, values)

    assert with_settings(once, values) == once


def test_comments_and_order_stay():
    text = '[tool.migrator]\n# escolhido em maio\nout = "novo"\n\n[tool.black]\n'

    assert with_settings(text, {"app": "a:app"}) == (
        '[tool.migrator]\n# escolhido em maio\nout = "novo"\napp = "a:app"\n\n[tool.black]\n'
    )


def test_a_table_in_an_unusual_form_is_left_alone():
    with pytest.raises(UsageError, match="cannot be edited safely") as caught:
        with_settings('tool.migrator = {out = "x"}\n', {"app": "a:app"})

    assert "add by hand" in caught.value.hint


def test_a_broken_file_is_left_alone():
    with pytest.raises(UsageError, match="cannot be read"):
        with_settings("[tool", {"app": "a:app"})
