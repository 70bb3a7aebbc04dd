"""`<ObjectId:id>` in rules, as Flask-PyMongo has it.

Keeps R17 and M26: what is no ObjectId is 404, hexadecimal digits may be upper case.
Delete when: the views take the id as text and make the ObjectId themselves.
"""

from typing import Any

from bson.errors import InvalidId
from bson.objectid import ObjectId
from werkzeug.routing import BaseConverter

from .responses import abort


class BSONObjectIdConverter(BaseConverter):
    """Turns a part of the path into an ObjectId and back."""

    def to_python(self, value: str) -> ObjectId:
        """Return the ObjectId, or answer 404."""
        try:
            return ObjectId(value)
        except InvalidId:
            abort(404)

    def to_url(self, value: Any) -> str:
        """Return the hexadecimal digits."""
        return str(value)
