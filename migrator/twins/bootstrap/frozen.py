"""Freeze a process: clock, ids and randomness follow the exchange that is being answered.

Outside an exchange everything is real. Classes of the standard library stay the very same classes
(their methods are replaced in place), so that isinstance, pickle and BSON see no change. Drivers
and servers keep real values for what they draw for themselves.
"""

import ctypes
import datetime
import gc
import os
import random
import sys
import time
import uuid

from moment import Moment, current

_DRAW_FOR_THEMSELVES = frozenset(
    (
        "a2wsgi",
        "bson",
        "email",
        "gridfs",
        "gunicorn",
        "motor",
        "pymongo",
        "python_multipart",
        "ssl",
        "starlette",
        "tempfile",
        "urllib",
        "uvicorn",
    )
)
_PASSING_ON = frozenset({"random", "secrets", "uuid", "os", "werkzeug.security", __name__})
_UUID_EPOCH = 0x01B21DD213814000  # 100 ns between 1582-10-15 and 1970-01-01

_own = os.path.join(os.environ["MIGRATOR_TWIN_ROOT"], "")
_real_urandom = os.urandom
_real_time = time.time
_real_uuid1 = uuid.uuid1


def freeze():
    """Install the frozen clock and sources.

    Must run before the app is imported, as a name once imported cannot be replaced.
    """
    _freeze_dates()
    _freeze_time()
    _freeze_randomness()
    _freeze_object_ids()
    _prove()


def _drawer(depth):
    """The exchange to draw from, or None for real values.

    Libraries draw for themselves while they are imported, and as the app starts; how often depends
    on which libraries a side has, so only the project's own draws count then.
    """
    moment = current.get()
    if moment is None:
        return None
    frame = sys._getframe(depth + 1)
    while frame and frame.f_globals.get("__name__") in _PASSING_ON:
        frame = frame.f_back
    if frame is None or _is_own(frame.f_code):
        return moment
    if moment.is_start or frame.f_code.co_name == "<module>":
        return None
    module = frame.f_globals.get("__name__", "")
    return None if module.partition(".")[0] in _DRAW_FOR_THEMSELVES else moment


def _is_own(code):
    return code.co_filename.startswith(_own) and "site-packages" not in code.co_filename


def _now():
    moment = current.get()
    return _real_time() if moment is None else moment.clock()


def _freeze_dates():
    utc = datetime.timezone.utc

    def now(cls, tz=None):
        return cls.fromtimestamp(_now(), tz)

    def utcnow(cls):
        return cls.fromtimestamp(_now(), utc).replace(tzinfo=None)

    def today(cls):
        return cls.fromtimestamp(_now())

    _replace(datetime.datetime, now=now, utcnow=utcnow, today=today)
    _replace(datetime.date, today=today)


def _replace(cls, **functions):
    namespace = gc.get_referents(cls.__dict__)[0]
    for name, function in functions.items():
        function.__qualname__ = f"{cls.__name__}.{name}"
        namespace[name] = classmethod(function)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))


def _freeze_time():
    def defaulting(real):
        return lambda seconds=None: real(_now() if seconds is None else seconds)

    def rendering(real):
        return lambda *given: real(*given) if given else real(time.localtime())

    real_strftime = time.strftime
    time.time = _now
    time.time_ns = lambda: int(_now() * 1_000_000) * 1000
    time.gmtime = defaulting(time.gmtime)
    time.localtime = defaulting(time.localtime)
    time.ctime = defaulting(time.ctime)
    time.asctime = rendering(time.asctime)
    time.strftime = lambda form, *given: real_strftime(form, *(given or (time.localtime(),)))
    time.monotonic = _timer(time.monotonic)
    time.perf_counter = _timer(time.perf_counter)


def _timer(real):
    """A timer that stands still where the project's own code asks, and runs for everyone else."""

    def timer():
        moment = current.get()
        if moment is None:
            return real()
        return moment.clock() if _is_own(sys._getframe(1).f_code) else real()

    return timer


class _FollowingRandom(random.Random):
    """The hidden instance behind ``random.random()``: follows the exchange where there is one."""

    _own_gauss_next = None

    @property
    def gauss_next(self):
        """The half of a drawn pair that ``gauss`` keeps for its next call."""
        moment = _drawer(1)
        return self._own_gauss_next if moment is None else moment.random.gauss_next

    @gauss_next.setter
    def gauss_next(self, value):
        moment = _drawer(1)
        if moment is None:
            self._own_gauss_next = value
        else:
            moment.random.gauss_next = value

    def random(self):
        moment = _drawer(1)
        return super().random() if moment is None else moment.random.random()

    def getrandbits(self, k):
        moment = _drawer(1)
        return super().getrandbits(k) if moment is None else moment.random.getrandbits(k)

    def seed(self, *given, **named):
        moment = current.get()
        return (moment.random if moment else super()).seed(*given, **named)


def _freeze_randomness():
    def urandom(count):
        moment = _drawer(1)
        return _real_urandom(count) if moment is None else moment.draw(count)

    def uuid1(node=None, clock_seq=None):
        moment = _drawer(1)
        if moment is None:
            return _real_uuid1(node, clock_seq)
        drawn = int.from_bytes(moment.draw(9), "big")
        ticks = int(moment.epoch * 10_000_000) + _UUID_EPOCH + (drawn >> 62)
        sequence = drawn & 0x3FFF if clock_seq is None else clock_seq
        return uuid.UUID(
            fields=(
                ticks & 0xFFFFFFFF,
                (ticks >> 32) & 0xFFFF,
                (ticks >> 48) & 0x0FFF,
                (sequence >> 8) & 0x3F,
                sequence & 0xFF,
                (drawn >> 14) & 0xFFFFFFFFFFFF if node is None else node,
            ),
            version=1,
        )

    os.urandom = random._urandom = urandom
    uuid.uuid1 = uuid1
    following = _FollowingRandom()
    for name, value in list(vars(random).items()):
        if getattr(value, "__self__", None) is random._inst:
            setattr(random, name, getattr(following, name))
    random._inst = following


def _freeze_object_ids():
    try:
        from bson.objectid import ObjectId
    except ImportError:
        return
    real = ObjectId.__init__

    def __init__(self, oid=None):  # noqa: N807 (it becomes the method of that name)
        moment = current.get() if oid is None else None
        if moment and not _names_a_topology(sys._getframe(1).f_globals.get("__name__", "")):
            oid = moment.object_id()
        real(self, oid)

    ObjectId.__init__ = __init__


def _names_a_topology(module):
    """Drivers give each client an ObjectId of its own; it must not use up the exchange's."""
    return module.startswith("pymongo.") and "settings" in module


def _prove():
    """See that the replaced methods are the ones that are called, and stop loudly if not."""
    token = current.set(Moment("proof", "1", 86_400.0))
    try:
        frozen = (
            datetime.datetime.now(datetime.timezone.utc).timestamp() == time.time() == 86_400.0
            and datetime.datetime.utcnow().day == 2
            and random.random() == Moment("proof", "1", 0.0).random.random()
            and uuid.uuid4().bytes[:6] == Moment("proof", "1", 0.0).draw(16)[:6]
        )
    finally:
        current.reset(token)
    if not frozen:
        sys.exit(f"this Python cannot be frozen: {sys.version}")
