"""Fold the judged exchanges of one rule into its verdict; no exchange is kept."""

from dataclasses import replace

from migrator.compare.court import Finding, Rule
from migrator.compare.grouping import Differences, Excuses
from migrator.compare.judged import JudgedExchange
from migrator.model.exchange import Exchange
from migrator.model.verdict import Outcome, RouteVerdict


class Fold:
    """What was found so far of one rule, with the first example of each kind."""

    def __init__(self) -> None:
        self.compared = 0
        self._methods: set[str] = set()
        self._own = Differences()
        self._perhaps = Differences()
        self._excuses = Excuses()
        self._strayed = 0
        self._statuses = ""
        self._unsure: str | None = None
        self._consequence = ""

    def add(self, item: JudgedExchange, finding: Finding) -> None:
        """Count one more exchange, in the order of the recording."""
        exchange = item.exchange
        if not self.compared:
            statuses = f"{exchange.answer.status} became {item.status}"
            self._statuses = f"{statuses} in exchange {exchange.id}"
        self.compared += 1
        self._methods.add(exchange.request.method)
        self._own.add(finding.own)
        self._perhaps.add(finding.perhaps)
        self._excuses.add(item.excuses)
        self._strayed += item.is_strayed
        if item.unsure and self._unsure is None:
            self._unsure = item.why
        if finding.perhaps and finding.culprit:
            self._consequence = self._consequence or _consequence(finding.culprit)

    def verdict(self, rule: Rule, source: str) -> RouteVerdict:
        """The verdict of the rule; ``source`` is its view's file:line."""
        if not self.compared:
            why = "the recording has no request for it"
            return RouteVerdict(*rule, Outcome.UNKNOWN, 0, source=source, why=why)
        own, perhaps = self._own.all(), self._perhaps.all()
        is_unsure = bool(perhaps) or self._strayed == self.compared
        found = Differences((*own, *perhaps)).all()
        outcome = Outcome.UNKNOWN if is_unsure else Outcome.SAME
        return RouteVerdict(
            *rule,
            outcome=Outcome.DIFFERENT if own else outcome,
            compared=self.compared,
            methods=tuple(sorted(self._methods)),
            differences=tuple(replace(item, source=item.source or source) for item in found),
            excuses=self._excuses.all(),
            source=source,
            why="" if own or not is_unsure else self._why(),
            strayed=self._strayed,
        )

    def _why(self) -> str:
        return self._unsure or self._consequence or _strayed(self._statuses)


def _strayed(statuses: str) -> str:
    return (
        f"Flask itself answered every request with another status than in the recording ({statuses}"
        "): the database or the settings are not those recorded"
    )


def _consequence(culprit: Exchange) -> str:
    return (
        f"it differs only after exchange {culprit.id} ({culprit.endpoint or 'no rule'}) had left "
        "the databases different: mend that, then replay again"
    )
