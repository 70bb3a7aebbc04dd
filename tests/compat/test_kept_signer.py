"""The kept signer signs and reads what itsdangerous signs and reads."""

import hashlib
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import BadData, BadSignature, TimestampSigner, URLSafeTimedSerializer

from migrator.compat.kept_signer import KeptKeySigner, KeptSignerSerializer, OneCallHMAC
from migrator.compat.tagged_json import TaggedJSON

OPTIONS = {
    "salt": "cookie-session",
    "serializer": TaggedJSON,
    "signer_kwargs": {"key_derivation": "hmac", "digest_method": hashlib.sha1},
}
KEPT = {**OPTIONS, "signer_kwargs": {**OPTIONS["signer_kwargs"], "algorithm": OneCallHMAC()}}
contents = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=4)
keys = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=3)


@settings(deadline=None)
@given(contents, keys)
def test_each_reads_what_the_other_wrote_with_every_key_of_the_list(content, secrets):
    plain = URLSafeTimedSerializer(secrets, **OPTIONS)
    kept = KeptSignerSerializer(secrets, **KEPT)

    assert kept.loads(plain.dumps(content)) == content
    assert plain.loads(kept.dumps(content)) == content
    for secret in secrets:
        older = URLSafeTimedSerializer(secret, **OPTIONS).dumps(content)
        assert kept.loads(older) == plain.loads(older) == content


def test_a_forged_cookie_is_refused_again_and_again():
    kept = KeptSignerSerializer(["key"], **KEPT)
    forged = URLSafeTimedSerializer(["other"], **OPTIONS).dumps({"a": 1})

    for _ in range(2):
        with pytest.raises(BadSignature):
            kept.loads(forged)
        assert kept.loads(kept.dumps({"a": 1})) == {"a": 1}


def test_another_salt_has_another_key():
    kept = KeptSignerSerializer(["key"], **KEPT)
    text = kept.dumps({"a": 1}, salt="another")

    assert kept.loads(text, salt="another") == {"a": 1}
    with pytest.raises(BadSignature):
        kept.loads(text)


def outcome(serializer, text, max_age):
    try:
        return serializer.loads(text, max_age=max_age)
    except BadData as error:
        return type(error), str(error)


@settings(deadline=None)
@given(
    content=contents,
    spoiled=st.none() | st.tuples(st.integers(0, 400), st.sampled_from("aA._-=é")),
    asked=st.lists(
        st.tuples(st.integers(-5, 30), st.none() | st.integers(0, 20)), min_size=1, max_size=4
    ),
    size=st.integers(0, 200),
)
def test_a_cookie_that_is_known_is_read_as_for_the_first_time(content, spoiled, asked, size):
    plain = URLSafeTimedSerializer(["old", "key"], **OPTIONS)
    kept = KeptSignerSerializer(["old", "key"], **KEPT)
    with at_second(1_000):
        text = plain.dumps({**content, "long": "x" * size})
    if spoiled is not None:
        place, letter = spoiled
        text = text[:place] + letter + text[place + 1 :]

    for later, max_age in asked:
        with at_second(1_000 + later):
            assert outcome(kept, text, max_age) == outcome(plain, text, max_age)


@contextmanager
def at_second(second):
    with pytest.MonkeyPatch.context() as patch:
        for kind in (TimestampSigner, KeptKeySigner):
            patch.setattr(kind, "get_timestamp", lambda _: second)
        yield


def test_what_is_read_belongs_to_its_reader_alone():
    kept = KeptSignerSerializer(["key"], **KEPT)
    text = kept.dumps({"cart": [1]})
    kept.loads(text)["cart"].append(2)

    assert kept.loads(text) == {"cart": [1]}


def test_it_remembers_right_cookies_alone_and_not_all_of_them():
    kept = KeptSignerSerializer(["key"], **KEPT)
    for number in range(600):
        kept.loads(kept.dumps({"n": number}))
        with pytest.raises(BadSignature):
            kept.loads(f"forged.{number}")

    known = kept._opened.cache_info()
    assert known.currsize == known.maxsize == 512


def test_payloads_that_are_signed_but_cannot_be_read_fail_alike():
    plain = URLSafeTimedSerializer(["key"], **OPTIONS)
    kept = KeptSignerSerializer(["key"], **KEPT)
    for payload in (b"bm8ganNvbg", b".bm8gemxpYg", b"%%", b"_w", b""):
        text = plain.make_signer().sign(payload).decode()
        for _ in range(2):
            assert outcome(kept, text, None) == outcome(plain, text, None)
