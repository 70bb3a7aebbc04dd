"""Say what ``check`` found in the words of GitHub Actions: annotations and a job summary."""

from collections.abc import Iterable, Mapping, Sequence

from migrator.report.problem import Problem

_MOST_ANNOTATIONS = 10
_MOST_ROWS = 100


def annotations(problems: Sequence[Problem]) -> tuple[str, ...]:
    """``::error file=,line=::`` for the first ten problems; GitHub shows no more a step."""
    return tuple(_annotation(problem) for problem in problems[:_MOST_ANNOTATIONS])


def summary(problems: Sequence[Problem], progress: Mapping[str, int]) -> str:
    """The job summary in Markdown; the table is cut before GitHub's size limit."""
    lines = ["## Migration", "", *_progress(progress), ""]
    if not problems:
        return "\n".join([*lines, "Nothing is wrong.", ""])
    lines += [
        f"{len(problems)} problems",
        "",
        "| check | route | place | what |",
        "|---|---|---|---|",
    ]
    lines += [_row(problem) for problem in problems[:_MOST_ROWS]]
    if len(problems) > _MOST_ROWS:
        lines.append(f"| | | | and {len(problems) - _MOST_ROWS} more |")
    return "\n".join([*lines, ""])


def _progress(progress: Mapping[str, int]) -> Iterable[str]:
    if not progress:
        return ()
    words = " → ".join(f"{count} {name}" for name, count in progress.items())
    return (words,)


def _row(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    cells = (problem.check, problem.route, place, problem.message)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    clean = text.replace("\n", " ").replace("|", "\\|")
    return clean.replace("<", "&lt;").replace("`", "\\`")


def _annotation(problem: Problem) -> str:
    properties = [f"file={_property(problem.file)}"] if problem.file else []
    properties += [f"line={problem.line}"] if problem.line else []
    properties.append(f"title={_property(f'migrator {problem.check}')}")
    return f"::error {','.join(properties)}::{_data(problem.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
