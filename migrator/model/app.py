"""What ``inspect`` saw of the Flask application as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.model.route import Function, RouteSpec

STAR = "star"


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the project that the running app had imported: dotted name and posix path."""

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class NameFact:
    """What a module-level name is at run time: ``extensions.db`` is a ``...Database``.

    ``type`` is the import path of its class (PyMongo's classes by their public path:
    ``pymongo.database.Database``); ``kind`` is one of database, collection, client, gridfs, cursor,
    proxy, app, blueprint, extension and instance (of a class of the project). ``name`` has dots
    where the object hangs on another (``mongo.db``, ``ProdutoDAO.colecao``). ``detail`` says more
    where that helps: the collection's name, the class that a LocalProxy stands for. The kind
    ``star`` is no object: ``from type import *`` of a library gave the module that name.
    """

    module: str
    name: str
    type: str
    detail: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """A registered function: ``stage`` is Flask's word (before_request, after_request, ...).

    ``scope`` is the blueprint's dotted name, empty for the app; ``key`` is the code (``404``) or
    the exception's import path of an error handler, the name of a template filter. Hooks of a
    stage stand in the order of registration; Flask calls after_request and teardown backwards.
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
class BlueprintSpec:
    """A registered blueprint; ``name`` is dotted when nested, ``url_prefix`` is the whole one."""

    name: str
    module: str
    url_prefix: str = ""
    subdomain: str = ""
    template_folder: str = ""
    static_folder: str = ""
    static_url_path: str = ""


@dataclass(frozen=True, slots=True)
class AppSpec:
    """App-wide facts. Secrets are never in here: of config only names and harmless values.

    ``import_string`` is complete (``app:create_app()``), ``root`` is the folder that stands first
    on ``sys.path``, from the project root (``.`` or ``src``), ``python`` its minor version. Folders
    inside the project are posix paths from the project root, others ``package:folder``. A config
    value that may be a secret is shown by its type only: ``(str)``; ``config_variables`` has the
    environment variables that values come from, where the sources show it. ``replaced`` has the
    attributes of the application that hold another function or class than Flask's.
    """

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
    blueprints: tuple[BlueprintSpec, ...] = ()
    config: Mapping[str, str] = field(default_factory=dict)
    config_variables: Mapping[str, str] = field(default_factory=dict)
    static_folder: str = ""
    static_url_path: str = ""
    template_folders: tuple[str, ...] = ()
    static_folders: tuple[str, ...] = ()
    json_provider: str = ""
    json_settings: Mapping[str, str] = field(default_factory=dict)
    jinja_settings: Mapping[str, str] = field(default_factory=dict)
    session_interface: str = ""
    wsgi_layers: tuple[str, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
