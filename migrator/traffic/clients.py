"""Which client sent a request: told from a header of ours, its cookies, or where it came from."""

from http.cookies import CookieError, SimpleCookie
from itertools import count

from migrator.model.exchange import Headers

HEADER = "x-migrator-session"
"""A driver may name its session in this header; the proxy keeps it from the app."""


class Clients:
    """Names one session per cookie jar without a cookie of its own; carries what was seen.

    A cookie that an answer sets belongs to the session that asked; who sends it later is the same
    client. Clients without any known cookie are one session per place (address and user agent)
    until one of them gets a cookie: the next one without is somebody new.
    """

    def __init__(self) -> None:
        self._by_cookie: dict[tuple[str, str], str] = {}
        self._by_place: dict[tuple[str, str], str] = {}
        self._numbers = count(1)

    def name(self, address: str, headers: Headers) -> str:
        """The session of a request."""
        if named := _value(headers, HEADER):
            return named
        for pair in _cookies(_value(headers, "cookie")):
            if known := self._by_cookie.get(pair):
                return known
        place = (address, _value(headers, "user-agent"))
        if place not in self._by_place:
            self._by_place[place] = f"client-{next(self._numbers)}"
        return self._by_place[place]

    def learn(self, session: str, headers: Headers) -> None:
        """Remember the cookies that an answer gave to a session."""
        pairs = [
            pair
            for name, value in headers
            if name.lower() == "set-cookie"
            for pair in _cookies(value.partition(";")[0])
        ]
        for pair in pairs:
            self._by_cookie[pair] = session
        if pairs:
            self._by_place = {p: name for p, name in self._by_place.items() if name != session}


def _value(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _cookies(text: str) -> list[tuple[str, str]]:
    try:
        return [(name, morsel.value) for name, morsel in SimpleCookie(text).items()]
    except CookieError:
        return []
