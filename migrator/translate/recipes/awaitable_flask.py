"""What compat has as a coroutine: rendering templates, logging in and out, checking forms."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.flask_names import is_awaited
from migrator.translate.recipe import recipe


@recipe(ast.Call)
def awaited(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``render_template(...)`` may await context processors and the template itself."""
    for name in sorted(analysis.full_names(node.func)):
        if is_awaited(name):
            yield Need(
                node, analysis.owner(node), f"{name}()", always=True, awaited=node, everywhere=True
            )
            return
