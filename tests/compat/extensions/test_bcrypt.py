"""B8: hashes of Flask-Bcrypt, read and written by both."""

from types import SimpleNamespace

import flask_bcrypt
import pytest

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
