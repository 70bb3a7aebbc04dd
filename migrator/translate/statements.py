"""Walk the statements of a function in order, so that each name has its type where it is used."""

import ast
from collections.abc import Callable

from migrator.translate.assigning import assign
from migrator.translate.atoms import (
    EMPTY,
    NONE,
    PLAIN,
    Atoms,
    Box,
    ClassRef,
    Driver,
    ExternalInstance,
    Generator,
    Instance,
    only,
)
from migrator.translate.calling import call_function
from migrator.translate.defining import define, define_class
from migrator.translate.escaping import Arguments
from migrator.translate.expressions import evaluate
from migrator.translate.frame import Frame
from migrator.translate.importing import run_import
from migrator.translate.lookup import elements


def run_block(body: list[ast.stmt], frame: Frame) -> bool:
    """Run statements; True when the end of the block cannot be reached."""
    for statement in body:
        rule = _RULES.get(statement.__class__)
        if rule is not None and rule(statement, frame):
            return True
    return False


def _expression(node: ast.Expr, frame: Frame) -> None:
    evaluate(node.value, frame)


def _assignment(node: ast.Assign, frame: Frame) -> None:
    atoms = evaluate(node.value, frame)
    for target in node.targets:
        assign(target, atoms, frame)


def _annotated(node: ast.AnnAssign, frame: Frame) -> None:
    evaluate(node.annotation, frame)
    if node.value is not None:
        assign(node.target, evaluate(node.value, frame), frame)


def _return(node: ast.Return, frame: Frame) -> bool:
    atoms = evaluate(node.value, frame) if node.value is not None else NONE
    frame.add(atoms, "return", frame.function)
    return True


def _raise(node: ast.Raise, frame: Frame) -> bool:
    for part in (node.exc, node.cause):
        if part is not None:
            evaluate(part, frame)
    return True


def _parts(node: ast.Delete | ast.Assert, frame: Frame) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            evaluate(child, frame)


def _augmented(node: ast.AugAssign, frame: Frame) -> None:
    added = evaluate(node.value, frame)
    known = evaluate(node.target, frame)
    for atom in known:
        if isinstance(atom, Box):
            frame.add(elements(added, frame), "elem", atom.site)
    if not any(isinstance(atom, Box) for atom in known):
        assign(node.target, PLAIN, frame)


def _if(node: ast.If, frame: Frame) -> bool:
    evaluate(node.test, frame)
    then, other = frame.child(), frame.child()
    ends = [run_block(node.body, then), run_block(node.orelse, other)]
    alive = [branch for branch, ended in zip((then, other), ends, strict=True) if not ended]
    frame.merge(*(alive or (then, other)))
    return all(ends)


def _for(node: ast.For | ast.AsyncFor, frame: Frame) -> None:
    subject = evaluate(node.iter, frame)
    for _ in range(2):
        inner = frame.child()
        assign(node.target, elements(subject, inner), inner)
        run_block(node.body, inner)
        frame.merge(frame.child(), inner)
    run_block(node.orelse, frame)


def _while(node: ast.While, frame: Frame) -> None:
    for _ in range(2):
        evaluate(node.test, frame)
        inner = frame.child()
        run_block(node.body, inner)
        frame.merge(frame.child(), inner)
    run_block(node.orelse, frame)


def _with(node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
    for entry in node.items:
        atoms = evaluate(entry.context_expr, frame)
        entered = _entered(atoms, frame)
        if entry.optional_vars is not None:
            assign(entry.optional_vars, entered, frame)
    return run_block(node.body, frame)


def _entered(atoms: Atoms, frame: Frame) -> Atoms:
    from migrator.translate.lookup import find_method

    result: Atoms = EMPTY
    for atom in atoms:
        match atom:
            case Driver() | ExternalInstance():
                result |= only(atom)
            case Generator(function=function):
                result |= frame.read("yield", function)
            case Instance(cls=cls):
                _, method = find_method(cls, "__enter__")
                result |= call_function(method, Arguments(), frame, bound=True) if method else PLAIN
            case _:
                result |= PLAIN
    return result


def _try(node: ast.Try | ast.TryStar, frame: Frame) -> bool:
    before = frame.child()
    body = frame.child()
    ended = run_block(node.body, body) or (bool(node.orelse) and run_block(node.orelse, body))
    alive = [] if ended else [body]
    for handler in node.handlers:
        branch = frame.child()
        branch.merge(before, body)
        if handler.type is not None:
            evaluate(handler.type, branch)
        if handler.name:
            branch.bind(handler.name, _caught(handler, branch))
        if not run_block(handler.body, branch):
            alive.append(branch)
    frame.merge(*(alive or [body]))
    return run_block(node.finalbody, frame) or not alive


def _caught(handler: ast.ExceptHandler, frame: Frame) -> Atoms:
    found = frame.world.type_of(handler.type) if handler.type is not None else EMPTY
    classes = [a for a in found if isinstance(a, ClassRef)]
    for box in [a for a in found if isinstance(a, Box)]:
        classes += [a for a in frame.read("elem", box.site) if isinstance(a, ClassRef)]
    return frozenset({Instance(ref.cls) for ref in classes}) or PLAIN


def _match(node: ast.Match, frame: Frame) -> None:
    evaluate(node.subject, frame)
    branches = [frame.child()]
    for case in node.cases:
        branch = frame.child()
        for part in ast.walk(case.pattern):
            if isinstance(part, ast.MatchAs | ast.MatchStar) and part.name:
                branch.bind(part.name, PLAIN)
        if case.guard is not None:
            evaluate(case.guard, branch)
        run_block(case.body, branch)
        branches.append(branch)
    frame.merge(*branches)


_RULES: dict[type[ast.stmt], Callable[..., bool | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assignment,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.FunctionDef: define,
    ast.AsyncFunctionDef: define,
    ast.ClassDef: define_class,
    ast.Import: run_import,
    ast.ImportFrom: run_import,
    ast.Match: _match,
    ast.Delete: _parts,
    ast.Assert: _parts,
}
"""What runs a statement; those that end their block say so. Others change no name."""
