"""`PyMongo`: Flask-PyMongo's object on an async driver.

Keeps M22-M26, J14, Q21: `cx` and `db`, `find_one_or_404`, files in GridFS, extended JSON for the
whole application, `<ObjectId:id>`.
The driver is that of the generated `database.py`, whose `connect(uri, **options)` is handed over
where the object is made, so that nothing here names a driver:

    from generated_app.database import connect

    mongo = PyMongo(connect=connect)             # was PyMongo()
    mongo = PyMongo(app, uri, connect=connect)   # was PyMongo(app, uri)
    mongo.init_app(app)                          # stays

Flask-PyMongo before 3 left the JSON of the application alone: `extended_json=False` does so.
The options `connect=` and `driver=` of Flask-PyMongo are left out by the translator. Awaited are
`find_one_or_404`, `send_file`, `save_file`, and all that the driver does.
Delete when: the views use a database of `database.py`, and the clients accept plain JSON.
"""

from collections.abc import Callable
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any

from pymongo import ASCENDING, DESCENDING
from pymongo.uri_parser import parse_uri

from . import gridfs_files
from .bson_converter import BSONObjectIdConverter
from .bson_provider import BSONProvider
from .context import current_app, request
from .responses import Response, abort

if TYPE_CHECKING:
    from .application import Application

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "BSONObjectIdConverter",
    "BSONProvider",
    "PyMongo",
    "find_one_or_404",
]

Connect = Callable[..., Any]


async def find_one_or_404(collection: Any, *args: Any, **kwargs: Any) -> Any:
    """Find one document, or answer 404; a method of every collection of the driver as well."""
    found = await collection.find_one(*args, **kwargs)
    if found is None:
        abort(404)
    return found


class PyMongo:
    """The client and the database of an application."""

    def __init__(
        self,
        app: "Application | None" = None,
        uri: str | None = None,
        *args: Any,
        connect: Connect,
        extended_json: bool = True,
        **kwargs: Any,
    ) -> None:
        self.cx: Any = None
        self.db: Any = None
        self._extended_json = extended_json
        self._connect = connect
        if app is not None:
            self.init_app(app, uri, *args, **kwargs)

    def init_app(
        self, app: "Application", uri: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Make the client for a URI or for MONGO_URI; nothing is sent before the first query."""
        uri = app.config.get("MONGO_URI") if uri is None else uri
        if uri is None:
            raise ValueError("You must specify a URI or set the MONGO_URI Flask config variable")
        name = parse_uri(uri)["database"]
        self.cx = self._connect(uri, *args, **kwargs)
        if name:
            self.db = self.cx[name]
        # The driver makes its collections itself; their class learns Flask-PyMongo's method.
        type(self.cx["admin"]["x"]).find_one_or_404 = find_one_or_404
        app.url_map.converters["ObjectId"] = BSONObjectIdConverter
        if self._extended_json:
            app.json = BSONProvider(app)

    def _database(self, name: str | None, caller: str) -> Any:
        db = self.cx[name] if name else self.db
        if db is None:
            raise AssertionError(f"Please initialize the app before calling {caller}!")
        return db

    async def send_file(
        self,
        filename: str,
        base: str = "fs",
        version: int = -1,
        cache_for: int = 31536000,
        db: str | None = None,
    ) -> Response:
        """Answer with a file of GridFS, or 404 when there is no such file or version."""
        _expect(base, str, "'base' must be string or unicode")
        _expect(version, int, "'version' must be an integer")
        _expect(cache_for, int, "'cache_for' must be an integer")
        database = self._database(db, "send_file")
        stored = await gridfs_files.find_version(database, base, filename, version)
        if stored is None:
            abort(404)
        response = current_app.response_class(
            stored.content(),  # type: ignore[arg-type]  # the bridge sends async iterators
            mimetype=guess_type(filename)[0],
            direct_passthrough=True,
        )
        response.headers["Content-Disposition"] = f"attachment; filename={filename}"
        response.content_length = stored.length
        response.last_modified = stored.document["uploadDate"]
        response.set_etag(await stored.checksum())
        response.cache_control.max_age = cache_for
        response.cache_control.public = True
        response.make_conditional(request)
        return response

    async def save_file(
        self,
        filename: str,
        fileobj: Any,
        base: str = "fs",
        content_type: str | None = None,
        db: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Store what a file-like object reads; return the id of the file."""
        _expect(base, str, "'base' must be string or unicode")
        if not callable(getattr(fileobj, "read", None)):
            raise TypeError("'fileobj' must have read() method")
        if content_type is None:
            content_type, _ = guess_type(filename)
        fields = {"filename": filename, "content_type": content_type, **kwargs}
        return await gridfs_files.store(self._database(db, "save_file"), base, fileobj, fields)


def _expect(value: Any, kind: type, message: str) -> None:
    if not isinstance(value, kind):
        raise TypeError(message)
