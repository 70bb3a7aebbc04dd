"""PyMongo's GridFS, which stays synchronous: on which database it works, and where it would block.

Motor has no ``GridFS``, and the buckets of the async drivers keep fields elsewhere (SEMANTICS M25,
M31), so the files are read and written by PyMongo itself, in worker threads.
"""

import ast

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Driver, DriverMethod
from migrator.translate.driver_api import GRIDFS

GRIDFS_CLASSES = frozenset(
    {
        "gridfs.GridFS", "gridfs.GridFSBucket", "gridfs.synchronous.GridFS",
        "gridfs.synchronous.GridFSBucket",
    }
)  # fmt: skip
_DATABASE = ("database", "db")


def database_of(call: ast.Call, analysis: Analysis) -> ast.expr | None:
    """The database that ``GridFS(...)`` is given, where it is surely one of the driver's."""
    named = [keyword.value for keyword in call.keywords if keyword.arg in _DATABASE]
    given = [*call.args[:1], *named]
    if len(given) != 1 or Driver("database") not in analysis.type_of(given[0]):
        return None
    return given[0]


def asks_gridfs(node: ast.Call, analysis: Analysis) -> bool:
    """Whether the call reads or writes a file."""
    return any(
        isinstance(atom, DriverMethod) and atom.kind in GRIDFS
        for atom in analysis.type_of(node.func)
    )


def blocks_in_gridfs(node: ast.Call, analysis: Analysis) -> bool:
    """Whether the call does so in the code of a coroutine, while the event loop waits."""
    owner = analysis.owner(node)
    return isinstance(owner.node, ast.AsyncFunctionDef) and asks_gridfs(node, analysis)
