"""`render_template` and what belongs to it, with the values that Flask gives to every template.

Keeps P2-P12: context processors (explicit values win), lists of names, strings, streams, signals.
Rendering is always awaited: context processors may be async, and with
`Application(async_templates=True)` so may filters, globals, properties and cursors in a template.
Delete when: pages are rendered by a plain Jinja2Templates.
"""

from collections.abc import AsyncIterator, Iterator
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, Template

from . import context
from .announcing import announce

if TYPE_CHECKING:
    from .application import Application


async def render_template(
    template_name_or_list: str | Template | list[str | Template], **values: Any
) -> str:
    """Render a template of the folders; of a list, the first that exists."""
    app = context.current().app
    return await _render(app, _pages(app).get_or_select_template(template_name_or_list), values)


async def render_template_string(source: str, **values: Any) -> str:
    """Render a template given as text."""
    app = context.current().app
    return await _render(app, _pages(app).from_string(source), values)


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


def _pages(app: "Application") -> Environment:
    """The environment for what is not streamed; a project may have put its own in its place."""
    return getattr(app.jinja_env, "for_pages", app.jinja_env)


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
