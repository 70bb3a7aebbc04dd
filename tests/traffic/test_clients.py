from migrator.traffic.clients import Clients


def test_a_named_session_keeps_its_name():
    assert Clients().name("1.1.1.1", (("X-Migrator-Session", "ana"),)) == "ana"


def test_clients_in_different_places_are_different_sessions():
    clients = Clients()

    names = {clients.name(a, (("User-Agent", u),)) for a in "12" for u in "ab"}

    assert len(names) == 4


def test_a_cookie_that_was_renewed_is_still_the_same_client():
    clients = Clients()
    session = clients.name("1", ())
    clients.learn(session, (("Set-Cookie", "s=1; Path=/"),))
    clients.learn(clients.name("1", (("Cookie", "s=1"),)), (("Set-Cookie", "s=2"),))

    assert clients.name("9", (("cookie", "x=y; s=2"),)) == session


def test_who_comes_without_a_cookie_after_one_was_given_is_somebody_new():
    clients = Clients()
    first = clients.name("1", ())
    clients.learn(first, (("Set-Cookie", "s=1"),))

    assert clients.name("1", ()) != first
