"""Jinja's filters where an attribute has to be awaited, or a list is read asynchronously.

Keeps P6 and P12: in an async environment Jinja awaits `{{ item.owner }}`, but not
`items|selectattr("owner")`, and `items|map(attribute="name")|sort` meets an async generator. Here
both are read first; Jinja's own filter then works on the result.
Delete when: templates are given plain data.
"""

from collections.abc import Callable
from functools import wraps
from types import GeneratorType
from typing import Any

from jinja2 import Environment, Undefined, pass_context, pass_environment
from jinja2.async_utils import auto_await, auto_to_list
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.tests import test_iterable

Filter = Callable[..., Any]


def install(environment: Environment) -> None:
    """Put the filters, and the test `iterable`, into an async environment."""
    environment.filters.update(
        map=_map,
        select=_selecting(keep=True),
        reject=_selecting(keep=False),
        selectattr=_selecting_by(keep=True),
        rejectattr=_selecting_by(keep=False),
        batch=_reading(FILTERS["batch"]),
        reverse=_reading(FILTERS["reverse"]),
        sort=_keyed(FILTERS["sort"], 2),
        unique=_keyed(FILTERS["unique"], 1),
        min=_keyed(FILTERS["min"], 1),
        max=_keyed(FILTERS["max"], 1),
        groupby=_groupby,
        sum=_sum,
        join=_join,
    )
    environment.tests["iterable"] = _is_iterable


def _is_iterable(value: Any) -> bool:
    return hasattr(value, "__aiter__") or test_iterable(value)


async def _attribute(environment: Environment, item: Any, path: Any) -> Any:
    for part in path.split(".") if isinstance(path, str) else [path]:
        found = environment.getitem(item, int(part) if str(part).isdigit() else part)
        item = await auto_await(found)
    return item


async def _values(environment: Environment, value: Any, path: Any) -> list[Any]:
    items = await auto_to_list(value)
    if path is None:
        return items
    return [await _attribute(environment, item, path) for item in items]


async def _boxes(environment: Environment, value: Any, path: Any) -> tuple[list[Any], str]:
    """Each item beside what its attributes are, and the names those have there."""
    paths = path.split(",") if isinstance(path, str) else [path]
    boxes = []
    for item in await auto_to_list(value):
        box = {"item": item}
        for index, part in enumerate(paths):
            box[f"k{index}"] = await _attribute(environment, item, part)
        boxes.append(box)
    return boxes, ",".join(f"k{index}" for index in range(len(paths)))


async def _passes(context: Context, found: Any, test: Any, args: Any, named: Any) -> bool:
    if test is not None:
        found = context.environment.call_test(test, found, args, named, context)
    return bool(await auto_await(found))


def _selecting(*, keep: bool) -> Filter:
    @pass_context
    async def select(
        context: Context, value: Any, test: Any = None, *args: Any, **named: Any
    ) -> list[Any]:
        items = await auto_to_list(value)
        return [i for i in items if await _passes(context, i, test, args, named) is keep]

    return select


def _selecting_by(*, keep: bool) -> Filter:
    @pass_context
    async def select(
        context: Context, value: Any, path: Any, test: Any = None, *args: Any, **named: Any
    ) -> list[Any]:
        kept = []
        for item in await auto_to_list(value):
            found = await _attribute(context.environment, item, path)
            if await _passes(context, found, test, args, named) is keep:
                kept.append(item)
        return kept

    return select


@pass_context
async def _map(context: Context, value: Any, *args: Any, **named: Any) -> Any:
    if args or set(named) - {"attribute", "default"} or "attribute" not in named:
        return await auto_to_list(FILTERS["map"](context, value, *args, **named))
    found = await _values(context.environment, value, named["attribute"])
    default = named.get("default")
    return [default if default is not None and isinstance(v, Undefined) else v for v in found]


def _reading(original: Filter) -> Filter:
    @wraps(original)
    async def read(value: Any, *args: Any, **named: Any) -> Any:
        readable = hasattr(value, "__aiter__")
        return original(await auto_to_list(value) if readable else value, *args, **named)

    return read


def _keyed(original: Filter, place: int) -> Filter:
    """`place`: where `attribute` stands among the arguments."""

    @pass_environment
    async def keyed(environment: Environment, value: Any, *args: Any, **named: Any) -> Any:
        given = list(args)
        path = given.pop(place) if len(given) > place else named.pop("attribute", None)
        if path is None:
            if hasattr(value, "__aiter__"):
                value = await auto_to_list(value)
            return await _listed(original(environment, value, *given, **named))
        boxes, names = await _boxes(environment, value, path)
        result = await _listed(original(environment, boxes, *given, attribute=names, **named))
        if isinstance(result, dict):
            return result["item"]
        return [box["item"] for box in result] if isinstance(result, list) else result

    return keyed


async def _listed(result: Any) -> Any:
    """What a filter gives; `unique` gives its items one by one."""
    result = await auto_await(result)
    if isinstance(result, Undefined):
        return result
    if isinstance(result, GeneratorType) or hasattr(result, "__aiter__"):
        return await auto_to_list(result)
    return result


@pass_environment
async def _groupby(
    environment: Environment, value: Any, attribute: Any, *args: Any, **named: Any
) -> list[Any]:
    boxes, name = await _boxes(environment, value, attribute)
    groups = await auto_await(FILTERS["groupby"](environment, boxes, name, *args, **named))
    return [type(group)(group[0], [box["item"] for box in group[1]]) for group in groups]


@pass_environment
async def _sum(
    environment: Environment, iterable: Any, attribute: Any = None, start: Any = 0
) -> Any:
    return sum(await _values(environment, iterable, attribute), start)


@pass_context
async def _join(context: Context, value: Any, d: Any = "", attribute: Any = None) -> Any:
    values = await _values(context.environment, value, attribute)
    return await auto_await(FILTERS["join"](context.eval_ctx, values, d))
