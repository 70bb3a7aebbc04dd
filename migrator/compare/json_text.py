"""JSON text as a tree that keeps every character, so that one thing can be changed in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from migrator.compare.json_body import MAX_BYTES

_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+)(\s*)')
_CLOSING = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Branch:
    """An object or an array: ``gaps`` are the texts around its members, one more than members.

    ``names`` are the keys as they are written, with what stands up to the value; empty in arrays.
    """

    gaps: tuple[str, ...]
    names: tuple[str, ...]
    members: tuple["Node", ...]

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        return self.gaps[0].startswith("{")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys as they are written, quotes and all."""
        return tuple(name.rstrip().removesuffix(":").rstrip() for name in self.names)


Node = str | Branch


def read(body: bytes) -> Node | None:
    """The tree of a body; None for what is no JSON, or too large or deep to look into."""
    if len(body) > MAX_BYTES:
        return None
    try:
        text = body.decode()
        tokens = _tokens(text)
        node = _node(tokens, next(tokens))
        is_whole = next(tokens, None) is None and write(node) == text
    except (ValueError, StopIteration, KeyError, RecursionError):
        return None
    return node if is_whole else None


def write(node: Node) -> str:
    """The text of a tree."""
    if isinstance(node, str):
        return node
    names = node.names or ("",) * len(node.members)
    parts = (name + write(item) for name, item in zip(names, node.members, strict=True))
    between = (part + gap for part, gap in zip(parts, node.gaps[1:], strict=False))
    return node.gaps[0] + ("".join(between))


def compact(node: Node) -> Node:
    """The tree without white space outside of strings."""
    return _laid_out(node, lambda _depth: "", ":", 0)


def indented(node: Node) -> Node:
    """The tree with a line for each member, two spaces deep, as Flask writes when debugging."""
    return _laid_out(node, lambda depth: f"\n{'  ' * depth}", ": ", 0)


def _laid_out(node: Node, line: Callable[[int], str], colon: str, depth: int) -> Node:
    if isinstance(node, str):
        return node.strip()
    opening = node.gaps[0][0]
    members = tuple(_laid_out(item, line, colon, depth + 1) for item in node.members)
    names = tuple(f"{key}{colon}" for key in node.keys)
    if not members:
        return Branch((opening + _CLOSING[opening],), (), ())
    between = (f",{line(depth + 1)}",) * (len(members) - 1)
    gaps = (opening + line(depth + 1), *between, line(depth) + _CLOSING[opening])
    return Branch(gaps, names, members)


def reordered(node: Branch, keys: tuple[str, ...]) -> Branch:
    """An object with its members in the order of ``keys``, which are its own."""
    place = {key: number for number, key in enumerate(node.keys)}
    order = [place[key] for key in keys]
    names, members = zip(*((node.names[n], node.members[n]) for n in order), strict=True)
    return replace(node, names=names, members=members)


def _tokens(text: str) -> Iterator[str]:
    """Tokens, each with the white space behind it; what is no token makes the text differ."""
    start = len(text) - len(text.lstrip())
    position = start
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise ValueError(f"no JSON at {position}")
        yield text[:start] * (position == start) + found[0]
        position = found.end()


def _node(tokens: Iterator[str], token: str) -> Node:
    opening = token.strip()
    if opening not in _CLOSING:
        return token
    gaps, names, members = [token], [], []
    token = next(tokens)
    while token.strip() != _CLOSING[opening]:
        if opening == "{":
            names.append(token + next(tokens))
            token = next(tokens)
        member, space = _bare(_node(tokens, token))
        gap = space + next(tokens)
        members.append(member)
        gaps.append(gap)
        if gap.strip() == _CLOSING[opening]:
            return Branch(tuple(gaps), tuple(names), tuple(members))
        token = next(tokens)
    return Branch((gaps[0] + token,), (), ())


def _bare(node: Node) -> tuple[Node, str]:
    """A value without the white space behind it, which belongs to the place and not to it."""
    if isinstance(node, str):
        return node.rstrip(), node[len(node.rstrip()) :]
    last = node.gaps[-1]
    return replace(node, gaps=(*node.gaps[:-1], last.rstrip())), last[len(last.rstrip()) :]
