"""JSON as the clients of the API know it: sorted keys, ASCII, HTTP dates, a newline at the end."""

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from bson import ObjectId
from fastapi.responses import JSONResponse


class Json(JSONResponse):
    """The JSON of the API."""

    def render(self, content: Any) -> bytes:
        """Write it."""
        text = json.dumps(content, default=_plain, sort_keys=True, separators=(",", ":"))
        return f"{text}\n".encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return format_datetime(value).replace("-0000", "GMT")
    raise TypeError(type(value).__name__)


def plain(value: Any) -> Any:
    """ObjectIds as text at any depth, and `_id` as `id`."""
    if isinstance(value, ObjectId):
        return str(value)
    if isinstance(value, dict):
        return {"id" if key == "_id" else key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
