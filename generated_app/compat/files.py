"""`send_file` and `send_from_directory`, with Flask's headers, conditions and ranges.

Keeps S1-S9 and S13: Content-Disposition, ETag, Cache-Control, 304, 412, 206, 416, W404 outside of
the directory. The file is read in a thread, by `bridge`.
Delete when: files are served by FileResponse, StaticFiles or the front proxy.
"""

import os
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

from werkzeug import utils

from .context import current
from .responses import Response

MaxAge = int | Callable[[str | None], int | None] | None


def send_file(
    path_or_file: os.PathLike[Any] | str | IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: MaxAge = None,
) -> Response:
    """Answer with a file; a relative path starts at the application's folder."""
    return utils.send_file(  # type: ignore[return-value]  # of response_class
        path_or_file,
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=download_name,
        conditional=conditional,
        etag=etag,
        last_modified=last_modified,
        **_surroundings(max_age),
    )


def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **options: Any
) -> Response:
    """Answer with a file of a directory, or 404 when it is not in there."""
    options.update(_surroundings(options.get("max_age")))
    return utils.send_from_directory(directory, path, **options)  # type: ignore[return-value]


def _surroundings(max_age: MaxAge) -> dict[str, Any]:
    holder = current()
    app = holder.app
    return {
        "max_age": app.get_send_file_max_age if max_age is None else max_age,
        "environ": holder.request.environ,
        "use_x_sendfile": app.config["USE_X_SENDFILE"],
        "response_class": app.response_class,
        "_root_path": app.root_path,
    }
