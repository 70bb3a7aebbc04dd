"""Load the application as ``flask --app`` does, on any Flask from 1.1 to 3.1."""

from __future__ import annotations

import ast
import inspect
import os
import re
import sys
import traceback
from typing import Any, NamedTuple

from .failure import NotFound

_APPS = ("app", "application")
_FACTORIES = ("create_app", "make_app")


class Loaded(NamedTuple):
    """The application, the folder it is imported from, its module and complete import string."""

    app: Any
    folder: str
    module: str
    factory: str
    import_string: str


def load_environment() -> None:
    """Set what ``.env`` and ``.flaskenv`` say and the environment does not, ``.env`` first."""
    try:
        import dotenv
    except ImportError:
        return
    for name in (".env", ".flaskenv"):
        path = dotenv.find_dotenv(name, usecwd=True)
        values = dotenv.dotenv_values(path) if path else {}
        for key, value in values.items():
            if value is not None:
                os.environ.setdefault(key, value)


def load(import_string: str, root: str) -> Loaded:
    """The application at ``import_string``.

    Raises:
        NotFound: no module, no such name in it, or it is no Flask application.
    """
    path, expression = _split(import_string)
    folder, name = _prepare(path, root)
    module = _import(name, import_string)
    if expression:
        app, expression = _by_expression(module, expression)
    else:
        app, expression = _best(module)
    is_call = expression.rstrip().endswith(")")
    factory = expression.split("(")[0].strip() if is_call else ""
    stem = name if folder == os.path.realpath(root) else path
    return Loaded(app, folder, name, factory, "{}:{}".format(stem, expression.strip()))


def _split(import_string: str) -> tuple[str, str]:
    path, *rest = re.split(r":(?![\\/])", import_string.strip(), maxsplit=1)
    return path.strip(), rest[0].strip() if rest else ""


def _prepare(path: str, root: str) -> tuple[str, str]:
    """Folder and dotted name of ``path``; the folder above all packages leads ``sys.path``.

    Flask walks up as long as there is an ``__init__.py``. A project's own folder that has one by
    accident (its modules import each other by plain names) is no package here, as to gunicorn.
    """
    stem = path[:-3] if path.endswith(".py") else path
    is_file = os.path.exists(os.path.join(root, stem + ".py"))
    is_path = path.endswith(".py") or os.sep in stem
    if is_path and not is_file and not os.path.isdir(os.path.join(root, stem)):
        raise NotFound("there is no file {}".format(path), [path])
    folder = os.path.realpath(os.path.join(root, stem))
    if os.path.basename(folder) == "__init__":
        folder = os.path.dirname(folder)
    names: list[str] = []
    home = os.path.realpath(root)
    while True:
        folder, name = os.path.split(folder)
        names.insert(0, name)
        if not os.path.exists(os.path.join(folder, "__init__.py")):
            break
        if folder == home and not _names_itself(folder):
            break
    if sys.path[0] != folder:
        sys.path.insert(0, folder)
    return folder, ".".join(names)


def _names_itself(folder: str) -> bool:
    """Whether a module of a folder can only be imported as part of a package of that name."""
    name = os.path.basename(folder)
    by_name = r"^[ \t]*(from[ \t]+\.|(from|import)[ \t]+{}\b)".format(re.escape(name))
    pattern = re.compile(by_name.encode(), re.MULTILINE)
    for file in sorted(os.listdir(folder)):
        if file.endswith(".py"):
            with open(os.path.join(folder, file), "rb") as source:
                if pattern.search(source.read()):
                    return True
    return False


def _import(name: str, import_string: str) -> Any:
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        parents = {".".join(name.split(".")[: n + 1]) for n in range(name.count(".") + 1)}
        own_frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)[1:]
            if "importlib" not in frame.filename
        ]
        if error.name in parents and not own_frames:
            raise NotFound("there is no module {!r}".format(error.name), [import_string]) from None
        raise
    return sys.modules[name]


def _by_expression(module: Any, expression: str) -> tuple[Any, str]:
    """What an expression gives, and the same with the call that a factory's name stands for."""
    name, arguments, keywords, is_call = _parse(expression)
    if not hasattr(module, name):
        message = "{} has no name {!r}".format(module.__name__, name)
        raise NotFound(message, ["{}:{}".format(module.__name__, expression)])
    target = getattr(module, name)
    if inspect.isfunction(target) or (is_call and callable(target)):
        target = _call(target, arguments, keywords, "{}:{}".format(module.__name__, expression))
        expression = expression if is_call else name + "()"
    if not _is_flask(target):
        message = "{}:{} is {}, not a Flask application".format(
            module.__name__, expression, _a(type(target).__name__)
        )
        raise NotFound(message, ["{}:{}".format(module.__name__, expression)])
    return target, expression


def _parse(expression: str) -> tuple[str, list[Any], dict[str, Any], bool]:
    try:
        node = ast.parse(expression, mode="eval").body
        if isinstance(node, ast.Name):
            return node.id, [], {}, False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = [ast.literal_eval(item) for item in node.args]
            keywords = {
                item.arg: ast.literal_eval(item.value) for item in node.keywords if item.arg
            }
            return node.func.id, arguments, keywords, True
    except (SyntaxError, ValueError):
        pass
    message = "{!r} is neither a name nor a call with literal arguments".format(expression)
    raise NotFound(message, [expression])


def _call(factory: Any, arguments: list[Any], keywords: dict[str, Any], tried: str) -> Any:
    try:
        inspect.signature(factory).bind(*arguments, **keywords)
    except TypeError as error:
        message = "{} cannot be called like this: {}".format(tried, error)
        raise NotFound(message, [tried]) from None
    except ValueError:  # a callable without a signature
        pass
    return factory(*arguments, **keywords)


def _best(module: Any) -> tuple[Any, str]:
    """What ``flask --app module`` would choose, and the expression that names it."""
    for name in _APPS:
        if _is_flask(getattr(module, name, None)):
            return getattr(module, name), name
    apps = {name: value for name, value in vars(module).items() if _is_flask(value)}
    if len(apps) == 1:
        name, app = next(iter(apps.items()))
        return app, name
    if apps:
        tried = ["{}:{}".format(module.__name__, name) for name in sorted(apps)]
        raise NotFound("{} holds {} Flask applications".format(module.__name__, len(apps)), tried)
    for name in _FACTORIES:
        factory: Any | None = getattr(module, name, None)
        if inspect.isfunction(factory):
            app = _call(factory, [], {}, "{}:{}()".format(module.__name__, name))
            if _is_flask(app):
                return app, name + "()"
    tried = [
        "{}:{}".format(module.__name__, name) for name in (*_APPS, "create_app()", "make_app()")
    ]
    raise NotFound("{} holds no Flask application".format(module.__name__), tried)


def _is_flask(value: Any) -> bool:
    from flask import Flask

    return issubclass(type(value), Flask)


def _a(noun: str) -> str:
    return ("an " if noun[:1].lower() in "aeiou" else "a ") + noun
