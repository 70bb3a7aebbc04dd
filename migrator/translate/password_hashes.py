"""Hashes of passwords that an older werkzeug made or read in another way.

Both sides read what the other one stored while routes move, so the kind of hash has to be the same.
"""

import ast

from migrator.translate.analysis import Analysis

_MAKES = "werkzeug.security.generate_password_hash"
_CHECKS = "werkzeug.security.check_password_hash"
_SCRYPT_SINCE, _PLAIN_UNTIL, _MILLION_SINCE = (2, 3), (3, 0), (3, 1)
_COMPLETE = 2
"""``pbkdf2:sha256:600000`` has two colons."""


def check_hashes(analysis: Analysis, werkzeug: tuple[int, ...]) -> None:
    """Refuse hashes whose kind depends on the version; note kinds that are no longer read."""
    if not werkzeug or werkzeug >= _MILLION_SINCE:
        return
    for node in list(analysis.world.types):
        if not isinstance(node, ast.Call) or node not in analysis.world.declared.owners:
            continue
        names = analysis.full_names(node.func)
        if _MAKES in names:
            _check_method(node, analysis, werkzeug)
        elif _CHECKS in names and werkzeug < _PLAIN_UNTIL:
            why = "newer versions read scrypt and pbkdf2 alone: md5$, sha1$, plain$ are never right"
            analysis.note(node, _CHECKS, why, "see which kinds of hashes are stored")


def _check_method(node: ast.Call, analysis: Analysis, werkzeug: tuple[int, ...]) -> None:
    named = next((k.value for k in node.keywords if k.arg == "method"), None)
    method = named if named is not None else next(iter(node.args[1:]), None)
    iterations = 600000 if werkzeug >= _SCRYPT_SINCE else 260000
    todo = f'write method="pbkdf2:sha256:{iterations}"'
    if method is None:
        if werkzeug < _SCRYPT_SINCE:
            why = "newer versions make scrypt hashes, which this werkzeug cannot check"
            analysis.refuse(node, _MAKES, why, todo)
        return
    text = method.value if isinstance(method, ast.Constant) else None
    if isinstance(text, str) and text.startswith("scrypt"):
        return
    if not isinstance(text, str) or text.count(":") < _COMPLETE:
        why = "the number of iterations depends on the version of werkzeug"
        analysis.refuse(node, _MAKES, why, todo)
