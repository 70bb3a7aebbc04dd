"""The frozen process, in a child process of its own as it replaces the clock of whoever loads it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parents[2] / "migrator" / "twins" / "bootstrap"

ENV = {"MIGRATOR_TWIN_COMMANDS": os.devnull}
PREPARE = f"""
import sys
sys.path.insert(0, {str(BOOTSTRAP)!r})
from startup import START, prepare
begin = prepare()
"""

DRAW = """
import datetime, os, pickle, random, secrets, time, uuid
from datetime import date, datetime as dt
from random import choice, sample
from uuid import uuid4

def draw(exchange):
    begin(exchange)
    return [
        dt.now(datetime.timezone.utc), dt.now(), dt.today(), dt.utcnow(), date.today(),
        time.time(), time.time_ns(), time.gmtime(), time.localtime(), time.strftime("%Y"),
        time.ctime(), time.asctime(), uuid4(), uuid.uuid1(), secrets.token_hex(8),
        secrets.choice("abcdef"), random.random(), choice(range(100)), sample(range(50), 3),
        os.urandom(4), secrets.SystemRandom().random(), random.gauss(0, 1),
    ]
"""


def run(script, frozen=True, root="/nowhere"):
    frozen_env = {"MIGRATOR_TWIN_SEED": "s", "MIGRATOR_TWIN_EPOCH": "1700000000.5"}
    code = f"exec(compile({DRAW + script!r}, {f'{root}/script.py'!r}, 'exec'))"  # the project's own
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + code],
        env={
            **os.environ,
            **ENV,
            "MIGRATOR_TWIN_ROOT": str(root),
            **(frozen_env if frozen else {}),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_exchange_draws_the_same_values_again():
    run("assert draw('12;1700000001.5') == draw('12;1700000001.5')")


def test_two_processes_draw_the_same_values():
    script = "print(draw('12;1700000001.5'))"

    assert run(script) == run(script)


def test_two_exchanges_share_no_drawn_value():
    run("""
a, b = draw("1;1700000001.5"), draw("2;1700000001.5")
assert a[:12] == b[:12]
assert not [x for x, y in zip(a[12:15], b[12:15]) if x == y]
""")


def test_outside_an_exchange_everything_is_real():
    run("""
assert draw(None) != draw(None)
assert time.time() > 1.75e9
""")


def test_without_a_seed_nothing_is_frozen():
    run("assert draw('12;1700000001.5') != draw('12;1700000001.5')", frozen=False)


def test_dates_stay_the_very_class_they_were():
    run("""
class Mine(dt): pass
begin("1;1700000001.5")
assert type(dt.now()) is dt and isinstance(dt.now(), date)
assert type(Mine.now()) is Mine
assert pickle.loads(pickle.dumps(dt.now())) == dt.now()
assert repr(dt.utcnow()) == "datetime.datetime(2023, 11, 14, 22, 13, 21, 500000)"
""")


def test_object_ids_follow_the_exchange_and_the_drivers_own_draws_do_not_use_them_up():
    run("""
import bson
from bson import ObjectId
from pymongo import MongoClient
begin("7;1700000001.5")
first = [ObjectId(), ObjectId()]
begin("7;1700000001.5")
client = MongoClient("127.0.0.1:1", connect=False)
assert [ObjectId(), ObjectId()] == first == sorted(first)
assert first[0].generation_time.timestamp() == 1700000001
assert bson.decode(bson.encode({"a": first[0], "t": dt.utcnow()}))["a"] == first[0]
assert ObjectId("64b000000000000000000001") != first[0]
begin(None)
assert ObjectId() not in first
""")


def test_a_driver_draws_real_randomness_inside_an_exchange():
    run("""
driver = {"__name__": "pymongo.pool", "uuid": uuid, "random": random}
begin("1;1700000001.5")
assert eval("uuid.uuid4()", driver) != eval("uuid.uuid4()", driver)
mine = draw("1;1700000001.5")
begin("1;1700000001.5")
eval("random.random(), uuid.uuid4()", driver)
assert uuid4() == mine[12]
""")


def test_timers_stand_still_for_the_projects_own_code_only(tmp_path):
    (tmp_path / "mine.py").write_text("import time\ndef look(): return time.monotonic()\n")

    run(
        """
import mine
begin("1;1700000001.5")
assert mine.look() == mine.look() == 1700000001.5
assert eval("time.monotonic()") < 1e9
""",
        root=tmp_path,
    )


def test_a_loop_that_waits_for_the_clock_ends():
    run("""
begin("1;1700000001.5")
start = time.time()
while time.time() < start + 0.5: pass
""")


def test_the_start_of_the_app_is_one_exchange_that_goes_on(tmp_path):
    script = """
import mine
begin(START)
one = mine.draw()
begin("1;1700000001.5")
begin(START)
assert mine.draw() != one
assert time.time() == 1700000000.5
print(one)
"""
    (tmp_path / "mine.py").write_text("import uuid\ndef draw(): return uuid.uuid4()\n")

    assert run(script, root=tmp_path) == run(script, root=tmp_path)


def test_a_library_draws_real_randomness_while_it_is_imported(tmp_path):
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "library.py").write_text("import uuid\nDRAWN = uuid.uuid4()\n")

    run(
        f"""
sys.path.insert(0, {str(tmp_path / "site-packages")!r})
begin("1;1700000001.5")
import library
mine = uuid4()
begin("1;1700000001.5")
assert uuid4() == mine != library.DRAWN
""",
        root=tmp_path,
    )


def test_no_module_name_of_ours_is_left_to_take_the_projects(tmp_path):
    for name in (
        "frozen",
        "moment",
        "startup",
        "commands",
        "caller",
        "clock",
        "sources",
        "builtin",
    ):
        (tmp_path / f"{name}.py").write_text("MINE = True\n")

    run(
        "import frozen, moment, startup\nassert frozen.MINE and moment.MINE and startup.MINE",
        root=tmp_path,
    )


@pytest.mark.parametrize("name", ["threads", "tasks"])
def test_what_a_request_starts_sees_its_exchange(name):
    started = {
        "threads": "import contextvars\nfrom concurrent.futures import ThreadPoolExecutor\n"
        "got = ThreadPoolExecutor().submit(contextvars.copy_context().run, uuid4).result()",
        "tasks": "import asyncio\nasync def one(): return uuid4()\n"
        "async def main(): return await asyncio.create_task(one())\ngot = asyncio.run(main())",
    }[name]

    run(f"begin('1;1700000001.5')\n{started}\nbegin('1;1700000001.5')\nassert got == uuid4()")


def test_replaced_functions_do_not_become_methods():
    run("""
class Formatter:
    converter, now, draw, steady = time.localtime, time.time, os.urandom, time.monotonic
Formatter().converter(0), Formatter().now(), Formatter().draw(4), Formatter().steady()
import logging
logging.basicConfig(format="%(asctime)s")
logging.raiseExceptions = True
begin("1;1700000001.5")
assert logging.Formatter("%(asctime)s").formatTime(logging.makeLogRecord({})).startswith("2023")
""")
