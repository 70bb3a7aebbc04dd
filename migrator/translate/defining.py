"""``def`` and ``class``: defaults, decorators, bases, and what their names are bound to."""

import ast

from migrator.translate.atoms import (
    EMPTY,
    Atoms,
    ClassRef,
    External,
    Func,
    Identity,
    Instance,
    only,
)
from migrator.translate.calling import call_all
from migrator.translate.declarations import ClassInfo, FunctionInfo
from migrator.translate.escaping import Arguments, register
from migrator.translate.expressions import evaluate, note_defaults
from migrator.translate.extension_names import (
    FLASK_FORM,
    FORM_CHECK,
    PLAIN_FORM_CHECK,
    RESOURCE,
)
from migrator.translate.frame import Frame
from migrator.translate.lookup import elements
from migrator.translate.names import alias_of
from migrator.translate.registering import knows_decorator
from migrator.translate.signatures import annotations

VIEW_CLASSES = ("flask.views.MethodView", "flask.views.View", RESOURCE)
_PLAIN_FORMS = ("wtforms.Form", "wtforms.form.Form", "flask_wtf.Form")
VIEW_METHODS = frozenset(
    {"get", "post", "put", "delete", "patch", "head", "options", "trace", "dispatch_request"}
)
_IMPLICIT_CLASS_METHODS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})
_REGISTERED_EXCEPTION = frozenset({"errorhandler", "app_errorhandler"})


def define(node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    """A ``def``: its defaults, its decorators, the name it binds."""
    info = frame.world.declared.functions[node]
    note_defaults(node.args, info, frame)
    for annotation in annotations(node):
        evaluate(annotation, frame)
    if info.owner is not None and info.binding != "staticmethod":
        first = next((a.arg for a in [*node.args.posonlyargs, *node.args.args]), None)
        of_class = info.binding == "classmethod" or info.name in _IMPLICIT_CLASS_METHODS
        own = ClassRef(info.owner) if of_class else Instance(info.owner)
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
        _note_exception(info, decorator, frame)
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
    names = {alias_of(a.name) for a in found if isinstance(a, External)}
    if isinstance(decorator, ast.Call) and not names:
        inner = frame.world.type_of(decorator.func)
        plain = not any(isinstance(a, Func | Identity) for a in found)
        names = {alias_of(a.name) for a in inner if isinstance(a, External) and plain}
    for name in names:
        if name.endswith((".cli.command", "click.command")):
            frame.world.command_line.add(info)
        elif not knows_decorator(name):
            frame.world.unknown_decorators[info][name] = decorator


def _note_exception(info: FunctionInfo, decorator: ast.expr, frame: Frame) -> None:
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


def define_class(node: ast.ClassDef, frame: Frame) -> None:
    """A ``class``: its bases, its body, the views it has."""
    from migrator.translate.statements import run_block

    info = frame.world.declared.classes[node]
    for base in node.bases:
        found = evaluate(base, frame)
        if isinstance(base, ast.Subscript):  # ``Generic[T]`` is the class as well
            found |= frozenset(a for a in frame.world.type_of(base.value) if type(a) is External)
        for atom in found:
            if isinstance(atom, ClassRef) and atom.cls is not info and atom.cls not in info.bases:
                info.bases.append(atom.cls)
                atom.cls.subclasses.add(info)
                frame.world.store.look_again()
            elif isinstance(atom, External):
                info.external_bases.add(alias_of(atom.name))
    for keyword in node.keywords:
        evaluate(keyword.value, frame)
    around = [(evaluate(decorator, frame), decorator) for decorator in node.decorator_list]
    inner = Frame(frame.world, frame.function, dict(frame.env), info)
    run_block(node.body, inner)
    value: Atoms = only(ClassRef(info))
    for found, decorator in reversed(around):
        given = call_all(found, Arguments(positional=[value]), decorator, frame)
        kept = frozenset(atom for atom in given if isinstance(atom, ClassRef))
        value = kept or value
    frame.bind(node.name, value)
    if info.inherits(*VIEW_CLASSES):
        _class_view(info, node, inner)
    if info.inherits(FLASK_FORM, *_PLAIN_FORMS):
        _form(info, node, Frame(frame.world, frame.function, frame.env))


def _form(info: ClassInfo, node: ast.ClassDef, frame: Frame) -> None:
    """``validate_<field>`` is called by the form, which awaits it when it is a FlaskForm."""
    stage = FORM_CHECK if info.inherits(FLASK_FORM) else PLAIN_FORM_CHECK
    for name, method in info.methods.items():
        if name.startswith("validate_"):
            register(Func(method, bound=True), stage, node, frame)


def _class_view(info: ClassInfo, node: ast.ClassDef, frame: Frame) -> None:
    """The methods of a class view are views; ``decorators`` are put around them."""
    outside = Frame(frame.world, frame.function, frame.env)
    for name, method in info.methods.items():
        if name not in VIEW_METHODS:
            continue
        register(Func(method, bound=True), "route", node, outside)
        around = frame.env.get("decorators", EMPTY) | frame.env.get("method_decorators", EMPTY)
        for atom in elements(around, outside):
            if isinstance(atom, Func):
                given = Arguments(positional=[only(Func(method, bound=True))])
                wrapped = call_all(only(atom), given, node, outside)
                _note_wrappers(method, wrapped | only(atom), EMPTY, outside)
