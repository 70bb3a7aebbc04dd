"""The quick walk gives what ``ast.walk`` gives, but for contexts and operators."""

import ast
from pathlib import Path

import pytest

from migrator.model.statements import statements
from migrator.translate import lookup
from migrator.translate.syntax import children, walk

SMALL = ast.expr_context | ast.boolop | ast.operator | ast.unaryop | ast.cmpop
EVERYTHING = '''
"""Text."""
from __future__ import annotations
import a.b as c, d
from . import e as f
global_name: int = 1
@decorator(x, *y, key=z, **w)
class A(B, metaclass=M):
    x = y = {**m, "k": [v for v in (p := q) if v if not w], 1: {n}, 2: (yield_,)}
async def g(a, /, b: int = 1, *args: str, c=2, d, **kw) -> None:
    global global_name
    async with open(x) as y, z: await q
    async for i, *j in k: break
    else: continue
    try: raise E from None
    except (E, F) as error: del x[1:2:3], y.z
    except G: pass
    else: assert x < y <= z, f"{x!r:>{width}} {y}"
    finally: x += -1 if not (a and b or c) else a @ b ** c
    yield lambda a, *b, c=1: (i async for i in j)
def h():
    nonlocal_ = 1
    def inner():
        nonlocal nonlocal_
    while True: yield from x
    with x: return
    match x:
        case [1, *rest] | {"k": v, **more} if v: pass
        case A(b, c=d) as e: pass
        case None | a.b | _: pass
'''
TEXTS = {"everything": EVERYTHING, "a module of ours": Path(lookup.__file__).read_text()}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_walk_has_all_nodes_in_the_same_order(text):
    tree = ast.parse(text)

    wanted = [node for node in ast.walk(tree) if not isinstance(node, SMALL)]

    assert list(walk(tree)) == wanted
    for node in wanted:
        below = [n for n in ast.iter_child_nodes(node) if not isinstance(n, SMALL)]
        assert children(node) == below


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_statements_are_found_without_looking_at_expressions(text):
    tree = ast.parse(text)

    assert set(statements(tree)) == {n for n in ast.walk(tree) if isinstance(n, ast.stmt)}
