"""Follow values from answers into requests: recorded -> this side, one to one.

A value that an answer gave first and a request used later (an id, a CSRF token, a cursor) is
another one in a replay when the app made it anew. Where a side's answer has another value in the
very place in which the recorded answer had it, the two are linked: later requests get the side's
own value, and answers are judged with the recorded one in its place.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic.pairs import pairs
from migrator.traffic.renaming import renamed_answer, renamed_request
from migrator.traffic.value_set import ValueSet
from migrator.traffic.values import SIGNED, cookie_values, is_made, looks_fresh, values_in


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known of a recording before values can be followed.

    ``used`` are the values that requests carry, ``seen`` all ids that occur anywhere in it,
    ``fixed`` the ids that were in the database from the beginning: they never get another value,
    and no other value ever becomes one of them. When ``frozen`` only ids can differ at all (those
    that the database server makes).
    """

    used: Container[str]
    seen: Container[str]
    fixed: frozenset[str] = frozenset()
    frozen: bool = False


def survey(
    exchanges: Iterable[Exchange], fixed: frozenset[str] = frozenset(), *, frozen: bool
) -> Known:
    """Read a recording once to know its values, of which memory holds only so many.

    Where the apps are frozen, only ids are followed, and those of the beginning are known anyway.
    """
    used, seen = ValueSet(), ValueSet()
    for exchange in exchanges:
        carried = values_in(exchange.request) | cookie_values(exchange.request)
        given = {value for value in values_in(exchange.answer) if is_made(value)}
        if frozen:
            carried = frozenset(value for value in carried if is_made(value))
        else:
            used.add(carried)
        seen.add((carried | given) - fixed)
    return Known(used, seen, fixed, frozen)


def made_ids(exchange: Exchange) -> frozenset[str]:
    """The ids (ObjectIds and UUIDs) that a request or its answer carries, cookies aside."""
    values = values_in(exchange.request) | values_in(exchange.answer)
    return frozenset(value for value in values if is_made(value))


class Links:
    """The links of one side; carries them in both directions.

    With a ``lead`` (Flask's), only what Flask made anew itself is followed: what it gave as it was
    recorded may not be another value here.
    """

    def __init__(self, known: Known, lead: "Links | None" = None) -> None:
        self._known = known
        self._lead = lead
        self._to_side: dict[str, str] = {}
        self._to_recorded: dict[str, str] = {}

    def learn(self, recorded: Answer, given: Answer) -> Mapping[str, str]:
        """Link what the side's answer has in place of recorded values.

        The result has the recorded values that broke the rule of one to one, and says how.
        """
        if recorded.body == given.body and recorded.headers == given.headers:
            return {}
        found = dict.fromkeys(pair for pair in pairs(recorded, given) if self._is_worth(*pair))
        return {pair[0]: problem for pair in found if (problem := self._link(*pair))}

    def request(self, request: Request) -> Request:
        """The request with this side's own values; cookies are the jar's business."""
        return renamed_request(request, self._to_side) if self._to_side else request

    def answer(self, answer: Answer) -> Answer:
        """The side's answer with the recorded values, for the judge."""
        return renamed_answer(answer, self._to_recorded) if self._to_recorded else answer

    def follows(self, recorded: str) -> bool:
        """Whether this side was seen to have a value of its own in place of a recorded one."""
        return recorded in self._to_side

    def _is_worth(self, recorded: str, given: str) -> bool:
        """Whether two different values are ones that an app may have made anew."""
        known = self._known
        if recorded == given or recorded in known.fixed:
            return False
        if given in known.fixed or given in known.seen:
            return False
        return (self._lead is None or self._lead.follows(recorded)) and self._may_be_anew(
            recorded, given
        )

    def _may_be_anew(self, recorded: str, given: str) -> bool:
        """Whether it is an id, or a value that is used later and that looks as if it was made."""
        if is_made(recorded):
            return is_made(given)
        if self._known.frozen or recorded not in self._known.used or not looks_fresh(recorded):
            return False
        return not recorded.isalpha() or (given.isupper() and len(given) == len(recorded))

    def _link(self, recorded: str, given: str) -> str:
        if SIGNED.fullmatch(recorded):
            self._to_side[recorded] = given  # what it says is compared, so it keeps its own text
            return ""
        known, other = self._to_side.get(recorded), self._to_recorded.get(given)
        if known is None and other is None:
            self._to_side[recorded] = given
            self._to_recorded[given] = recorded
            return ""
        if known == given:
            return ""
        return f"{recorded} was {known or 'new'} before and is {given} now"
