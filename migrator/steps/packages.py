"""Say where the app's own Python and the toolkit's have different packages, and what to do."""

import re
import shlex
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires

from migrator.introspect.packages import other_packages
from migrator.model.app import AppSpec
from migrator.model.check import Check, State
from migrator.model.packages import PackageDifference
from migrator.model.versions import numbers
from migrator.project.project import Project

_FLOOR = re.compile(r"^(?P<name>[\w.-]+)(\[[^]]*\])?>=(?P<version>[\d.]+)")
_SHOWN = 6
_NOTHING = "nothing was written; "


def differing(project: Project, spec: AppSpec) -> tuple[PackageDifference, ...]:
    """What the Flask app imports and the generated app would get in another version, or lack."""
    files = [module.file for module in spec.modules]
    return other_packages(project.python, project.source, files)


def check_packages(project: Project, spec: AppSpec) -> Check:
    """Whether both sides run on the same packages; where not, both may answer differently."""
    found = differing(project, spec)
    if not found:
        return Check("packages", State.OK, "both sides have the same")
    said = f"the app's Python has {_shown(found)}"
    return Check("packages", State.WARN, said, "the two sides may differ by it; " + remedy(found))


def remedy(found: Sequence[PackageDifference]) -> str:
    """How to get the app's versions, where the toolkit can run with them."""
    wanted = [f"{it.package.name}=={it.package.version}" for it in found if not _is_too_old(it)]
    if not wanted:
        return "the older ones are too old for migrator: renew them in the app first"
    command = shlex.join([sys.executable, "-m", "pip", "install", *wanted])
    return f"for the app's versions: {command}"


def explained(hint: str, lines: str, found: Sequence[PackageDifference]) -> str:
    """A hint about a failed import, with the packages that its last lines name, or all of them."""
    named = [it for it in found if any(re.search(rf"\b{m}\b", lines) for m in it.package.modules)]
    about = named or list(found)
    if not about:
        return hint
    rest = "" if all(not it.here for it in named or found) else hint.removeprefix(_NOTHING)
    said = f"the Flask app's Python has {_shown(about)}; {remedy(about)}"
    return f"{_NOTHING}{said}" + (f"; {rest}" if rest else "")


def _shown(found: Sequence[PackageDifference]) -> str:
    return "; ".join(map(str, found[:_SHOWN])) + ("; ..." if len(found) > _SHOWN else "")


def _is_too_old(it: PackageDifference) -> bool:
    floor = _floors().get(it.package.name.lower().replace("_", "-"))
    return bool(floor) and numbers(it.package.version) < numbers(floor or "")


def _floors() -> dict[str, str]:
    """The oldest versions that migrator itself accepts, by the names of the packages."""
    try:
        lines = requires("migrator") or ()
    except PackageNotFoundError:
        return {}
    found = (_FLOOR.match(line) for line in lines if "extra" not in line)
    return {match["name"].lower(): match["version"] for match in found if match}
