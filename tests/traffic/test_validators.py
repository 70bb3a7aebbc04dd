"""A conditional request asks each side with the validator that this side gave."""

from migrator.model.exchange import Answer, Request
from migrator.traffic.validators import Validators


def _answer(etag, date="Mon, 05 Jan 2026 10:00:00 GMT"):
    return Answer(200, (("ETag", etag), ("Last-Modified", date)))


def _asking(path, **headers):
    return Request("GET", path, tuple((k.replace("_", "-"), v) for k, v in headers.items()))


def test_the_sides_own_etag_and_date_are_sent_back():
    validators = Validators()
    page = Request("GET", "/static/a.css?v=1")
    validators.learn(page, _answer('"old"', "A"), _answer('"new"', "B"))

    sent = validators.request(
        _asking("/static/a.css", If_None_Match='"old"', If_Modified_Since="A")
    )

    assert sent.headers == (("If-None-Match", '"new"'), ("If-Modified-Since", "B"))


def test_an_etag_of_another_path_or_one_that_nobody_gave_stays():
    validators = Validators()
    validators.learn(Request("GET", "/a"), _answer('"old"'), _answer('"new"'))

    for request in (_asking("/b", If_None_Match='"old"'), _asking("/a", If_None_Match='"odd"')):
        assert validators.request(request) == request


def test_other_headers_are_left_alone():
    validators = Validators()
    validators.learn(Request("GET", "/a"), _answer('"old"'), _answer('"new"'))
    request = _asking("/a", X_Etag='"old"')

    assert validators.request(request) == request
