"""What a form does with async validators where WTForms itself cannot wait."""

import anyio
import anyio.lowlevel
import pytest
from wtforms import FieldList, FormField, StringField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired

from migrator.compat.application import Application
from migrator.compat.context import g, request
from migrator.compat.flask_form import FlaskForm


@pytest.fixture
def app():
    app = Application("forms", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY="s", WTF_CSRF_ENABLED=False)
    return app


async def _pause(_form, _field):
    await anyio.lowlevel.checkpoint()


class Street(PlainForm):
    street = StringField(validators=[_pause])


class City(FlaskForm):
    name = StringField(validators=[DataRequired()])


class SlowCity(FlaskForm):
    async def validate(self, extra_validators=None):
        return await super().validate(extra_validators)


def validate(app, form_class, **data):
    with app.test_request_context("/", method="POST", data=data):
        form = form_class()
        return anyio.run(form.validate_on_submit), form


@pytest.mark.parametrize(
    "field", [FormField(Street), FieldList(FormField(Street), min_entries=1), FormField(SlowCity)]
)
def test_a_form_inside_of_a_form_cannot_be_awaited(app, field):
    class Outer(FlaskForm):
        inner = field

    with pytest.raises(TypeError, match="stands inside of another form"):
        validate(app, Outer)


@pytest.mark.parametrize(("name", "valid"), [("here", True), ("", False)])
@pytest.mark.parametrize("outer_validators", [[], [_pause]])
def test_a_form_inside_of_a_form_counts(app, name, valid, outer_validators):
    class Outer(FlaskForm):
        city = FormField(City)
        note = StringField(validators=outer_validators)

    result, form = validate(app, Outer, **{"city-name": name})

    assert result is valid
    assert bool(form.errors) is not valid


def test_async_validators_see_the_request_and_may_validate_other_forms(app):
    class Outer(FlaskForm):
        note = StringField()

        async def validate_note(self, _field):
            g.seen = request.form["note"]
            if not await City().validate():
                raise ValidationError("No city")

    with app.test_request_context("/", method="POST", data={"note": "n"}):
        form = Outer()
        valid = anyio.run(form.validate)

        assert (valid, form.errors, g.seen) == (False, {"note": ["No city"]}, "n")


def test_nothing_is_validated_that_was_not_submitted(app):
    with app.test_request_context("/?name=x"):
        form = City()

        assert anyio.run(form.validate_on_submit) is False
        assert not form.errors


def test_errors_of_async_validators_are_not_swallowed(app):
    async def fail(_form, _field):
        raise ZeroDivisionError

    class Outer(FlaskForm):
        note = StringField(validators=[fail])

    with pytest.raises(ZeroDivisionError):
        validate(app, Outer, note="x")
