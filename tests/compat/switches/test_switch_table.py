"""One table of switches: the page, the settings, the generated code and the judge go by it."""

import json
import sys
from pathlib import Path

import pytest

from migrator.cli import main
from migrator.compare.given_up import UNDO
from migrator.compat import switches as compat
from migrator.compat.application import Application
from migrator.compat.bson_provider import BSONProvider
from migrator.compat.session import SessionInterface
from migrator.errors import SettingsInvalid
from migrator.model.switches import NAMES, SWITCHES
from migrator.project.settings import load_settings
from tests.scaffold import shop

EXAMPLE = Path(__file__).parents[3] / "generated_app"
PAGE = Path(__file__).parents[3] / "docs" / "switches.md"


def run(monkeypatch, capsys, folder, *words):
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["migrator", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_the_page_is_the_table():
    wanted = [
        f"| `{s.name}` | {s.flask} | {s.instead} | {s.mind or '-'} | {', '.join(s.rows)} |"
        for s in SWITCHES
    ]

    assert [line for line in PAGE.read_text().splitlines() if line.startswith("| `")] == wanted


def test_the_generated_code_and_the_judge_know_every_name():
    assert set(compat.SWITCHES) == set(UNDO) == set(NAMES)


def test_the_settings_take_names_in_any_order_and_keep_that_of_the_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.migrator]\ngive_up = ["308-slashes", "ascii-json"]\n'
    )

    assert load_settings(tmp_path, {}).give_up == ("ascii-json", "308-slashes")
    environ = {"MIGRATOR_GIVE_UP": "vary-cookie, json-newline"}
    assert load_settings(tmp_path, environ).give_up == ("json-newline", "vary-cookie")


@pytest.mark.parametrize("value", ['"ascii"', '["ascii-json", 1]', "3", '["Ascii-JSON"]'])
def test_a_wrong_name_is_refused(tmp_path, value):
    (tmp_path / "pyproject.toml").write_text(f"[tool.migrator]\ngive_up = {value}\n")

    with pytest.raises(SettingsInvalid):
        load_settings(tmp_path, {})


def test_an_unknown_name_ends_the_verb_with_all_names(tmp_path, monkeypatch, capsys):
    (tmp_path / "pyproject.toml").write_text('[tool.migrator]\ngive_up = ["sorted"]\n')

    code, _, err = run(monkeypatch, capsys, tmp_path, "status")

    assert code == 2
    assert "'sorted'" in err
    assert all(name in err for name in NAMES)


def test_the_generated_code_refuses_an_unknown_name():
    with pytest.raises(ValueError, match="sorted-json-keys"):
        compat.give_up(Application(__name__), "sorted")


def test_a_provider_of_its_own_kind_is_out_of_reach():
    app = Application(__name__)
    app.json = BSONProvider(app)

    with pytest.raises(TypeError, match="BSONProvider"):
        compat.give_up(app, "sorted-json-keys")


def test_a_session_of_its_own_kind_is_out_of_reach():
    class Elsewhere(SessionInterface):
        def save_session(self, app, session, response):
            """Keep it elsewhere."""

    app = Application(__name__)
    app.session_interface = Elsewhere()

    with pytest.raises(TypeError, match="Elsewhere"):
        compat.give_up(app, "vary-cookie")


def test_scaffold_writes_one_line_and_status_shows_it(tmp_path, monkeypatch, capsys):
    root = shop.write(tmp_path / "shop")
    settings = '[tool.migrator]\napp = "app:create_app()"\n'
    (root / "pyproject.toml").write_text(settings + f"give_up = {json.dumps(NAMES)}\n")

    code, _, err = run(monkeypatch, capsys, root, "scaffold")

    assert code == 0, err
    lines = (root / "generated_app" / "main.py").read_text().replace("\n    ", " ").splitlines()
    start = lines.index("api = create_app()")
    assert lines[start + 1].startswith("give_up( api, ") or lines[start + 1].startswith(
        "give_up(api, "
    )
    assert (root / "generated_app" / "compat" / "switches.py").is_file()

    code, out, _ = run(monkeypatch, capsys, root, "status")
    assert code == 0
    assert "given up: sorted-json-keys (they stand in the order" in out
    facts = json.loads(run(monkeypatch, capsys, root, "status", "--json")[1])
    assert facts["given_up"] == list(NAMES)

    (root / "pyproject.toml").write_text(settings + 'give_up = ["ascii-json"]\n')
    out = run(monkeypatch, capsys, root, "status")[1]
    assert "given up: vary-cookie (no longer wanted: run `migrator scaffold`)" in out

    assert run(monkeypatch, capsys, root, "scaffold")[0] == 0
    assert 'give_up(api, "ascii-json")\n' in (root / "generated_app" / "main.py").read_text()


def test_without_switches_nothing_is_written():
    assert "give_up" not in (EXAMPLE / "main.py").read_text()
    assert not (EXAMPLE / "compat" / "switches.py").exists()
