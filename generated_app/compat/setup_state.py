"""How a blueprint stands in an application: its prefix, its name, its defaults.

Keeps R43: what `register_blueprint` was told goes before what the blueprint says of itself, and
nested prefixes, names and subdomains are joined.
Delete when: there are no blueprints.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .application import Application
    from .blueprint import Blueprint
    from .registration import Function


class SetupState:
    """One registration of a blueprint; what `record` functions are given."""

    def __init__(
        self,
        blueprint: "Blueprint",
        app: "Application",
        options: dict[str, Any],
        *,
        first_registration: bool,
    ) -> None:
        self.app = app
        self.blueprint = blueprint
        self.options = options
        self.first_registration = first_registration
        self.subdomain: str | None = _given(options, "subdomain", blueprint.subdomain)
        self.url_prefix: str | None = _given(options, "url_prefix", blueprint.url_prefix)
        self.name: str = options.get("name", blueprint.name)
        self.name_prefix: str = options.get("name_prefix", "")
        self.url_defaults = {**blueprint.url_values_defaults, **options.get("url_defaults", {})}

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: "Function | None" = None,
        **options: Any,
    ) -> None:
        """Register a rule on the application, with prefix and defaults."""
        if self.url_prefix is not None:
            rule = join_paths(self.url_prefix, rule) if rule else self.url_prefix
        options.setdefault("subdomain", self.subdomain)
        defaults = {**self.url_defaults, **(options.pop("defaults", None) or {})}
        if endpoint is None:
            endpoint = getattr(view_func, "__name__", "")
        options.setdefault("tags", [*self.blueprint.tags] or [self.name])
        options["dependencies"] = [
            *self.blueprint.dependencies,
            *(options.get("dependencies") or ()),
        ]
        self.app.add_url_rule(
            rule,
            f"{self.name_prefix}.{self.name}.{endpoint}".lstrip("."),
            view_func,
            defaults=defaults,
            **options,
        )

    def options_inside(
        self, blueprint: "Blueprint", options: dict[str, Any], name: str
    ) -> dict[str, Any]:
        """Return the options of a blueprint that is nested in this one."""
        inside = {**options, "name_prefix": name}
        prefix = _given(options, "url_prefix", blueprint.url_prefix)
        if self.url_prefix is not None and prefix is not None:
            prefix = join_paths(self.url_prefix, prefix)
        inside["url_prefix"] = self.url_prefix if prefix is None else prefix
        subdomains = [_given(options, "subdomain", blueprint.subdomain), self.subdomain]
        known = [subdomain for subdomain in subdomains if subdomain is not None]
        inside["subdomain"] = ".".join(known) if known else None
        return inside


def join_paths(prefix: str, path: str) -> str:
    """Join two paths with one slash."""
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


def _given(options: dict[str, Any], key: str, otherwise: str | None) -> str | None:
    value: str | None = options.get(key)
    return otherwise if value is None else value
