"""Who may call a view: logins by cookie, JSON Web Tokens, and sessions that the code looks into."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from migrator.model.app import AppSpec
from migrator.model.route import RouteSpec
from migrator.translate.analysis import Analysis
from migrator.translate.call_graph import find_function
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.documenting.expressions import constant, keyword
from migrator.translate.extension_names import JWT_REQUIRED
from migrator.translate.syntax import walk

COOKIE, BEARER = "Login", "JWT"
Requirement = dict[str, list[str]]


def schemes(spec: AppSpec) -> dict[str, dict[str, Any]]:
    """The security schemes an app may use, by the names that compat gives them."""
    name = spec.config.get("SESSION_COOKIE_NAME", "'session'").strip("'\"")
    about = "The session of a login"
    return {
        COOKIE: {"type": "apiKey", "in": "cookie", "name": name, "description": about},
        BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    }


@dataclass(eq=False)
class Security:
    """Which functions ask who is calling."""

    analysis: Analysis
    spec: AppSpec

    @cached_property
    def token_guards(self) -> set[FunctionInfo]:
        """Functions with ``@jwt_required()``, or that check the token themselves."""
        return {
            function
            for function in self.analysis.world.declared.functions.values()
            if isinstance(function.node, DEFINITIONS)
            and any(map(self._demands_token, function.node.decorator_list))
        }

    def _demands_token(self, decorator: ast.expr) -> bool:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if JWT_REQUIRED not in self.analysis.full_names(called):
            return False
        optional = keyword(decorator, "optional") if isinstance(decorator, ast.Call) else None
        return constant(optional) is not True

    def of(
        self, route: RouteSpec, view: FunctionInfo, wrappers: Iterable[FunctionInfo]
    ) -> list[Requirement]:
        """The requirements of a route; the empty one beside another: not in every case."""
        if view in self.token_guards:
            return [{BEARER: []}]
        if view in self.analysis.after_login:
            return [{COOKIE: []}]
        if any(map(self._turns_away, wrappers)):
            return [{COOKIE: []}]
        if any(map(self._turns_away, self.hooks(route))):
            return [{COOKIE: []}, {}]
        return []

    def hooks(self, route: RouteSpec) -> Iterable[FunctionInfo]:
        """The ``before_request`` functions of a route."""
        around = {"", route.blueprint}
        for hook in self.spec.hooks:
            if hook.stage == "before_request" and hook.scope in around:
                name = hook.function
                function = find_function(self.analysis.world, name.module, name.qualname)
                yield from [function] if function else []

    def _turns_away(self, function: FunctionInfo) -> bool:
        """``if "user_id" not in session: return redirect(...)``, or ``abort(401)``."""
        for node in walk(function.node):
            if isinstance(node, ast.If) and self._asks_session(node.test):
                return any(self._is_refusal(part) for part in walk(*node.body))
        return False

    def _asks_session(self, test: ast.expr) -> bool:
        asked = {name for part in walk(test) for name in self.analysis.full_names(part)}
        parts = [part.attr for part in walk(test) if isinstance(part, ast.Attribute)]
        negated = any(
            isinstance(part, ast.Not | ast.NotIn) or _is_none(part)
            for node in walk(test)
            for part in (node, *getattr(node, "ops", ()), getattr(node, "op", None))
        )
        return negated and ("flask.session" in asked or "is_authenticated" in parts)

    def _is_refusal(self, node: ast.AST) -> bool:
        called = node.func if isinstance(node, ast.Call) else None
        names = self.analysis.full_names(called) if called is not None else frozenset()
        return isinstance(node, ast.Return) or bool(names & {"flask.abort", "flask.redirect"})


def _is_none(node: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def used(schemes_: Mapping[str, Any], needed: Iterable[Requirement]) -> dict[str, Any]:
    """Those of the schemes that some operation needs."""
    names = {name for requirement in needed for name in requirement}
    return {name: scheme for name, scheme in schemes_.items() if name in names}
