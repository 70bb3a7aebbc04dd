"""Stand-ins: of the same form, one to one, the same everywhere; and nothing of a secret is left."""

import base64
import gzip
import http.client
import json
import zlib
from pathlib import Path
from urllib.parse import quote_plus

import bson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.security import check_password_hash, generate_password_hash

from migrator.errors import SettingsInvalid, UsageError
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.project.project import Project
from migrator.steps import scrub as step
from migrator.traffic.recording import FORMAT, RecordingWriter, read_exchanges, read_head
from migrator.traffic.redaction import codings
from migrator.traffic.redaction.codings import coded, decoded
from migrator.traffic.redaction.names import Names
from migrator.traffic.redaction.pseudonyms import Pseudonyms
from migrator.traffic.redaction.sealed import Seal
from migrator.traffic.redaction.stand_ins import StandIns, check_digits, number_kind
from migrator.traffic.redaction.text import TextRedactor
from migrator.twins.snapshot import snapshot_digest
from tests.traffic import planted

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


@pytest.mark.slow
def test_of_500_secrets_sent_through_the_proxy_none_is_left_on_disk(app, proxied, tmp_path):
    sown = planted.secrets()
    with proxied(app) as (port, recorded, _):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for number, secret in enumerate(sown):
            target, headers, body = planted.sent(number, secret)
            client.request("POST", target, body, headers)
            client.getresponse().read()
        client.close()
    project = _project(tmp_path, recorded)
    before = step.check(project)

    step.scrub(project)

    hay = planted.haystack(project.recordings)
    assert len(recorded) == len(sown) == 500
    assert {found.where for found in before.findings} == {
        f"recording.ndjson: exchange {item.id}" for item in recorded
    }
    assert planted.left(hay) == []
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


def test_what_would_be_replaced_is_named_and_nothing_is_written(tmp_path):
    project = _project(tmp_path, [_login(1, "ana@shop.example", "admin123")])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    planned = step.scrub(project, keep=False)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert {found.where for found in planned.findings} == {"recording.ndjson: exchange 1"}
    assert planned.places == step.scrub(project).places > 0


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


def test_a_scrub_that_was_killed_between_its_moves_is_finished_by_the_next(tmp_path, monkeypatch):
    project = _project(
        tmp_path, [_login(1, "ana@shop.example", "admin123")], [{"email": "ana@shop.example"}]
    )
    move, moves = Path.replace, []

    def killed(self, target):
        moves.append(target)
        if Path(target).name in {"stand-ins.txt", "recording.ndjson"} and ".ready" in str(self):
            raise KeyboardInterrupt
        return move(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            step.scrub(project)

    assert step.scrub(project).findings == ()
    assert step.check(project).findings == ()
    assert b"admin123" not in project.recording_file.read_bytes()
    assert read_head(project.recording_file).snapshot == snapshot_digest(project.snapshot)
    assert {path.name for path in project.recordings.iterdir()} == {
        "recording.ndjson",
        "snapshot",
        "stand-ins.txt",
    }


def test_a_short_value_that_is_the_stand_in_of_another_is_replaced_all_the_same(tmp_path):
    """Of 10,000 codes every one becomes another one, though each is also somebody's stand-in."""
    documents = [{"otp": f"{number:04}"} for number in range(1000, 10_000)]
    project = _project(tmp_path, [_login(1, "ana@shop.example", "admin123")], documents)

    step.scrub(project)

    found = bson.decode_all((project.snapshot / "shop" / "users.bson").read_bytes())
    kept = [new for new, old in zip(found, documents, strict=True) if new == old]
    assert len({item["otp"] for item in found}) == 9000
    assert len(kept) < 10  # a permutation may leave one or two where they are


@pytest.mark.parametrize(
    "document",
    [
        {"senha": b"hunter2-hunter2"},
        {"cpf": 52998224725},
        {"ana@shop.example": 1},
        {"note": "see ana@shop.example"},
        {"raw": b"mail ana@shop.example"},
    ],
)
def test_secrets_in_bytes_numbers_and_keys_of_documents_are_replaced(tmp_path, document):
    project = _project(tmp_path, [_login(1, "bo@shop.example", "admin123")], [document])

    step.scrub(project)

    raw = (project.snapshot / "shop" / "users.bson").read_bytes()
    (found,) = bson.decode_all(raw)
    assert found != document
    (new,), (old,) = found.values(), document.values()
    assert isinstance(new, type(old))
    assert step.check(project).findings == ()


def test_a_file_that_is_no_part_of_a_copy_is_a_finding(tmp_path):
    project = _project(tmp_path, [_login(1, "ana@shop.example", "admin123")])
    step.scrub(project)
    (project.snapshot / "dump.archive.gz").write_bytes(b"?")

    assert [found.where for found in step.check(project).findings] == ["snapshot/dump.archive.gz"]


def test_a_body_in_brotli_is_opened_where_the_library_is_installed(tmp_path):
    brotli = pytest.importorskip("brotli")
    headers = (("Content-Type", "application/json"), ("Content-Encoding", "br"))
    request = Request("POST", "/a", headers, brotli.compress(b'{"senha":"admin123"}'))
    project = _project(tmp_path, [Exchange(1, "c", 0.0, request, Answer(200))])

    step.scrub(project)

    (found,) = read_exchanges(project.recording_file)
    assert json.loads(brotli.decompress(found.request.body))["senha"] not in {"", "admin123"}


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip, deflate", zlib.compress(gzip.compress(b"token=abc12345"))),
        ("deflate", zlib.compress(b"token=abc12345")[2:-4]),
        ("gzip", gzip.compress(b"token=abc") + gzip.compress(b"12345")),
    ],
    ids=["gzip, then zlib", "bare deflate", "two members of gzip"],  # gzip writes the time
)
def test_codings_are_undone_in_their_order(coding, body):
    assert decoded(body, coding) == b"token=abc12345"
    assert decoded(coded(b"again", coding), coding) == b"again"


def test_a_body_that_grows_too_large_is_undecodable(monkeypatch):
    monkeypatch.setattr(codings, "LARGEST", 1000)

    with pytest.raises(codings.Undecodable, match="larger"):
        decoded(gzip.compress(bytes(2000)), "gzip")


@pytest.mark.parametrize(
    "line",
    [
        'POST /login?token=abc123 HTTP/1.1" 200',
        "form: {'senha': 'abc123'}",
        "senha=abc123",
        '{"q":{"token":"abc123"}}',
        "mail to x@y.example: abc123",
    ],
)
def test_a_line_of_a_log_is_redacted_by_name(line):
    found = TEXT.line(line)

    assert found != line
    assert ("abc123" in found) == line.startswith("mail")


@given(st.binary(max_size=300_000), st.lists(st.integers(1, 70_000), max_size=8))
@settings(max_examples=25, derandomize=True, deadline=None)
def test_a_sealed_file_gives_back_what_was_written_and_shows_nothing(tmp_path_factory, data, cuts):
    path, seal = tmp_path_factory.mktemp("sealed") / "x", Seal()
    with seal.open(path, "wb") as file:
        at = 0
        for cut in cuts:
            file.write(data[at : at + cut])
            at += cut
        file.write(data[at:])

    with seal.open(path, "rb") as file:
        assert file.read() == data
    with Seal().open(path, "rb") as file:
        assert len(data) < 8 or file.read() != data
    assert len(data) < 8 or data not in path.read_bytes()


def test_two_sealed_files_of_the_same_bytes_differ(tmp_path):
    seal = Seal()
    for name in "ab":
        with seal.open(tmp_path / name, "wb") as file:
            file.write(b"senha" * 100)

    assert (tmp_path / "a").read_bytes()[16:] != (tmp_path / "b").read_bytes()[16:]
