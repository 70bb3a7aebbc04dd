"""The rules as a Markdown page, for a wiki or a pull request."""

from collections.abc import Iterator

from migrator.introspect.summary import methods_of, one_line, view_of
from migrator.model.app import AppSpec


def markdown(spec: AppSpec) -> str:
    """A headline, one line of summary and a table of all rules."""
    return "\n".join(_lines(spec)) + "\n"


def _lines(spec: AppSpec) -> Iterator[str]:
    yield f"# {spec.import_string}"
    yield ""
    yield one_line(spec)
    yield ""
    yield "| # | rule | methods | endpoint | view |"
    yield "|--:|------|---------|----------|------|"
    for route in spec.routes:
        cells = (route.rule, methods_of(route), route.endpoint, view_of(route))
        yield f"| {route.position} | {' | '.join(_cell(text) for text in cells)} |"


def _cell(text: str) -> str:
    return f"`{text}`".replace("|", "\\|") if text else ""
