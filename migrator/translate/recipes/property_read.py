"""A property that turned async is awaited where it is read."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.recipe import recipe

_READERS = frozenset({"builtins.getattr", "builtins.hasattr"})
_LATER = frozenset({"operator.attrgetter", "operator.methodcaller"})


@recipe(ast.Call, names=_LATER)
def read_later(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``attrgetter("late")`` would give the coroutine, which is always true."""
    texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
    names = {part for text in texts for part in str(text).split(".")}
    found = {f for name in names for f in analysis.world.declared.called(name) if f.owner}
    if found:
        analysis.refuse(
            node, ast.unparse(node), "what it reads turned async, and it cannot await",
            "write it as a function with def", needs=found, fits_thread=True,
        )  # fmt: skip
    yield from ()


@recipe(ast.Attribute, ast.Subscript)
def read(node: ast.Attribute | ast.Subscript, analysis: Analysis) -> Iterable[Need]:
    """``user.permissions`` and ``store[key]`` when the code behind them awaits."""
    getters = frozenset(analysis.world.getters.get(node, ()))
    if not getters:
        return
    if not isinstance(node.ctx, ast.Load):
        analysis.refuse(
            node, f"{ast.unparse(node)} += ...",
            "it reads what turned async, and an assignment cannot await",
            "read it first, then assign", needs=getters, fits_thread=True,
        )  # fmt: skip
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
            fits_thread=True,
        )
    yield from ()


@recipe(ast.Call)
def dynamic(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``getattr(user, "permissions")`` and ``hasattr`` read a property behind the scenes."""
    getters = analysis.world.getters.get(node)
    if not getters or not analysis.full_names(node.func) & _READERS:
        return
    name = node.args[1] if len(node.args) > 1 else None
    if not isinstance(name, ast.Constant):
        analysis.refuse(
            node, ast.unparse(node.func),
            "the name is computed, so it cannot be known whether it reads a property that awaits",
            "read the attributes by their names", needs=getters, fits_thread=True,
        )  # fmt: skip
        return
    if getters:
        yield Need(
            node,
            analysis.owner(node),
            f"read of {', '.join(sorted(g.qualname for g in getters))}",
            functions=frozenset(getters),
            awaited=node,
            together=True,
        )
