"""See what the Flask application really has, and write it down in ``route_specs/``."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from migrator.errors import DatabaseUnreachable, SettingsInvalid
from migrator.introspect.candidates import Candidate, find_candidates, likeliest
from migrator.introspect.database_variables import database_variables, host_variables
from migrator.introspect.differences import differences
from migrator.introspect.run import introspect
from migrator.introspect.specs import read_specs, write_specs
from migrator.introspect.unseen_apps import unseen_app
from migrator.model.app import AppSpec
from migrator.project.project import Project
from migrator.twins.app import ADDRESS, TWIN_MONGO
from migrator.twins.mongo import MongoServer, embedded_server
from migrator.twins.process import LOOPBACK

Say = Callable[[str], None]


def inspect(project: Project, say: Say) -> AppSpec:
    """The facts about the app, seen in its own process; nothing is written.

    An app that asks its database while it is imported, and finds none, is started once more with
    an embedded server behind the variable that it reads.
    """
    named = with_app(project)
    uri = named.settings.mongo_uri
    environ = {named.settings.mongo_env: uri} if uri else {}
    try:
        return introspect(named, environ=environ)
    except DatabaseUnreachable as error:
        if uri:
            raise
        return _with_embedded_server(named, error, say)


def write(project: Project, spec: AppSpec) -> tuple[str, ...]:
    """Bring ``route_specs/`` up to date; the files that changed."""
    return write_specs(project.route_specs, spec)


def changes_since(project: Project, spec: AppSpec) -> tuple[str, ...]:
    """What is no longer as ``route_specs/`` says, in words."""
    return differences(read_specs(project.route_specs), spec)


def with_app(project: Project) -> Project:
    """The project with an application named: the settings' own, or the only likely one.

    Raises:
        SettingsInvalid: none is named, and the sources show none or several.
    """
    if project.settings.app:
        return project
    best = likeliest(find_candidates(project.source))
    if len(best) == 1 and not best[0].needs:
        return replace(project, settings=replace(project.settings, app=best[0].import_string))
    if not best:
        raise SettingsInvalid(*nothing_found(project.source))
    raise SettingsInvalid(*question(best))


def nothing_found(source: Path) -> tuple[str, str]:
    """The sentence and the hint where no application can be named."""
    if (unseen := unseen_app(source)) is not None:
        return f"no application was named, and {unseen[0]}", unseen[1]
    return (
        f"no application was named, and no file in {source} creates one",
        "give it as `migrator inspect app:app`; --project names another folder",
    )


def question(candidates: tuple[Candidate, ...]) -> tuple[str, str]:
    """The sentence and the hint that ask a person to choose, or to give what is missing."""
    first = candidates[0]
    if len(candidates) == 1:
        return (
            f"{first.factory} needs arguments: {', '.join(first.needs)}",
            f"give them as literals, in quotes: '{first.factory}(\"testing\")'",
        )
    return (
        f"several applications are possible: {', '.join(c.import_string for c in candidates)}",
        "name one of them, or write it down with `migrator init --app ...`",
    )


def _with_embedded_server(project: Project, error: DatabaseUnreachable, say: Say) -> AppSpec:
    offered = ""
    with tempfile.TemporaryDirectory(prefix="migrator-mongo-") as folder:
        try:
            with embedded_server(Path(folder)) as server:
                environ = pointing_at(server, project)
                offered = ", ".join(environ)
                say(f"no database answers; trying again with an embedded one in {offered}")
                return introspect(
                    project, environ={**environ, TWIN_MONGO: server.uri}, before=ADDRESS
                )
        except DatabaseUnreachable:
            if not offered:
                raise error from None
            raise DatabaseUnreachable(
                error.message,
                f"an embedded server was offered in {offered}, and the app did not take it: its "
                "address or its user is written elsewhere; start a MongoDB where the app asks",
            ) from None


def pointing_at(server: MongoServer, project: Project) -> dict[str, str]:
    """The variable of the settings, and those that the sources read when they do not know it."""
    known, read = project.settings.mongo_env, database_variables(project.source)
    uri = server.database_uri(_database_name(project))
    environ = dict.fromkeys((known, *(() if known in read else read[:1])), uri)
    for name in host_variables(project.source):
        stem = name[: name.upper().rindex("HOST")]
        environ |= {name: LOOPBACK, f"{stem}PORT": str(server.port)}
    return environ


def _database_name(project: Project) -> str:
    return "".join(letter for letter in project.source.name if letter.isalnum()) or "app"
