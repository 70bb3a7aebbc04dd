"""Load the probe under a name of its own and run it; needs no package to be installed."""

import os
import sys


def _load_probe():  # type: ignore[no-untyped-def]  # old Pythons must get as far as the message
    import importlib.util

    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
    spec = importlib.util.spec_from_file_location(
        "_migrator_probe", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["_migrator_probe"] = package
    spec.loader.exec_module(package)
    return importlib.import_module("_migrator_probe.session")


if __name__ == "__main__":
    if sys.version_info < (3, 8):  # noqa: UP036 (the project's Python is not ours to choose)
        sys.exit("the probe needs Python 3.8 or later, this is %d.%d" % sys.version_info[:2])
    _load_probe().run(sys.argv[1])
