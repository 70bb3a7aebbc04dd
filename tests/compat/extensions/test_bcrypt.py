"""B8: hashes of Flask-Bcrypt, read and written by both."""

from types import SimpleNamespace
from urllib.parse import urlencode

import flask_bcrypt
import pytest
from pairs import Case

from migrator.compat import bcrypt

CONFIGS = {
    "quick": {"BCRYPT_LOG_ROUNDS": 4},
    "prefix": {"BCRYPT_LOG_ROUNDS": 4, "BCRYPT_HASH_PREFIX": "2a"},
    "long": {"BCRYPT_LOG_ROUNDS": 4, "BCRYPT_HANDLE_LONG_PASSWORDS": True},
}
PASSWORDS = ["hunter2", "pässword", b"bytes\xff", "x" * 72]


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("password", PASSWORDS)
def test_each_side_knows_the_hashes_of_the_other(config, password):
    app = SimpleNamespace(config=CONFIGS[config])
    old, new = flask_bcrypt.Bcrypt(app), bcrypt.Bcrypt(app)

    theirs, ours = old.generate_password_hash(password), new.generate_password_hash(password)

    assert ours[:7] == theirs[:7]
    assert new.check_password_hash(theirs, password)
    assert old.check_password_hash(ours, password)
    assert not new.check_password_hash(theirs.decode(), "wrong")


def form(path, status=200, **fields):
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    return Case("B8", path, status, "POST", headers, urlencode(fields).encode())


@pytest.mark.parametrize("made_by", ["flask", "compat"])
@pytest.mark.parametrize("config", CONFIGS)
def test_b8_a_user_of_one_server_may_log_in_at_the_other(extensions, config, made_by):
    app = f"bcrypt_{config}"
    made = getattr(extensions, made_by).send(app, form("/hash", password="pässword"))
    stored = made.body.decode()

    assert stored[:7] == {"quick": "$2b$04$", "prefix": "$2a$05$", "long": "$2b$04$"}[config]
    for password, is_right in {"pässword": b"true\n", "wrong": b"false\n"}.items():
        old, _ = extensions.check(app, form("/check", stored=stored, password=password))
        assert old.body == is_right
    extensions.check(app, form("/hash", 500, password=""))
    extensions.check(app, form("/check", 500, stored="no hash", password="x"))


def test_long_passwords_are_told_apart_only_when_configured():
    new = bcrypt.Bcrypt(SimpleNamespace(config=CONFIGS["long"]))
    stored = new.generate_password_hash("y" * 100)

    assert new.check_password_hash(stored, "y" * 100)
    assert not new.check_password_hash(stored, "y" * 99)


@pytest.mark.parametrize(("rounds", "prefix"), [(4, None), (5, "2a"), (4, b"2b")])
def test_arguments_win_over_the_settings(rounds, prefix):
    old, new = flask_bcrypt.Bcrypt(), bcrypt.Bcrypt()

    start = new.generate_password_hash("p", rounds, prefix)[:7]

    assert start == old.generate_password_hash("p", rounds, prefix)[:7]


@pytest.mark.parametrize("password", ["", b"", None])
def test_empty_passwords_are_refused(password):
    with pytest.raises(ValueError, match="non-empty"):
        bcrypt.Bcrypt().generate_password_hash(password)


def test_the_functions_use_the_defaults():
    stored = bcrypt.generate_password_hash("p", 4)

    assert stored.startswith(b"$2b$04$")
    assert flask_bcrypt.check_password_hash(stored, "p")
    assert bcrypt.check_password_hash(stored, "p")
    assert not bcrypt.check_password_hash(stored, "q")
