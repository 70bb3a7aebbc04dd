"""The names of import statements that the rewriting left without a use."""

import ast

from migrator.translate.edits import Edits
from migrator.translate.imports import aliased
from migrator.translate.words import bound, words


def drop_unused(text: str, original: ast.Module) -> tuple[str, ast.Module | None]:
    """Remove the names of import statements that the rewriting left without a use.

    Also gives the tree of the text, where it was parsed and nothing removed. What the author
    imported without using it stays where it belongs to the project (importing may register
    something), marked for the linter; what he imported from an extension of Flask goes.
    """
    tree = ast.parse(text)
    new = words(tree)
    if new.imported <= new.used | new.texts:
        return text, tree
    old = words(original)
    gone = old.used | (new.imported - old.imported)
    edits, alone = Edits(text, {}), _alone(tree)
    for node in new.imports:
        _drop_from(node, new.used | new.texts, gone, edits, alone)
    return (edits.render(), None) if edits.pieces else (text, tree)


def _drop_from(
    node: ast.Import | ast.ImportFrom,
    used: set[str],
    before: set[str],
    edits: Edits,
    alone: set[ast.AST],
) -> None:
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return
    names_of = {alias: bound(alias) for alias in node.names}
    of_flask = isinstance(node, ast.ImportFrom) and str(node.module).startswith("flask_")
    gone = [
        alias
        for alias, name in names_of.items()
        if name not in used and name != "*" and (of_flask or name in before)
    ]
    if not gone:
        return
    kept = [alias for alias in node.names if alias not in gone]
    if not kept:
        _remove_line(node, edits, alone=node in alone)
        return
    names = ", ".join(aliased(a.name, a.asname) for a in kept)
    head = "import" if isinstance(node, ast.Import) else (
        f"from {'.' * node.level}{node.module or ''} import"
    )  # fmt: skip
    edits.replace_node(node, f"{head} {names}")


def _alone(tree: ast.Module) -> set[ast.AST]:
    """The imports in blocks of nothing but imports: one of them has to leave ``pass`` behind."""
    blocks = [
        block
        for node in ast.walk(tree)
        for block in (getattr(node, name, []) for name in ("body", "orelse", "finalbody"))
        if isinstance(block, list) and not isinstance(node, ast.Module)
    ]
    kinds = (ast.Import, ast.ImportFrom)
    return {n for block in blocks if all(isinstance(s, kinds) for s in block) for n in block}


def _remove_line(node: ast.stmt, edits: Edits, *, alone: bool) -> None:
    start, end = edits.start(node), edits.end(node)
    line = edits.text.rfind("\n", 0, start) + 1
    whole = not edits.text[line:start].strip() and edits.text[end : end + 1] in {"\n", ""}
    if alone or not whole:
        edits.replace(start, end, "pass")
        return
    edits.replace(line, min(end + 1, len(edits.text)), "")
