"""What Python reads one by one and a list reads at once: who could tell the difference?

A generator that asks the database for each of its items is asked to its end when a list is made of
it, even where today ``zip`` stops, ``in`` has found it, or ``sum`` meets something it cannot add.
"""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import DriverMethod
from migrator.translate.declarations import FunctionInfo

STEPWISE = frozenset(
    {f"builtins.{n}" for n in ("enumerate", "map", "filter")}
    | {"itertools.chain", "itertools.groupby"}
)
"""Functions that hand on one item after the other, as many as are asked for."""
READING = frozenset(
    f"builtins.{n}"
    for n in (
        "list", "set", "tuple", "frozenset", "sorted", "dict", "sum", "min", "max", "enumerate",
        "zip", "map", "filter", "reversed", "any", "all", "next",
    )
)  # fmt: skip
"""Functions that read what they are given, or are given a list that is read for them."""
READING_LIBRARIES = frozenset(
    {
        "bson.json_util.dumps", "pandas.DataFrame", "collections.deque", "collections.Counter",
        "collections.OrderedDict", "itertools.chain", "itertools.groupby", "functools.reduce",
    }
)  # fmt: skip
TAKING_OTHERS = frozenset(
    {
        "bson.json_util.dumps", "pandas.DataFrame", "collections.Counter",
        "collections.OrderedDict", "builtins.dict",
    }
)  # fmt: skip
"""Those to which a dictionary or None is something else than a list of its items."""
READING_METHODS = frozenset({"extend", "update", "join", "writerows", "writelines", "union"})
_STOPS = frozenset({"builtins.zip"})
_MAY_FAIL = frozenset(f"builtins.{n}" for n in ("sum", "min", "max", "dict", "set", "frozenset"))
_TAKES_ALL = frozenset(f"builtins.{n}" for n in ("list", "tuple", "sorted", "set", "dict", "sum"))
_READS = frozenset(
    {
        "find_one", "find_one_or_404", "find", "aggregate", "distinct", "count_documents",
        "estimated_document_count", "index_information", "options", "explain", "next", "to_list",
        "close", "list_indexes", "list_collection_names", "list_collections", "list_databases",
        "list_database_names", "server_info", "command",
    }
)  # fmt: skip
_COUNTS = frozenset({"modified_count", "matched_count", "deleted_count", "inserted_count"})
_NUMBERS = frozenset(f"builtins.{n}" for n in ("len", "int", "float", "bool", "round"))


def check_half_way(needs: Iterable[Need], analysis: Analysis) -> None:
    """Refuse a list of what is asked one by one today, where the rest would be asked as well."""
    needs = list(needs)
    asking = _spread({n.owner for n in needs if n.awaited is not None}, needs)
    writing = _spread({n.owner for n in needs if _writes(n, analysis)}, needs)
    for need in needs:
        asked, written = need.functions & asking, need.functions & writing
        if _may_stop(need.node, analysis) and any(f.is_generator for f in asked):
            _refuse(need, "stop", asked, analysis)
        elif _may_fail(need.node, analysis) and any(f.is_generator for f in written):
            _refuse(need, "fail", written, analysis)
        elif need.owner in writing and _asks_later(need.node, analysis):
            analysis.refuse(
                need.node, need.construct,
                "what is written on the way may change what its later parts give, and lists would "
                "be read before",
                "write one loop after the other", fits_thread=True,
            )  # fmt: skip


def _asks_later(node: ast.AST, analysis: Analysis) -> bool:
    """Whether it begins with a later cursor when an earlier one is at its end."""
    if not isinstance(node, ast.Call) or takes_all(node, analysis):
        return False
    later = any(analysis.is_lazy(value) for value in node.args[1:])
    return later and "itertools.chain" in analysis.full_names(node.func)


def _refuse(need: Need, ends: str, functions: Iterable[FunctionInfo], analysis: Analysis) -> None:
    names = ", ".join(sorted(f.name for f in functions))
    analysis.refuse(
        need.node, need.construct,
        f"it may {ends} half way, and a list would be asked to its end: {names}",
        "write a loop", fits_thread=True,
    )  # fmt: skip


def takes_all(node: ast.Call, analysis: Analysis) -> bool:
    """Whether what a stepwise function gives is read to its end on the spot."""
    if analysis.full_names(node.func) & _STOPS:
        return False
    parent = analysis.parent(node)
    return isinstance(parent, ast.Call) and bool(analysis.full_names(parent.func) & _TAKES_ALL)


def _may_stop(node: ast.AST, analysis: Analysis) -> bool:
    if isinstance(node, ast.Compare):
        return True
    if not isinstance(node, ast.Call):
        return False
    names = analysis.full_names(node.func)
    return bool(names & (STEPWISE | _STOPS)) and not takes_all(node, analysis)


def _may_fail(node: ast.AST, analysis: Analysis) -> bool:
    if not isinstance(node, ast.Call) or not analysis.full_names(node.func) & _MAY_FAIL:
        return False
    given = node.args[0] if node.args else None
    return not (isinstance(given, ast.GeneratorExp) and _is_number(given.elt, analysis))


def _is_number(node: ast.expr, analysis: Analysis) -> bool:
    """Whether it is surely one, so that it can be added and compared."""
    match node:
        case ast.Constant(value=int() | float()) | ast.Compare():
            return True
        case ast.Attribute(attr=name):
            return name in _COUNTS
        case ast.Call(func=func):
            return bool(analysis.full_names(func) & _NUMBERS)
        case _:
            return False


def _writes(need: Need, analysis: Analysis) -> bool:
    if not isinstance(need.node, ast.Call):
        return False
    atoms = analysis.type_of(need.node.func)
    return any(isinstance(a, DriverMethod) and a.name not in _READS for a in atoms)


def _spread(found: set[FunctionInfo], needs: list[Need]) -> set[FunctionInfo]:
    """The functions and all who use them."""
    while grown := {n.owner for n in needs if n.functions & found} - found:
        found |= grown
    return found
