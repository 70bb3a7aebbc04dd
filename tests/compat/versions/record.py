"""Ask older Flasks, keep what they answer otherwise than the newest, and write the page about it.

`python -m tests.compat.versions.record` installs them into a folder that is thrown away.
"""

import fnmatch
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
RECORDED = HERE / "recorded.json"
PAGE = HERE.parents[2] / "docs" / "flask-versions.md"
VERSIONS = {
    "2.2.0": "2.2.3",
    "2.2.5": "2.2.3",
    "2.3.0": "2.3.4",
    "2.3.3": "2.3.8",
    "3.0.0": "3.0.0",
    "3.0.3": "3.0.6",
    "3.1.0": "3.1.3",
    "3.1.2": "3.1.8",
}
"""Flask to werkzeug: the first and the last of each minor version that was usual together."""


def answers_of(folder=None, *chance):
    """What the Flask in a folder answers, or this interpreter's; to `chance`: a seed and a count."""
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    if folder is not None:
        environ["PYTHONPATH"] = str(folder)
    done = subprocess.run(
        [sys.executable, str(HERE / "ask_flask.py"), *map(str, chance)],
        env=environ, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


def install(folder, flask, werkzeug):
    """Put one Flask and one werkzeug into a folder; the rest is this environment's."""
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder),
            f"flask=={flask}", f"werkzeug=={werkzeug}",
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def differing(answers, newest):
    """The answers that are not the newest's, by application and question."""
    found = {
        app: {key: answer for key, answer in asked.items() if answer != newest[app][key]}
        for app, asked in answers.items()
    }
    return {app: asked for app, asked in found.items() if asked}


def record(scratch, newest):
    """What each version answers otherwise than the newest."""
    found = {}
    for flask, werkzeug in VERSIONS.items():
        install(scratch / flask, flask, werkzeug)
        found[flask] = differing(answers_of(scratch / flask), newest)
    return found


def names_in(recorded):
    """The questions of a version that differ, as `differences.toml` writes them."""
    return [
        key if app == "plain" else f"{app}: {key}"
        for app, asked in recorded.items()
        for key in asked
    ]


def table():
    """The differences as the file has them."""
    return tomllib.loads((HERE / "differences.toml").read_text("utf-8"))["difference"]


def shows(row, name):
    """Whether a question shows a difference; what is asked of the plain application has no name."""
    return any(
        fnmatch.fnmatchcase(name, pattern.replace("[", "[[]")) for pattern in row["shown_by"]
    )


def page():
    """The text of docs/flask-versions.md."""
    rows = [
        f"| {row['what']} | {row['before']} | {row['then']} | {row.get('kept', 'yes')} | {row['rows']} |"
        for row in table()
    ]
    kept = sum("kept" not in row for row in table())
    versions = ", ".join(f"{flask} with {werkzeug}" for flask, werkzeug in VERSIONS.items())
    text = (HERE / "page.md").read_text("utf-8")
    return text.format(table="\n".join(rows), kept=kept, total=len(rows), versions=versions)


def written(found):
    """The recording with one answer a line."""
    lines = [
        f"  {json.dumps(f'{flask} {app} {key}')}: {json.dumps(answer)}"
        for flask, apps in sorted(found.items())
        for app, asked in sorted(apps.items())
        for key, answer in sorted(asked.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read():
    """The recording, by version, application and question."""
    sys.path.insert(0, str(HERE))
    from questions import APPS

    found = {}
    for name, answer in json.loads(RECORDED.read_text("utf-8")).items():
        flask, rest = name.split(" ", 1)
        app = next(app for app in (*APPS,) if rest.startswith(f"{app} "))
        found.setdefault(flask, {}).setdefault(app, {})[rest.removeprefix(f"{app} ")] = answer
    return found


def main():
    newest = answers_of()
    with tempfile.TemporaryDirectory() as folder:
        found = record(Path(folder), newest)
    RECORDED.write_text(written(found), "utf-8")
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
