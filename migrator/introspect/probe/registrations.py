"""Look on while the application is being built: some facts are gone afterwards."""

from __future__ import annotations

from typing import Any


class Registrations:
    """The order of rules, which Werkzeug keeps per endpoint, and the prefixes of blueprints."""

    def __init__(self) -> None:
        self._order: dict[int, int] = {}
        self._prefixes: list[tuple[int, str]] = []
        self._kept: list[Any] = []  # so that no id is used twice

    def watch(self) -> None:
        """Notice every rule and blueprint from now on; changes nothing."""
        from flask import Blueprint
        from werkzeug.routing import Rule

        _call_first(Rule, "bind", self._notice_rule)
        _call_first(Blueprint, "register", self._notice_blueprint)

    def sort(self, rules: list[Any]) -> list[Any]:
        """``rules`` as they were registered; those bound before we looked stay in front."""
        return sorted(rules, key=lambda rule: self._order.get(id(rule), -1))

    def prefixes(self, app: Any) -> dict[str, str]:
        """Registered name of each blueprint to its whole URL prefix.

        A blueprint gets its name in the moment in which it is registered, so that both orders are
        the same; where they are not (a name taken twice, before Flask 2.1), its own prefix counts.
        """
        registered = list(app.blueprints.items())
        own = {name: blueprint.url_prefix or "" for name, blueprint in registered}
        if [id(blueprint) for _, blueprint in registered] != [known for known, _ in self._prefixes]:
            return own
        return {name: prefix for name, (_, prefix) in zip(own, self._prefixes)}

    def _notice_rule(self, rule: Any, *_: Any, **__: Any) -> None:
        self._order.setdefault(id(rule), len(self._order))
        self._kept.append(rule)

    def _notice_blueprint(self, blueprint: Any, _: Any, options: Any = None, *__: Any) -> None:
        given = (options or {}).get("url_prefix")
        self._prefixes.append(
            (id(blueprint), (blueprint.url_prefix if given is None else given) or "")
        )
        self._kept.append(blueprint)


def _call_first(cls: type, name: str, notice: Any) -> None:
    original = getattr(cls, name)

    def watched(target: Any, *args: Any, **kwargs: Any) -> Any:
        notice(target, *args, **kwargs)
        return original(target, *args, **kwargs)

    setattr(cls, name, watched)
