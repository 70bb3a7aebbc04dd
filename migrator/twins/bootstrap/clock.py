"""The frozen clock: dates, times and the timers of the project's own code."""

import ctypes
import datetime
import gc
import sys
import time

from builtin import Builtin
from caller import is_own
from moment import current

_real_time = time.time


def freeze_clock():
    """Replace what tells the time; outside an exchange it goes on telling the real one."""
    _freeze_dates()
    _freeze_times()
    _freeze_timers()


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


def _freeze_times():
    real_asctime, real_strftime = time.asctime, time.strftime
    time.time = Builtin(_now)
    time.time_ns = Builtin(lambda: int(_now() * 1_000_000) * 1000)
    time.gmtime = _defaulting(time.gmtime)
    time.localtime = _defaulting(time.localtime)
    time.ctime = _defaulting(time.ctime)
    time.asctime = Builtin(lambda *given: real_asctime(*(given or (time.localtime(),))))
    time.strftime = Builtin(
        lambda form, *given: real_strftime(form, *(given or (time.localtime(),)))
    )


def _defaulting(real):
    return Builtin(lambda seconds=None: real(_now() if seconds is None else seconds))


def _freeze_timers():
    time.monotonic = _timer(time.monotonic)
    time.perf_counter = _timer(time.perf_counter)


def _timer(real):
    """A timer that stands still where the project's own code asks, and runs for everyone else."""

    def timer():
        moment = current.get()
        if moment is None:
            return real()
        return moment.clock() if is_own(sys._getframe(2).f_code) else real()

    return Builtin(timer)
