"""A recording while it is made: sealed and backstage when it is redacted, plain when it is not."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from migrator.errors import CouldNotRun
from migrator.project.files import open_plain
from migrator.project.project import Project
from migrator.steps.backstage import Backstage, backstage
from migrator.steps.recorded_files import RecordedFiles
from migrator.steps.scrub import redact, redaction_key, write_stand_ins
from migrator.steps.scrubbing import Scrubbing
from migrator.traffic.redaction.sealed import Seal

Say = Callable[[str], None]


class RawRecording:
    """Where exchanges and copies of the database are written until all of it is there.

    Carries the place of the final recording; ``project`` is the one that the app runs in.
    """

    def __init__(
        self, project: Project, final: RecordedFiles, files: RecordedFiles, place: Backstage | None
    ) -> None:
        self._front = project
        self._final = final
        self._place = place
        self.files = files
        self.project = place.project if place else project

    def hold_logs(self) -> None:
        """From here on the logs may hold what only the whole recording tells to be secret."""
        if self._place:
            self._place.text = None

    def keep(self) -> tuple[int, tuple[str, ...]]:
        """Put the recording in place; how many places were redacted, and what was left out.

        Raises:
            CouldNotRun: nothing of it can be decoded.
        """
        if self._place is None:
            self._final.take(self.files)
            return 0, ()
        with self._final.fresh("redacted") as fresh:
            first, last = redact(self._front, self.files, fresh, redaction_key(self._front))
            left_out = tuple(f"{found.where}: {found.kind}" for found in first.broken)
            if len(left_out) == first.exchanges:
                raise CouldNotRun(f"nothing can be kept: {left_out[0]}", "see docs/scrub.md")
            self._place.text = last.text
            self._place.keep_logs()  # their stand-ins are listed with those of the recording
            write_stand_ins(fresh, last)
            self._final.take(fresh)
        return first.places, left_out


@contextmanager
def raw_recording(
    project: Project, final: RecordedFiles, say: Say, *, redacts: bool
) -> Iterator[RawRecording]:
    """A place to record into; what was not kept is gone when the block is left.

    Raises:
        CouldNotRun: the disk is full.
    """
    try:
        with ExitStack() as stack:
            if not redacts:
                files = stack.enter_context(final.fresh("recorded", open_plain))
                yield RawRecording(project, final, files, None)
                return
            key = redaction_key(project)
            files = stack.enter_context(final.fresh("recorded", Seal().open))
            text = Scrubbing(project, files, key).text
            place = stack.enter_context(backstage(project, text, say))
            yield RawRecording(project, final, files, place)
    except OSError as error:
        raise unwritable(error) from error


def unwritable(error: OSError) -> CouldNotRun:
    """What is said when the recording cannot be written."""
    what = error.strerror or str(error)
    where = f" ({error.filename})" if error.filename else ""
    return CouldNotRun(f"the recording cannot be written: {what}{where}", "nothing was changed")
