import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic.links import Known, Links, survey

OLD, NEW = "64b000000000000000000001", "7fc000000000000000000009"
KEPT, OTHER = "65a000000000000000000001", "65a000000000000000000002"
TOKEN, FRESH = "tok3nAAAAAAAAAAAA", "tok3nBBBBBBBBBBBB"

NOTHING = Known(frozenset(), frozenset())


def page(text):
    return Answer(200, (("Content-Type", "text/html"),), text.encode())


def as_json(value):
    return Answer(200, (("Content-Type", "application/json"),), json.dumps(value).encode())


def get(target, **headers):
    return Request("GET", target, tuple(headers.items()))


def test_an_id_in_json_is_followed_into_the_path_and_back_into_the_answer():
    links = Links(NOTHING)

    links.learn(as_json({"items": [{"id": OLD}]}), as_json({"items": [{"id": NEW}]}))

    assert links.request(get(f"/p/{OLD}?x={OLD}")).target == f"/p/{NEW}?x={NEW}"
    assert links.answer(page(f"<a href=/p/{NEW}>")).body == f"<a href=/p/{OLD}>".encode()


def test_a_token_in_a_form_is_followed_by_the_words_before_it():
    known = Known(frozenset({TOKEN}), frozenset({TOKEN}))
    form = '<p>{}</p><input name="csrf" value="{}">'
    links = Links(known)

    links.learn(page(form.format("one", TOKEN)), page(form.format("something longer", FRESH)))

    sent = links.request(Request("POST", "/p", (("X-CSRF", TOKEN),), f"csrf={TOKEN}&a=1".encode()))
    assert sent.body == f"csrf={FRESH}&a=1".encode()
    assert sent.headers == (("X-CSRF", FRESH),)


def test_the_second_of_two_equal_places_is_paired_with_the_second():
    links = Links(NOTHING)
    rows = '<tr id="{}"></tr><tr id="{}"></tr>'

    links.learn(page(rows.format(OLD, KEPT)), page(rows.format(NEW, KEPT)))

    assert links.request(get(f"/{OLD}/{KEPT}")).target == f"/{NEW}/{KEPT}"


def test_a_redirect_is_followed_through_its_location():
    links = Links(NOTHING)

    links.learn(
        Answer(302, (("Location", f"/p/{OLD}"),)), Answer(302, (("location", f"/p/{NEW}"),))
    )

    assert links.request(get(f"/p/{OLD}")).target == f"/p/{NEW}"


def test_cookies_are_left_to_the_jar():
    links = Links(NOTHING)
    links.learn(as_json(OLD), as_json(NEW))

    request = get("/", Cookie=f"id={OLD}")

    assert links.request(request) == request


@pytest.mark.parametrize(
    ("known", "recorded", "given"),
    [
        (Known(frozenset(), frozenset(), frozenset({KEPT})), KEPT, NEW),
        (Known(frozenset(), frozenset(), frozenset({OTHER})), OLD, OTHER),
        (Known(frozenset(), frozenset({OTHER})), OLD, OTHER),
        (Known(frozenset(), frozenset()), OLD, "not-an-id-at-all"),
        (Known(frozenset({TOKEN}), frozenset(), frozen=True), TOKEN, FRESH),
        (Known(frozenset(), frozenset()), TOKEN, FRESH),
        (Known(frozenset({"movimentacoes"}), frozenset()), "movimentacoes", "movimentacaoes"),
    ],
    ids=[
        "an id that was there before never changes",
        "no id becomes one that was there before",
        "no id becomes one that the recording knows",
        "an id never becomes something else",
        "frozen apps make the same tokens",
        "a token that nobody used is nothing to follow",
        "a word is not a token",
    ],
)
def test_what_may_not_be_followed_stays_a_difference(known, recorded, given):
    links = Links(known)

    links.learn(as_json({"v": recorded}), as_json({"v": given}))

    assert links.answer(as_json({"v": given})) == as_json({"v": given})
    assert links.request(get(f"/{recorded}")).target == f"/{recorded}"


def test_a_value_that_stands_for_two_is_a_contradiction():
    links = Links(NOTHING)
    assert links.learn(as_json([OLD]), as_json([NEW])) == {}

    contradictions = links.learn(as_json([OTHER]), as_json([NEW]))

    assert len(contradictions) == 1
    assert NEW in contradictions[OTHER]


def test_a_value_that_has_two_others_is_a_contradiction():
    links = Links(NOTHING)

    contradictions = links.learn(as_json([OLD, OLD]), as_json([NEW, "7fc000000000000000000007"]))

    assert len(contradictions) == 1


def test_flask_leads_what_it_gave_as_recorded_is_no_other_value_of_the_new_side():
    known = Known(frozenset({TOKEN}), frozenset({TOKEN}))
    lead = Links(known)
    led = Links(known, lead)

    led.learn(as_json({"code": TOKEN}), as_json({"code": FRESH}))
    assert led.answer(as_json({"code": FRESH})) == as_json({"code": FRESH})

    lead.learn(as_json({"code": TOKEN}), as_json({"code": "tok3nCCCCCCCCCCCC"}))
    led.learn(as_json({"code": TOKEN}), as_json({"code": FRESH}))
    assert led.answer(as_json({"code": FRESH})) == as_json({"code": TOKEN})


CURSOR, NEXT = "jvpJwa++ITTRUHNLAA==", "aa/Jwz+/ITTRUHNLZZ=="


@pytest.mark.parametrize(
    ("target", "own"),
    [
        (
            "/p?cursor=jvpJwa%2B%2BITTRUHNLAA%3D%3D&n=1",
            "/p?cursor=aa%2FJwz%2B%2FITTRUHNLZZ%3D%3D&n=1",
        ),
        ("/p/jvpJwa++ITTRUHNLAA==", "/p/aa%2FJwz+%2FITTRUHNLZZ=="),
        ("/p?q=a+b%20c", "/p?q=a+b%20c"),
    ],
)
def test_a_value_is_quoted_as_its_place_in_the_address_asks(target, own):
    links = Links(Known(frozenset({CURSOR}), frozenset({CURSOR})))

    links.learn(as_json({"next": CURSOR}), as_json({"next": NEXT}))

    assert links.request(get(target)).target == own


def test_an_answer_with_other_values_has_the_length_and_the_tag_of_its_new_body():
    links = Links(Known(frozenset({TOKEN}), frozenset({TOKEN})))
    links.learn(as_json([TOKEN]), as_json([FRESH + "longer"]))
    body = json.dumps([FRESH + "longer"]).encode()
    tag = hashlib.sha1(body).hexdigest()
    given_ = Answer(200, (("Content-Length", str(len(body))), ("ETag", f'"{tag}"')), body)

    seen = links.answer(given_)

    assert seen.header("content-length") == str(len(seen.body)) != str(len(body))
    assert seen.header("etag") == f'"{hashlib.sha1(seen.body).hexdigest()}"'


def test_the_ids_in_the_claims_of_a_token_are_followed_and_the_token_stays_its_own():
    def token(subject, key):
        claims = base64.urlsafe_b64encode(json.dumps({"sub": subject}).encode()).decode()
        return f"eyJhbGciOiJIUzI1NiJ9.{claims.rstrip('=')}.{key * 43}"

    said = token(OLD, "a")
    links = Links(Known(frozenset({said}), frozenset({said})))
    links.learn(as_json({"id": OLD}), as_json({"id": NEW}))
    links.learn(as_json({"t": token(OLD, "a")}), as_json({"t": token(NEW, "b")}))

    sent = links.request(get("/me", Authorization=f"Bearer {token(OLD, 'a')}"))

    assert sent.headers == (("Authorization", f"Bearer {token(NEW, 'b')}"),)
    assert links.answer(as_json(token(NEW, "b"))) == as_json(token(OLD, "b"))


def test_a_survey_knows_what_requests_use_and_which_ids_occur():
    exchange = Exchange(1, "s", 0.0, get(f"/p/{OLD}"), as_json({"id": KEPT, "t": TOKEN}))

    known = survey([exchange], frozenset({OTHER}), frozen=False)

    assert OLD in known.used
    assert KEPT not in known.used
    assert OLD in known.seen
    assert KEPT in known.seen
    assert known.fixed == {OTHER}


def test_where_apps_are_frozen_only_ids_are_remembered_that_were_not_there_before():
    exchange = Exchange(1, "s", 0.0, get(f"/p/{OLD}?t={TOKEN}"), as_json([KEPT, OTHER]))

    known = survey([exchange], frozenset({OTHER}), frozen=True)

    assert [value in known.seen for value in (OLD, KEPT, OTHER, TOKEN)] == [
        True,
        True,
        False,
        False,
    ]


ids = st.integers(0, 2**64).map(lambda n: f"{n:024x}")


@given(st.lists(st.tuples(ids, ids), unique_by=(lambda p: p[0], lambda p: p[1]), max_size=8))
def test_what_goes_out_comes_back(pairs):
    ours, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    pairs = [(a, b) for a, b in pairs if a not in theirs and b not in ours]
    links = Links(NOTHING)

    contradictions = links.learn(as_json([a for a, _ in pairs]), as_json([b for _, b in pairs]))

    assert contradictions == {}
    for recorded, given_ in pairs:
        assert links.request(get(f"/{recorded}")).target == f"/{given_}"
        assert links.answer(page(given_)) == page(recorded)
