"""Code that only exists at run time cannot be read, so it cannot be translated."""

import ast

from migrator.translate.analysis import Analysis

_RUNNERS = frozenset({"builtins.eval", "builtins.exec", "builtins.compile"})


def check_run_time_code(analysis: Analysis) -> None:
    """Refuse ``eval`` and ``exec`` of anything but a literal."""
    for node in analysis.world.declared.of_kind(ast.Call):
        if not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in {"eval", "exec", "compile"} or not _RUNNERS & set(
            analysis.full_names(node.func)
        ):
            continue
        if not (node.args and isinstance(node.args[0], ast.Constant)):
            analysis.refuse(
                node,
                f"{node.func.id}()",
                "what it runs is known only at run time",
                "write the code out, or choose among functions of the project",
            )
