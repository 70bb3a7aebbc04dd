"""The attributes of an application that are settings: `secret_key`, `debug`, `testing`, `logger`.

Keeps X3: Flask's names for DEBUG, TESTING, SECRET_KEY and PERMANENT_SESSION_LIFETIME.
Delete when: the code reads `app.config` or `settings`.
"""

from datetime import timedelta
from functools import cached_property
from logging import Logger
from pathlib import Path
from typing import IO, Any

from .config import Config
from .logger import make_logger
from .older_flask import OlderSetting
from .resources import open_file


class Configured:
    """Attributes that stand for keys of the config."""

    name: str
    config: Config
    instance_path: str
    login_manager: Any

    session_cookie_name = OlderSetting("SESSION_COOKIE_NAME")
    send_file_max_age_default = OlderSetting("SEND_FILE_MAX_AGE_DEFAULT")
    use_x_sendfile = OlderSetting("USE_X_SENDFILE")
    propagate_exceptions = OlderSetting("PROPAGATE_EXCEPTIONS")
    templates_auto_reload = OlderSetting("TEMPLATES_AUTO_RELOAD")
    env = OlderSetting("ENV")

    @property
    def debug(self) -> bool:
        """Whether errors show their reason."""
        return bool(self.config["DEBUG"])

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value
        environment = self.__dict__.get("jinja_env")
        if self.config["TEMPLATES_AUTO_RELOAD"] is None and environment is not None:
            environment.auto_reload = value

    @property
    def secret_key(self) -> str | bytes | None:
        """What the session is signed with."""
        key: str | bytes | None = self.config["SECRET_KEY"]
        return key

    @secret_key.setter
    def secret_key(self, value: str | bytes | None) -> None:
        self.config["SECRET_KEY"] = value

    @property
    def testing(self) -> bool:
        """Whether errors are raised instead of answered."""
        return bool(self.config["TESTING"])

    @testing.setter
    def testing(self, value: bool) -> None:
        self.config["TESTING"] = value

    @property
    def permanent_session_lifetime(self) -> timedelta:
        """How long a permanent session lives."""
        value = self.config["PERMANENT_SESSION_LIFETIME"]
        return value if isinstance(value, timedelta) else timedelta(seconds=value)

    @permanent_session_lifetime.setter
    def permanent_session_lifetime(self, value: timedelta) -> None:
        self.config["PERMANENT_SESSION_LIFETIME"] = value

    @cached_property
    def logger(self) -> Logger:
        """The logger of the application."""
        return make_logger(self.name, debug=self.debug)

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[Any]:
        """Open a file of the instance folder, for reading or writing."""
        return open_file(Path(self.instance_path, resource), mode, encoding)
