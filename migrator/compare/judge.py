"""Judge one exchange: the answer Flask gave against the answer FastAPI gave.

Equal bytes are equal; every tolerance that was used is an excuse with a name and a reason.
"""

from collections.abc import Iterator
from dataclasses import replace

from migrator.compare.body import judge_body
from migrator.compare.causes import Clue, cause_of
from migrator.compare.context import JudgeContext
from migrator.compare.cookies import judge_cookies
from migrator.compare.given_up import taken_back
from migrator.compare.headers import judge_headers
from migrator.compare.server_pages import SERVER_PAGES, are_server_pages
from migrator.model.exchange import Answer, Exchange
from migrator.model.verdict import Difference, Excuse

__all__ = ["JudgeContext", "judge_exchange"]


def judge_exchange(
    exchange: Exchange, legacy: Answer, new: Answer, context: JudgeContext
) -> tuple[tuple[Difference, ...], tuple[Excuse, ...]]:
    """Every difference of two answers to one request, and every tolerance that was used."""
    if legacy == new:
        return (), ()
    differences: list[Difference] = []
    new, given_up = taken_back(exchange.request, legacy, new, context.give_up)
    excuses: dict[str, Excuse] = {excuse.name: excuse for excuse in given_up}
    for finding in _findings(exchange, legacy, new, context):
        if isinstance(finding, Excuse):
            excuses[finding.name] = finding
        else:
            cause = finding.cause or cause_of(Clue(finding, exchange.request, legacy, new))
            differences.append(replace(finding, exchange=exchange.id, cause=cause))
    return tuple(differences), tuple(excuses.values())


def _findings(
    exchange: Exchange, legacy: Answer, new: Answer, context: JudgeContext
) -> Iterator[Difference | Excuse]:
    if are_server_pages(legacy, new, exchange.request.method):
        yield SERVER_PAGES
        return
    if legacy.status != new.status:
        yield Difference("status", "status", str(legacy.status), str(new.status))
    yield from judge_headers(legacy, new, exchange.request.method)
    yield from judge_cookies(legacy, new, context)
    yield from judge_body(legacy, new, every=context.every)
