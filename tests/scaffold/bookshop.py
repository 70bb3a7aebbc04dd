"""A small bookshop that leans on the six extensions which most MongoDB projects have."""

FILES = {
    "app.py": '''"""The bookshop."""
import os

from flask import Flask

from extensions import bcrypt, cors, csrf, jwt, mongo


def create_app():
    app = Flask(__name__)
    app.config.update(
        MONGO_URI=os.environ["SHOP_MONGO"],
        SECRET_KEY="a key that is long enough for everybody",
        JWT_SECRET_KEY="another key that is long enough for all",
        BCRYPT_LOG_ROUNDS=4,
    )
    mongo.init_app(app, connect=False)
    cors.init_app(app, resources={r"/api/*": {"origins": "https://shop.example"}})
    bcrypt.init_app(app)
    jwt.init_app(app)
    csrf.init_app(app)
    mongo.db.books.create_index("title")

    from api import api_bp
    from pages import pages_bp
    from resources import api, resources_bp

    csrf.exempt(api_bp)
    csrf.exempt(resources_bp)
    app.register_blueprint(api_bp, url_prefix="/api")
    app.register_blueprint(pages_bp)
    app.register_blueprint(resources_bp, url_prefix="/rest")
    return app
''',
    "extensions.py": """from flask_bcrypt import Bcrypt
from flask_cors import CORS
from flask_jwt_extended import JWTManager
from flask_pymongo import PyMongo
from flask_wtf.csrf import CSRFProtect

mongo = PyMongo()
cors = CORS()
bcrypt = Bcrypt()
jwt = JWTManager()
csrf = CSRFProtect()


@jwt.user_lookup_loader
def find_reader(header, claims):
    return mongo.db.readers.find_one({"name": claims["sub"]})


@jwt.token_in_blocklist_loader
def has_left(header, claims):
    return mongo.db.left.count_documents({"jti": claims["jti"]}) > 0


@jwt.additional_claims_loader
def add_shop(identity):
    return {"shop": 7}
""",
    "api.py": """from flask import Blueprint, jsonify, request
from flask_cors import cross_origin
from flask_jwt_extended import (
    create_access_token,
    current_user,
    get_jwt,
    get_jwt_identity,
    jwt_required,
)

from extensions import bcrypt, mongo

api_bp = Blueprint("api", __name__)


@api_bp.route("/readers", methods=["POST"])
def sign_up():
    hashed = bcrypt.generate_password_hash(request.json["password"]).decode("utf-8")
    mongo.db.readers.insert_one({"_id": 1, "name": request.json["name"], "password": hashed})
    return {"name": request.json["name"]}, 201


@api_bp.route("/login", methods=["POST"])
def log_in():
    reader = mongo.db.readers.find_one_or_404({"name": request.json["name"]})
    if not bcrypt.check_password_hash(reader["password"], request.json["password"]):
        return jsonify(message="wrong"), 401
    return jsonify(token=create_access_token(identity=reader["name"]))


@api_bp.route("/me")
@jwt_required()
def me():
    return {"me": get_jwt_identity(), "id": current_user["_id"], "shop": get_jwt()["shop"]}


@api_bp.route("/maybe")
@jwt_required(optional=True)
def maybe():
    return {"me": get_jwt_identity()}


@api_bp.route("/logout", methods=["POST"])
@jwt_required()
def log_out():
    mongo.db.left.insert_one({"jti": get_jwt()["jti"]})
    return "", 204


@api_bp.route("/books/<ObjectId:book_id>")
def book(book_id):
    return jsonify(mongo.db.books.find_one_or_404(book_id))


@api_bp.route("/open")
@cross_origin(origins="*", methods=["GET"])
def for_all():
    return {"books": [b["title"] for b in mongo.db.books.find().sort("title")]}


@api_bp.route("/files/<name>", methods=["GET", "POST"])
def files(name):
    if request.method == "POST":
        mongo.save_file(name, request.files["file"])
        return "saved"
    return mongo.send_file(name)
""",
    "forms.py": """from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, ValidationError

from extensions import mongo


class BookForm(FlaskForm):
    title = StringField(validators=[DataRequired()])
    pages = IntegerField(default=1)

    def validate_title(self, field):
        if mongo.db.books.find_one({"title": field.data}):
            raise ValidationError("we have that")

    def validate(self, extra_validators=None):
        return super().validate(extra_validators) and self.pages.data > 0
""",
    "pages.py": """from bson import ObjectId
from flask import Blueprint, flash, redirect, render_template_string
from flask_wtf.csrf import generate_csrf

from extensions import csrf, mongo
from forms import BookForm

pages_bp = Blueprint("pages", __name__)
PAGE = "{% for e in form.title.errors %}{{ e }};{% endfor %}{{ form.title() }}{{ form.pages() }}"


@pages_bp.route("/token")
def token():
    return generate_csrf()


@pages_bp.route("/books/<int:n>", methods=["GET", "POST"])
def add(n):
    form = BookForm()
    if form.validate_on_submit():
        mongo.db.books.insert_one({"_id": ObjectId(f"{n:024x}"), "title": form.title.data})
        flash("added")
        return redirect("/token")
    return render_template_string(PAGE, form=form)


@pages_bp.route("/hook", methods=["POST"])
@csrf.exempt
def hook():
    return "hooked"
""",
    "resources.py": """from flask import Blueprint
from flask_jwt_extended import jwt_required
from flask_restful import Api, Resource, abort, fields, marshal_with, reqparse

from extensions import mongo

resources_bp = Blueprint("resources", __name__)
api = Api(resources_bp)
parser = reqparse.RequestParser()
parser.add_argument("stars", type=int, required=True, help="how many?")
REVIEW = {"book": fields.String, "stars": fields.Integer(default=0)}


class Review(Resource):
    @marshal_with(REVIEW)
    def get(self, book):
        return self.find(book)

    def put(self, book):
        stars = parser.parse_args()["stars"]
        mongo.db.reviews.update_one({"book": book}, {"$set": {"stars": stars}}, upsert=True)
        return {"stars": stars}, 201, {"X-Stars": str(stars)}

    def find(self, book):
        found = mongo.db.reviews.find_one({"book": book})
        if found is None:
            abort(404, message=f"no review of {book}")
        return found


class Reviews(Resource):
    method_decorators = [jwt_required()]

    def get(self):
        return [review["book"] for review in mongo.db.reviews.find()]


api.add_resource(Review, "/reviews/<book>")
api.add_resource(Reviews, "/reviews")
""",
    "requirements.txt": "Flask\nflask-pymongo\nflask-cors\nflask-bcrypt\nflask-jwt-extended\nflask-wtf\nflask-restful\n",
}
