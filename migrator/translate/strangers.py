"""Extensions of Flask that have no counterpart in compat: whose names they are, what they act on.

What such an extension registered with the application is known at run time. Where nothing of it
acts on requests that never asked for it, it may stay on Flask with those who use it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from migrator.model.app import AppSpec
from migrator.translate.flask_names import FLASK_PACKAGES

VIEWS = "view_functions["
MAPPERS = frozenset({"mongoengine", "pymodm", "mongokit", "umongo", "beanie"})
_HARMLESS = frozenset({"flask_debugtoolbar"})
_AROUND = frozenset(
    {
        "before_first_request", "before_request", "after_request", "url_value_preprocessor",
        "url_defaults", "errorhandler", "context_processor", "signal",
    }
)  # fmt: skip
_ON_PAGES = frozenset({"template_filter", "template_global", "template_test"})
# They pass on what is not their own: a path, rules with their errors, pages, decorated views.
_OWN_LAYER = frozenset({"flask_socketio"})
_RESTX = "flask_restx"
_OWN_ERRORS = frozenset({_RESTX})
_LIMITER, _LIMITS = "flask_limiter", ("default_limits", "application_limits", "blueprint_limits")
_TAGS = {"flask_caching": "cache"}
_TAGS_ASKING = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+['\"]?([^'\"%}]*)")
_CODE_ASKING = re.compile(r"render_template\(\s*['\"]([^'\"]+)['\"]")
_ATTRIBUTE_DEPTH = 4


def package_of(name: str) -> str:
    """The extension without counterpart that a full name is of, empty for all others."""
    package = name.partition(".")[0]
    is_strange = package.startswith("flask_") and package not in FLASK_PACKAGES
    return package if is_strange and package not in _HARMLESS else ""


def trimmed(name: str) -> str:
    """The name of what an extension gives, short enough not to grow in a loop."""
    return ".".join(name.split(".")[:_ATTRIBUTE_DEPTH])


def acts_by_itself(package: str, spec: AppSpec, root: Path) -> str:
    """What the extension does to requests that did not ask for it; empty when nothing."""
    looks = (_in_hooks, _in_application, _on_pages)
    return next((what for look in looks for what in look(package, spec, root)), "")


def _in_hooks(package: str, spec: AppSpec, root: Path) -> Iterator[str]:
    for hook in spec.hooks:
        if package not in {_top(hook.function.module), _top(hook.function.qualname)}:
            continue
        if hook.stage in _AROUND and not _only_limits(package, spec):
            yield f"its {hook.stage} acts on every request"
        if hook.stage in _ON_PAGES and _is_written(rf"\b{re.escape(hook.key)}\b", spec, root):
            yield f"templates use its {hook.key}"


def _in_application(package: str, spec: AppSpec, _root: Path) -> Iterator[str]:
    for layer in spec.wsgi_layers:
        if _top(layer) == package and package not in _OWN_LAYER:
            yield "it stands around the application (wsgi_app)"
    for name, path in spec.replaced.items():
        is_view = name.startswith(VIEWS)
        if _top(path) == package and package not in _OWN_ERRORS and not is_view:
            yield f"it replaced {name} of the application"
    settings = [
        it.settings for it in spec.extensions if package == _RESTX and it.name == "flask-restx"
    ]
    if any("True" in found.get("catch_all_404s", "") for found in settings):
        yield "it answers every 404"
    if any(_top(c.import_path) == package for r in spec.routes for c in r.converters):
        yield "rules use its converter"
    if _top(spec.json_provider) == package:
        yield "it writes the JSON"


def _on_pages(package: str, spec: AppSpec, root: Path) -> Iterator[str]:
    folders = [*spec.template_folders, *(b.template_folder for b in spec.blueprints)]
    theirs = any(":" in folder and _top(folder.partition(":")[0]) == package for folder in folders)
    if theirs and _asks_for_others(spec, root):
        yield "templates of the project ask for its own"
    for name in spec.jinja_settings.get("extensions", "").split(", "):
        tag = _TAGS.get(package, "")
        if _top(name) == package and (not tag or _is_written(rf"{{%-?\s*{tag}\b", spec, root)):
            yield "templates may use its tags"


def _only_limits(package: str, spec: AppSpec) -> bool:
    """Whether Flask-Limiter has limits for nothing but decorated views, and adds no headers."""
    if package != _LIMITER:
        return False
    found = [it.settings for it in spec.extensions if it.name == "Flask-Limiter"]
    given = [name for name in spec.config if name.startswith("RATELIMIT_") and spec.config[name]]
    asked = {"RATELIMIT_DEFAULT", "RATELIMIT_APPLICATION", "RATELIMIT_HEADERS_ENABLED"}
    return (
        bool(found)
        and not asked & {n for n in given if spec.config[n] not in {"None", "False", ""}}
        and all(it.get(name) == "" for it in found for name in _LIMITS)
        and all(it.get("headers_enabled") in {"None", "False"} for it in found)
    )


def _is_written(pattern: str, spec: AppSpec, root: Path) -> bool:
    """Whether a template or a module of the project has it; what cannot be read may have it."""
    looked_for = re.compile(pattern)
    files = [root / module.file for module in spec.modules]
    for folder in spec.template_folders:
        if ":" not in folder:
            files += [path for path in sorted((root / folder).rglob("*")) if path.is_file()]
    return any(looked_for.search(_text(path)) for path in files)


def _asks_for_others(spec: AppSpec, root: Path) -> bool:
    """Whether the project asks for a template that it does not have, or has no fixed name for."""
    folders = [root / folder for folder in spec.template_folders if ":" not in folder]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    asked = {name for path in files for name in _TAGS_ASKING.findall(_text(path))}
    code = (_text(root / module.file) for module in spec.modules)
    asked |= {name for text in code for name in _CODE_ASKING.findall(text)}
    return not all(any((folder / name).is_file() for folder in folders) for name in asked)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _top(path: str) -> str:
    return path.partition(".")[0]
