"""Cookies of one session on one side: names as recorded, values as this side set them."""

from dataclasses import replace

from migrator.model.exchange import Answer, Request


class Jar:
    """What the recorded answers set and what this side's answers set, by cookie name.

    Which cookies a request carries is decided by the recording (its client knew about paths and
    expiry); only the values are this side's own. A cookie that no recorded answer had set was
    there before the recording began and is sent as it was.
    """

    def __init__(self) -> None:
        self._recorded: set[str] = set()
        self._own: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether anything was set."""
        return bool(self._recorded or self._own)

    def learn(self, recorded: Answer, given: Answer) -> None:
        """Take the cookies of an answer, recorded and given."""
        self._recorded |= cookies_of(recorded).keys()
        self._own |= cookies_of(given)

    def request(self, request: Request) -> Request:
        """The request with this side's cookies."""
        headers = []
        for name, value in request.headers:
            if name.lower() != "cookie":
                headers.append((name, value))
            elif kept := "; ".join(self._cookies(value)):
                headers.append((name, kept))
        return replace(request, headers=tuple(headers))

    def _cookies(self, header: str) -> list[str]:
        kept = []
        for pair in header.split("; "):
            name = pair.partition("=")[0]
            if name in self._own:
                kept.append(f"{name}={self._own[name]}")
            elif name not in self._recorded:
                kept.append(pair)
        return kept


def cookies_of(answer: Answer) -> dict[str, str]:
    """The cookies that an answer sets or deletes, by name."""
    pairs = (v.partition(";")[0] for n, v in answer.headers if n.lower() == "set-cookie")
    return {name.strip(): value for name, _, value in (pair.partition("=") for pair in pairs)}
