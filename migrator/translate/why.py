"""Why is this function async? The chain of reasons, for ``migrator scaffold --why``."""

from pathlib import Path

from migrator.errors import UsageError
from migrator.model.app import AppSpec
from migrator.translate.deciding import decide


def why_async(spec: AppSpec, root: Path, driver: str, label: str) -> list[str]:
    """One line a step, from ``module:function`` down to the operation that is awaited.

    Raises:
        UsageError: the project has no such function.
    """
    decided = decide(spec, root, driver)
    functions = {f.label: f for f in decided.analysis.world.declared.functions.values()}
    if label not in functions:
        tail = label.rpartition(":")[2].rpartition(".")[2]
        close = [name for name in sorted(functions) if name.endswith(tail) and tail][:3]
        raise UsageError(
            f"there is no function {label}",
            f"did you mean {', '.join(close)}?" if close else "write it as module:Class.function",
        )
    function = functions[label]
    because = decided.analysis.threaded.because.get(function, ())
    if because:
        return [
            f"{label} keeps its body, in a worker thread: {r.file}:{r.line} {r.construct}: {r.why}"
            for r in because
        ]
    if not decided.palette.is_async(function):
        locked = decided.palette.locked.get(function)
        return [f"{label} stays sync{': ' + locked if locked else ''}"]
    steps = decided.palette.chain(function)
    if not steps:
        return [f"{label} is async because every view is"]
    return [
        f"{need.owner.label} is async: {need.construct} at "
        f"{need.owner.module.file}:{getattr(need.node, 'lineno', need.owner.line)}"
        for need in steps
    ]
