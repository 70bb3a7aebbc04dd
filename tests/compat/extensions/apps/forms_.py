"""Flask-WTF: CSRFProtect with its settings, and forms with fields, files and async validators."""

from names import (
    Application,
    Blueprint,
    ProxyFix,
    csrf,
    form_files,
    forms,
    jsonify,
    render_template_string,
    request,
    session,
)
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, StopValidation

SECRET = "a-secret-for-tests"


def make(name, **config):
    app = Application(f"forms_{name}", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY=SECRET, **config)
    return app


def protected(name, *, late=False, handler=False, **config):  # noqa: C901 - many small views
    app = make(name, **config)
    protect = csrf.CSRFProtect() if late else csrf.CSRFProtect(app)
    if late:
        protect.init_app(app)
    open_bp = Blueprint("open", __name__, url_prefix="/open")
    shut_bp = Blueprint("shut", __name__, url_prefix="/shut")
    protect.exempt(open_bp)

    @app.before_request
    async def after_the_check():
        session["checked"] = 1

    @app.route("/x", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def x():
        return "x"

    @app.route("/exempt", methods=["GET", "POST"])
    @protect.exempt
    async def exempt():
        return "exempt"

    protect.exempt("forms_.exempt_by_name")

    @app.route("/exempt-by-name", methods=["POST"])
    async def exempt_by_name():
        return "exempt by name"

    @app.route("/manual", methods=["GET", "POST"])
    @protect.exempt
    async def manual():
        protect.protect()
        return "manual"

    @app.route("/token")
    async def token():
        return csrf.generate_csrf()

    @app.route("/page")
    async def page():
        return await render_template_string(
            "{{ csrf_token() }} {{ csrf_token() }} {{ csrf_meta_tag() }} {{ csrf_meta_tag('x') }}"
        )

    @open_bp.route("/y", methods=["POST"])
    async def open_y():
        return "open"

    @shut_bp.route("/y", methods=["POST"])
    async def shut_y():
        return "shut"

    if handler:

        @app.errorhandler(csrf.CSRFError)
        async def refused(error):
            return {"reason": error.description}, 419

    app.register_blueprint(open_bp)
    app.register_blueprint(shut_bp)
    return app


def secure(app):
    app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1)
    return app


class Inner(forms.Form):
    street = StringField(validators=[DataRequired()])
    number = IntegerField(validators=[Optional()])

    def validate_street(self, field):
        if field.data == "nowhere":
            raise ValidationError("No such street")


class Product(forms.FlaskForm):
    name = StringField("Name", validators=[DataRequired(), Length(max=8)])
    amount = IntegerField("Amount", validators=[Optional(), NumberRange(1, 9)], default=3)
    colour = SelectField(choices=[("r", "Red"), ("g", "Green")], default="r")
    secret = HiddenField(default="<h>")
    submit = SubmitField("Save")


async def is_taken(name):
    return name == "taken"


async def not_stopped(form, field):
    if field.data == "stop":
        raise StopValidation("Stopped")


class NotThree:
    async def __call__(self, _form, field):
        if field.data == 3:
            raise ValidationError("Not three")


class Registration(Product):
    name = StringField(validators=[DataRequired(), not_stopped, Length(max=8)])
    amount = IntegerField(validators=[NotThree()])

    async def validate_name(self, field):
        if await is_taken(field.data):
            raise ValidationError("Name is taken")

    def validate_colour(self, field):
        if field.data == "g" and self.name.data == "red":
            raise ValidationError("Colours do not match")


class Checked(Product):
    async def validate(self, extra_validators=None):
        if not await super().validate(extra_validators):
            return False
        if await is_taken(self.name.data):
            self.name.errors.append("Taken as a whole")
            return False
        return True


class Order(forms.FlaskForm):
    address = FormField(Inner)
    names = FieldList(StringField(validators=[Length(max=3)]), min_entries=1, max_entries=3)
    places = FieldList(FormField(Inner), min_entries=0)


class Upload(forms.FlaskForm):
    one = form_files.FileField(
        validators=[form_files.FileRequired(), form_files.FileAllowed(["txt", "png"])]
    )
    some = form_files.MultipleFileField(
        validators=[form_files.FileAllowed({"txt"}, "Only text"), form_files.FileSize(20, 2)]
    )
    note = StringField()


FORMS = {
    "product": Product,
    "registration": Registration,
    "checked": Checked,
    "order": Order,
}
SHOW = "{{ form.hidden_tag() }}|{% for field in form %}{{ field.label }} {{ field }}{% endfor %}"


def with_forms(name, **config):
    app = make(name, **config)

    @app.route("/form/<name>", methods=["GET", "POST", "PUT"])
    async def form(name):
        form = FORMS[name](prefix=request.args.get("prefix", ""))
        valid = await form.validate_on_submit()
        data = {key: value for key, value in form.data.items() if key != "csrf_token"}
        return jsonify(valid=valid, data=data, errors=form.errors, submitted=form.is_submitted())

    @app.route("/twice/<name>", methods=["POST"])
    async def twice(name):
        form = FORMS[name]()
        extra = {"name": [not_stopped]} if request.args else None
        return jsonify([await form.validate(extra), await form.validate(), form.errors])

    @app.route("/page/<name>", methods=["GET", "PUT"])
    async def page(name):
        form = FORMS[name]()
        await form.validate_on_submit()
        return await render_template_string(SHOW, form=form)

    @app.route("/given", methods=["POST"])
    async def given():
        forms_given = [Product(formdata=None), Product(data={"name": "d"}, formdata=None)]
        no_csrf = Product(meta={"csrf": False})
        valid = await no_csrf.validate()
        names = [f.name.data for f in forms_given]
        return jsonify(
            names, valid, no_csrf.errors, str(no_csrf.hidden_tag("secret", "name", "no"))
        )

    @app.route("/upload", methods=["POST"])
    async def upload():
        form = Upload()
        valid = await form.validate_on_submit()
        one = form.one.data
        some = [item.filename for item in form.some.data or ()]
        return jsonify(valid, form.errors, one and one.filename, some, form.note.data)

    return app


APPS = {
    "csrf_default": protected("default"),
    "csrf_late": protected("late", late=True, handler=True),
    "csrf_off": protected("off", WTF_CSRF_ENABLED=False),
    "csrf_unchecked": protected("unchecked", WTF_CSRF_CHECK_DEFAULT=False),
    "csrf_names": protected(
        "names",
        WTF_CSRF_FIELD_NAME="_token",
        WTF_CSRF_HEADERS=["X-Mine"],
        WTF_CSRF_META_NAME="mine",
        WTF_CSRF_METHODS=["DELETE", "POST"],
        WTF_CSRF_SECRET_KEY="another",
    ),
    "csrf_relaxed": protected("relaxed", WTF_CSRF_SSL_STRICT=False, WTF_CSRF_TIME_LIMIT=None),
    "csrf_secure": secure(protected("secure")),
    "csrf_secure_relaxed": secure(protected("secure_relaxed", WTF_CSRF_SSL_STRICT=False)),
    "forms": with_forms("plain"),
    "forms_without_csrf": with_forms("without_csrf", WTF_CSRF_ENABLED=False),
}
