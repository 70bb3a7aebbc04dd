"""App-wide facts that are neither rules nor hooks: folders, blueprints, JSON, session, Jinja."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from .extensions import version_of
from .functions import Facts, import_path

if TYPE_CHECKING:
    from .territory import Territory

_PACKAGES = ("Flask", "Werkzeug", "Jinja2", "itsdangerous", "pymongo")


def versions() -> dict[str, str]:
    """The versions that decide how the app behaves."""
    found = {name.lower(): version_of(name) for name in _PACKAGES}
    return {name: version for name, version in found.items() if version}


def folders(app: Any, territory: Territory) -> Facts:
    """Template and static folders of the app and its blueprints, in the order Jinja looks."""
    holders = [app, *app.blueprints.values()]
    templates = [_folder(holder, holder.template_folder, territory) for holder in holders]
    statics = [_folder(holder, holder.static_folder, territory) for holder in holders]
    return {
        "static_folder": statics[0],
        "static_url_path": (app.static_url_path or "") if statics[0] else "",
        "template_folders": _once(templates),
        "static_folders": _once(statics),
    }


def blueprints(app: Any, prefixes: dict[str, str], territory: Territory) -> list[Facts]:
    """``BlueprintSpec`` for each registered blueprint, in order of registration."""
    found = []
    for name, blueprint in app.blueprints.items():
        facts = {
            "name": name,
            "module": blueprint.import_name,
            "url_prefix": prefixes[name],
            "subdomain": getattr(blueprint, "subdomain", None) or "",
            "template_folder": _folder(blueprint, blueprint.template_folder, territory),
            "static_folder": _folder(blueprint, blueprint.static_folder, territory),
            "static_url_path": (blueprint.static_url_path or "") if blueprint.static_folder else "",
        }
        found.append(facts)
    return found


def json_facts(app: Any) -> Facts:
    """The JSON provider (Flask 2.2 and later) or the encoder class before it."""
    provider = getattr(app, "json", None)
    if provider is None:
        return {"json_provider": import_path(app.json_encoder), "json_settings": {}}
    names = ("sort_keys", "ensure_ascii", "compact", "mimetype")
    settings = {name: repr(getattr(provider, name)) for name in names if hasattr(provider, name)}
    return {"json_provider": import_path(type(provider)), "json_settings": settings}


def jinja_settings(app: Any) -> dict[str, str]:
    """The options of the environment that change what templates render."""
    env = app.jinja_env
    names = ("trim_blocks", "lstrip_blocks", "keep_trailing_newline", "newline_sequence")
    settings = {name: repr(getattr(env, name)) for name in names}
    settings["undefined"] = import_path(env.undefined)
    settings["loader"] = _loader(env.loader)
    settings["extensions"] = ", ".join(sorted(env.extensions))
    settings["select_autoescape"] = import_path(type(app)) + ".select_jinja_autoescape"
    owner = [c for c in type(app).__mro__ if "select_jinja_autoescape" in vars(c)]
    if owner:
        settings["select_autoescape"] = import_path(owner[0]) + ".select_jinja_autoescape"
    return settings


def _loader(loader: Any) -> str:
    """The loader with those it asks, in their order; Flask's own asks the app and its blueprints.

    ``template_folders`` has the folders of those; a loader of the app's own is named here.
    """
    name = import_path(type(loader))
    own = getattr(getattr(loader, "app", None), "jinja_loader", None)
    inner = list(getattr(loader, "loaders", ())) if own is None else [own]
    parts = [_loader(item) for item in inner if type(item).__name__ != "FileSystemLoader"]
    if isinstance(getattr(loader, "mapping", None), dict):  # templates in the code, or by prefix
        parts.append(", ".join(sorted(map(str, loader.mapping))))
    package = getattr(loader, "package_name", "")
    if package:
        parts.append("{}:{}".format(package, getattr(loader, "package_path", "")))
    return "{} ({})".format(name, "; ".join(parts)) if parts else name


def _folder(holder: Any, folder: str | None, territory: Territory) -> str:
    if not folder:
        return ""
    path = os.path.join(holder.root_path, os.fspath(folder))
    if not os.path.isdir(path):
        return ""
    inside = territory.folder(path)
    return inside or "{}:{}".format(holder.import_name, os.path.basename(path))


def _once(values: list[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def python_version() -> str:
    """Major and minor: what a patch release changes is no fact about the app."""
    return "%d.%d" % sys.version_info[:2]
