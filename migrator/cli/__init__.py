"""The command line: one file per verb, each imports its step only when it runs."""

import atexit
import gc
import sys

from migrator.errors import ExitCode, MigratorError


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
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
