"""What a person decided for one run: whose text stands where both changed it."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from migrator.errors import UsageError


class Side(StrEnum):
    """Whose text is taken whole."""

    HAND = "hand"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Choices:
    """``keep_hand`` and ``take_new`` name files, or functions as ``FILE:FUNCTION``; globs too."""

    keep_hand: tuple[str, ...] = ()
    take_new: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.keep_hand or self.take_new)

    def side(self, path: str, part: str = "") -> Side | None:
        """What was decided for a file, or for a part of it and with it for what is inside."""
        for side, names in ((Side.HAND, self.keep_hand), (Side.NEW, self.take_new)):
            if any(_covers(name, path, part) for name in names):
                return side
        return None

    def check(self, there: dict[str, tuple[str, ...]]) -> None:
        """Complain about a choice that is about nothing; ``there`` has the parts of each file.

        Raises:
            UsageError: nothing there was changed by hand.
        """
        for name in {*self.keep_hand, *self.take_new} - {_ALL}:
            hit = any(
                _covers(name, path, part) for path, parts in there.items() for part in ("", *parts)
            )
            if not hit:
                known = [f"{p}:{part}" for p, parts in there.items() for part in parts] or [*there]
                raise UsageError(
                    f"nothing at {name!r} was changed by hand",
                    "changed by hand: " + (", ".join(known[:10]) or "nothing"),
                )


_ALL = "*"
EVERYTHING_NEW = Choices(take_new=(_ALL,))


def _covers(name: str, path: str, part: str) -> bool:
    """``FILE``, ``FILE:FUNCTION``, ``module:FUNCTION`` or ``FUNCTION``; a class has its methods."""
    wanted, colon, function = name.partition(":")
    if not colon and part and _is_in(part, name):
        return True
    as_module = wanted.replace(".", "/")
    files = (wanted, f"{as_module}.py", f"{as_module}/__init__.py")
    if not any(fnmatchcase(path, file) for file in files):
        return False
    return not colon or _is_in(part, function)


def _is_in(part: str, name: str) -> bool:
    return part == name or part.startswith(f"{name}.")
