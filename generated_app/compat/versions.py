"""The Flask and werkzeug that the application came from: where they differ visibly, they decide.

Keeps C9, R38, K5, Q42 and S6 as they were before Flask 3.1.3 and werkzeug 3.1.9, back to 2.2.
Delete when: nobody depends on what an older Flask did; `Application` takes the newest then.
"""

import os
from dataclasses import dataclass
from typing import Any, ClassVar

NEWEST_FLASK = "3.1.3"
NEWEST_WERKZEUG = "3.1.9"
Numbers = tuple[int, ...]

_SINCE_3_1 = (
    "MAX_FORM_MEMORY_SIZE",
    "MAX_FORM_PARTS",
    "PROVIDE_AUTOMATIC_OPTIONS",
    "SECRET_KEY_FALLBACKS",
    "SESSION_COOKIE_PARTITIONED",
    "TRUSTED_HOSTS",
)
_UNTIL_2_2 = ("JSONIFY_MIMETYPE", "JSONIFY_PRETTYPRINT_REGULAR", "JSON_AS_ASCII", "JSON_SORT_KEYS")


@dataclass(frozen=True, slots=True)
class Versions:
    """Both versions as numbers."""

    flask: Numbers
    werkzeug: Numbers

    @classmethod
    def of(cls, flask: str, werkzeug: str) -> "Versions":
        """Read `3.0.3` and the like; what stands behind the numbers is left out."""
        return cls(_numbers(flask), _numbers(werkzeug))

    @property
    def has_older_werkzeug(self) -> bool:
        """Whether requests or answers differ from those of the newest."""
        return self.werkzeug < _numbers(NEWEST_WERKZEUG)

    @property
    def varies_by_value(self) -> bool:
        """Whether a session that is only refreshed or cleared left `Vary` alone."""
        return self.flask < (2, 2, 5) or (2, 3) <= self.flask < (2, 3, 2)

    def config_defaults(self, newest: dict[str, Any]) -> dict[str, Any]:
        """Return the keys that the config of that Flask begins with."""
        defaults = {key: value for key, value in newest.items() if key not in self.unread()}
        if self.flask < (2, 3):
            defaults |= dict.fromkeys(_UNTIL_2_2)
            defaults["ENV"] = os.environ.get("FLASK_ENV") or "production"
            if not os.environ.get("FLASK_DEBUG"):
                defaults["DEBUG"] = os.environ.get("FLASK_ENV") == "development"
        return defaults

    def unread(self) -> dict[str, Any]:
        """Return the keys that that Flask does not read, with what holds in their place."""
        if self.flask >= (3, 1):
            return {}
        fixed: dict[str, Any] = dict.fromkeys(_SINCE_3_1)
        fixed["PROVIDE_AUTOMATIC_OPTIONS"] = True
        fixed["MAX_FORM_MEMORY_SIZE"] = 500_000 if self.werkzeug >= (3, 1) else None
        fixed["MAX_FORM_PARTS"] = 1_000
        return fixed


class Origin:
    """Names what an application came from: ``class Shop(Application, flask_version="3.0.3")``."""

    of_flask: ClassVar[str] = NEWEST_FLASK
    of_werkzeug: ClassVar[str] = NEWEST_WERKZEUG
    of_async_templates: ClassVar[bool] = False

    def __init_subclass__(
        cls,
        flask_version: str | None = None,
        werkzeug_version: str | None = None,
        async_templates: bool | None = None,
        **options: Any,
    ) -> None:
        super().__init_subclass__(**options)
        if flask_version is not None:
            cls.of_flask = flask_version
        if werkzeug_version is not None:
            cls.of_werkzeug = werkzeug_version
        if async_templates is not None:
            cls.of_async_templates = async_templates


def _numbers(version: str) -> Numbers:
    found: list[int] = []
    for part in version.split(".")[:3]:
        if not part.isdigit():
            break
        found.append(int(part))
    return tuple(found)
