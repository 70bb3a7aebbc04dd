"""What compat has as a coroutine: rendering templates, logging in and out."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.flask_names import NAMES
from migrator.translate.recipe import recipe


@recipe(ast.Call)
def awaited(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``render_template(...)`` may await context processors and the template itself."""
    for name in sorted(analysis.full_names(node.func)):
        if name in NAMES and NAMES[name].awaited:
            yield Need(node, analysis.owner(node), f"{name}()", always=True, awaited=node)
            return
