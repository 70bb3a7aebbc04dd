"""Import statements of a generated module: project names, compat names, the database."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.translate.asked_names import local_name
from migrator.translate.compat_surface import has
from migrator.translate.declarations import FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.flask_names import (
    FLASK_PACKAGES,
    MARKUPSAFE,
    MODULES,
    NAMES,
    TYPES,
    of_flask,
)
from migrator.translate.left_out import LeftOut
from migrator.translate.names import alias_of
from migrator.translate.project_source import ModuleSource, absolute_name
from migrator.translate.words import words
from migrator.translate.world import World

_DATABASE_CLASSES = {
    "pymongo.MongoClient": "connect",
    "pymongo.database.Database": "Database",
    "pymongo.collection.Collection": "Collection",
}
NEW_FILES = frozenset({"main", "database", "settings", "compat"})


@dataclass(slots=True)
class Layout:
    """Where things are in the generated package."""

    package: str
    renamed: dict[str, str] = field(default_factory=dict)

    def module(self, name: str) -> str:
        """The dotted name of a mirrored project module."""
        head, dot, tail = name.partition(".")
        return f"{self.package}.{self.renamed.get(head, head)}{dot}{tail}"

    def file(self, file: str) -> str:
        """The path of a mirrored file, from the generated folder."""
        head, slash, tail = file.partition("/")
        if slash:
            return f"{self.renamed.get(head, head)}/{tail}"
        stem = head.removesuffix(".py")
        return f"{self.renamed.get(stem, stem)}.py"


def layout(package: str, modules: Iterable[str]) -> Layout:
    """The layout of a project; names that the new files need get ``project_`` in front."""
    tops = {name.partition(".")[0] for name in modules}
    return Layout(package, {name: f"project_{name}" for name in sorted(tops & NEW_FILES)})


@dataclass(slots=True)
class ImportRewriter:
    """Rewrites the imports of one module."""

    source: ModuleSource
    world: World
    layout: Layout
    dropped: set[FunctionInfo]
    left: LeftOut = field(default_factory=LeftOut)
    database: set[str] = field(default_factory=set)
    compat: set[str] = field(default_factory=set)

    def rewrite(self, node: ast.Import | ast.ImportFrom, edits: Edits) -> None:
        """Replace one statement, if it has to change."""
        lines = self._plain(node) if isinstance(node, ast.Import) else self._from(node)
        if lines is None:
            return
        line = edits.indentation(edits.start(node))
        between = f"\n{line}" if edits.begins_line(node) else "; "
        edits.replace_node(node, between.join(lines) or ("pass" if node.col_offset else ""))

    def _plain(self, node: ast.Import) -> list[str] | None:
        lines: list[str] = []
        changed = False
        for alias in node.names:
            package = alias.name.partition(".")[0]
            if package in FLASK_PACKAGES:
                changed = True
            elif alias.name in self.world.modules or package in self.world.modules:
                changed = True
                lines += self._project_module(alias)
            else:
                lines.append(f"import {aliased(alias.name, alias.asname)}")
        return lines if changed else None

    def _project_module(self, alias: ast.alias) -> list[str]:
        new = self.layout.module(alias.name)
        parent, _, last = new.rpartition(".")
        if alias.asname or "." not in alias.name:
            return [f"from {parent} import {aliased(last, alias.asname or alias.name)}"]
        top = alias.name.partition(".")[0]
        lines = [f"import {new}  # noqa: F401"]
        if self.source.tree is not None and top in words(self.source.tree).used:
            renamed = aliased(self.layout.renamed.get(top, top), top)
            lines.append(f"from {self.layout.package} import {renamed}")
        return lines

    def _from(self, node: ast.ImportFrom) -> list[str] | None:
        base = absolute_name(self.source, node)
        if node.names[0].name == "*":
            return self._star(node, base)
        return self._named(node, base)

    def _star(self, node: ast.ImportFrom, base: str) -> list[str] | None:
        """All names of a module: those that changed are imported by name below the star.

        A project's module need not hand on what its own star gave it: its copy imports what it
        uses itself.
        """
        given = self.world.stars.get(self.source.name, {})
        here = base not in self.world.modules
        origins = {o for o in given.values() if (o == base if here else o not in self._starred())}
        lines: list[str] = []
        for origin in sorted(origins):
            names = [ast.alias(n) for n, library in given.items() if library == origin]
            named = ast.ImportFrom(origin, names, level=0)
            lines += self._named(named, origin) or []
        if not here:
            return [*(self._project(node, base) or [ast.unparse(node)]), *lines]
        is_left = of_flask(base) or base.partition(".")[0] in self.left.quiet
        return lines if is_left else [ast.unparse(node), *lines]

    def _starred(self) -> set[str]:
        nodes = words(self.source.tree).imports if self.source.tree else []
        stars = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"]
        return {absolute_name(self.source, node) for node in stars}

    def _named(self, node: ast.ImportFrom, base: str) -> list[str] | None:
        if base in self.world.modules or any(
            f"{base}.{a.name}" in self.world.modules for a in node.names
        ):
            return self._project(node, base)
        if of_flask(base):
            return self._flask(node, base)
        if base.partition(".")[0] == "pymongo":
            return self._pymongo(node, base)
        if alias_of(f"{base}.x").startswith("werkzeug.middleware.proxy_fix"):
            return self._proxy_fix(node)
        return None

    def _project(self, node: ast.ImportFrom, base: str) -> list[str] | None:
        kept = [a for a in node.names if not self._is_dropped(base, a.name)]
        if node.level and len(kept) == len(node.names) and not self.layout.renamed:
            return None
        if not kept:
            return []
        names = ", ".join(aliased(a.name, a.asname) for a in kept)
        if not base:
            return [f"from {self.layout.package} import {names}"]
        return [f"from {self.layout.module(base)} import {names}"]

    def _is_dropped(self, base: str, name: str) -> bool:
        bound = self.world.store.values.get(("global", base, name), frozenset())
        return self.left.is_gone(bound) or any(
            f.module.name == base and f.qualname == name and f.owner is None for f in self.dropped
        )

    def _flask(self, node: ast.ImportFrom, base: str) -> list[str]:
        lines: dict[str, list[str]] = {}
        whole: list[str] = []
        for alias in node.names:
            full_name = f"{base}.{alias.name}"
            if full_name not in NAMES:
                full_name = alias_of(full_name)
            if full_name == "pymongo":
                whole.append(f"import {aliased(full_name, alias.asname)}")
            elif base == TYPES:
                lines.setdefault("typing", []).append(aliased("Any", alias.asname or alias.name))
            elif full_name in MARKUPSAFE:
                lines.setdefault("markupsafe", []).append(aliased(alias.name, alias.asname))
            elif full_name in MODULES:
                self.compat.add(MODULES[full_name])
                line = aliased(MODULES[full_name], alias.asname or alias.name)
                lines.setdefault(f"{self.layout.package}.compat", []).append(line)
            elif full_name in NAMES and has(NAMES[full_name].module, NAMES[full_name].name):
                target = NAMES[full_name]
                self.compat.add(target.module)
                is_new = target.name != alias.name
                here = local_name(target.name, self.source.tree) if is_new else None
                line = aliased(target.name, alias.asname or here)
                lines.setdefault(f"{self.layout.package}.compat.{target.module}", []).append(line)
        found = (f"from {module} import {', '.join(names)}" for module, names in lines.items())
        return [*whole, *found]

    def _pymongo(self, node: ast.ImportFrom, base: str) -> list[str] | None:
        full = {alias: alias_of(f"{base}.{alias.name}") for alias in node.names}
        ours = [a for a in node.names if full[a] in _DATABASE_CLASSES]
        if not ours:
            return None
        others = ", ".join(aliased(a.name, a.asname) for a in node.names if a not in ours)
        names = []
        for alias in ours:
            new = _DATABASE_CLASSES[full[alias]]
            self.database.add(new)
            here = local_name(new, self.source.tree) if new == "connect" else alias.name
            names.append(aliased(new, alias.asname or here))
        lines = [f"from {base} import {others}"] if others else []
        return [*lines, f"from {self.layout.package}.database import {', '.join(names)}"]

    def _proxy_fix(self, node: ast.ImportFrom) -> list[str] | None:
        if not has("proxy_fix", "ProxyFix"):
            return None
        self.compat.add("proxy_fix")
        names = ", ".join(aliased(a.name, a.asname) for a in node.names)
        return [f"from {self.layout.package}.compat.proxy_fix import {names}"]


def aliased(name: str, alias: str | None) -> str:
    """A name of an import statement as it is written."""
    return f"{name} as {alias}" if alias and alias != name else name
