"""`render_template` and the Jinja environment, with what Flask puts into it.

Keeps P1-P12: autoescaping by file name, url_for, get_flashed_messages, config, request, session
and g as globals, context processors (explicit values win), `tojson` by the application's JSON,
templates of the application before those of its blueprints.
Rendering is always awaited: context processors may be async, and with
`Application(async_templates=True)` so may filters, globals, properties and cursors in a template.
Delete when: pages are rendered by a plain Jinja2Templates.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, Template, TemplateNotFound

from . import async_filters, context
from .announcing import announce
from .flashing import get_flashed_messages

if TYPE_CHECKING:
    from .application import Application
    from .resources import Resources

Source = tuple[str, str | None, Callable[[], bool] | None]
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
    environment.policies["json.dumps_function"] = app.json.dumps
    return environment


async def render_template(
    template_name_or_list: str | Template | list[str | Template], **values: Any
) -> str:
    """Render a template of the folders; of a list, the first that exists."""
    app = context.current().app
    return await _render(app, app.jinja_env.get_or_select_template(template_name_or_list), values)


async def render_template_string(source: str, **values: Any) -> str:
    """Render a template given as text."""
    app = context.current().app
    return await _render(app, app.jinja_env.from_string(source), values)


async def stream_template(
    template_name_or_list: str | Template | list[str | Template], **values: Any
) -> AsyncIterator[str] | Iterator[str]:
    """Return the pieces of a rendered template, one after the other."""
    app = context.current().app
    return await _stream(app, app.jinja_env.get_or_select_template(template_name_or_list), values)


async def stream_template_string(source: str, **values: Any) -> AsyncIterator[str] | Iterator[str]:
    """Return the pieces of a rendered text."""
    app = context.current().app
    return await _stream(app, app.jinja_env.from_string(source), values)


def get_template_attribute(template_name: str, attribute: str) -> Any:
    """Return a macro or variable that a template exports."""
    environment = context.current().app.jinja_env
    return getattr(environment.get_template(template_name).module, attribute)


async def _render(app: "Application", template: Template, values: dict[str, Any]) -> str:
    await update_template_context(app, values)
    announce("before_render_template", app, template=template, context=values)
    if app.jinja_env.is_async:
        page = await template.render_async(values)
    else:
        page = template.render(values)
    announce("template_rendered", app, template=template, context=values)
    return page


async def _stream(
    app: "Application", template: Template, values: dict[str, Any]
) -> AsyncIterator[str] | Iterator[str]:
    await update_template_context(app, values)
    context.current().streams = True
    announce("before_render_template", app, template=template, context=values)
    if app.jinja_env.is_async:
        return _announced_async(app, template, values)
    return _announced(app, template, values)


def _announced(app: "Application", template: Template, values: dict[str, Any]) -> Iterator[str]:
    yield from template.generate(values)
    announce("template_rendered", app, template=template, context=values)


async def _announced_async(
    app: "Application", template: Template, values: dict[str, Any]
) -> AsyncIterator[str]:
    async for piece in template.generate_async(values):
        yield piece
    announce("template_rendered", app, template=template, context=values)


async def update_template_context(app: "Application", values: dict[str, Any]) -> None:
    """Add what the context processors give; what the view gave stays."""
    explicit = dict(values)
    holder = context.current()
    values["g"] = holder.g
    names: list[str | None] = [None]
    if holder.has_request:
        values["request"] = holder.request
        names.extend(reversed(holder.request.blueprints))
    for name in names:
        for processor in app.template_context_processors.get(name, ()):
            added = processor()
            values.update(await added if isawaitable(added) else added)
    values.update(explicit)
