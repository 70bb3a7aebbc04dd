"""What the names of asynchronous code stand for, when it is read by itself."""

from migrator.translate.driver_api import SYNC
from migrator.translate.flask_names import NAMES
from migrator.translate.names import (
    AT_STARTUP,
    AWAITED,
    CONNECT,
    DOCUMENT_AT,
    IN_THREAD,
    LOAD_CURRENT_USER,
    SENT,
    SYNC_OF,
    THREADED,
)

_CLASSES = "Client Database Collection Cursor CommandCursor ClientSession"
_SYNC_CLASSES = ("MongoClient", *(f"{n.lower()}.{n}" for n in ("Database", "Collection")))


def of_compat(package: str) -> dict[str, str]:
    """Compat's names mean what Flask's meant; ``connect`` gives a client."""
    found = {f"{package}.compat.{t.module}.{t.name}": name for name, t in NAMES.items()}
    ours = {
        f"{package}.database.connect": CONNECT,
        f"{package}.compat.startup.at_startup": AT_STARTUP,
        f"{package}.compat.login.load_current_user": LOAD_CURRENT_USER,
        f"{package}.compat.cursors.document_at": DOCUMENT_AT,
        f"{package}.compat.cursors.sent": SENT,
        f"{package}.compat.threads.in_thread": IN_THREAD,
        f"{package}.compat.threads.threaded": THREADED,
        f"{package}.compat.threads.awaited": AWAITED,
        f"{package}.database.sync": SYNC_OF,
    }
    return {**found, **ours}


def of_drivers() -> dict[str, str]:
    """Motor's and PyMongo Async's classes by the names of PyMongo's; the synchronous ones aside."""
    found: dict[str, str] = {}
    for name in _CLASSES.split():
        ours = "pymongo.MongoClient" if name == "Client" else f"pymongo.{name}"
        found[f"motor.motor_asyncio.AsyncIOMotor{name}"] = ours
        found[f"motor.motor_tornado.Motor{name}"] = ours
    found["pymongo.AsyncMongoClient"] = "pymongo.MongoClient"
    for module, name in _asynchronous():
        found[f"pymongo.asynchronous.{module}.Async{name}"] = f"pymongo.{name}"
    for place in _SYNC_CLASSES:
        found[f"pymongo.{place}"] = f"{SYNC}.{place.rpartition('.')[2]}"
    found["pymongo.mongo_client.MongoClient"] = f"{SYNC}.MongoClient"
    return found


def _asynchronous() -> list[tuple[str, str]]:
    pairs = [("mongo_client", "MongoClient"), ("database", "Database"), ("cursor", "Cursor")]
    pairs += [("collection", "Collection"), ("command_cursor", "CommandCursor")]
    return [*pairs, ("client_session", "ClientSession")]
