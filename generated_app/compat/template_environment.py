"""The Jinja environment, with what Flask puts into it.

Keeps P1, P3 and P5-P9: autoescaping by file name, url_for, get_flashed_messages, config, request,
session and g as globals, `tojson` by the application's JSON, templates of the application before
those of its blueprints.
Delete when: pages are rendered by a plain Jinja2Templates.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, TemplateNotFound

from . import async_filters, context
from .flashing import get_flashed_messages
from .page_code import PLAIN, PageCode, SparingCode, contains, escaped

if TYPE_CHECKING:
    from .application import Application
    from .resources import Resources

Source = tuple[str, str | None, Callable[[], bool] | None]
_OF_DICT = frozenset(dir(dict))
_ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")


class FoldersLoader(BaseLoader):
    """Look in the application's folder, then in those of its blueprints, as registered."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def _loaders(self) -> Iterator[FileSystemLoader]:
        owners: tuple[Resources, ...] = (self._app, *self._app.blueprints.values())
        for owner in owners:
            if owner.jinja_loader is not None:
                yield owner.jinja_loader

    def get_source(self, environment: Environment, template: str) -> Source:
        """Return the first template of that name."""
        for loader in self._loaders():
            try:
                return loader.get_source(environment, template)
            except TemplateNotFound:
                continue
        raise TemplateNotFound(template)

    def list_templates(self) -> list[str]:
        """Return every name once."""
        return list({name for loader in self._loaders() for name in loader.list_templates()})


class FlaskEnvironment(Environment):
    """An environment that knows its application, as extensions expect."""

    app: "Application"
    code_generator_class = SparingCode
    plain_classes = PLAIN
    escaped = staticmethod(escaped)
    contains = staticmethod(contains)
    _for_pages: "FlaskEnvironment | None" = None

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an option; the environment for whole pages has to follow."""
        super().__setattr__(name, value)
        self.__dict__.pop("_for_pages", None)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute` or else `obj["attribute"]`, as Jinja does.

        A dictionary has the attributes of `dict` alone: no need to look there first and fail.
        """
        if type(obj) is dict and attribute not in _OF_DICT:
            try:
                return obj[attribute]
            except (TypeError, LookupError, AttributeError):
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    @property
    def for_pages(self) -> "FlaskEnvironment":
        """The environment for what is not streamed."""
        if not self.is_async:
            return self
        pages = self._for_pages
        if pages is None:
            pages = self.overlay()
            pages.code_generator_class = PageCode
            self.__dict__["_for_pages"] = pages
        return pages


def autoescape(filename: str | None) -> bool:
    """Tell whether a template is escaped: strings and HTML-like files are."""
    return filename is None or filename.endswith(_ESCAPED)


def make_environment(app: "Application") -> FlaskEnvironment:
    """Build the environment from the application's options."""
    options = dict(app.jinja_options)
    reload = app.config["TEMPLATES_AUTO_RELOAD"]
    options.setdefault("autoescape", app.select_jinja_autoescape)
    options.setdefault("auto_reload", app.debug if reload is None else reload)
    options.setdefault("loader", FoldersLoader(app))
    options.setdefault("enable_async", app.async_templates)
    environment = FlaskEnvironment(**options)
    environment.app = app
    environment.globals.update(
        url_for=app.url_for,
        get_flashed_messages=get_flashed_messages,
        config=app.config,
        request=context.request,
        session=context.session,
        g=context.g,
    )
    if environment.is_async:
        async_filters.install(environment)
        environment.bytecode_cache = None  # Flask's own code may be in it, which cannot await
    environment.policies["json.dumps_function"] = app.json.dumps
    return environment
