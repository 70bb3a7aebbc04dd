"""The README cannot lie: it names every verb, setting, make target and exit code there is."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from migrator.cli.app import VERBS, app
from migrator.errors import ExitCode
from migrator.project.settings import Settings

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_in_the_readme_and_has_help(verb):
    done = CliRunner().invoke(app, [verb, "--help"])

    assert f"| `{verb}` |" in README
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_a_setting_is_in_the_readme(name):
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("code", list(ExitCode))
def test_an_exit_code_is_in_the_readme(code):
    assert re.search(rf"^\| {code.value} \|", README, re.MULTILINE)


def test_the_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text()

    for target in re.findall(r"make ([a-z-]+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
