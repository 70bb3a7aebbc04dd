"""What calls of names give that only generated code has: ``sync``, ``awaited``, ``threaded``."""

import ast

from migrator.translate.atoms import PLAIN, Atoms, Driver, Func
from migrator.translate.builtin_calls import Rule
from migrator.translate.calling import call_all
from migrator.translate.driver_api import SYNC_PREFIX
from migrator.translate.escaping import Arguments
from migrator.translate.frame import Frame
from migrator.translate.names import AT_STARTUP, AWAITED, SENT, SYNC_OF, THREADED


def _called(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    call_all(arguments.get(0), Arguments(), node, frame)
    return PLAIN


def _same(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return arguments.get(0)


def _synchronous(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    """``sync(db.orders)``: the same object of the other driver."""
    return frozenset(
        Driver(SYNC_PREFIX + atom.kind.removeprefix(SYNC_PREFIX))
        if isinstance(atom, Driver)
        else atom
        for atom in arguments.get(0)
    )


def _threaded(arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    frame.world.threaded |= {a.function for a in arguments.get(0) if isinstance(a, Func)}
    return arguments.get(0)


GENERATED: dict[str, Rule] = {
    AT_STARTUP: _called,
    AWAITED: _same,
    SENT: _same,
    SYNC_OF: _synchronous,
    THREADED: _threaded,
}
