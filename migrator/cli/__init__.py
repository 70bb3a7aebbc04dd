"""The command line: one file per verb, each imports its step only when it runs."""

import atexit
import errno
import gc
import sys

from migrator.errors import CouldNotRun, ExitCode, MigratorError

_SURROUNDINGS = frozenset(
    {
        errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG,
        errno.EMFILE, errno.ENFILE,
    }
)  # fmt: skip
"""What only the person at the machine can mend: permissions, space, limits."""
_MEND = "make room, or mend the permissions, and run again; files are written whole or not at all"


def main() -> None:
    """Run ``migrator`` and leave with its exit code; expected errors show no traceback."""
    from migrator.cli.app import app
    from migrator.cli.output import complain

    # Python looks for garbage once more when it ends, in millions of syntax nodes after a scaffold.
    atexit.register(gc.freeze)
    try:
        app(standalone_mode=True)
    except MigratorError as error:
        complain(error)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.errno not in _SURROUNDINGS:
            raise
        complain(CouldNotRun(f"{error.filename or 'a file'}: {error.strerror}", _MEND))
        sys.exit(ExitCode.COULD_NOT_RUN)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
