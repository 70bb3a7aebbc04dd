"""Walk the statements of a function in order, so that each name has its type where it is used."""

import ast

from migrator.translate.atoms import (
    EMPTY,
    NONE,
    PLAIN,
    UNKNOWN,
    Atoms,
    Box,
    ClassRef,
    Driver,
    External,
    Func,
    Generator,
    Instance,
    ModuleRef,
    only,
)
from migrator.translate.calling import call_all, call_function
from migrator.translate.declarations import DEFINITIONS, ClassInfo, FunctionInfo
from migrator.translate.expressions import assign, evaluate, note_defaults
from migrator.translate.escaping import Arguments, register
from migrator.translate.frame import Frame
from migrator.translate.lookup import elements, of_module
from migrator.translate.names import alias_of
from migrator.translate.project_source import absolute_name

_VIEW_METHODS = frozenset("get post put delete patch head options trace dispatch_request".split())
_REGISTERED_EXCEPTION = frozenset({"errorhandler", "app_errorhandler"})


def run_block(body: list[ast.stmt], frame: Frame) -> bool:
    """Run statements; True when the end of the block cannot be reached."""
    return any(_run(statement, frame) for statement in body)


def _run(node: ast.stmt, frame: Frame) -> bool:  # noqa: C901, PLR0911, PLR0912 (one case a statement)
    match node:
        case ast.Expr(value=value):
            evaluate(value, frame)
        case ast.Assign(targets=targets, value=value):
            atoms = evaluate(value, frame)
            for target in targets:
                assign(target, atoms, frame)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
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
            _class(node, frame)
        case ast.Import() | ast.ImportFrom():
            _import(node, frame)
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
            case Driver():
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


def define(node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    """A ``def``: its defaults, its decorators, the name it binds."""
    info = frame.world.declared.functions[node]
    note_defaults(node.args, info, frame)
    if info.owner is not None and info.binding != "staticmethod":
        first = next((a.arg for a in [*node.args.posonlyargs, *node.args.args]), None)
        own = ClassRef(info.owner) if info.binding == "classmethod" else Instance(info.owner)
        if first:
            frame.add(only(own), "param", info, first)
    value = decorate(info, node, frame)
    if info.owner is None:
        frame.bind(node.name, value)
        return
    if value != only(Func(info)):
        frame.add(value, "method", info)
    frame.env[node.name] = value


def decorate(
    info: FunctionInfo, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame
) -> Atoms:
    """What the name is bound to after all decorators."""
    value: Atoms = only(Func(info))
    layers: list[Atoms] = []
    for decorator in reversed(node.decorator_list):
        found = evaluate(decorator, frame)
        if _is_binding(decorator, found):
            continue
        layers.insert(0, found)
        _note_stranger(info, decorator, found, frame)
        before = value
        value = call_all(found, Arguments(positional=[value], nodes=[]), decorator, frame) or value
        for atom in before:
            frame.world.escapes.pop((atom, decorator), None)
        if any(isinstance(atom, Func) for atom in found):
            layers[0] = value
            _note_wrappers(info, value | found, before, frame)
        elif not any(isinstance(atom, Func) for atom in value):
            value = before
        _note_exception(info, decorator, found, frame)
    frame.world.layers[info] = layers
    return value


def _note_wrappers(info: FunctionInfo, atoms: Atoms, before: Atoms, frame: Frame) -> None:
    for atom in atoms - before:
        if isinstance(atom, Func):
            frame.world.decorated_by[info][atom.function] = None


def _is_binding(decorator: ast.expr, found: Atoms) -> bool:
    if isinstance(decorator, ast.Attribute) and decorator.attr in {"setter", "deleter", "getter"}:
        return True
    names = {"property", "classmethod", "staticmethod"}
    return any(
        isinstance(a, External) and a.name in {f"builtins.{n}" for n in names} for a in found
    )


def _note_stranger(info: FunctionInfo, decorator: ast.expr, found: Atoms, frame: Frame) -> None:
    from migrator.translate.externals import knows_decorator

    names = {alias_of(a.name) for a in found if isinstance(a, External)}
    if isinstance(decorator, ast.Call) and not names:
        inner = frame.world.type_of(decorator.func)
        plain = not any(isinstance(a, Func) or type(a).__name__ == "Identity" for a in found)
        names = {alias_of(a.name) for a in inner if isinstance(a, External) and plain}
    for name in names:
        if name.endswith((".cli.command", "click.command")):
            frame.world.command_line.add(info)
        elif not knows_decorator(name):
            frame.world.unknown_decorators[info][name] = decorator


def _note_exception(info: FunctionInfo, decorator: ast.expr, found: Atoms, frame: Frame) -> None:
    """``@app.errorhandler(RegraDeNegocio)``: the parameter is an instance of that class."""
    if not isinstance(decorator, ast.Call) or not decorator.args:
        return
    if not isinstance(decorator.func, ast.Attribute):
        return
    if decorator.func.attr not in _REGISTERED_EXCEPTION or info.arguments is None:
        return
    first = next((a.arg for a in info.arguments.args), None)
    for atom in frame.world.type_of(decorator.args[0]):
        if isinstance(atom, ClassRef) and first:
            frame.add(only(Instance(atom.cls)), "param", info, first)


def _class(node: ast.ClassDef, frame: Frame) -> None:
    info = frame.world.declared.classes[node]
    for base in node.bases:
        for atom in evaluate(base, frame):
            if isinstance(atom, ClassRef) and atom.cls is not info and atom.cls not in info.bases:
                info.bases.append(atom.cls)
                atom.cls.subclasses.add(info)
            elif isinstance(atom, External):
                info.external_bases.add(alias_of(atom.name))
    for keyword in node.keywords:
        evaluate(keyword.value, frame)
    for decorator in node.decorator_list:
        evaluate(decorator, frame)
    inner = Frame(frame.world, frame.function, dict(frame.env), info)
    run_block(node.body, inner)
    frame.bind(node.name, only(ClassRef(info)))
    if info.inherits("flask.views.MethodView", "flask.views.View"):
        _class_view(info, node, inner)


def _class_view(info: ClassInfo, node: ast.ClassDef, frame: Frame) -> None:
    """The methods of a class view are views; ``decorators`` are put around them."""
    outside = Frame(frame.world, frame.function, frame.env)
    for name, method in info.methods.items():
        if name not in _VIEW_METHODS:
            continue
        register(Func(method, bound=True), "route", node, outside)
        for atom in elements(frame.env.get("decorators", EMPTY), outside):
            if isinstance(atom, Func):
                given = Arguments(positional=[only(Func(method, bound=True))])
                wrapped = call_all(only(atom), given, node, outside)
                _note_wrappers(method, wrapped | only(atom), EMPTY, outside)


def _import(node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            frame.bind(alias.asname or name, _module_atoms(name, frame))
        return
    base = absolute_name(frame.function.module, node)
    for alias in node.names:
        if alias.name == "*":
            _star(base, frame)
            continue
        frame.bind(alias.asname or alias.name, _member(base, alias.name, frame))


def _module_atoms(name: str, frame: Frame) -> Atoms:
    if name in frame.world.modules or any(m.startswith(f"{name}.") for m in frame.world.modules):
        return only(ModuleRef(name))
    return only(External(name))


def _member(base: str, name: str, frame: Frame) -> Atoms:
    if alias := frame.world.aliases.get(f"{base}.{name}"):
        return only(External(alias))
    if base in frame.world.modules or f"{base}.{name}" in frame.world.modules:
        found = of_module(base, name, frame)
        broken = base in frame.world.modules and frame.world.modules[base].tree is None
        return UNKNOWN if broken and not found else found
    return only(External(f"{base}.{name}"))


def _star(base: str, frame: Frame) -> None:
    if base not in frame.world.modules:
        frame.add(UNKNOWN, "stars", frame.function.module.name)
        return
    body = frame.world.declared.bodies.get(base)
    for name in sorted(body.locals if body else ()):
        if not name.startswith("_"):
            frame.function.locals.add(name)
            frame.bind(name, frame.module_name(base, name))


__all__ = ["DEFINITIONS", "define", "run_block"]
