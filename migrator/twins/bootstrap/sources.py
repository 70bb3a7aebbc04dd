"""The frozen sources of random values and ids."""

import os
import random
import sys
import uuid

from builtin import Builtin
from caller import drawer
from moment import current

_UUID_EPOCH = 0x01B21DD213814000  # 100 ns between 1582-10-15 and 1970-01-01

_real_urandom = os.urandom
_real_uuid1 = uuid.uuid1


def freeze_sources():
    """Replace what values are drawn from; outside an exchange they are as random as ever."""
    _freeze_randomness()
    _freeze_object_ids()


class _FollowingRandom(random.Random):
    """The hidden instance behind ``random.random()``: follows the exchange where there is one."""

    _own_gauss_next = None

    @property
    def gauss_next(self):
        """The half of a drawn pair that ``gauss`` keeps for its next call."""
        moment = drawer(1)
        return self._own_gauss_next if moment is None else moment.random.gauss_next

    @gauss_next.setter
    def gauss_next(self, value):
        moment = drawer(1)
        if moment is None:
            self._own_gauss_next = value
        else:
            moment.random.gauss_next = value

    def random(self):
        moment = drawer(1)
        return super().random() if moment is None else moment.random.random()

    def getrandbits(self, k):
        moment = drawer(1)
        return super().getrandbits(k) if moment is None else moment.random.getrandbits(k)

    def seed(self, *given, **named):
        moment = current.get()
        return (moment.random if moment else super()).seed(*given, **named)


def _freeze_randomness():
    def urandom(count):
        moment = drawer(1)
        return _real_urandom(count) if moment is None else moment.draw(count)

    def uuid1(node=None, clock_seq=None):
        moment = drawer(1)
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

    os.urandom = random._urandom = Builtin(urandom)
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
