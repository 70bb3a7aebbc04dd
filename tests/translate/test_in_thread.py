"""What blocks in a function of the project stops nobody else: a thread, or a refusal."""

import pytest

from migrator.model.translation import Grade
from migrator.translate.blocking import blocks, goes_alone, kind_of
from migrator.translate.lint import lint
from tests.translate.test_translate import HEAD, grades, project, text, translated

SEND = """\
import smtplib
{}


def send(address, body):
    with smtplib.SMTP("mail.local") as server:
        server.sendmail("us@shop.local", [address], body)
"""
VIEW = """\
from mail import send


@app.post("/order")
def order():
    number = db.orders.insert_one({}).inserted_id
    send("a@b.c", f"order {number}")
    return "ok"
"""
WAITING = "import asyncio\n\nimport {}\n\n\n{}\n\n\nasync def middle():\n    helper()\n"


def scaffolded(root, app, **files):
    return translated(project(root, app=HEAD + app, **files))


def test_a_helper_that_sends_mail_runs_in_a_thread(tmp_path):
    found = scaffolded(tmp_path, VIEW, mail=SEND.format(""))

    assert grades(found) == {"order": Grade.ASYNC}
    assert '    await in_thread(send, "a@b.c", f"order {number}")\n' in text(found, "app.py")
    assert "\ndef send(address, body):\n    with smtplib.SMTP(" in text(found, "mail.py")
    assert [(n.file, n.line, n.construct, n.why) for n in found.notes] == [
        ("mail.py", 6, "smtplib.SMTP", "it blocks, so send runs in a worker thread")
    ]


def test_the_nearest_caller_goes_to_the_thread_and_the_rest_awaits_it(tmp_path):
    more = "\n\ndef notify(address):\n    return send(address, 'hello')\n"
    view = VIEW.replace("import send", "import notify").replace(
        'send("a@b.c", f"order {number}")', 'notify("a")'
    )

    found = scaffolded(tmp_path, view, mail=SEND.format("") + more)

    assert "async def notify(address):\n    return await in_thread(send, address, 'hello')" in text(
        found, "mail.py"
    )
    assert "await notify(" in text(found, "app.py")


def test_one_thread_is_enough_for_functions_that_block_one_below_the_other(tmp_path):
    more = "\n\ndef both(address):\n    smtplib.SMTP('other').quit()\n    send(address, '')\n"
    view = VIEW.replace("import send", "import both").replace(
        'send("a@b.c", f"order {number}")', 'both("a")'
    )

    found = scaffolded(tmp_path, view, mail=SEND.format("") + more)

    assert "    send(address, '')\n" in text(found, "mail.py")
    assert "await in_thread(both, " in text(found, "app.py")


def test_a_function_that_also_asks_the_database_does_both_in_a_thread(tmp_path):
    mail = SEND.format("from app import db").replace(" as server:", " as server, open('l') as log:")
    mail = mail.replace("    with", "    db.sent.insert_one({})\n    with")

    found = scaffolded(tmp_path, VIEW, mail=mail)

    (reason,) = found.routes[0].reasons
    assert grades(found) == {"order": Grade.THREADED}
    assert "    await in_thread(send, " in text(found, "app.py")
    assert "\n    sync(db.sent).insert_one({})\n" in text(found, "mail.py")
    assert (reason.file, reason.line, reason.construct) == ("mail.py", 7, "smtplib.SMTP()")
    assert reason.why == "it blocks every other request, in order > send"
    assert "a function of its own" in reason.todo


STEPS = """\
import smtplib


@app.post("/a")
def a():
    server = smtplib.SMTP("mail.local")
    server.login("us", "x")
    db.sent.insert_one({})
    server.quit()
    return "ok"
"""


def test_a_view_that_blocks_and_asks_the_database_does_it_step_by_step(tmp_path):
    found = scaffolded(tmp_path, STEPS)

    code = text(found, "app.py")
    assert grades(found) == {"a": Grade.ASYNC}
    assert 'server = await in_thread(smtplib.SMTP, "mail.local")' in code
    assert 'await in_thread(server.login, "us", "x")' in code
    assert "await in_thread(server.quit)" in code


BACKGROUND = {
    "a thread": ("import threading\n", "", "threading.Thread(target=send, args=('x',)).start()"),
    "a pool": (
        "from concurrent.futures import ThreadPoolExecutor\n\npool = ThreadPoolExecutor()\n",
        "", "pool.submit(send, 'x')",
    ),
    "a task queue": (
        "from celery import Celery\n\ncelery = Celery('x')\n", "@celery.task\n", "send.delay('x')",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "decorator", "call"), BACKGROUND.values(), ids=BACKGROUND)
def test_work_that_no_request_waits_for_stays_as_it_is(tmp_path, head, decorator, call):
    app = (
        f"import time\nimport requests\n{head}\n\n{decorator}def send(a):\n    time.sleep(1)\n"
        f'    return requests.get(a)\n\n\n@app.get("/a")\ndef a():\n    {call}\n    return ""\n'
    )
    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.ASYNC}
    code = text(found, "app.py")
    assert f"{decorator}def send(a):\n    time.sleep(1)\n    return requests.get(a)\n" in code
    assert f"    {call}\n" in code
    assert found.notes == ()


@pytest.mark.parametrize(
    "kept",
    [
        "app.jinja_env.globals['send'] = send",
        "HOOKS = [send]",
        "app.jinja_env.globals.update(send=send)",
    ],
)
def test_what_something_unknown_may_call_does_not_stay(tmp_path, kept):
    app = (
        "import requests\n\n\ndef send():\n    return requests.get('x').text\n\n\n"
        f'{kept}\n\n\n@app.get("/a")\ndef a():\n    return render_template("a.html")\n'
    )
    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.REFUSED} or "async def send():" in text(found, "app.py")


def test_a_message_is_sent_from_one_thread(tmp_path):
    app = (
        "import pika\n\n\ndef publish(text):\n    line = pika.BlockingConnection()\n"
        "    channel = line.channel()\n    channel.basic_publish('', 'q', text)\n    line.close()\n\n\n"
        '@app.get("/a")\ndef a():\n    publish(str(db.a.find_one()))\n    return ""\n'
    )
    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.ASYNC}
    assert "await in_thread(publish, str(await db.a.find_one()))" in text(found, "app.py")


def test_a_helper_with_threads_of_its_own_waits_for_them_in_a_thread(tmp_path):
    app = (
        "from concurrent.futures import ThreadPoolExecutor\nfrom threading import Thread\n\n\n"
        "def sizes(names):\n    with ThreadPoolExecutor() as pool:\n"
        "        return list(pool.map(len, names))\n\n\n"
        '@app.get("/a")\ndef a():\n    later = Thread(target=print)\n    later.start()\n'
        "    later.join()\n    return str(sizes(db.a.distinct('n')))\n"
    )
    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.ASYNC}
    assert "await in_thread(later.join)" in text(found, "app.py")
    assert "str(await in_thread(sizes, await db.a.distinct('n')))" in text(found, "app.py")


ENTERED = {
    "a view": '@app.get("/a")\ndef a():\n    with smtplib.SMTP("m") as s:\n        s.noop()\n    return ""\n',
    "a property": (
        "class Mail:\n    @property\n    def server(self):\n"
        '        with smtplib.SMTP("m") as s:\n            return s.noop()\n\n\n'
        '@app.get("/a")\ndef a():\n    Mail().server\n    return ""\n'
    ),
    "a generator": (
        "def names():\n    for host in 'ab':\n        with smtplib.SMTP(\"m\") as s:\n"
        "            yield str(s.noop())\n\n\n"
        '@app.get("/a")\ndef a():\n    return "".join(names())\n'
    ),
}


@pytest.mark.parametrize("app", ENTERED.values(), ids=ENTERED)
def test_a_with_is_entered_and_left_in_a_thread(tmp_path, app):
    found = scaffolded(tmp_path, f"import smtplib\n\n\n{app}")

    assert grades(found) == {"a": Grade.ASYNC}
    assert 'async with opened_in_thread(smtplib.SMTP, "m") as s:\n' in text(found, "app.py")
    assert "await in_thread(s.noop)" in text(found, "app.py")


ONE_THREAD = (
    "import pika\n\nline = pika.BlockingConnection()\nchannel = line.channel()\n\n\n"
    '@app.get("/a")\ndef a():\n    channel.basic_publish("", "q", "x")\n    return ""\n'
)
WHOLE = {
    "a pool whose end waits for its threads": (
        "from concurrent.futures import ThreadPoolExecutor\n\n\n"
        '@app.get("/a")\ndef a():\n    with ThreadPoolExecutor() as pool:\n'
        "        return str(list(pool.map(len, db.a.distinct('n'))))\n"
    ),
    "a with of two things": (
        'import smtplib\n\n\n@app.get("/a")\ndef a():\n'
        '    with smtplib.SMTP("m") as s, open("f") as f:\n        s.noop()\n    return ""\n'
    ),
    "a lock": (
        'import redis\n\ncache = redis.Redis()\n\n\n@app.get("/a")\ndef a():\n'
        '    with cache.lock("k"):\n        return ""\n'
    ),
    "a connection that is not followed": (
        'import socket\n\n\n@app.get("/a")\ndef a():\n'
        '    s = socket.create_connection(("h", 1))\n    s.sendall(b"")\n    return ""\n'
    ),
    "a constructor": (
        "import smtplib\n\n\nclass Mail:\n    def __init__(self):\n"
        '        self.s = smtplib.SMTP("m")\n\n\n@app.get("/a")\ndef a():\n    Mail()\n    return ""\n'
    ),
}


def test_a_connection_that_wants_one_thread_is_refused(tmp_path):
    found = scaffolded(tmp_path, ONE_THREAD)

    assert grades(found) == {"a": Grade.REFUSED}
    assert found.routes[0].reasons[0].why.startswith("it blocks every other request, in a")


@pytest.mark.parametrize("app", WHOLE.values(), ids=WHOLE)
def test_a_view_that_cannot_block_step_by_step_runs_in_a_thread(tmp_path, app):
    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.THREADED}
    assert found.routes[0].reasons[0].why.startswith("it blocks every other request, in a")


OPENED = "from urllib.request import urlopen\nimport json\n\n\n"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        pytest.param("return urlopen('u').read()", "(await in_thread(urlopen, 'u')).read", id="read"),
        pytest.param("return str(json.load(urlopen('u')))", "", id="read by another"),
        pytest.param("with urlopen('u') as a:\n        return a.read()", "await in_thread(a.read)", id="with"),
        pytest.param("with urlopen('u') as a:\n        return json.load(a)", "", id="given away"),
        pytest.param("a = urlopen('u')\n    return ''.join(map(str, a))", "", id="iterated"),
        pytest.param("import requests\n    return requests.get('u').text", "(await in_thread(requests.get, 'u')).text", id="finished"),
        pytest.param("import requests\n    return requests.get('u', stream=True).text", "", id="streamed"),
    ],
)  # fmt: skip
def test_an_answer_that_is_still_being_read_is_not_read_on_the_event_loop(tmp_path, code, wanted):
    found = scaffolded(tmp_path, f'{OPENED}@app.get("/a")\ndef a():\n    {code}\n')

    assert grades(found) == {"a": Grade.ASYNC if wanted else Grade.THREADED}
    assert wanted in text(found, "app.py")


def test_what_could_go_alone_goes_along_with_the_rest_of_its_function(tmp_path):
    mail = SEND.format("import requests").replace(
        "    with", "    requests.get('http://x')\n    with"
    )

    found = scaffolded(tmp_path, VIEW, mail=mail)

    assert grades(found) == {"order": Grade.ASYNC}
    assert "\ndef send(address, body):\n    requests.get('http://x')\n" in text(found, "mail.py")


CALLS = {
    "by its name": ("send(1, 2)", "await in_thread(send, 1, 2)"),
    "from a table": ("ACTIONS['s'](1, 2)", "await in_thread(ACTIONS['s'], 1, 2)"),
    "without arguments": ("Mail().ping()", "await in_thread(Mail().ping)"),
    "inside an expression": ("[send(n, 2) for n in (1, 2)]", "[await in_thread(send, n, 2) for n in"),
    "in parentheses": ("(send)(\n        1,  # one\n        b=2)", "await in_thread((send), \n        1,  # one\n        b=2)"),
    "through a partial": ("partial(send, 1)(2)", "await in_thread(partial(send, 1), 2)"),
    "through a decorator": ("again(1, 2)", "await in_thread((await in_thread(smtplib.SMTP, a)).quit)"),
    "given to a thread": ("threading.Thread(target=send).start()", "threading.Thread(target=send).start()"),
}  # fmt: skip


@pytest.mark.parametrize(("written", "wanted"), CALLS.values(), ids=CALLS)
def test_a_call_is_handed_over_wherever_it_stands(tmp_path, written, wanted):
    app = (
        "import smtplib\nimport threading\nfrom functools import partial, wraps\n\n\ndef send(a, b):\n    smtplib.SMTP(a).quit()\n\n\n"
        "class Mail:\n    def ping(self):\n        smtplib.SMTP('a').quit()\n\n\n"
        "ACTIONS = {'s': send}\n\n\n"
        "def loud(f):\n    @wraps(f)\n    def inner(*args):\n        return f(*args)\n    return inner\n\n\n"
        "@loud\ndef again(a, b):\n    smtplib.SMTP(a).quit()\n\n\n"
        f'@app.get("/a")\ndef a():\n    {written}\n    return ""\n'
    )
    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.ASYNC}
    assert wanted in text(found, "app.py")


LATER = {
    "map": "list(map(send, 'ab'))",
    "a key": "sorted('ab', key=send)",
    "a helper": "each(send, 'ab')",
}


@pytest.mark.parametrize("written", LATER.values(), ids=LATER)
def test_a_function_that_blocks_when_others_call_it_is_refused(tmp_path, written):
    app = (
        "import smtplib\n\n\ndef send(a):\n    smtplib.SMTP(a).quit()\n\n\n"
        "def each(f, items):\n    return [f(item) for item in items]\n\n\n"
        f'@app.get("/a")\ndef a():\n    {written}\n    return ""\n'
    )
    found = scaffolded(tmp_path, app)

    wanted = Grade.ASYNC if "each" in written else Grade.REFUSED
    assert grades(found) == {"a": wanted}
    if wanted is Grade.ASYNC:
        assert "return [await in_thread(f, item) for item in items]" in text(found, "app.py")


def test_an_object_that_blocks_is_followed_from_where_it_is_made(tmp_path):
    app = (
        "import redis\nimport requests\n\ncache = redis.Redis()\nhttp = requests.Session()\n\n\n"
        '@app.get("/a")\ndef a():\n    http.headers.update(a="1")\n'
        '    return cache.get("k") or http.get("http://x.local").text\n'
    )
    code = text(scaffolded(tmp_path, app), "app.py")

    assert "cache = redis.Redis()\nhttp = requests.Session()\n" in code
    assert (
        'return await in_thread(cache.get, "k") or (await in_thread(http.get, "http://x.local")).text'
        in code
    )


def test_what_only_the_start_or_a_command_waits_for_stays(tmp_path):
    app = (
        "import smtplib\n\n\ndef check():\n    smtplib.SMTP('m').quit()\n\n\ncheck()\n\n\n"
        '@app.get("/a")\ndef a():\n    return ""\n'
    )
    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.ASYNC}
    assert "\ncheck()\n" in text(found, "app.py")


@pytest.mark.parametrize(
    ("module", "helper", "chain"),
    [
        ("smtplib", "def helper():\n    smtplib.SMTP('m')", "middle > helper"),
        ("requests", "def helper():\n    requests.get('m')", "middle > helper"),
        (
            "time",
            "def deep():\n    time.sleep(1)\n\n\ndef helper():\n    deep()",
            "middle > helper > deep",
        ),
        ("subprocess", "def helper():\n    (lambda: subprocess.run('m'))()", "middle > helper"),
    ],
)
def test_lint_finds_what_blocks_below_async_code(module, helper, chain):
    code = WAITING.format(module, helper)

    (found,) = lint({"app.py": code}, "new", "motor")

    assert found.why == f"it blocks every other request, in {chain}"
    mended = "from anyio.to_thread import run_sync\n" + code.replace(
        "\n    helper()\n", "\n    await run_sync(helper)\n"
    )
    assert lint({"app.py": mended}, "new", "motor") == []


@pytest.mark.parametrize(
    ("name", "kind", "alone"),
    [
        ("requests.get", "network", True),
        ("requests.Session", "", False),
        ("requests.Session.get", "network", True),
        ("requests.exceptions.Timeout", "", False),
        ("smtplib.SMTP", "mail", False),
        ("smtplib.SMTPException", "", False),
        ("redis.Redis.pipeline", "", False),
        ("redis.Redis.pipeline.execute", "network", True),
        ("redis.Redis.lock", "network", False),
        ("redis.Redis.set", "network", True),
        ("redis.Redis.from_url", "", False),
        ("redis.Redis.from_url.get", "network", True),
        ("threading.Thread", "", False),
        ("threading.Thread.join", "queue", False),
        ("redis.Redis.info", "network", True),
        ("boto3.client.close", "network", True),
        ("threading.Event.set", "", False),
        ("threading.Event.wait", "queue", False),
        ("subprocess.Popen.poll", "", False),
        ("subprocess.Popen.communicate", "process", True),
        ("builtins.open", "file", False),
        ("time.sleep", "sleep", False),
    ],
)  # fmt: skip
def test_the_table_says_what_a_call_waits_for(name, kind, alone):
    assert (kind_of(name), goes_alone(name)) == (kind, alone)
    assert blocks(name) is (kind not in {"", "file", "computing"})
