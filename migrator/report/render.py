"""Render the report as one HTML file that needs no network and no script."""

import json
from pathlib import Path

from migrator.report.page import Page

_TEMPLATE = "report.html.jinja"


def render(page: Page) -> str:
    """The report as HTML; everything that came from the app or its traffic is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # `<` is written as an escape so that no value can end the element that holds the JSON.
    raw = json.dumps(page.raw, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return environment.get_template(_TEMPLATE).render(
        page=page,
        raw=Markup(raw),  # noqa: S704 (the one element where HTML escapes would be wrong)
    )
