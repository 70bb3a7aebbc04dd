"""What ``lint`` says: the findings and the table of its rules."""

import ast
from dataclasses import dataclass

from migrator.translate.analysis import Analysis


@dataclass(frozen=True, slots=True)
class LintRule:
    """What a rule looks for, and what is to be done where it found something."""

    what: str
    todo: str


RULES: dict[str, LintRule] = {
    "unreadable-module": LintRule(
        "a file that Python 3 cannot read", "correct the file, or leave it out"
    ),
    "undefined-name": LintRule("a name that nothing binds", "import it, or pass it as a parameter"),
    "flask-import": LintRule(
        "an import of Flask or of one of its extensions",
        "import the name from compat, or use what FastAPI has",
    ),
    "sync-client": LintRule(
        "the synchronous MongoClient in a generated application",
        "make the client with connect() of database.py",
    ),
    "sync-driver": LintRule(
        "a query of the synchronous driver in async code",
        "use the asynchronous client and await, or make the function a plain def",
    ),
    "lost-await": LintRule("something awaitable that nobody awaits", "write await in front of it"),
    "sync-iteration": LintRule(
        "a cursor or an async generator that is iterated synchronously",
        "write async for, or await cursor.to_list(None) first",
    ),
    "unread-cursor": LintRule(
        "a cursor that is used like the documents it would give",
        "await cursor.to_list(None), or loop over it with async for",
    ),
    "unknown-method": LintRule(
        "a method that the driver does not have", "use what PyMongo 4 has in its place"
    ),
    "blocking-call": LintRule(
        "a call that holds the event loop",
        "run it in a worker thread, or use a library that awaits",
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is wrong in async code: in which module and function, where, and why."""

    module: str
    qualname: str
    line: int
    construct: str
    why: str
    rule: str = "lost-await"
    file: str = ""

    @property
    def todo(self) -> str:
        """What to do about it."""
        return RULES[self.rule].todo


def finding(node: ast.AST, analysis: Analysis, rule: str, construct: str, why: str) -> Finding:
    """A finding at the place of ``node``."""
    owner = analysis.owner(node)
    line = getattr(node, "lineno", getattr(getattr(node, "iter", None), "lineno", owner.line))
    module = owner.module
    return Finding(module.name, owner.qualname, line, construct, why, rule, module.file)
