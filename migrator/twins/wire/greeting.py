"""What a server says of itself, told by one who stands in its place.

A driver goes where the servers of a replica set say they are. So whoever passes on or plays the
answer to ``hello`` puts its own address there, or the driver would walk past it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import bson
from bson import Int64, ObjectId

_PLACES = ("me", "primary")
_OTHERS = ("passives", "arbiters")
# Not offered, or of one connection and one moment.
_NOT_PLAYED = frozenset(
    (
        *("compression", "saslSupportedMechs", "speculativeAuthenticate"),
        *("localTime", "connectionId", "topologyVersion", "$clusterTime", "operationTime"),
        *("ismaster", "isWritablePrimary", "helloOk", "ok"),
    )
)


def standing_at(facts: Mapping[str, Any], address: str) -> dict[str, Any]:
    """What a server says of itself, as the only member of its replica set and at this address."""
    said = dict(facts)
    if "setName" not in said:
        return said
    said["hosts"] = [address]
    said |= {name: address for name in _PLACES if name in said}
    said |= {name: [] for name in _OTHERS if name in said}
    return said


class Greeting:
    """Answers ``hello`` and its older names as the recorded server did; counts connections."""

    def __init__(self, recorded: bytes) -> None:
        facts = bson.decode(recorded)
        self._facts = {name: value for name, value in facts.items() if name not in _NOT_PLAYED}
        self._topology = {"processId": ObjectId(), "counter": Int64(0)}
        self._connections = 0

    def next_connection(self) -> int:
        """The number of one more connection."""
        self._connections += 1
        return self._connections

    def document(self, command: str, connection: int, address: str) -> bytes:
        """The answer to a ``hello`` of this name."""
        primary = "isWritablePrimary" if command == "hello" else "ismaster"
        said: dict[str, Any] = {primary: True, **standing_at(self._facts, address)}
        said |= {"helloOk": True, "topologyVersion": self._topology}
        said |= {"localTime": datetime.now(UTC), "connectionId": connection, "ok": 1.0}
        return bson.encode(said)

    def patience(self, document: bytes) -> float:
        """For how many seconds the asker of this ``hello`` wants to wait for news: there are none.

        It says so by the topology version that it knows.
        """
        asked = bson.decode(document)
        knows = asked.get("topologyVersion")
        if knows is None or knows["processId"] != self._topology["processId"]:
            return 0.0
        return float(asked.get("maxAwaitTimeMS", 0)) / 1000
