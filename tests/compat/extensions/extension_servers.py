"""Serve the applications of `extensions/apps`, as `servers.py` beside it serves the plain ones.

`names` has what the plain applications import, and a module for each extension: `names.cors` is
flask_cors for Flask and migrator.compat.cors for compat.
"""

import os
import sys
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import servers  # noqa: E402 - beside, not installed

plain_flask_names, plain_compat_names = servers.flask_names, servers.compat_names


def mongo_uri(flavour, name):
    """Return the URI of a database of the test's server, or of none."""
    database = f"{flavour}_{name}" if name else ""
    return f"{os.environ['TEST_MONGO']}/{database}"


def flask_names():
    import flask_bcrypt
    import flask_cors
    import flask_jwt_extended
    import flask_pymongo
    import flask_restful
    import flask_restful.fields
    import flask_restful.inputs
    import flask_restful.reqparse
    import flask_wtf
    import flask_wtf.file

    names = plain_flask_names()
    names.cors, names.jwt, names.bcrypt = flask_cors, flask_jwt_extended, flask_bcrypt
    names.csrf, names.forms, names.form_files = flask_wtf.csrf, flask_wtf, flask_wtf.file
    names.restful, names.restful_fields = flask_restful, flask_restful.fields
    names.restful_inputs = flask_restful.inputs
    names.restful_reqparse = flask_restful.reqparse
    names.make_mongo = lambda _driver, *args: flask_pymongo.PyMongo(*args)
    names.mongo_uri = partial(mongo_uri, "flask")
    return names


def compat_names():
    from motor.motor_asyncio import AsyncIOMotorClient
    from pymongo import AsyncMongoClient

    from migrator.compat import (
        bcrypt,
        cors,
        csrf_protect,
        flask_form,
        form_files,
        jwt,
        mongo,
        restful,
        restful_fields,
        restful_inputs,
        restful_reqparse,
    )

    clients = {"motor": AsyncIOMotorClient, "async": AsyncMongoClient}
    names = plain_compat_names()
    names.cors, names.jwt, names.bcrypt = cors, jwt, bcrypt
    names.csrf, names.forms, names.form_files = csrf_protect, flask_form, form_files
    names.restful, names.restful_fields = restful, restful_fields
    names.restful_inputs, names.restful_reqparse = restful_inputs, restful_reqparse
    names.make_mongo = lambda driver, *args: mongo.PyMongo(*args, connect=clients[driver])
    names.mongo_uri = partial(mongo_uri, "compat")
    return names


if __name__ == "__main__":
    servers.APPS = HERE / "apps"
    servers.flask_names, servers.compat_names = flask_names, compat_names
    servers.main(sys.argv[1], int(sys.argv[2]))
