"""A shop that makes everything anew: ids of six kinds, tokens, cursors; and fifty ways to be wrong.

Two shops of different seeds answer the same visitor with other ids, codes, tokens and times. A
``fault`` is a site and a way: ``"uuid neighbour"`` answers with the uuid that was made before.
"""

import base64
import hashlib
import hmac
import json
import random
import uuid
from urllib.parse import quote

from flask import Flask, abort, jsonify, make_response, redirect, request

SITES = (
    "json id", "nested owner", "uuid", "number", "code", "slug", "line", "self link", "location",
    "hidden id", "href", "data id", "csrf", "cursor", "next link", "link header", "subject",
)  # fmt: skip
WAYS = ("neighbour", "first", "other")
FAULTS = (
    *(f"{site} {way}" for site in SITES for way in WAYS if (site, way) != ("csrf", "other")),
    "list swapped",
    "list doubled",
    "page off by one",
    "cookie shared",
)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Shop:
    """What one shop has made so far, and how it draws."""

    def __init__(self, seed: int, fault: str = "") -> None:
        self._random = random.Random(seed)
        self._site, _, self._way = fault.rpartition(" ")
        self.fault = fault
        self.clock = 1_700_000_000 + seed * 86_400
        self.orders: dict[str, dict] = {}
        self.customers: dict[str, str] = {}
        self.csrf: dict[str, str] = {}
        self.cursors: dict[str, tuple[str, int]] = {}
        self._given: dict[str, list[str]] = {}

    def object_id(self) -> str:
        return f"{self.clock:08x}{self._random.getrandbits(64):016x}"

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self, size: int = 12) -> bytes:
        return self._random.randbytes(size)

    def number(self) -> int:
        return self._random.randrange(100_000, 10_000_000)

    def code(self) -> str:
        return "".join(self._random.choices(_ALPHABET, k=6))

    def say(self, site: str, value: str, other: str = "") -> str:
        """What an answer shows at a site: the value, or another one where the fault is there."""
        given = self._given.setdefault(site, [])
        before = [item for item in given if item != value]
        if value not in given:
            given.append(value)
        if site != self._site:
            return value
        if self._way == "other":
            return other or value[:-1] + ("7" if value[-1] != "7" else "8")
        return (before or [value])[0 if self._way == "first" else -1]


def make_app(seed: int, fault: str = "") -> Flask:
    """The shop as a Flask application."""
    app, shop = Flask(__name__), Shop(seed, fault)
    app.json.sort_keys = False
    _pages(app, shop)
    _api(app, shop)
    _tokens(app, shop)
    return app


def _pages(app: Flask, shop: Shop) -> None:  # noqa: C901 (one view after the other)
    def form(action: str, *fields: str) -> str:
        session = request.cookies.get("sid", "")
        token = shop.token().hex()
        shop.csrf[token] = session
        shown = shop.say("csrf", token)
        inputs = "".join(fields)
        return (
            f'<form action="{action}" method=post><input type=hidden name=csrf value="{shown}">'
            f"{inputs}<button>Send</button></form>"
        )

    def check() -> None:
        token = request.form.get("csrf", "")
        if shop.csrf.pop(token, None) != request.cookies.get("sid", ""):
            abort(400)

    @app.get("/login")
    def login():
        return f"<!doctype html><title>Login</title><h1>{shop.clock}</h1>" + form("/login")

    @app.post("/login")
    def enter():
        check()
        shop.clock += 7
        session = base64.urlsafe_b64encode(shop.token(15)).decode()
        if shop.fault == "cookie shared" and shop.customers:
            session = next(iter(shop.customers))
        shop.customers.setdefault(session, shop.object_id())
        answer = redirect("/orders/new", 303)
        answer.set_cookie("sid", session, httponly=True)
        answer.set_cookie("xsrf", hashlib.sha1(session.encode()).hexdigest())
        return answer

    @app.get("/orders/new")
    def new():
        _customer(shop)
        return "<!doctype html><h1>New</h1>" + form("/orders", "<input name=sku>")

    @app.post("/orders")
    def create():
        check()
        order = _order(shop, request.form["sku"])
        return redirect("/orders/" + shop.say("location", order["id"], order["owner"]), 303)

    @app.get("/orders/<oid>")
    def show(oid):
        order = shop.orders.get(oid) or abort(404)
        shown = shop.say("hidden id", oid, order["owner"])
        link = shop.say("href", oid, order["owner"])
        row = shop.say("data id", order["uuid"], order["lines"][0])
        field = f'<input type=hidden name=order value="{shown}">'
        return (
            f"<!doctype html><p>Made at {shop.clock}: {order['sku']}</p>"
            f'<table><tr data-id="{row}"><td>{order["sku"]}</table>'
            f'<a href="/api/orders/{link}?full=1">JSON</a>' + form(f"/orders/{oid}/note", field)
        )

    @app.post("/orders/<oid>/note")
    def note(oid):
        check()
        order = shop.orders.get(request.form["order"])
        if order is None or order["id"] != oid:
            abort(404)
        order["notes"] += 1
        return redirect(f"/orders/{oid}")


def _customer(shop: Shop) -> str:
    return shop.customers.get(request.cookies.get("sid", "")) or abort(401)


def _order(shop: Shop, sku: str) -> dict:
    oid, number = shop.object_id(), shop.number()
    order = {
        "id": oid,
        "uuid": shop.uuid(),
        "number": number,
        "code": shop.code(),
        "slug": f"{sku}-{shop.token(3).hex()}",
        "owner": _customer(shop),
        "lines": [shop.uuid(), shop.uuid()],
        "sku": sku,
        "notes": 0,
    }
    shop.orders[oid] = order
    return order


def _api(app: Flask, shop: Shop) -> None:  # noqa: C901 (one view after the other)
    def shown(order: dict) -> dict:
        oid, owner = order["id"], order["owner"]
        return {
            "id": shop.say("json id", oid, owner),
            "uuid": shop.say("uuid", order["uuid"], order["lines"][0]),
            "number": int(shop.say("number", str(order["number"]))),
            "code": shop.say("code", order["code"]),
            "slug": shop.say("slug", order["slug"]),
            "owner": {"id": shop.say("nested owner", owner, oid), "made": shop.clock},
            "lines": [{"id": shop.say("line", order["lines"][0], order["uuid"]), "parent": oid}],
            "links": {"self": "/api/orders/" + shop.say("self link", oid, owner)},
            "sku": order["sku"],
        }

    def found(**wanted):
        (name, value), *_ = wanted.items()
        order = next((it for it in shop.orders.values() if it[name] == value), None) or abort(404)
        return jsonify(shown(order))

    @app.post("/api/orders")
    def api_create():
        session = request.cookies.get("sid", "")
        if request.headers.get("X-Xsrf") != hashlib.sha1(session.encode()).hexdigest():
            abort(403)
        return jsonify(shown(_order(shop, request.json["sku"]))), 201

    @app.get("/api/orders/<oid>")
    def by_id(oid):
        return found(id=oid)

    @app.get("/api/uuid/<value>")
    def by_uuid(value):
        return found(uuid=value)

    @app.get("/api/number/<int:value>")
    def by_number(value):
        return found(number=value)

    @app.get("/api/code/<value>")
    def by_code(value):
        return found(code=value)

    @app.get("/api/slug/<value>")
    def by_slug(value):
        return found(slug=value)

    @app.get("/api/line/<value>")
    def by_line(value):
        order = next((it for it in shop.orders.values() if value in it["lines"]), None)
        return found(id=(order or abort(404))["id"])

    @app.get("/api/orders")
    def listing():
        owner, start = request.args.get("owner", ""), 0
        if cursor := request.args.get("cursor"):
            owner, start = shop.cursors.get(cursor) or abort(400)
        mine = [order for order in shop.orders.values() if order["owner"] == owner]
        if not mine:
            abort(404)
        items = [item["id"] for item in mine[start : start + 2]]
        if shop.fault == "list swapped":
            items.reverse()
        if shop.fault == "list doubled":
            items = [items[0]] * len(items)
        step = 1 if shop.fault == "page off by one" else 2
        cursor = base64.b64encode(shop.token(13)).decode()
        shop.cursors[cursor] = (owner, start + step)
        target = "/api/orders?limit=2&cursor="
        answer = jsonify(
            items=[{"id": item} for item in items],
            cursor=shop.say("cursor", cursor),
            next=target + quote(shop.say("next link", cursor), safe=""),
        )
        last = quote(shop.say("link header", cursor), safe="")
        answer.headers["Link"] = f'<{target}{last}>; rel="next"'
        return answer


def _tokens(app: Flask, shop: Shop) -> None:
    def signed(claims: dict) -> str:
        parts = [_base64(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims)]
        text = ".".join(parts)
        return f"{text}.{_base64(hmac.digest(b'secret', text.encode(), 'sha256'))}"

    def claims(token: str) -> dict:
        _head, payload, _ = token.split(".")
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        if signed(said) != token:
            abort(401)
        return said

    @app.post("/api/token")
    def token():
        owner = _customer(shop)
        order = next(it["id"] for it in shop.orders.values() if it["owner"] == owner)
        said = {
            "sub": shop.say("subject", owner, order),
            "iat": shop.clock,
            "exp": shop.clock + 3600,
            "jti": shop.uuid(),
            "scope": "orders",
        }
        answer = make_response(jsonify(token=signed(said)))
        answer.headers["X-Token"] = signed(said)
        return answer

    @app.get("/api/me")
    def me():
        return jsonify(id=claims(request.headers["Authorization"].partition(" ")[2])["sub"])

    @app.post("/api/introspect")
    def introspect():
        said = claims(request.json["token"])
        return jsonify(sub=said["sub"], scope=said["scope"])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
