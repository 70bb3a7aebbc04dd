"""The kept signer signs and reads what itsdangerous signs and reads."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import BadSignature, URLSafeTimedSerializer

from migrator.compat.kept_signer import KeptSignerSerializer
from migrator.compat.tagged_json import TaggedJSON

OPTIONS = {
    "salt": "cookie-session",
    "serializer": TaggedJSON,
    "signer_kwargs": {"key_derivation": "hmac", "digest_method": hashlib.sha1},
}
contents = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=4)
keys = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=3)


@settings(deadline=None)
@given(contents, keys)
def test_each_reads_what_the_other_wrote_with_every_key_of_the_list(content, secrets):
    plain, kept = (
        made(secrets, **OPTIONS) for made in (URLSafeTimedSerializer, KeptSignerSerializer)
    )

    assert kept.loads(plain.dumps(content)) == content
    assert plain.loads(kept.dumps(content)) == content
    for secret in secrets:
        older = URLSafeTimedSerializer(secret, **OPTIONS).dumps(content)
        assert kept.loads(older) == plain.loads(older) == content


def test_a_forged_cookie_is_refused_again_and_again():
    kept = KeptSignerSerializer(["key"], **OPTIONS)
    forged = URLSafeTimedSerializer(["other"], **OPTIONS).dumps({"a": 1})

    for _ in range(2):
        with pytest.raises(BadSignature):
            kept.loads(forged)
        assert kept.loads(kept.dumps({"a": 1})) == {"a": 1}


def test_another_salt_has_another_key():
    kept = KeptSignerSerializer(["key"], **OPTIONS)
    text = kept.dumps({"a": 1}, salt="another")

    assert kept.loads(text, salt="another") == {"a": 1}
    with pytest.raises(BadSignature):
        kept.loads(text)
