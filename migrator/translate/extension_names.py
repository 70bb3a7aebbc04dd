"""What compat has for Flask's extensions: names, methods that are awaited, functions they take."""

from collections.abc import Iterable

PYMONGO = "flask_pymongo.PyMongo"
FLASK_FORM = "flask_wtf.FlaskForm"
RESOURCE = "flask_restful.Resource"
SWAGGER, SWAG_FROM = "flasgger.Swagger", "flasgger.swag_from"
JWT_REQUIRED = "flask_jwt_extended.jwt_required"
JWT_CURRENT_USER = "flask_jwt_extended.current_user"

_JWT = (
    "JWTManager create_access_token create_refresh_token current_user decode_token get_csrf_token "
    "get_current_user get_jti get_jwt get_jwt_header get_jwt_identity get_jwt_request_location "
    "get_unverified_jwt_headers jwt_required set_access_cookies set_refresh_cookies "
    "unset_access_cookies unset_jwt_cookies unset_refresh_cookies"
)
_JWT_ERRORS = (
    "NoAuthorizationError InvalidHeaderError InvalidQueryParamError CSRFError WrongTokenError "
    "RevokedTokenError FreshTokenRequired UserLookupError UserClaimsVerificationError "
    "JWTDecodeError JWTExtendedException"
)
_FIELDS = (
    "Arbitrary Boolean DateTime Fixed Float FormattedString Integer List MarshallingException "
    "Nested Price Raw String Url get_value to_marshallable_type"
)
_INPUTS = (
    "url regex iso8601interval date natural positive int_range boolean datetime_from_rfc822 "
    "datetime_from_iso8601"
)
_FILES = "FileField MultipleFileField FileRequired FileAllowed FileSize file_required file_allowed"

NAMES: dict[str, tuple[str, str]] = {
    "flask_cors": ("cors", "CORS cross_origin"),
    "flasgger": ("swagger", "Swagger swag_from"),
    "flask_pymongo": ("mongo", "PyMongo ASCENDING DESCENDING BSONObjectIdConverter BSONProvider"),
    "flask_bcrypt": ("bcrypt", "Bcrypt generate_password_hash check_password_hash"),
    "flask_jwt_extended": ("jwt", _JWT),
    "flask_jwt_extended.exceptions": ("jwt_errors", _JWT_ERRORS),
    "flask_wtf": ("flask_form", "FlaskForm Form"),
    "flask_wtf.csrf": (
        "csrf_protect",
        "CSRFProtect CSRFError generate_csrf validate_csrf csrf_meta_tag",
    ),
    "flask_wtf.file": ("form_files", f"{_FILES} file_size"),
    "flask_restful": (
        "restful",
        "Api Resource abort marshal marshal_with marshal_with_field output_json unpack",
    ),
    "flask_restful.reqparse": ("restful_reqparse", "RequestParser Argument Namespace"),
    "flask_restful.fields": ("restful_fields", _FIELDS),
    "flask_restful.inputs": ("restful_inputs", _INPUTS),
}
"""The names of each module of an extension, and the compat module that has them."""
AWAITED_NAMES = {"flask_jwt_extended.verify_jwt_in_request": ("jwt", "verify_jwt_in_request")}
AWAITED_METHODS = frozenset(
    {
        f"{PYMONGO}.send_file", f"{PYMONGO}.save_file",
        f"{FLASK_FORM}.validate", f"{FLASK_FORM}.validate_on_submit",
    }
)  # fmt: skip
MODULES = {
    "flask_restful.reqparse": "restful_reqparse",
    "flask_restful.fields": "restful_fields",
    "flask_restful.inputs": "restful_inputs",
}
PACKAGES = tuple(name for name in NAMES if "." not in name)
OBJECTS = frozenset(
    {
        PYMONGO, FLASK_FORM, SWAGGER, "flask_cors.CORS", "flask_bcrypt.Bcrypt",
        "flask_jwt_extended.JWTManager", "flask_wtf.csrf.CSRFProtect", "flask_restful.Api",
    }
)  # fmt: skip
"""Classes whose objects are followed, because their methods take functions or are awaited."""
DECORATORS = frozenset(
    {
        "flask_cors.cross_origin", SWAG_FROM, JWT_REQUIRED, "flask_wtf.csrf.CSRFProtect.exempt",
        "flask_restful.marshal_with", "flask_restful.marshal_with_field",
    }
)  # fmt: skip
"""Decorators that give back an awaiting function for an async one, or the function itself."""
LOADERS = frozenset(
    f"{name}_loader"
    for name in (
        "token_in_blocklist", "token_verification", "user_lookup", "expired_token",
        "invalid_token", "unauthorized", "needs_fresh_token", "revoked_token",
        "token_verification_failed", "user_lookup_error",
    )
)  # fmt: skip
SYNC_LOADERS = frozenset(
    f"{name}_loader"
    for name in (
        "additional_claims", "additional_headers", "user_identity", "encode_key", "decode_key",
    )
)  # fmt: skip
"""Functions that tokens are made with: compat refuses async ones."""
FORM_CHECK, PLAIN_FORM_CHECK = "form_check", "plain_form_check"

_PLACES = {
    "flask_cors.decorator": "flask_cors",
    "flask_cors.extension": "flask_cors",
    "flask_pymongo.helpers": "flask_pymongo",
    "flask_jwt_extended.utils": "flask_jwt_extended",
    "flask_jwt_extended.view_decorators": "flask_jwt_extended",
    "flask_jwt_extended.jwt_manager": "flask_jwt_extended",
    "flask_wtf.form": "flask_wtf",
    "flask_restful.utils": "flask_restful",
    "flasgger.utils": "flasgger",
    "flasgger.base": "flasgger",
}


def aliases() -> Iterable[tuple[str, str]]:
    """The other places from which an extension's names are imported, and their usual ones."""
    for place, package in _PLACES.items():
        for name in [*NAMES[package][1].split(), "verify_jwt_in_request"]:
            yield f"{place}.{name}", f"{package}.{name}"
    for name in ("request", "current_app", "url_for"):
        yield f"flask_restful.{name}", f"flask.{name}"
    yield "flask_restful.MethodView", "flask.views.MethodView"
    for name in NAMES["flask_wtf.csrf"][1].split():
        yield f"flask_wtf.{name}", f"flask_wtf.csrf.{name}"
