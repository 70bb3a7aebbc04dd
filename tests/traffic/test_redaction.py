"""Stand-ins: of the same form, one to one, the same everywhere; and nothing of a secret is left."""

import base64
import gzip
import http.client
import json
import random
import string
import zlib
from dataclasses import replace
from urllib.parse import quote, quote_plus

import bson
import pytest
from werkzeug.security import check_password_hash, generate_password_hash

from migrator.errors import SettingsInvalid, UsageError
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.project.project import Project
from migrator.steps import scrub as step
from migrator.traffic.recording import FORMAT, RecordingWriter, read_exchanges, read_head
from migrator.traffic.redaction.names import Names
from migrator.traffic.redaction.pseudonyms import Pseudonyms
from migrator.traffic.redaction.stand_ins import StandIns, check_digits, number_kind
from migrator.traffic.redaction.text import TextRedactor
from migrator.twins.snapshot import snapshot_digest

MAKE = StandIns(b"k" * 32).make
MADE = set()


def _once(kind, value):
    """A stand-in; what already is one stays, as in a scrub."""
    found = value if value in MADE else MAKE(kind, value)
    MADE.add(found)
    return found


TEXT = TextRedactor(Names(), _once, lambda _: False)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_small_numbers_are_permuted(size):
    pseudonyms = Pseudonyms(b"key")

    assert {pseudonyms.number(n, size, "x") for n in range(size)} == set(range(size))


def test_another_key_gives_other_stand_ins():
    assert Pseudonyms(b"a").word("admin123") != Pseudonyms(b"b").word("admin123")


@pytest.mark.parametrize(
    ("kind", "value"),
    [("cpf", "529.982.247-25"), ("cnpj", "11.222.333/0001-81"), ("card", "4111 1111 1111 1111")],
)
def test_numbers_keep_their_check_digits_and_their_points(kind, value):
    found = MAKE(kind, value)
    digits = "".join(filter(str.isdigit, found))

    assert number_kind(value) == kind
    assert found != value
    assert [c for c in found if not c.isdigit()] == [c for c in value if not c.isdigit()]
    assert digits.endswith(check_digits(kind, digits[: -1 if kind == "card" else -2]))


def test_an_email_is_the_same_in_both_cases_and_keeps_its_domain():
    lower, upper = MAKE("email", "ana.souza@shop.example"), MAKE("email", "ANA.Souza@shop.example")

    assert lower.endswith("@shop.example")
    assert lower != "ana.souza@shop.example"
    assert upper.lower() == lower


def test_json_keeps_every_byte_that_is_no_secret():
    given = '{ "senha" : "admin123","n":1.50, "ok":true,"nested":{"token":["aaaa1111",null]} }'
    found = TEXT.json(given)

    assert "admin123" not in found
    assert "aaaa1111" not in found
    assert len(found) == len(given)
    assert json.loads(found)["nested"]["token"][1] is None
    assert found.replace(json.loads(found)["senha"], "admin123").startswith(given[:40])


@pytest.mark.parametrize(
    "text",
    [
        '{"id":"65a000010000000000000001","at":1764000000000,"tipo":"padrão-reforçado"}',
        '{"uuid":"123e4567-e89b-12d3-a456-426614174000","token_type":"Bearer"}',
        '{"secretaria":"Obras","passageiro":"x","numero":12345678901}',
    ],
)
def test_what_is_no_secret_stays(text):
    assert TEXT.json(text) == text


def test_a_jwt_can_still_be_read():
    pack = lambda data: base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()  # noqa: E731
    token = f"{pack({'alg': 'HS256'})}.{pack({'sub': 'ana@shop.example', 'exp': 1764000000})}.{'aB3' * 14}"
    head, claims, signature = TEXT.text(token).split(".")
    read = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))

    assert token.startswith(f"{head}.")
    assert read == {"sub": MAKE("email", "ana@shop.example"), "exp": 1764000000}
    assert not token.endswith(signature)


def _secrets():
    """500 secrets: passwords, tokens, keys, e-mails and CPFs, each told once."""
    draw = random.Random(500)
    word = lambda n: "".join(draw.choices(string.ascii_letters + string.digits, k=n)) + "aB3"  # noqa: E731
    body = lambda: "".join(draw.choices("123456789", k=9))  # noqa: E731
    cpfs = [found + check_digits("cpf", found) for found in (body() for _ in range(100))]
    emails = [f"{word(9).lower()}@shop.example" for _ in range(100)]
    return [word(13) for _ in range(200)] + [word(29) for _ in range(100)] + emails + cpfs


def _sent(number, secret):
    """A request that carries a secret in one of the ways there are."""
    pack = lambda text: base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()  # noqa: E731
    kind = lambda name: {"Content-Type": name}  # noqa: E731
    jwt = f"{pack(json.dumps({'alg': 'HS256'}))}.{pack(json.dumps({'token': secret}))}.{'x1Y' * 14}"
    as_json = json.dumps({"outer": [{"password": secret}]}).encode()
    multipart = f'--b\r\nContent-Disposition: form-data; name="senha"\r\n\r\n{secret}\r\n--b--\r\n'
    ways = [
        ("/a", kind("application/json"), as_json),
        (
            "/a",
            kind("application/x-www-form-urlencoded"),
            f"a=1&senha={quote_plus(secret)}".encode(),
        ),
        (f"/a?token={quote(secret, safe='')}", {}, b""),
        ("/a", {"Cookie": f"theme=dark; session={secret}"}, b""),
        ("/a", {"Authorization": f"Bearer {jwt}"}, b""),
        (
            "/a",
            {"Authorization": "Basic " + base64.b64encode(f"u:{secret}".encode()).decode()},
            b"",
        ),
        ("/a", kind("multipart/form-data; boundary=b"), multipart.encode()),
        ("/a", {**kind("application/json"), "Content-Encoding": "gzip"}, gzip.compress(as_json)),
        ("/a", {**kind("application/json"), "Content-Encoding": "deflate"}, zlib.compress(as_json)),
        ("/a", {"X-Api-Key": secret}, b""),
    ]
    return ways[number % len(ways)]


def _haystack(folder):
    """All bytes on disk, and what gzip, deflate and base64 hide in them."""
    found = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for line in (folder / "recording.ndjson").read_bytes().splitlines()[1:]:
        for side in (json.loads(line)["request"], json.loads(line)["answer"]):
            body = side.get("body", "")
            if isinstance(body, dict):
                raw = base64.b64decode(body["base64"])
                found += raw + (
                    gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else zlib.decompress(raw)
                )
    return found


def _project(root, exchanges, documents=()):
    project = Project.here(root, app="shop:app")
    folder = project.snapshot / "shop"
    folder.mkdir(parents=True)
    (folder / "users.bson").write_bytes(b"".join(bson.encode(item) for item in documents))
    head = RecordingHead(
        FORMAT,
        "shop:app",
        "2026-01-01T00:00:00",
        snapshot_digest(project.snapshot),
        notes={"frozen": "yes"},
    )
    with RecordingWriter(project.recording_file, head) as writer:
        for exchange in exchanges:
            writer.write(exchange)
    return project


def test_of_500_secrets_sent_through_the_proxy_none_is_left_on_disk(app, proxied, tmp_path):
    planted = _secrets()
    with proxied(app) as (port, recorded, _):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for number, secret in enumerate(planted):
            target, headers, body = _sent(number, secret)
            client.request("POST", target, body, headers)
            client.getresponse().read()
        client.close()
    # The echo says again, in JSON in JSON, what it was sent: only the request is planted.
    project = _project(tmp_path, [replace(item, answer=Answer(204)) for item in recorded])
    before = step.check(project)

    step.scrub(project)

    hay = _haystack(project.recordings)
    assert len(recorded) == len(planted) == 500
    assert {found.where for found in before.findings} == {
        f"recording.ndjson: exchange {item.id}" for item in recorded
    }
    for secret in planted:
        for form in (
            secret,
            quote(secret, safe=""),
            base64.b64encode(secret.encode()).decode().rstrip("="),
        ):
            assert form.encode() not in hay
    assert step.check(project).findings == ()


def _login(number, email, password):
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    body = f"email={quote_plus(email)}&senha={quote_plus(password)}".encode()
    return Exchange(number, "client-1", 0.0, Request("POST", "/login", headers, body), Answer(302))


@pytest.mark.parametrize("method", ["pbkdf2:sha256:1000", "scrypt:1024:8:1"])
def test_a_login_still_opens_the_snapshot(tmp_path, method):
    made = generate_password_hash("admin123", method=method)
    documents = [
        {"email": "ana@shop.example", "senha_hash": made},
        {"email": "bo@shop.example", "senha_hash": made},
    ]
    project = _project(tmp_path, [_login(1, "ANA@shop.example ", "admin123")], documents)

    step.scrub(project)

    (exchange,) = read_exchanges(project.recording_file)
    form = dict(pair.split("=") for pair in exchange.request.body.decode().split("&"))
    ana, bo = bson.decode_all((project.snapshot / "shop" / "users.bson").read_bytes())
    assert form["email"].lower().rstrip("+") == ana["email"] != "ana@shop.example"
    assert check_password_hash(ana["senha_hash"], form["senha"])
    assert not check_password_hash(ana["senha_hash"], "admin123")
    assert not check_password_hash(bo["senha_hash"], form["senha"])  # nobody proved it
    assert read_head(project.recording_file).snapshot == snapshot_digest(project.snapshot)


def test_scrubbing_again_changes_nothing_and_the_key_is_the_owner_s(tmp_path):
    project = _project(tmp_path, [_login(1, "ana@shop.example", "admin123")])
    step.scrub(project)
    before = project.recording_file.read_bytes()

    assert step.scrub(project).findings == ()
    assert project.recording_file.read_bytes() == before
    assert (project.state / "redaction.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"no gzip"), ("zstd", b"x")])
def test_what_cannot_be_decoded_is_a_finding_and_nothing_is_written(tmp_path, coding, body):
    request = Request("POST", "/a", (("Content-Encoding", coding),), body)
    project = _project(tmp_path, [Exchange(1, "c", 0.0, request, Answer(200))])
    before = project.recording_file.read_bytes()

    assert [found.where for found in step.check(project).findings] == [
        "recording.ndjson: exchange 1"
    ]
    with pytest.raises(UsageError, match=coding):
        step.scrub(project)
    assert project.recording_file.read_bytes() == before


def test_the_team_adds_names_and_takes_some_away(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.migrator.redaction]\nredact = ["matric*"]\nkeep = ["session_kind"]\n'
    )
    documents = [{"Matricula": "fc-1920", "session_kind": "guest", "session": "s-1"}]
    project = _project(tmp_path, [_login(1, "ana@shop.example", "admin123")], documents)

    step.scrub(project)

    (found,) = bson.decode_all((project.snapshot / "shop" / "users.bson").read_bytes())
    assert found["session_kind"] == "guest"
    assert found["Matricula"] != "fc-1920"
    assert found["session"] != "s-1"


@pytest.mark.parametrize("wrong", ['keep = "x"', "keep = [1]", 'other = ["x"]'])
def test_settings_that_cannot_be_read_are_refused(tmp_path, wrong):
    (tmp_path / "pyproject.toml").write_text(f"[tool.migrator.redaction]\n{wrong}\n")

    with pytest.raises(SettingsInvalid, match="keep"):
        Project.here(tmp_path)


def test_copies_of_the_database_from_a_suite_are_a_finding_and_refused(tmp_path):
    exchange = replace(_login(1, "ana@shop.example", "admin123"), state="abc")
    project = _project(tmp_path, [exchange])
    (project.recordings / "states" / "abc").mkdir(parents=True)

    assert "states/abc" in {found.where for found in step.check(project).findings}
    with pytest.raises(UsageError, match="suite"):
        step.scrub(project)


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_run_that_was_killed_between_its_moves_is_finished_by_the_next(
    tmp_path, monkeypatch, moved
):
    project = _project(
        tmp_path, [_login(1, "ana@shop.example", "admin123")], [{"email": "ana@shop.example"}]
    )
    finish, calls = step._finish, []

    def killed(file, snapshot):
        calls.append(file)
        if len(calls) < 2:
            return
        ready = file.with_name(".scrubbed")
        names = [snapshot.name, step.STAND_INS][:moved]
        for name in names:
            if name == snapshot.name:
                import shutil

                shutil.rmtree(snapshot)
            (ready / name).replace(file.with_name(name))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(step, "_finish", killed)
        with pytest.raises(KeyboardInterrupt):
            step.scrub(project)
    assert step._finish is finish
    assert step.scrub(project).findings == ()
    assert step.check(project).findings == ()
    assert b"admin123" not in project.recording_file.read_bytes()
    assert read_head(project.recording_file).snapshot == snapshot_digest(project.snapshot)
