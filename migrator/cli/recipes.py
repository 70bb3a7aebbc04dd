"""``migrator recipes``: what is translated, each recipe with its page of before and after."""

from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import JsonOption

if TYPE_CHECKING:
    from migrator.translate.recipe_pages import Page

NameArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME", help="Show the page of this recipe; default: list all.", show_default=False
    ),
]


def recipes(name: NameArgument = None, as_json: JsonOption = False) -> None:
    """List the recipes, or show one's page: Flask before, FastAPI after, or the refusal."""
    from migrator.steps import recipes as step

    pages = step.recipes(name)
    if as_json:
        _show_json(pages)
        return
    if name:
        from migrator.translate.recipe_pages import shown

        typer.echo(shown(pages[0]), nl=False)
        return
    _show_table(pages)


def _show_json(pages: "list[Page]") -> None:
    from migrator.cli.output import show_json

    facts = [
        {
            "name": page.name,
            "what": page.says,
            "rules": list(page.rules),
            "cases": len(page.cases),
            "refused": page.refusals,
        }
        for page in pages
    ]
    show_json({"format": 1, "recipes": facts})


def _show_table(pages: "list[Page]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("recipe", "cases", "refused", "what it is about"):
        table.add_column(column, overflow="fold")
    for page in pages:
        cells = (page.name, str(len(page.cases)), str(page.refusals), page.says)
        table.add_row(*map(Text, cells))
    Console(highlight=False).print(table)
    total = sum(len(page.cases) for page in pages)
    typer.echo(f"{len(pages)} pages, {total} cases; `migrator recipes NAME` shows a page")
