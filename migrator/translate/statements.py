"""Walk the statements of a function in order, so that each name has its type where it is used."""

import ast

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
    return any(_run(statement, frame) for statement in body)


def _run(  # noqa: C901, PLR0911, PLR0912 (one case a statement)
    node: ast.stmt, frame: Frame
) -> bool:
    match node:
        case ast.Expr(value=value):
            evaluate(value, frame)
        case ast.Assign(targets=targets, value=value):
            atoms = evaluate(value, frame)
            for target in targets:
                assign(target, atoms, frame)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            evaluate(annotation, frame)
            if value is not None:
                assign(target, evaluate(value, frame), frame)
        case ast.AugAssign(target=target, value=value):
            _augmented(target, value, frame)
        case ast.Return(value=value):
            atoms = evaluate(value, frame) if value is not None else NONE
            frame.add(atoms, "return", frame.function)
            return True
        case ast.Raise(exc=exc, cause=cause):
            for part in (exc, cause):
                if part is not None:
                    evaluate(part, frame)
            return True
        case ast.Break() | ast.Continue():
            return False
        case ast.If():
            return _if(node, frame)
        case ast.For() | ast.AsyncFor():
            _for(node, frame)
        case ast.While():
            _while(node, frame)
        case ast.With() | ast.AsyncWith():
            return _with(node, frame)
        case ast.Try():
            return _try(node, frame)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            define(node, frame)
        case ast.ClassDef():
            define_class(node, frame)
        case ast.Import() | ast.ImportFrom():
            run_import(node, frame)
        case ast.Match():
            _match(node, frame)
        case ast.Delete() | ast.Assert():
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    evaluate(child, frame)
        case _:
            pass
    return False


def _augmented(target: ast.expr, value: ast.expr, frame: Frame) -> None:
    added = evaluate(value, frame)
    known = evaluate(target, frame)
    for atom in known:
        if isinstance(atom, Box):
            frame.add(elements(added, frame), "elem", atom.site)
    if not any(isinstance(atom, Box) for atom in known):
        assign(target, PLAIN, frame)


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


def _try(node: ast.Try, frame: Frame) -> bool:
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
