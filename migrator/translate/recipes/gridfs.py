"""Files in GridFS stay PyMongo's own; who reads or writes one does it in a worker thread."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.gridfs import GRIDFS_CLASSES, asks_gridfs, database_of
from migrator.translate.recipe import recipe
from migrator.translate.surface import announces

_WAITS = "GridFS reads and writes while every other request waits"
_TODO = "use the bucket of the asynchronous driver, once nothing on Flask shares the files"


@recipe(ast.Call)
def file_operation(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``files.put(...)``, ``files.get(...).read()``: the function runs in a worker thread."""
    if asks_gridfs(node, analysis):
        in_request = analysis.owner(node) not in analysis.startup
        shown = f"{ast.unparse(node.func)}()"
        analysis.refuse(node, shown, _WAITS, _TODO, fits_thread=in_request)
    yield from ()


@recipe(ast.Name, ast.Attribute)
def gridfs_class(node: ast.expr, analysis: Analysis) -> Iterable[Need]:
    """``GridFS(db)`` gets PyMongo's own database: ``GridFS(sync(db))``."""
    if analysis.full_names(node).isdisjoint(GRIDFS_CLASSES) or announces(node, analysis):
        return
    call = analysis.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node:
        why = "it may be made where the database is not seen"
        analysis.refuse(node, ast.unparse(node), why, "call it where it is named")
    elif database_of(call, analysis) is None:
        why = "what database it is given could not be found out"
        analysis.refuse(node, ast.unparse(node), why, "give it the database by its name")
    yield from ()
