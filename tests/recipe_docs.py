"""Write docs/recipes/ from the pages beside the recipes: `python -m tests.recipe_docs`."""

from pathlib import Path

from migrator.translate.recipe_pages import index, read_pages, shown

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "recipes"


def pages() -> dict[str, str]:
    """Every file of docs/recipes/ by its name."""
    found = read_pages()
    return {"README.md": index(found), **{f"{page.name}.md": shown(page) for page in found}}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
