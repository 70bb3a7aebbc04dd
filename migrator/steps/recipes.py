"""The recipes that translate a project, with their pages."""

from difflib import get_close_matches

from migrator.errors import UsageError
from migrator.translate.recipe_pages import Page, read_pages


def recipes(name: str | None = None) -> list[Page]:
    """All pages, or the one of that name.

    Raises:
        UsageError: there is no such recipe.
    """
    pages = read_pages()
    if name is None:
        return pages
    wanted = name.replace("-", "_").replace(" ", "_")
    found = [page for page in pages if page.name == wanted]
    if not found:
        close = get_close_matches(wanted, [page.name for page in pages], 3)
        hint = f"did you mean {' or '.join(close)}?" if close else "`migrator recipes` lists them"
        raise UsageError(f"there is no recipe {name}", hint)
    return found
