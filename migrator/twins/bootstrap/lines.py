"""A file to which the process appends that writes first, not the parent that named it."""

import json


class Lines:
    """Appends JSON, one line each."""

    def __init__(self, path):
        self._path = path
        self._file = None

    def write(self, line):
        """Append one line at once."""
        if self._file is None:
            self._file = open(self._path, "ab", buffering=0)  # noqa: SIM115 (until the process ends)
        self._file.write(json.dumps(line).encode() + b"\n")
