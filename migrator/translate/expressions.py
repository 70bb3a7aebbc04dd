"""What an expression may be: walks its parts and asks lookup and calling."""

import ast
from collections.abc import Callable

from migrator.translate.atoms import (
    EMPTY,
    NONE,
    PLAIN,
    Atoms,
    Box,
    Func,
    Generator,
    only,
)
from migrator.translate.calling import call_all
from migrator.translate.escaping import Arguments
from migrator.translate.frame import Frame
from migrator.translate.indexing import item
from migrator.translate.lookup import attribute, elements
from migrator.translate.syntax import children


def evaluate(node: ast.expr, frame: Frame) -> Atoms:
    """The atoms of ``node``; also remembered in the world."""
    types = frame.world.types
    if node.__class__ is ast.Constant:  # a third of all expressions, and the plainest
        types[node] = atoms = NONE if node.value is None else PLAIN
        return atoms
    atoms = _RULES.get(node.__class__, _children_only)(node, frame)
    known = types.get(node)
    if known is None:
        types[node] = atoms
    elif known is not atoms and not known >= atoms:
        types[node] = known | atoms
    return atoms


def _children_only(node: ast.AST, frame: Frame) -> Atoms:
    for child in children(node):
        if isinstance(child, ast.expr):
            evaluate(child, frame)
        elif isinstance(child, ast.comprehension | ast.keyword):
            _children_only(child, frame)
    return PLAIN


def _name(node: ast.Name, frame: Frame) -> Atoms:
    return frame.name(node.id)


def _attribute(node: ast.Attribute, frame: Frame) -> Atoms:
    return attribute(evaluate(node.value, frame), node.attr, node, frame)


def _subscript(node: ast.Subscript, frame: Frame) -> Atoms:
    value = evaluate(node.value, frame)
    evaluate(node.slice, frame)
    return item(value, node.slice, node, frame)


def _call(node: ast.Call, frame: Frame) -> Atoms:
    callee = evaluate(node.func, frame)
    return call_all(callee, arguments_of(node, frame), node, frame)


def arguments_of(node: ast.Call, frame: Frame) -> Arguments:
    """Evaluate the arguments of a call."""
    result = Arguments(nodes=node.args)
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            result.star |= elements(evaluate(argument.value, frame), frame)
        elif result.star:
            result.star |= evaluate(argument, frame)
        else:
            result.positional.append(evaluate(argument, frame))
    for keyword in node.keywords:
        atoms = evaluate(keyword.value, frame)
        if keyword.arg is not None:
            result.named[keyword.arg] = atoms
            continue
        result.double_star |= elements(atoms, frame, values=True)
    return result


def _bool_op(node: ast.BoolOp, frame: Frame) -> Atoms:
    return frozenset().union(*(evaluate(value, frame) for value in node.values))


def _if_expression(node: ast.IfExp, frame: Frame) -> Atoms:
    evaluate(node.test, frame)
    return evaluate(node.body, frame) | evaluate(node.orelse, frame)


def _binary(node: ast.BinOp, frame: Frame) -> Atoms:
    left, right = evaluate(node.left, frame), evaluate(node.right, frame)
    boxes = [atom for atom in left | right if isinstance(atom, Box)]
    if not boxes:
        return PLAIN
    for box in boxes:
        is_dict = isinstance(box, Box) and box.shape == "dict"
        frame.add(elements(only(box), frame, values=is_dict), "elem", node)
    return only(Box(node, boxes[0].shape))


def _sequence(node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Atoms:
    shape = type(node).__name__.lower()
    starred = False
    for index, element in enumerate(node.elts):
        if isinstance(element, ast.Starred):
            starred = True
            frame.add(elements(evaluate(element.value, frame), frame), "elem", node)
            frame.note(element, PLAIN)
            continue
        atoms = evaluate(element, frame)
        frame.add(atoms, "elem", node)
        if not starred:
            frame.add(atoms, "key", node, index)
    return only(Box(node, shape))


def _dict(node: ast.Dict, frame: Frame) -> Atoms:
    for key, value in zip(node.keys, node.values, strict=True):
        atoms = evaluate(value, frame)
        if key is None:
            atoms = elements(atoms, frame, values=True)
        else:
            evaluate(key, frame)
            if isinstance(key, ast.Constant):
                frame.add(atoms, "key", node, key.value)
        frame.add(atoms, "elem", node)
    return only(Box(node, "dict"))


def _comprehension(node: ast.ListComp | ast.SetComp, frame: Frame) -> Atoms:
    inner = comprehension_frame(node.generators, frame)
    frame.add(evaluate(node.elt, inner), "elem", node)
    return only(Box(node, "list"))


def _dict_comprehension(node: ast.DictComp, frame: Frame) -> Atoms:
    inner = comprehension_frame(node.generators, frame)
    evaluate(node.key, inner)
    frame.add(evaluate(node.value, inner), "elem", node)
    return only(Box(node, "dict"))


def _generator_expression(node: ast.GeneratorExp, frame: Frame) -> Atoms:
    info = frame.world.declared.functions[node]
    inner = comprehension_frame(node.generators, frame)
    for name in info.locals:
        frame.add(inner.env.get(name, EMPTY), "local", info, name)
    frame.add(evaluate(node.elt, inner), "yield", info)
    return only(Generator(info))


def comprehension_frame(generators: list[ast.comprehension], frame: Frame) -> Frame:
    """A frame in which the targets of the ``for`` parts are bound."""
    from migrator.translate.assigning import assign

    inner = frame.child()
    for generator in generators:
        assign(generator.target, elements(evaluate(generator.iter, inner), inner), inner)
        for condition in generator.ifs:
            evaluate(condition, inner)
    return inner


def _lambda(node: ast.Lambda, frame: Frame) -> Atoms:
    info = frame.world.declared.functions[node]
    note_defaults(node.args, info, frame)
    return only(Func(info))


def note_defaults(arguments: ast.arguments, info: object, frame: Frame) -> None:
    """Tell the parameters of a function what they are when nothing is passed."""
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    for argument, default in zip(with_default, arguments.defaults, strict=True):
        frame.add(evaluate(default, frame), "param", info, argument.arg)
    for argument, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if given is not None:
            frame.add(evaluate(given, frame), "param", info, argument.arg)


def _named(node: ast.NamedExpr, frame: Frame) -> Atoms:
    from migrator.translate.assigning import assign

    atoms = evaluate(node.value, frame)
    assign(node.target, atoms, frame)
    return atoms


def _yield(node: ast.Yield, frame: Frame) -> Atoms:
    if node.value is not None:
        frame.add(evaluate(node.value, frame), "yield", frame.function)
    return PLAIN


def _yield_from(node: ast.YieldFrom, frame: Frame) -> Atoms:
    frame.add(elements(evaluate(node.value, frame), frame), "yield", frame.function)
    return PLAIN


def _await(node: ast.Await, frame: Frame) -> Atoms:
    return evaluate(node.value, frame)


_RULES: dict[type[ast.AST], Callable[..., Atoms]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.BoolOp: _bool_op,
    ast.IfExp: _if_expression,
    ast.BinOp: _binary,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dict,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.GeneratorExp: _generator_expression,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Await: _await,
}
