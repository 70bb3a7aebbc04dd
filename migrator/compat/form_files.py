"""Files in forms: `flask_wtf.file`'s fields and validators.

Keeps B7: a field's data is the uploaded file or nothing, and the messages of Flask-WTF.
Delete when: the uploads are FastAPI's `UploadFile`s.
"""

from collections.abc import Iterable
from io import SEEK_END, BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import FileField as _FileField  # type: ignore[import-untyped]  # it has no types
from wtforms import MultipleFileField as _MultipleFileField
from wtforms.validators import (  # type: ignore[import-untyped]  # it has no types
    DataRequired,
    StopValidation,
    ValidationError,
)


class FileField(_FileField):  # type: ignore[misc]  # of a library without types
    """A field for one uploaded file."""

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Take the first file that was chosen."""
        files = _chosen(valuelist)
        if files:
            self.data = files[0]
        else:
            self.raw_data: Any = ()


class MultipleFileField(_MultipleFileField):  # type: ignore[misc]  # of a library without types
    """A field for several uploaded files."""

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Take the files that were chosen."""
        files = _chosen(valuelist)
        if files:
            self.data = files
        else:
            self.raw_data: Any = ()


class FileRequired(DataRequired):  # type: ignore[misc]  # of a library without types
    """A file has to be chosen."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop when nothing was chosen."""
        if not _uploads(field):
            raise StopValidation(self.message or field.gettext("This field is required."))


class FileAllowed:
    """The file's extension is one of a list, or the upload set of Flask-Uploads takes it."""

    def __init__(self, upload_set: Any, message: str | None = None) -> None:
        self.upload_set = upload_set
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop when a file has another extension."""
        uploads = _uploads(field)
        if not isinstance(self.upload_set, Iterable):
            self._ask_upload_set(uploads, field)
            return
        extensions = list(self.upload_set)
        for upload in uploads:
            name = (upload.filename or "").lower()
            if not any(name.endswith(f".{extension}") for extension in extensions):
                text = field.gettext("File does not have an approved extension: {extensions}")
                raise StopValidation(self.message or text.format(extensions=", ".join(extensions)))

    def _ask_upload_set(self, uploads: list[FileStorage], field: Any) -> None:
        for upload in uploads:
            if not self.upload_set.file_allowed(uploads, (upload.filename or "").lower()):
                text = field.gettext("File does not have an approved extension.")
                raise StopValidation(self.message or text)


class FileSize:
    """The file has a size between two numbers of bytes."""

    def __init__(self, max_size: int, min_size: int = 0, message: str | None = None) -> None:
        self.min_size = min_size
        self.max_size = max_size
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        """Complain about a file of another size."""
        for upload in _uploads(field):
            if not self.min_size <= _size(upload) <= self.max_size:
                text = f"File must be between {self.min_size} and {self.max_size} bytes."
                raise ValidationError(self.message or field.gettext(text))


file_required = FileRequired
file_allowed = FileAllowed
file_size = FileSize


def _chosen(values: Iterable[Any]) -> list[FileStorage]:
    return [value for value in values if isinstance(value, FileStorage) and value]


def _uploads(field: Any) -> list[FileStorage]:
    """Return the files of a field, or nothing when one of them is no file."""
    data = field.data if isinstance(field.data, list) else [field.data]
    return data if len(_chosen(data)) == len(data) else []


def _size(upload: FileStorage) -> int:
    stream: Any = upload.stream
    if isinstance(stream, BytesIO):
        return stream.getbuffer().nbytes
    if not upload.seekable():
        raise TypeError(
            f"File stream {type(stream).__name__} is not seekable."
            " FileSize validator requires seekable streams."
        )
    size: int = upload.seek(0, SEEK_END)
    upload.seek(0)
    return size
