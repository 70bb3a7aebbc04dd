"""What ``inspect`` saw of the Flask application as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.model.route import Function, RouteSpec


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the project that the running app had imported: dotted name and posix path."""

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class NameFact:
    """What a module-level name is at run time: ``extensions.db`` is a ``...Database``.

    ``type`` is the full import path of its class; ``detail`` says more where that helps (the
    collection's name, the class a LocalProxy stands for).
    """

    module: str
    name: str
    type: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """A registered function: ``stage`` is Flask's word (before_request, after_request, ...).

    ``scope`` is the blueprint's dotted name, empty for the app; ``key`` is the code or exception
    of an error handler, the name of a template filter.
    """

    stage: str
    function: Function
    scope: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """A recognised extension, with the settings that change its behaviour."""

    name: str
    version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppSpec:
    """App-wide facts. Secrets are never in here: of config only names and harmless values."""

    import_string: str
    name: str
    module: str
    factory: str
    root: str
    python: str
    versions: Mapping[str, str]
    routes: tuple[RouteSpec, ...]
    modules: tuple[Module, ...] = ()
    names: tuple[NameFact, ...] = ()
    hooks: tuple[Hook, ...] = ()
    extensions: tuple[Extension, ...] = ()
    config: Mapping[str, str] = field(default_factory=dict)
    static_folder: str = ""
    static_url_path: str = ""
    template_folders: tuple[str, ...] = ()
    static_folders: tuple[str, ...] = ()
    json_provider: str = ""
    session_interface: str = ""
    wsgi_layers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
