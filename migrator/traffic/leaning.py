"""Which exchanges may be asked at the same time: those that change nothing and need nobody."""

from migrator.model.exchange import Exchange
from migrator.traffic.jar import cookies_of
from migrator.traffic.links import Known
from migrator.traffic.values import is_made, values_in

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that ask for nothing to be changed (RFC 9110, 9.2.1); an app may do it all the same."""

_CONDITIONS = frozenset(
    {"if-none-match", "if-match", "if-modified-since", "if-unmodified-since", "if-range"}
)


def leans_on(exchange: Exchange, earlier: Exchange, known: Known) -> bool:
    """Whether a request may carry what the answer to an earlier one gave.

    That is a cookie, a validator of the same path, or a value that was not there from the
    beginning; where the apps are frozen, only ids differ between the sides.
    """
    request, answer = exchange.request, earlier.answer
    names = {name.lower() for name, _ in request.headers}
    if request.path == earlier.request.path and names & _CONDITIONS:
        return True
    if exchange.session == earlier.session and "cookie" in names and cookies_of(answer):
        return True
    values = {
        value for value in values_in(request) - known.fixed if is_made(value) or not known.frozen
    }
    return bool(values) and not values.isdisjoint(values_in(answer))
