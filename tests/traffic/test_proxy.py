import http.client
import json
import socket
import threading
import time

import pytest


def ask(port, method="GET", path="/", body=None, headers=None, chunked=False):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers or {}, encode_chunked=chunked)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def raw(port, data, until=b""):
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(data)
        got = b""
        while part := connection.recv(65536):
            got += part
            if until and until in got:
                break
        return got


def test_a_request_passes_untouched_and_is_recorded_with_its_answer(app, proxied):
    with proxied(app) as (port, recorded, _):
        sent = {"Host": "loja.example", "X-Odd": "\xe9", "Content-Type": "text/plain"}
        answer, content = ask(port, "POST", "/a%20b?x=1&x=2", b"\x00\xff", sent)

    said = json.loads(content)
    assert said["path"] == "/a%20b?x=1&x=2"
    assert said["body"] == "\x00\xff"
    assert ["Host", "loja.example"] in said["headers"]
    assert answer.reason == "Fine"
    (exchange,) = recorded
    assert exchange.id == 1
    assert exchange.request.method == "POST"
    assert exchange.request.target == "/a%20b?x=1&x=2"
    assert exchange.request.body == b"\x00\xff"
    assert ("X-Odd", "\xe9") in exchange.request.headers
    assert exchange.answer.status == 200
    assert exchange.answer.body == content
    assert [v for k, v in exchange.answer.headers if k == "X-Twice"] == ["1", "2"]


def test_headers_of_ours_and_of_one_hop_reach_neither_the_app_nor_the_recording(app, proxied):
    with proxied(app) as (port, recorded, _):
        sent = {
            "X-Migrator-Session": "ana",
            "Connection": "keep-alive",
            "X-Migrator-Exchange": "9;9",
        }
        _, content = ask(port, headers=sent)

    names = {name.lower() for name, _ in json.loads(content)["headers"]}
    assert not names & {"x-migrator-session", "x-migrator-exchange", "connection"}
    assert recorded[0].session == "ana"
    assert {k.lower() for k, _ in recorded[0].request.headers} == names


def test_a_frozen_app_is_told_the_number_and_the_time_of_each_exchange(app, proxied):
    with proxied(app, frozen=True, began=1_764_000_000.125) as (port, recorded, _):
        said = [json.loads(ask(port)[1]) for _ in range(2)]

    told = [dict(s["headers"])["X-Migrator-Exchange"] for s in said]
    assert told == [f"{e.id};{1_764_000_000.125 + e.at:.3f}" for e in recorded]


def test_a_streamed_answer_passes_while_it_is_made(app, proxied):
    with proxied(app) as (port, recorded, _):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/stream")
        answer = connection.getresponse()
        first = answer.read1()
        rest = answer.read()
        connection.close()

    assert first == b"one,"
    assert recorded[0].answer.body == first + rest == b"one,two,three"
    assert "transfer-encoding" not in {k.lower() for k, _ in recorded[0].answer.headers}


def test_a_chunked_request_stays_chunked(app, proxied):
    with proxied(app) as (port, recorded, _):
        _, content = ask(
            port, "POST", "/", iter([b"ab", b"cd"]), {"Transfer-Encoding": "chunked"}, True
        )

    assert json.loads(content)["body"] == "abcd"
    assert recorded[0].request.body == b"abcd"
    assert ("Transfer-Encoding", "chunked") in recorded[0].request.headers


def test_head_has_the_headers_of_the_answer_and_no_body(app, proxied):
    with proxied(app) as (port, recorded, _):
        answer, content = ask(port, "HEAD")

    assert content == b""
    assert int(answer.headers["Content-Length"]) > 0
    assert recorded[0].answer.body == b""


def test_one_connection_carries_many_requests(app, proxied):
    with proxied(app) as (port, recorded, _):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for n in range(3):
            connection.request("GET", f"/{n}")
            connection.getresponse().read()
        connection.close()

    assert [e.request.target for e in recorded] == ["/0", "/1", "/2"]


def test_a_client_that_waits_for_100_continue_is_told_to_go_on(app, proxied):
    with (
        proxied(app) as (port, recorded, _),
        socket.create_connection(("127.0.0.1", port)) as client,
    ):
        client.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert client.recv(100).startswith(b"HTTP/1.1 100")
        client.sendall(b"ok")
        assert b"200 Fine" in client.recv(1000)

    assert recorded[0].request.body == b"ok"


def test_a_websocket_is_refused_in_words(app, proxied):
    with proxied(app) as (port, recorded, proxy):
        got = raw(
            port,
            b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        )

    assert b" 501 " in got
    assert b"WebSocket traffic is not recorded" in got
    assert recorded == []
    assert proxy.lost == 1


def test_an_app_that_is_not_there_is_said_with_502_and_not_recorded(proxied):
    with proxied(("127.0.0.1", _nobody())) as (port, recorded, proxy):
        answer, content = ask(port)

    assert answer.status == 502
    assert b"did not answer" in content
    assert recorded == []
    assert proxy.lost == 1


def test_an_app_that_hangs_up_is_said_with_502(app, proxied):
    with proxied(app) as (port, recorded, _):
        assert ask(port, path="/gone")[0].status == 502

    assert recorded == []


def test_an_answer_that_breaks_off_is_recorded_as_cut_and_breaks_off_for_the_client(app, proxied):
    with proxied(app) as (port, recorded, _), pytest.raises(http.client.IncompleteRead):
        ask(port, path="/cut")

    assert recorded[0].answer.body == b"only this"
    assert recorded[0].answer.cut


def test_what_is_not_http_is_refused(app, proxied):
    with proxied(app) as (port, recorded, _):
        got = raw(port, b"\x16\x03\x01\x02\x00 hello\r\n\r\n")

    assert b" 400 " in got
    assert recorded == []


def test_a_client_that_goes_away_in_the_middle_is_lost_and_the_next_one_is_served(app, proxied):
    with proxied(app) as (port, recorded, proxy):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        assert ask(port, path="/next")[0].status == 200

    assert [e.request.target for e in recorded] == ["/next"]
    assert proxy.lost == 1


def test_exchanges_are_recorded_in_the_order_they_began(app, proxied):
    with proxied(app) as (port, recorded, _):
        slow = threading.Thread(target=ask, args=(port, "GET", "/slow=0.3"))
        slow.start()
        time.sleep(0.1)
        ask(port, path="/quick")
        slow.join()

    assert [e.request.target for e in recorded] == ["/slow=0.3", "/quick"]
    assert recorded[0].at < recorded[1].at


def test_clients_are_told_apart_by_their_cookies(app, proxied):
    with proxied(app) as (port, recorded, _):
        ask(port, path="/first")
        ask(port, path="/login=ana")
        ask(port, path="/login=bia")
        ask(port, path="/a", headers={"Cookie": "session=ana"})
        ask(port, path="/b", headers={"Cookie": "tema=escuro; session=bia"})
        ask(port, path="/c")

    assert [e.session for e in recorded] == [
        "client-1", "client-1", "client-2", "client-1", "client-2", "client-3",
    ]  # fmt: skip


def test_stopping_waits_for_what_is_under_way(app, proxied):
    with proxied(app) as (port, recorded, _):
        asking = threading.Thread(target=ask, args=(port, "GET", "/slow=0.3"))
        asking.start()
        time.sleep(0.1)
    asking.join()

    assert len(recorded) == 1


def _nobody():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
