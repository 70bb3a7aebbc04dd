"""Draw text from a grammar, with names that are bound where they are read.

``{num}`` stands for a value of that kind, drawn anew each time; ``{num+p}`` for one that may read the
name ``p``; ``{p}``, one letter, for a name that nothing else has; ``{1-6}`` for a number. A line
``{block}`` or ``{block+p}`` is one statement more, and the last line of a statement may say what it
binds: ``-> num v``.
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.translate.drawn import grammar, pages
from tests.translate.drawn.grammar import KINDS, SIMPLE, STATEMENTS

LEAVES = {**grammar.LEAVES, **pages.LEAVES}
MORE = {**grammar.MORE, **pages.MORE}

_PLACE = re.compile(r"\{(?:(\w+)(?:\+(\w))?|(\d)-(\d))\}")
_NO_QUOTES = re.compile(r"['\"{\\]|lambda")
DEFINED = ("num", "text", "flag", "doc", "list", "gen", "cursor")
Scope = dict[str, list[str]]


class Draw:
    """One application; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.definitions: list[str] = []
        self.helpers: dict[str, list[str]] = {}
        self.scope: Scope = {}
        self.budget = 0
        self._names = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def name(self, base: str) -> str:
        self._names += 1
        return f"{base}{self._names}"

    def value(self, kind: str, depth: int) -> str:
        """An expression of a kind; deeper ones first, simple ones when the budget is used up."""
        if special := _SPECIAL.get(kind):
            return special(self, depth)
        self.budget -= 1
        simple = depth <= 0 or self.budget <= 0 or self.chance(0.25)
        known = self.scope.get(kind, [])
        if known and self.chance(0.5 if simple else 0.1):
            return self.random.choice(known)
        return self.fill(self.random.choice(LEAVES[kind] if simple else MORE[kind]), depth - 1)

    def fill(self, text: str, depth: int, names: dict[str, str] | None = None) -> str:
        """A production with its places filled; ``names`` are those of its letters."""
        own = {} if names is None else names

        def place(found: re.Match[str]) -> str:
            kind, bound, low, high = found.groups()
            if low:
                return str(self.random.randint(int(low), int(high)))
            if len(kind) == 1:
                return own.setdefault(kind, self.name(kind))
            if not bound:
                return self.value(kind, depth)
            read = own.setdefault(bound, self.name(bound))
            with self.reading({KINDS[bound]: [read]}):
                return self.value(kind, depth)

        return _PLACE.sub(place, text)

    @contextmanager
    def reading(self, names: Scope, *, alone: bool = False) -> Iterator[None]:
        """More names that may be read; ``alone``: in a function that reads nothing else."""
        before = self.scope
        known = {} if alone else before
        self.scope = {**known, **{k: [*known.get(k, []), *v] for k, v in names.items()}}
        try:
            yield
        finally:
            self.scope = before

    def statement(self, depth: int) -> list[str]:
        """The lines of a statement; what it binds may be read by those behind it."""
        self.budget -= 1
        is_simple = depth <= 0 or self.budget <= 0
        lines = self.random.choice(SIMPLE if is_simple else STATEMENTS).split("\n")
        bound = lines.pop().split()[1:] if lines[-1].startswith("-> ") else []
        names: dict[str, str] = {}
        out = [drawn for line in lines for drawn in self._line(line, depth - 1, names)]
        for kind, letter in zip(bound[::2], bound[1::2], strict=True):
            self.scope = {**self.scope, kind: [*self.scope.get(kind, []), names[letter]]}
        return out

    def _line(self, line: str, depth: int, names: dict[str, str]) -> list[str]:
        found = _PLACE.fullmatch(line.strip())
        if not found or found[1] != "block":
            return [self.fill(line, depth, names)]
        read = {KINDS[found[2]]: [names[found[2]]]} if found[2] else {}
        with self.reading(read):
            indent = line[: line.index("{")]
            return [indent + inside for inside in self.statement(depth)]

    def call(self, kind: str, depth: int) -> str:
        """A call of a function that is defined for it, or of one that is there."""
        known = self.helpers.setdefault(kind, [])
        if depth > 0 and self.budget > 0 and (not known or self.chance(0.5)):
            known.append(self._define(kind, depth - 1))
        if not known:
            return self.fill(self.random.choice(LEAVES[_GIVES.get(kind, kind)]), 0)
        given = self.value("num", depth - 1)
        form = self.random.choice(["{}({})", "{}(n={})", "{}(*[{}])", "{}(**{{'n': {}}})"])
        return form.format(self.random.choice(known), given)

    def _define(self, kind: str, depth: int) -> str:
        name = self.name(kind)
        with self.reading({"num": ["n"]}, alone=True):
            lines = [
                line for _ in range(self.random.randint(0, 2)) for line in self.statement(depth)
            ]
            if kind == "gen":
                lines += self.fill(self.random.choice(MORE["gen"]), depth).split("\n")
            else:
                lines.append(f"return {self.value(kind, depth)}")
        decorator = "@contado\n" if kind in {"num", "doc"} and self.chance(0.2) else ""
        body = "\n".join(f"    {line}" for line in ["saida = {}", *lines])
        self.definitions.append(f"{decorator}def {name}(n=1):\n{body}")
        return name


def _in_f_string(kind: str) -> Callable[[Draw, int], str]:
    """What may stand in an f-string of Python 3.11: no quotes, no braces."""

    def draw(self: Draw, depth: int) -> str:
        text = self.value(kind, depth)
        return "7" if _NO_QUOTES.search(text) else text

    return draw


_GIVES = {"gen": "iter"}
_SPECIAL: dict[str, Callable[[Draw, int], str]] = {
    "num_shown": _in_f_string("num"),
    "text_shown": _in_f_string("text"),
    **{f"call_{k}": (lambda self, depth, k=k: self.call(k, depth)) for k in DEFINED},
}
