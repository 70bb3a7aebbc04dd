"""`flask.json.JSONEncoder` and `JSONDecoder`, which Flask had until 2.2.

Keeps J4 of older versions: they are subclassed and set as `json_encoder` and `json_decoder`.
Delete when: the project has a JSON provider instead.
"""

import json
from typing import Any

from .json_provider import default


class JSONEncoder(json.JSONEncoder):
    """Flask's encoder class."""

    def default(self, o: Any) -> Any:
        """Return what JSON writes for a value it does not know."""
        return default(o)


class JSONDecoder(json.JSONDecoder):
    """Flask's decoder class."""
