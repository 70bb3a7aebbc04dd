"""What Flask-PyMongo did before its version 3: no extended JSON, and files kept otherwise."""

from migrator.model.versions import numbers
from migrator.translate.analysis import Analysis

_SINCE = (3,)


def older_flask_pymongo(analysis: Analysis) -> str:
    """The version of the project's Flask-PyMongo where it is older than 3, else empty."""
    known = {it.name: it.version for it in analysis.world.spec.extensions}
    version = known.get("Flask-PyMongo", "")
    return version if version and numbers(version) < _SINCE else ""
