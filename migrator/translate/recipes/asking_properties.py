"""Properties of a client that are coroutines in PyMongo Async."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.awaiting import asks_server
from migrator.translate.recipe import recipe


@recipe(ast.Attribute)
def asking_property(node: ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """``client.address``, ``client.primary``: awaited where they are read."""
    if asks_server(node, analysis):
        construct = f".{node.attr}"
        yield Need(node, analysis.owner(node), construct, always=True, awaited=node)
