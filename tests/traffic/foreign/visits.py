"""Visitors of the shop: what each asks for next, from what it was answered, as a browser would."""

import json
import re
from collections.abc import Generator, Iterator

from migrator.model.exchange import Answer, Exchange, Request

Visit = Generator[Request, Answer, None]
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_JSON = ("Content-Type", "application/json")


def visit(number: int) -> Visit:
    """One visitor: logs in, orders by form and by JSON, and follows all that it is given."""
    page = yield Request("GET", "/login")
    yield _form("/login", page, f"user=u{number}")
    page = yield Request("GET", "/orders/new")
    made = yield _form("/orders", page, "sku=cha-verde")
    where = made.header("location")
    page = yield Request("GET", where)
    shown = re.search(rb'name=order value="([^"]*)"', page.body)[1].decode()
    yield _form(f"{where}/note", page, f"order={shown}")
    link = re.search(rb'href="([^"]*)"', page.body)[1].decode()
    row = re.search(rb'data-id="([^"]*)"', page.body)[1].decode()
    yield Request("GET", link)
    yield Request("GET", f"/api/uuid/{row}")
    orders = []
    for sku in ("caneca", "lapis", "bule"):
        answer = yield _json("/api/orders", {"sku": sku})
        orders.append(json.loads(answer.body))
    for order in orders[: 1 + number % 3]:
        yield Request("GET", order["links"]["self"])
        yield Request("GET", f"/api/orders/{order['id']}")
        yield Request("GET", f"/api/uuid/{order['uuid']}")
        yield Request("GET", f"/api/number/{order['number']}")
        yield Request("GET", f"/api/code/{order['code']}")
        yield Request("GET", f"/api/slug/{order['slug']}")
        yield Request("GET", f"/api/line/{order['lines'][0]['id']}")
    first = yield Request("GET", f"/api/orders?owner={orders[0]['owner']['id']}&limit=2")
    said = json.loads(first.body)
    header = re.match("<(.*)>", first.header("link"))[1]
    for target in (said["next"], header, f"/api/orders?cursor={_quoted(said['cursor'])}"):
        yield Request("GET", target)
    token = json.loads((yield Request("POST", "/api/token")).body)["token"]
    yield Request("GET", "/api/me", (("Authorization", f"Bearer {token}"),))
    yield _json("/api/introspect", {"token": token})


def record(call, sessions: int, together: int = 4) -> Iterator[Exchange]:
    """The exchanges of so many visits, a few of them at the same time."""
    number = 0
    waiting = [_Visitor(index) for index in range(sessions)]
    while waiting:
        for visitor in waiting[:together]:
            request = visitor.next()
            if request is None:
                waiting.remove(visitor)
                continue
            number += 1
            answer = call(request)
            visitor.take(answer)
            yield Exchange(number, visitor.name, number / 10, request, answer)


class _Visitor:
    """One visitor with its cookies."""

    def __init__(self, number: int) -> None:
        self.name = f"visitor-{number}"
        self._visit = visit(number)
        self._answer: Answer | None = None
        self._cookies: dict[str, str] = {}

    def next(self) -> Request | None:
        try:
            request = self._visit.send(self._answer)
        except StopIteration:
            return None
        extra = [("Host", "shop.example")]
        if self._cookies:
            extra.append(("Cookie", "; ".join(f"{n}={v}" for n, v in self._cookies.items())))
        if request.target == "/api/orders" and request.method == "POST":
            extra.append(("X-Xsrf", self._cookies["xsrf"]))
        headers = (*extra, *request.headers)
        return Request(request.method, request.target, headers, request.body)

    def take(self, answer: Answer) -> None:
        self._answer = answer
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]


def _form(target: str, page: Answer, fields: str) -> Request:
    token = re.search(rb'name=csrf value="([^"]*)"', page.body)[1].decode()
    return Request("POST", target, (_FORM,), f"csrf={token}&{fields}".encode())


def _json(target: str, value: dict) -> Request:
    return Request("POST", target, (_JSON,), json.dumps(value).encode())


def _quoted(cursor: str) -> str:
    return cursor.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
