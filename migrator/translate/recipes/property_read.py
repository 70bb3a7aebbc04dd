"""A property that turned async is awaited where it is read."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.recipe import recipe


@recipe(ast.Attribute, ast.Subscript)
def read(node: ast.Attribute | ast.Subscript, analysis: Analysis) -> Iterable[Need]:
    """``user.permissions`` and ``store[key]`` when the code behind them awaits."""
    getters = frozenset(analysis.world.getters.get(node, ()))
    if not getters:
        return
    yield Need(
        node,
        analysis.owner(node),
        f"read of {', '.join(sorted(g.qualname for g in getters))}",
        functions=getters,
        awaited=node,
        together=True,
    )


@recipe(ast.Attribute)
def written(node: ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """A setter cannot be awaited."""
    setters = analysis.world.setters.get(node)
    if setters:
        analysis.refuse(
            node,
            f"assignment to {ast.unparse(node)}",
            "its setter turned async, and an assignment cannot be awaited",
            "make it a method",
            needs=setters,
        )
    yield from ()


@recipe(ast.Call)
def dynamic(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``getattr(user, "permissions")`` and ``hasattr`` read a property behind the scenes."""
    getters = analysis.world.getters.get(node)
    if getters and analysis.full_names(node.func) & {"builtins.getattr", "builtins.hasattr"}:
        yield Need(
            node,
            analysis.owner(node),
            f"read of {', '.join(sorted(g.qualname for g in getters))}",
            functions=frozenset(getters),
            awaited=node,
            together=True,
        )
