"""Load the probe under a name of its own and run it; needs no package to be installed."""

import os
import sys


def _run(request_file):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 (also for Python 2)
    import importlib
    import types

    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
    package = types.ModuleType("_migrator_probe")
    package.__path__ = [folder]
    sys.modules["_migrator_probe"] = package
    importlib.import_module("_migrator_probe.session").run(request_file)


if __name__ == "__main__":
    if sys.version_info < (3, 8):  # noqa: UP036 (the project's Python is not ours to choose)
        sys.exit("the probe needs Python 3.8 or later, this is %d.%d" % sys.version_info[:2])
    _run(sys.argv[1])  # type: ignore[no-untyped-call]
