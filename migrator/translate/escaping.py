"""Functions and driver objects that leave the project: to Flask, which awaits, or to a library."""

import ast
from dataclasses import dataclass, field

from migrator.translate.atoms import (
    EMPTY,
    PLAIN,
    Atom,
    Atoms,
    Box,
    Driver,
    DriverMethod,
    Func,
    Generator,
)
from migrator.translate.frame import Frame
from migrator.translate.world import Escape, Registration

_DEEPEST = 3


@dataclass(slots=True)
class Arguments:
    """The evaluated arguments of a call."""

    positional: list[Atoms] = field(default_factory=list)
    named: dict[str, Atoms] = field(default_factory=dict)
    star: Atoms = EMPTY
    double_star: Atoms = EMPTY
    nodes: list[ast.expr] = field(default_factory=list)

    def everything(self) -> Atoms:
        """What may be passed at all."""
        return frozenset().union(
            *self.positional, *self.named.values(), self.star, self.double_star
        )

    def get(self, index: int, name: str = "") -> Atoms:
        """One argument by position or name."""
        if index < len(self.positional):
            return self.positional[index]
        return self.named.get(name, self.star)


def escape(arguments: Arguments, node: ast.AST, to: str, frame: Frame) -> Atoms:
    """Remember which functions and driver objects are handed to foreign code; all that is."""
    inside = _within(arguments, frame)
    for atom in inside:
        if isinstance(atom, Func | Driver | Generator | DriverMethod):
            known = frame.world.escapes.get((atom, node))
            if known is None:
                frame.world.escapes[atom, node] = Escape(atom, node, to, frame.function)
    return inside


def _within(arguments: Arguments, frame: Frame) -> Atoms:
    """What may be passed at all, also inside of lists and dictionaries."""
    found = level = arguments.everything()
    for _ in range(_DEEPEST):
        boxes = [atom for atom in level if isinstance(atom, Box)]
        if not boxes:
            break
        level = frozenset().union(*(frame.read("elem", box.site) for box in boxes))
        found |= level
    return found


def register(target: Atom, stage: str, node: ast.AST, frame: Frame) -> None:
    """Remember a function handed to Flask; its parameters are data from outside."""
    if not stage or not isinstance(target, Func):
        return
    key = (target.function, stage)
    if key not in frame.world.registrations:
        frame.world.registrations[key] = Registration(target.function, stage, node, frame.function)
        frame.world.by_stage[stage].append(target.function)
        if stage in {"user_loader", "request_loader", "user_lookup_loader"}:
            readers = frame.world.store.readers["registered",]
            frame.world.store.waiting.update(dict.fromkeys(readers))
    declared = target.function.arguments
    if declared is None:
        return
    names = [a.arg for a in [*declared.posonlyargs, *declared.args, *declared.kwonlyargs]]
    for name in names[1 if target.bound else 0 :]:
        frame.add(PLAIN, "param", target.function, name)
    frame.add(PLAIN, "elem", ("kwarg", target.function))
    frame.add(PLAIN, "elem", ("vararg", target.function))
