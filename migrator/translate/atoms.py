"""What a value may be: small facts that the inference collects for every expression."""

from dataclasses import dataclass
from functools import cache

from migrator.translate.declarations import ClassInfo, FunctionInfo


@dataclass(frozen=True, slots=True)
class Plain:
    """Data or an object of another library: surely neither the driver's nor the project's."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """``None``."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The inference could not follow the value; nothing may be guessed about it."""


@dataclass(frozen=True, slots=True)
class Driver:
    """An object of PyMongo: client, database, collection, cursor, session, ..."""

    kind: str


@dataclass(frozen=True, slots=True)
class DriverMethod:
    """A method of a driver object, called or not: ``db.users.find_one``."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the project."""

    cls: ClassInfo


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A class of the project itself."""

    cls: ClassInfo


@dataclass(frozen=True, slots=True)
class Func:
    """A function of the project; ``bound`` when its first parameter is already given."""

    function: FunctionInfo
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Generator:
    """What calling a generator function (or writing a generator expression) gives."""

    function: FunctionInfo


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A module of the project."""

    name: str


@dataclass(frozen=True, slots=True)
class External:
    """A module, class, function or object of another library, by its full name."""

    name: str


@dataclass(frozen=True, slots=True)
class ExternalInstance:
    """An object of a library's class that matters here: ``flask.Flask``, ``flask.Blueprint``."""

    name: str


@dataclass(frozen=True, slots=True)
class Box:
    """A list, tuple, set, dict or iterator, known by the place where it was made."""

    site: object
    shape: str = "list"


@dataclass(frozen=True, slots=True)
class BoxMethod:
    """A method of a box: ``items.append``."""

    box: Box
    name: str


@dataclass(frozen=True, slots=True)
class Super:
    """``super()`` inside a method of a class."""

    cls: ClassInfo


@dataclass(frozen=True, slots=True)
class Identity:
    """A decorator that gives back the function it gets; ``register`` says what it is used for."""

    register: str = ""


Atom = (
    Plain
    | Nothing
    | Unknown
    | Driver
    | DriverMethod
    | Instance
    | ClassRef
    | Func
    | Generator
    | ModuleRef
    | External
    | ExternalInstance
    | Box
    | BoxMethod
    | Super
    | Identity
)
Atoms = frozenset[Atom]

EMPTY: Atoms = frozenset()
PLAIN: Atoms = frozenset({Plain()})
NONE: Atoms = frozenset({Nothing()})
UNKNOWN: Atoms = frozenset({Unknown()})


def only(atom: Atom) -> Atoms:
    """The set of one atom."""
    return frozenset((atom,))


@cache
def external(full_name: str) -> Atoms:
    """The set of one external name; the same one each time."""
    return only(External(full_name))


@cache
def driver(kind: str) -> Atoms:
    """The set of one kind of driver objects; the same one each time."""
    return only(Driver(kind))


@cache
def driver_method(kind: str, name: str) -> Atoms:
    """The set of one method of driver objects; the same one each time."""
    return only(DriverMethod(kind, name))
