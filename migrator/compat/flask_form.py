"""`FlaskForm`: WTForms with the data of this request and a CSRF field, as Flask-WTF makes them.

Keeps B6 and B7. `validate` and `validate_on_submit` are awaited, because a validator may ask the
database: see `form_validation`.
Delete when: the forms are read and checked by FastAPI, or are plain WTForms given their data.
"""

import inspect
import logging
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict
from werkzeug.utils import cached_property
from wtforms import Form, ValidationError  # type: ignore[import-untyped]  # it has no types
from wtforms.csrf.core import CSRF  # type: ignore[import-untyped]  # it has no types
from wtforms.meta import DefaultMeta  # type: ignore[import-untyped]  # it has no types
from wtforms.widgets import HiddenInput  # type: ignore[import-untyped]  # it has no types

from .context import current_app, g, has_request_context, request, session
from .csrf_tokens import generate_csrf, validate_csrf
from .form_validation import Extra, is_within_a_form, validate_form

__all__ = ["FlaskForm", "Form"]

_AUTO: Any = object()
logger = logging.getLogger(__name__)


class SessionCSRF(CSRF):  # type: ignore[misc]  # of a library without types
    """The CSRF field of a form; it needs no second check after CSRFProtect's."""

    def setup_form(self, form: Any) -> Any:
        """Remember the settings of the form."""
        self.meta = form.meta
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:  # WTForms' call
        """Return the token that the field is rendered with."""
        return generate_csrf(self.meta.csrf_secret, self.meta.csrf_field_name)

    def validate_csrf_token(self, form: Any, field: Any) -> None:  # WTForms' call
        """Check the token that was sent."""
        if g.get("csrf_valid", False):
            return
        meta = self.meta
        try:
            validate_csrf(field.data, meta.csrf_secret, meta.csrf_time_limit, meta.csrf_field_name)
        except ValidationError as error:
            logger.info(error.args[0])
            raise


class FlaskForm(Form):  # type: ignore[misc]  # of a library without types
    """A form that reads the request by itself; `formdata=None` keeps it from doing so."""

    class Meta(DefaultMeta):  # type: ignore[misc]  # of a library without types
        """Flask-WTF's settings; the attributes may be set in a form's own Meta."""

        csrf_class = SessionCSRF
        csrf_context = session

        @cached_property
        def csrf(self) -> bool:
            """Whether the form has a CSRF field."""
            return bool(current_app.config.get("WTF_CSRF_ENABLED", True))

        @cached_property
        def csrf_secret(self) -> Any:
            """What tokens are signed with."""
            return current_app.config.get("WTF_CSRF_SECRET_KEY", current_app.secret_key)

        @cached_property
        def csrf_field_name(self) -> str:
            """The name of the CSRF field."""
            return str(current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token"))

        @cached_property
        def csrf_time_limit(self) -> int | None:
            """How many seconds a token is valid."""
            limit: int | None = current_app.config.get("WTF_CSRF_TIME_LIMIT", 3600)
            return limit

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # WTForms' call
            """Return what was sent: files and fields, or a JSON object."""
            return _request_data() if formdata is _AUTO else formdata

        def get_translations(self, form: Any) -> Any:
            """Return no translations: the messages are English, as without Flask-Babel."""
            if current_app.config.get("WTF_I18N_ENABLED", True):
                return None
            return super().get_translations(form)

    def __init__(self, formdata: Any = _AUTO, **kwargs: Any) -> None:
        super().__init__(formdata=formdata, **kwargs)

    @staticmethod
    def is_submitted() -> bool:
        """Tell whether the request changes something."""
        return has_request_context() and request.method in {"POST", "PUT", "PATCH", "DELETE"}

    def validate(self, extra_validators: Extra = None) -> Any:
        """Check all fields; awaited, except by WTForms itself for a form inside of a form."""
        if is_within_a_form():
            return Form.validate(self, extra_validators)
        return validate_form(self, extra_validators)

    async def validate_on_submit(self, extra_validators: Extra = None) -> bool:
        """Check all fields when the request changes something."""
        if not self.is_submitted():
            return False
        valid = self.validate(extra_validators=extra_validators)
        return bool(await valid if inspect.isawaitable(valid) else valid)

    def hidden_tag(self, *fields: Any) -> Markup:
        """Render the hidden fields, or those of the given ones that are hidden."""
        named = (getattr(self, f, None) if isinstance(f, str) else f for f in fields or self)
        hidden = (f for f in named if f is not None and isinstance(f.widget, HiddenInput))
        return Markup("\n".join(str(f) for f in hidden))  # fields escape themselves


def _request_data() -> Any:
    if not FlaskForm.is_submitted():
        return None
    if request.files:
        return CombinedMultiDict((request.files, request.form))
    if request.form:
        return request.form
    return ImmutableMultiDict(request.get_json()) if request.is_json else None
