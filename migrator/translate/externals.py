"""What calls into other libraries give: builtins, functools, Flask, PyMongo."""

import ast

from migrator.translate import extension_names
from migrator.translate.atoms import (
    EMPTY,
    NONE,
    PLAIN,
    UNKNOWN,
    Atoms,
    ClassRef,
    Driver,
    DriverMethod,
    ExternalInstance,
    Func,
    Generator,
    Identity,
    Instance,
    ModuleRef,
    Super,
    only,
)
from migrator.translate.blocking import OBJECTS
from migrator.translate.builtin_calls import BUILTINS, Rule
from migrator.translate.calling import call_all
from migrator.translate.constructing import OBJECT_NEW, new_object
from migrator.translate.declarations import ClassInfo
from migrator.translate.driver_api import kind_of_class
from migrator.translate.escaping import Arguments, escape
from migrator.translate.frame import Frame
from migrator.translate.generated_calls import GENERATED
from migrator.translate.importing import module_atoms
from migrator.translate.known_users import users
from migrator.translate.library_calls import LIBRARY, handed_back, kept
from migrator.translate.lookup import attribute
from migrator.translate.names import (
    CONNECT,
    CURRENT_USER,
    LOAD_CURRENT_USER,
    THREAD_LOCKS,
    alias_of,
)
from migrator.translate.registering import HOLDERS, registration
from migrator.translate.strangers import package_of

_NAMESPACE = "types.SimpleNamespace"
_CONTEXT = "contextvars.ContextVar"
_INSTANCES = frozenset(
    {"flask.Flask", "flask.Blueprint", "flask_login.LoginManager", _NAMESPACE, _CONTEXT}
    | THREAD_LOCKS
    | extension_names.OBJECTS
)


_UNKNOWABLE = (
    "builtins.globals",
    "builtins.locals",
    "builtins.vars",
    "builtins.eval",
    "builtins.exec",
    "builtins.__import__",
)


def call_external(full_name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """What calling an external name gives; functions handed to it are noted as escaping."""
    full_name = alias_of(full_name)
    if full_name in OBJECTS or package_of(full_name):
        escape(arguments, node, full_name, frame)
        return only(ExternalInstance(full_name))
    if full_name in _INSTANCES:
        if full_name == _NAMESPACE:
            for name, atoms in arguments.named.items():
                frame.add(atoms, "attr", full_name, name)
        return only(ExternalInstance(full_name))
    if kind := "client" if full_name == CONNECT else kind_of_class(full_name):
        return only(Driver(kind))
    if rule := _RULES.get(full_name):
        return rule(arguments, node, frame)
    stored = kept(full_name, arguments, frame)
    if not stored and full_name.startswith(HOLDERS):
        found = registration(full_name, arguments, node, frame)
        if found is not None:
            return found
    return stored or handed_back(arguments, node, full_name, frame)


def _getattr(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    name = arguments.nodes[1] if len(arguments.nodes) > 1 else None
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return attribute(arguments.get(0), name.value, node, frame) | arguments.get(2)
    for atom in arguments.get(0):
        if isinstance(atom, Instance):
            members = {c for info in atom.cls.family() for c in info.mro()}
            methods = [m for info in members for m in info.methods.values()]
            frame.world.getters[node] |= {m for m in methods if m.is_property}
    kinds = (Instance, Driver, ClassRef, ModuleRef)
    return UNKNOWN if any(isinstance(a, kinds) for a in arguments.get(0)) else PLAIN


def _super(_arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    cls = enclosing_class(frame)
    return only(Super(cls)) if cls else UNKNOWN


def enclosing_class(frame: Frame) -> ClassInfo | None:
    """The class of the method that is being looked at."""
    function = frame.function
    while function.owner is None and function.parent is not None:
        function = function.parent
    return function.owner


def _partial(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    result: Atoms = EMPTY
    for atom in arguments.get(0):
        inner = Arguments(
            arguments.positional[1:], arguments.named, arguments.star, arguments.double_star
        )
        if isinstance(atom, Func | ClassRef):
            call_all(only(atom), inner, node, frame)
            result |= only(atom)
        elif isinstance(atom, DriverMethod):
            result |= only(atom)
        else:
            result |= PLAIN
    return result


def _wraps(_arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return only(Identity())


def _cached(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    functions = [a.function for a in arguments.get(0) if isinstance(a, Func)]
    for function in functions:
        frame.world.cached[function] = node
    return arguments.get(0) if functions else only(Identity("cached"))


def _context_manager(arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    frame.world.context_managers |= {a.function for a in arguments.get(0) if isinstance(a, Func)}
    return arguments.get(0)


def _same(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return arguments.get(0)


def _second(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return arguments.get(1)


def _proxy(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    escape(arguments, node, "werkzeug.local.LocalProxy", frame)
    return call_all(arguments.get(0), Arguments(), node, frame)


def _depends(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """FastAPI calls the function and gives what it returns, or what it yields first."""
    result: Atoms = EMPTY
    for atom in call_all(arguments.get(0), Arguments(), node, frame):
        if isinstance(atom, Generator):
            result |= frame.read("yield", atom.function)
        else:
            result |= only(atom)
    return result or PLAIN


def _imported(arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    """``import_module("loja.precos")``; with a name that is computed it may be any module."""
    name = arguments.nodes[0] if len(arguments.nodes) == 1 else None
    if isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value[:1] != ".":
        return module_atoms(name.value, frame)
    return UNKNOWN


def _unknown(_arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return UNKNOWN


def _user(_arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    return users(frame)


def _decorating(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    """The decorator itself, or what gives it: ``@cross_origin`` and ``@cross_origin()``."""
    functions = frozenset(a for a in arguments.get(0) if isinstance(a, Func))
    return functions or PLAIN


def _jwt_user(_arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    return users(frame, "user_lookup_loader") or PLAIN


def _plain(_arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return PLAIN


def _copied_context(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    escape(arguments, node, "flask.copy_current_request_context", frame)
    return arguments.get(0)


def _streamed(arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    functions = frozenset(a for a in arguments.get(0) if isinstance(a, Func | Generator))
    return functions or PLAIN


def _store(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    from migrator.translate.storing import setters_of, store_attribute

    name = arguments.nodes[1] if len(arguments.nodes) > 1 else None
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        target = ast.Attribute(value=ast.Name(id="_"), attr=name.value)
        for atom in arguments.get(0):
            store_attribute(atom, name.value, arguments.get(2), target, frame)
        frame.world.setters[node] |= frame.world.setters.pop(target, set())
        return NONE
    for atom in arguments.get(0):
        if isinstance(atom, Instance):
            frame.world.setters[node] |= setters_of(atom.cls)
    return NONE


_RULES: dict[str, Rule] = {
    **BUILTINS,
    **LIBRARY,
    **GENERATED,
    "collections.OrderedDict": BUILTINS["builtins.dict"],
    "builtins.getattr": _getattr,
    "builtins.setattr": _store,
    "builtins.super": _super,
    OBJECT_NEW: new_object,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.lru_cache": _cached,
    "functools.cache": _cached,
    "contextlib.contextmanager": _context_manager,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "typing.cast": _second,
    "werkzeug.local.LocalProxy": _proxy,
    f"{CURRENT_USER}._get_current_object": _user,
    LOAD_CURRENT_USER: _user,
    "flask.stream_with_context": _streamed,
    "flask.copy_current_request_context": _copied_context,
    "flask.Response": _plain,
    "flask.render_template": _plain,
    "flask.render_template_string": _plain,
    **dict.fromkeys(extension_names.DECORATORS - {extension_names.JWT_REQUIRED}, _decorating),
    "flask_jwt_extended.get_current_user": _jwt_user,
    "flask_login.login_required": _same,
    "flask_login.fresh_login_required": _same,
    "fastapi.Depends": _depends,
    "fastapi.Security": _depends,
    "importlib.import_module": _imported,
    **dict.fromkeys(_UNKNOWABLE, _unknown),
}
