"""Calls that block for long go to a thread, ``time.sleep`` to the loop."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.edits import Edits
from migrator.translate.extension_names import BLOCKING
from migrator.translate.recipe import recipe

_BLOCKING = frozenset(
    {
        "werkzeug.security.check_password_hash", "werkzeug.security.generate_password_hash",
        "bcrypt.checkpw", "bcrypt.hashpw", "requests.get", "requests.post", "requests.put",
        "requests.patch", "requests.delete", "requests.head", "requests.request",
        "urllib.request.urlopen", "subprocess.run", "subprocess.check_output",
        "subprocess.check_call", "subprocess.call", "socket.gethostbyname", *BLOCKING,
    }
)  # fmt: skip


@recipe(ast.Call)
def in_thread(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """A password check, a call over the network: beside the event loop."""
    names = analysis.full_names(node.func) & _BLOCKING
    if not names or analysis.owner(node) in analysis.startup:
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.threads:in_thread")
        opening = edits.end(node.func)
        edits.before(edits.start(node.func), "in_thread(")
        following = node.args or node.keywords
        gap = edits.text.index("(", opening) + 1
        edits.replace(opening, gap, ", " if following else "")

    name = names.pop()
    if not name.startswith(("werkzeug", "flask_bcrypt")):
        analysis.note(node, name, "it blocks, so it runs in a worker thread")
    yield Need(node, analysis.owner(node), name, always=True, awaited=node, change=change)


@recipe(ast.Call)
def sleep(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``time.sleep(1)`` would stop every request."""
    if "time.sleep" not in analysis.full_names(node.func):
        return
    if analysis.owner(node) in analysis.startup:
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "import asyncio")
        edits.replace_node(node.func, "asyncio.sleep")

    yield Need(node, analysis.owner(node), "time.sleep()", always=True, awaited=node, change=change)
