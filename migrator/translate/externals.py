"""What calls into other libraries give: builtins, functools, Flask, PyMongo."""

import ast
from collections.abc import Callable

from migrator.translate.atoms import (
    EMPTY,
    NONE,
    PLAIN,
    UNKNOWN,
    Atoms,
    Box,
    ClassRef,
    Driver,
    DriverMethod,
    ExternalInstance,
    Func,
    Generator,
    Identity,
    Instance,
    Super,
    only,
)
from migrator.translate.calling import call_all
from migrator.translate.declarations import ClassInfo
from migrator.translate.driver_api import kind_of_class
from migrator.translate.escaping import Arguments, escape, register
from migrator.translate.frame import Frame
from migrator.translate.lookup import attribute, elements, users
from migrator.translate.names import (
    AT_STARTUP,
    CONNECT,
    CURRENT_USER,
    LOAD_CURRENT_USER,
    alias_of,
)

Rule = Callable[[Arguments, ast.AST, Frame], Atoms]

_INSTANCES = frozenset(
    {"flask.Flask", "flask.Blueprint", "flask_login.LoginManager", "types.SimpleNamespace"}
)
_DIRECT = frozenset(
    "before_request after_request teardown_request teardown_appcontext context_processor "
    "url_value_preprocessor url_defaults before_app_request after_app_request "
    "teardown_app_request app_context_processor app_url_value_preprocessor app_url_defaults "
    "user_loader request_loader unauthorized_handler needs_refresh_handler record record_once "
    "shell_context_processor after_this_request".split()
)
_FACTORIES = frozenset(
    "route get post put delete patch endpoint errorhandler app_errorhandler template_filter "
    "template_global template_test app_template_filter app_template_global app_template_test "
    "command".split()
)
_ADDERS = {
    "add_url_rule": (2, "view_func", "route"),
    "add_template_filter": (0, "f", "template_filter"),
    "add_template_global": (0, "f", "template_global"),
    "add_template_test": (0, "f", "template_test"),
    "add_app_template_filter": (0, "f", "template_filter"),
    "add_app_template_global": (0, "f", "template_global"),
    "register_error_handler": (1, "f", "errorhandler"),
}
_HOLDERS = ("flask.Flask.", "flask.Blueprint.", "flask_login.LoginManager.", "flask.")


def call_external(full_name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    """What calling an external name gives; functions handed to it are noted as escaping."""
    full_name = alias_of(full_name)
    if full_name in _INSTANCES:
        return only(ExternalInstance(full_name))
    if kind := "client" if full_name == CONNECT else kind_of_class(full_name):
        return only(Driver(kind))
    if rule := _RULES.get(full_name):
        return rule(arguments, node, frame)
    if full_name.startswith(_HOLDERS):
        found = _registration(full_name, arguments, node, frame)
        if found is not None:
            return found
    escape(arguments, node, full_name, frame)
    return PLAIN


def _registration(
    full_name: str, arguments: Arguments, node: ast.AST, frame: Frame
) -> Atoms | None:
    name = full_name.rpartition(".")[2]
    if name in _DIRECT:
        for atom in arguments.get(0, "f"):
            register(atom, name.replace("_app_", "_").removeprefix("app_"), node, frame)
        return arguments.get(0, "f")
    if name in _FACTORIES and full_name.count(".") > 1:
        return only(Identity(_stage(name)))
    if name in _ADDERS and full_name.count(".") > 1:
        index, keyword, stage = _ADDERS[name]
        for atom in arguments.get(index, keyword):
            register(atom, stage, node, frame)
        return PLAIN
    if name == "as_view":
        return PLAIN
    return None


def _stage(name: str) -> str:
    if name in {"get", "post", "put", "delete", "patch", "endpoint"}:
        return "route"
    return name.removeprefix("app_")


def _listed(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    frame.add(elements(arguments.get(0), frame), "elem", node)
    key = arguments.named.get("key", EMPTY)
    call_all(key, Arguments(positional=[elements(arguments.get(0), frame)]), node, frame)
    return only(Box(node, "list"))


def _dict(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    for name, atoms in arguments.named.items():
        frame.add(atoms, "elem", node)
        frame.add(atoms, "key", node, name)
    for atom in arguments.get(0):
        inner = elements(only(atom), frame, values=True)
        pairs = isinstance(atom, Box) and atom.shape != "dict"
        frame.add(elements(inner, frame) if pairs else inner, "elem", node)
    frame.add(arguments.double_star, "elem", node)
    return only(Box(node, "dict"))


def _enumerate(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return _zipped([PLAIN, elements(arguments.get(0), frame)], node, frame)


def _zip(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return _zipped([elements(atoms, frame) for atoms in arguments.positional], node, frame)


def _zipped(parts: list[Atoms], node: ast.AST, frame: Frame) -> Atoms:
    pair = (node, "pair")
    for index, atoms in enumerate(parts):
        frame.add(atoms, "key", pair, index)
        frame.add(atoms, "elem", pair)
    frame.add(only(Box(pair, "tuple")), "elem", node)
    return only(Box(node, "iterator"))


def _map(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    inner = Arguments(positional=[elements(atoms, frame) for atoms in arguments.positional[1:]])
    frame.add(call_all(arguments.get(0), inner, node, frame), "elem", node)
    return only(Box(node, "iterator"))


def _filter(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    inner = elements(arguments.get(1), frame)
    call_all(arguments.get(0), Arguments(positional=[inner]), node, frame)
    frame.add(inner, "elem", node)
    return only(Box(node, "iterator"))


def _next(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    return elements(arguments.get(0), frame) | arguments.get(1)


def _largest(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    subjects = arguments.positional
    values = elements(subjects[0], frame) if len(subjects) == 1 else frozenset().union(*subjects)
    key = arguments.named.get("key", EMPTY)
    call_all(key, Arguments(positional=[values]), node, frame)
    return values | arguments.named.get("default", EMPTY)


def _getattr(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    name = arguments.nodes[1] if len(arguments.nodes) > 1 else None
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return attribute(arguments.get(0), name.value, node, frame) | arguments.get(2)
    kinds = (Instance, Driver, ClassRef)
    return UNKNOWN if any(isinstance(a, kinds) for a in arguments.get(0)) else PLAIN


def _super(_arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
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


def _called(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    call_all(arguments.get(0), Arguments(), node, frame)
    return PLAIN


def _unknown(_arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return UNKNOWN


def _user(_arguments: Arguments, _node: ast.AST, frame: Frame) -> Atoms:
    return users(frame)


def _plain(_arguments: Arguments, _node: ast.AST, _frame: Frame) -> Atoms:
    return PLAIN


def _copied_context(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    escape(arguments, node, "flask.copy_current_request_context", frame)
    return arguments.get(0)


def _streamed(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    functions = frozenset(a for a in arguments.get(0) if isinstance(a, Func | Generator))
    return functions or PLAIN


def _store(arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms:
    from migrator.translate.lookup import store_attribute

    name = arguments.nodes[1] if len(arguments.nodes) > 1 else None
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        target = ast.Attribute(value=ast.Name(id="_"), attr=name.value)
        for atom in arguments.get(0):
            store_attribute(atom, name.value, arguments.get(2), target, frame)
    return NONE


_RULES: dict[str, Rule] = (
    {
        "builtins.dict": _dict,
        "collections.OrderedDict": _dict,
        "builtins.enumerate": _enumerate,
        "builtins.zip": _zip,
        "builtins.map": _map,
        "builtins.filter": _filter,
        "builtins.next": _next,
        "builtins.min": _largest,
        "builtins.max": _largest,
        "builtins.getattr": _getattr,
        "builtins.setattr": _store,
        "builtins.super": _super,
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
        AT_STARTUP: _called,
        LOAD_CURRENT_USER: _user,
        "flask.stream_with_context": _streamed,
        "flask.copy_current_request_context": _copied_context,
        "flask.Response": _plain,
        "flask.render_template": _plain,
        "flask.render_template_string": _plain,
        "flask_login.login_required": _same,
        "flask_login.fresh_login_required": _same,
    }
    | dict.fromkeys(
        [
            f"builtins.{n}"
            for n in ("list", "tuple", "set", "frozenset", "sorted", "reversed", "iter")
        ],
        _listed,
    )
    | dict.fromkeys(
        [
            f"builtins.{n}"
            for n in ("any", "all", "sum", "len", "bool", "isinstance", "print", "repr")
        ],
        _plain,
    )
    | dict.fromkeys(
        ["builtins.globals", "builtins.locals", "builtins.vars", "builtins.eval", "builtins.exec"]
        + ["builtins.__import__", "importlib.import_module"],
        _unknown,
    )
)

_DECORATORS = frozenset(
    {
        "functools.wraps", "functools.lru_cache", "functools.cache", "functools.cached_property",
        "contextlib.contextmanager", "abc.abstractmethod", "dataclasses.dataclass",
        "typing.overload", "typing.final", "typing.override", "flask_login.login_required",
        "flask_login.fresh_login_required", "flask.stream_with_context",
        "flask.copy_current_request_context", "flask.after_this_request",
        "werkzeug.utils.cached_property", "builtins.property", "builtins.classmethod",
        "builtins.staticmethod", "atexit.register",
    }
)  # fmt: skip


def knows_decorator(full_name: str) -> bool:
    """Whether it is known what an external decorator does with a function that turns async."""
    if full_name in _DECORATORS or full_name in _RULES:
        return True
    name = full_name.rpartition(".")[2]
    return full_name.startswith(_HOLDERS) and (name in _DIRECT or name in _FACTORIES)
