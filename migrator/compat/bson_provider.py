"""JSON as Flask-PyMongo makes a whole application write and read it: MongoDB's extended JSON.

Keeps J14 (relaxed form, spaces after the separators, keys as they come, no newline), Q21 (what
`request.json` brings is read in the same form) and C3 (so is the session).
Delete when: the clients of the API accept another spelling of the same JSON.
"""

from typing import Any

from bson import json_util

from .json_provider import JSONProvider


class BSONProvider(JSONProvider):
    """What `app.json` is in an application with Flask-PyMongo."""

    def dumps(self, obj: Any, **_options: Any) -> str:
        """Serialise; like Flask-PyMongo's provider it knows no options."""
        return json_util.dumps(obj)

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        """Deserialise, extended forms included."""
        return json_util.loads(s)
