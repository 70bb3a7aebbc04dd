"""Modules to merge, made of parts whose every line is unlike every other."""

import ast
import itertools

from hypothesis import strategies as st

Body = tuple[int, ...]


@st.composite
def modules(draw):
    """Parts of a module: ``(kind, name, lines)``; the numbers of all lines differ."""
    numbers = itertools.count(1)
    kinds = draw(st.lists(st.sampled_from(["import", "def", "class", "statement"]), max_size=6))
    return [
        (kind, f"p{i}", tuple(next(numbers) for _ in range(draw(st.integers(1, 4)))))
        for i, kind in enumerate(kinds)
    ]


@st.composite
def edits(draw, parts, first_number):
    """The parts as somebody left them: lines changed, added, removed; parts added and removed."""
    numbers = itertools.count(first_number)
    result = []
    for kind, name, lines in parts:
        if draw(st.integers(0, 9)) == 0:
            result.append(("def", f"n{first_number}{next(numbers)}", (next(numbers),)))
        action = draw(st.sampled_from(["keep"] * 5 + ["change", "add", "drop", "remove"]))
        place = draw(st.integers(0, len(lines) - 1))
        if action == "remove":
            continue
        new = {
            "keep": lines,
            "change": (*lines[:place], next(numbers), *lines[place + 1 :]),
            "add": (*lines[:place], next(numbers), *lines[place:]),
            "drop": (*lines[:place], *lines[place + 1 :]) or lines,
        }[action]
        result.append((kind, name, new))
    return result


@st.composite
def three(draw):
    """What was generated, what a person made of it, what is generated now."""
    base = draw(modules())
    return tuple(rendered(x) for x in (base, draw(edits(base, 1000)), draw(edits(base, 2000))))


def rendered(parts):
    """The text of a module."""
    return "".join(_part(*part) for part in parts)


def _part(kind, name, lines):
    if kind == "import":
        return f"from m{name} import " + ", ".join(f"name_{n}" for n in lines) + "\n"
    if kind == "def":
        return f"\n\n# about {name}\ndef {name}():\n" + "".join(f"    call({n})\n" for n in lines)
    if kind == "class":
        methods = "".join(f"\n    def m{n}(self):\n        return {n}\n" for n in lines)
        return f"\n\nclass {name}:\n    kind = 0\n{methods}"
    return "".join(f"register({n})\n" for n in lines)


def facts(text):
    """The numbers that stand in a module: each is in one line or one imported name."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            found.add(node.value)
        if isinstance(node, ast.alias):
            found.add(int(node.name.removeprefix("name_")))
    return found - {0}
