"""What only serves the command line: it stays with Flask, whose commands the team goes on using."""

import ast
from collections.abc import Iterator

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import External
from migrator.translate.names import alias_of


def command_registrations(tree: ast.Module | None, analysis: Analysis) -> Iterator[ast.Expr]:
    """The statements ``app.cli.add_command(semear)``: they name a function that is left out.

    Only where the argument is a plain name, so that nothing else is computed by the statement.
    """
    if tree is None or not analysis.world.command_line:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            if _adds_command(call, analysis) and all(isinstance(a, ast.Name) for a in call.args):
                yield node


def _adds_command(call: ast.Call, analysis: Analysis) -> bool:
    return any(
        isinstance(atom, External) and alias_of(atom.name).endswith(".cli.add_command")
        for atom in analysis.type_of(call.func)
    )
