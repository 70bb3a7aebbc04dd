"""What recorded traffic adds to the OpenAPI document: names and types, kept in ``route_specs/``.

Recordings are not committed, so what they show is: ``route_specs/traffic.json`` is written anew by
a scaffold that finds a recording, and read by all others, those of CI too. No value gets there, and
no name that the project's own code does not have: a name that only traffic knows is data.
"""

import ast
import re
from collections.abc import Iterator

from migrator.model.app import AppSpec
from migrator.model.codec import from_json, to_json
from migrator.model.openapi import Seen
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.traffic.recording import read_exchanges
from migrator.traffic.seen import seen_in

_FORMAT = 1
_FIELD = re.compile(r"""\bname\s*=\s*["']([^"'{}]+)["']""")
_PLAIN = re.compile(r"[A-Za-z_$][\w$.-]{0,63}")


def traffic(project: Project, spec: AppSpec, *, keep: bool) -> tuple[Seen, ...]:
    """What traffic showed; with ``keep`` a recording is read anew and its shapes are kept."""
    if not (keep and project.recording_file.is_file()):
        return _kept(project)
    names = frozenset(_names(project, spec))
    seen = seen_in(read_exchanges(project.recording_file), names.__contains__)
    record = {"format": _FORMAT, "operations": [to_json(item) for item in seen]}
    write_atomic(project.traffic_file, dump_json(record))
    return seen


def _kept(project: Project) -> tuple[Seen, ...]:
    if not project.traffic_file.is_file():
        return ()
    record = load_json(project.traffic_file, _FORMAT)
    return tuple(from_json(Seen, item) for item in record["operations"])


def _names(project: Project, spec: AppSpec) -> Iterator[str]:
    """Names that the project's sources have: of keys, keywords, attributes and form fields."""
    for module in spec.modules:
        try:
            tree = ast.parse((project.import_root(spec) / module.file).read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        yield from (name for node in ast.walk(tree) if _PLAIN.fullmatch(name := _name(node)))
    for folder in spec.template_folders:
        for path in sorted((project.source / folder).rglob("*")):
            if path.is_file():
                found = _FIELD.findall(path.read_text(errors="replace"))
                yield from (name for name in found if _PLAIN.fullmatch(name))


def _name(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(name)) | ast.keyword(arg=str(name)):
            return name
        case ast.Attribute(attr=name) | ast.arg(arg=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""
