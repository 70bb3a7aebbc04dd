"""Write a recording for other tools."""

from datetime import datetime
from pathlib import Path

from migrator.errors import UsageError
from migrator.project.files import replacing
from migrator.project.project import Project
from migrator.traffic.har_writing import write_har
from migrator.traffic.recording import read_exchanges, read_head


def export_har(project: Project, kind: str, file: Path, recording: Path | None) -> int:
    """Write the recording into ``file``; the result is how many exchanges that were.

    Raises:
        UsageError: another kind than ``har``, or an exchange that a HAR cannot hold.
        RecordingMissing: nothing was recorded.
        RecordingBroken: the recording cannot be read.
    """
    if kind != "har":
        raise UsageError(f"{kind!r} cannot be exported", "what can: har")
    source = recording or project.recording_file
    began = datetime.fromisoformat(read_head(source).began)
    with replacing(file) as out:
        return write_har(read_exchanges(source), began, out)
