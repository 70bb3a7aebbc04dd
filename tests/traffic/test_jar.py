from migrator.model.exchange import Answer, Request
from migrator.traffic.jar import Jar


def answer(*cookies):
    return Answer(200, tuple(("Set-Cookie", cookie) for cookie in cookies))


def sent(jar, cookie):
    request = jar.request(Request("GET", "/", (("Host", "x"), ("Cookie", cookie))))
    return dict(request.headers).get("Cookie")


def test_a_cookie_has_the_value_that_this_side_set():
    jar = Jar()
    jar.learn(answer("session=old; Path=/; HttpOnly"), answer("session=new; Path=/"))

    assert sent(jar, "session=old") == "session=new"


def test_the_last_value_wins():
    jar = Jar()
    jar.learn(answer("session=a"), answer("session=1"))
    jar.learn(answer("session=b"), answer("session=2"))

    assert sent(jar, "session=b") == "session=2"


def test_a_cookie_from_before_the_recording_is_sent_as_it_was():
    assert sent(Jar(), "tema=escuro; _ga=1") == "tema=escuro; _ga=1"


def test_a_cookie_that_this_side_never_set_is_not_sent():
    jar = Jar()
    jar.learn(answer("session=old"), answer())

    assert sent(jar, "session=old; tema=claro") == "tema=claro"
    assert sent(jar, "session=old") is None


def test_only_the_cookies_of_the_recorded_request_are_sent():
    jar = Jar()
    jar.learn(answer("a=1", "b=2"), answer("a=x", "b=y", "c=z"))

    assert sent(jar, "b=2") == "b=y"
