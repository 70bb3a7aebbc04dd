"""What a library put in the place of the application's own methods and classes."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from .functions import import_path
from .rules import import_path_of_function

# Decorators that are looked at elsewhere.
_KNOWN = ("flask_cors", "flask_jwt_extended", "flask_login", "flask_restful", "flask_wtf")


def replaced(app: Any) -> dict[str, str]:
    """By attribute: the import path of the function or class that stands there.

    Views in ``view_functions[endpoint]`` are among them where an extension of Flask's wrapped them.
    """
    found = {}
    for name, value in sorted(vars(app).items()):
        inner = value.func if isinstance(value, functools.partial) else value
        if name == "wsgi_app" or not hasattr(type(app), name):
            continue
        if inspect.isclass(inner):
            found[name] = import_path(inner)
        elif inspect.ismethod(inner) or inspect.isfunction(inner):
            found[name] = import_path_of_function(inner)
    for endpoint, view in sorted(app.view_functions.items()):
        module = str(getattr(view, "__globals__", {}).get("__name__", ""))
        if module.startswith("flask_") and not module.startswith(_KNOWN):
            found["view_functions[{}]".format(endpoint)] = module
    return found
