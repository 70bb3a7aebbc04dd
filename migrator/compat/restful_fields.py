"""`flask_restful.fields`: how the parts of an answer are written.

Keeps B14: nested fields and lists, attributes by dotted name or function, URLs and texts made of
the other values; the fields for single values stand in `restful_plain_fields`.
Delete when: response models describe the answers, and their spelling of numbers and dates is
accepted.
"""

from typing import Any
from urllib.parse import urlparse, urlunparse

from .context import request
from .restful_marshal import marshal
from .restful_plain_fields import (
    Arbitrary,
    Boolean,
    DateTime,
    Fixed,
    Float,
    Integer,
    MarshallingException,
    Price,
    Raw,
    String,
)
from .restful_values_at import get_value, is_listlike, to_marshallable_type
from .urls import url_for

__all__ = [
    "Arbitrary",
    "Boolean",
    "DateTime",
    "Fixed",
    "Float",
    "FormattedString",
    "Integer",
    "List",
    "MarshallingException",
    "Nested",
    "Price",
    "Raw",
    "String",
    "Url",
    "get_value",
    "to_marshallable_type",
]


class Nested(Raw):
    """A dictionary of fields inside of another one."""

    def __init__(self, nested: dict[str, Any], allow_null: bool = False, **kwargs: Any) -> None:
        self.nested = nested
        self.allow_null = allow_null
        super().__init__(**kwargs)

    def output(self, key: Any, obj: Any) -> Any:
        """Return the fields of the value."""
        value = self.value_of(key, obj)
        if value is None and self.allow_null:
            return None
        if value is None and self.default is not None:
            return self.default
        return marshal(value, self.nested)


class List(Raw):
    """A list of values of one field."""

    def __init__(self, cls_or_instance: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        container = cls_or_instance() if isinstance(cls_or_instance, type) else cls_or_instance
        if not isinstance(container, Raw):
            raise MarshallingException(
                "The type of the list elements must be a subclass of flask_restful.fields.Raw"
            )
        self.container: Any = container

    def format(self, value: Any) -> Any:
        """Return each item as the field of the list writes it."""
        items = list(value) if isinstance(value, set) else value
        return [
            self.container.output(index, item if self._looks_inside(item) else items)
            for index, item in enumerate(items)
        ]

    def _looks_inside(self, item: Any) -> bool:
        """Tell whether the field reads from the item itself, not by its number from the list."""
        attribute = self.container.attribute
        if isinstance(self.container, Nested) or type(self.container) is Raw:
            return False
        return isinstance(item, dict) or bool(attribute and hasattr(item, attribute))

    def output(self, key: Any, obj: Any) -> Any:
        """Return the list; what is no list counts as its only item."""
        value = self.value_of(key, obj)
        if is_listlike(value) and not isinstance(value, dict):
            return self.format(value)
        return self.default if value is None else [marshal(value, self.container.nested)]


class FormattedString(Raw):
    """A text with the other values in it: `"Hello {name}"`."""

    def __init__(self, src_str: str) -> None:
        super().__init__()
        self.src_str = str(src_str)

    def output(self, key: Any, obj: Any) -> Any:  # it reads the whole object
        """Return the text with the values of the object."""
        try:
            return self.src_str.format(**to_marshallable_type(obj))
        except (TypeError, IndexError) as error:
            raise MarshallingException(error) from error


class Url(Raw):
    """The URL of an endpoint, built with the other values."""

    def __init__(
        self,
        endpoint: str | None = None,
        absolute: bool = False,
        scheme: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.endpoint = endpoint
        self.absolute = absolute
        self.scheme = scheme

    def output(self, key: Any, obj: Any) -> Any:  # it reads the whole object
        """Return the URL without what is left for the query."""
        try:
            values = to_marshallable_type(obj)
            endpoint = request.endpoint if self.endpoint is None else self.endpoint
            url = urlparse(url_for(endpoint or "", _external=self.absolute, **values))
        except TypeError as error:
            raise MarshallingException(error) from error
        if not self.absolute:
            return urlunparse(("", "", url.path, "", "", ""))
        scheme = url.scheme if self.scheme is None else self.scheme
        return urlunparse((scheme, url.netloc, url.path, "", "", ""))
