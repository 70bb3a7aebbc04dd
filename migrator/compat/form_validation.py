"""Validators of a form that may be async: `async def validate_name(self, field)` and the like.

Keeps B7. A form with async validators is validated in a thread, where WTForms waits for each of
them, so that the rules of WTForms (the order, StopValidation, optional fields) stay its own; a form
without any is validated at once. A form inside of a form has to be sync: WTForms validates it.
Delete when: no validator asks the database.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from anyio import from_thread
from wtforms import FieldList, Form, FormField  # type: ignore[import-untyped]  # it has no types
from wtforms.form import BaseForm  # type: ignore[import-untyped]  # it has no types

from .threads import in_thread

Validator = Callable[[Any, Any], Any]
Extra = Mapping[str, Sequence[Validator]] | None

_within: ContextVar[bool] = ContextVar("compat.within_a_form", default=False)


def is_within_a_form() -> bool:
    """Tell whether WTForms is validating the form around this one."""
    return _within.get()


async def validate_form(form: Any, extra: Extra) -> bool:
    """Run all validators of a form; tell whether it is valid."""
    for inner in (inner for field in form for inner in _forms_of(field)):
        if _has_async(inner, None) or inspect.iscoroutinefunction(type(inner).validate):
            raise TypeError(
                f"{type(inner).__name__} stands inside of another form, where its validators"
                " cannot be awaited. Check what needs the database in the outer form."
            )
    if _has_async(form, extra):
        return await in_thread(_validate_in_thread, form, extra)
    token = _within.set(True)
    try:
        return bool(Form.validate(form, extra))
    finally:
        _within.reset(token)


def _forms_of(field: Any) -> Iterator[Any]:
    if isinstance(field, FieldList):
        for entry in field:
            yield from _forms_of(entry)
    if isinstance(field, FormField):
        yield field.form
        for inner in field.form:
            yield from _forms_of(inner)


def _has_async(form: Any, extra: Extra) -> bool:
    own = [validator for field in form for validator in field.validators]
    given = [validator for several in (extra or {}).values() for validator in several]
    return any(_is_async(validator) for validator in (*own, *given, *_inline(form).values()))


def _inline(form: Any) -> dict[str, Validator]:
    """Return the `validate_<field>` methods of a form."""
    found = {name: getattr(type(form), f"validate_{name}", None) for name in form.data}
    return {name: method for name, method in found.items() if method is not None}


def _is_async(validator: Any) -> bool:
    call = getattr(type(validator), "__call__", None)  # asked what it is, not if
    return inspect.iscoroutinefunction(validator) or inspect.iscoroutinefunction(call)


def _validate_in_thread(form: Any, extra: Extra) -> bool:
    _within.set(True)  # in this thread's copy of the context
    validators = {name: list(several) for name, several in (extra or {}).items()}
    for name, method in _inline(form).items():
        validators.setdefault(name, []).append(method)
    for field in form:
        field.validators = [_waiting(validator) for validator in field.validators]
    waiting = {name: [_waiting(item) for item in several] for name, several in validators.items()}
    return bool(BaseForm.validate(form, waiting))


def _waiting(validator: Validator) -> Validator:
    """Return a validator that WTForms can call: it waits for what the event loop does."""
    if not _is_async(validator):
        return validator

    async def call(form: Any, field: Any) -> None:
        _within.set(False)  # what the validator itself validates is a form of its own
        await validator(form, field)

    return lambda form, field: from_thread.run(call, form, field)
