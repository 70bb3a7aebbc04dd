"""PyMongo's objects: which calls take ``await``, and what they give (SEMANTICS section 8.2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """One method: whether Motor and PyMongo Async want ``await``, and the kind of the result."""

    motor: bool
    native: bool
    result: str = ""

    def awaited(self, driver: str) -> bool:
        """Whether the call takes ``await`` with ``driver``."""
        return self.motor if driver == "motor" else self.native


def _both(names: str, result: str = "") -> dict[str, Operation]:
    return {name: Operation(motor=True, native=True, result=result) for name in names.split()}


def _plain(names: str, result: str = "") -> dict[str, Operation]:
    return {name: Operation(motor=False, native=False, result=result) for name in names.split()}


def _native(names: str, result: str) -> dict[str, Operation]:
    return {name: Operation(motor=False, native=True, result=result) for name in names.split()}


_CURSOR_OPTIONS = (
    "sort skip limit batch_size hint max_time_ms collation comment where min max clone "
    "allow_disk_use remove_option max_await_time_ms"
)
_COLLECTION = (
    "find_one find_one_and_update find_one_and_replace find_one_and_delete insert_one insert_many "
    "update_one update_many replace_one delete_one delete_many bulk_write count_documents "
    "estimated_document_count distinct create_index create_indexes drop drop_index drop_indexes "
    "index_information options rename create_search_index create_search_indexes "
    "drop_search_index update_search_index find_one_or_404"
)

COMPAT_METHODS = frozenset({"find_one_or_404"})
"""Methods of a collection that compat adds, and PyMongo does not have."""

API: dict[str, dict[str, Operation]] = {
    "client": _both("server_info list_database_names drop_database bulk_write")
    | _both("list_databases", "command_cursor")
    | {"start_session": Operation(motor=True, native=False, result="session")}
    | {"close": Operation(motor=False, native=True)}
    | _native("watch", "change_stream")
    | _plain("get_database get_default_database", "database"),
    "database": _both("command create_collection drop_collection list_collection_names")
    | _both("validate_collection dereference")
    | _both("cursor_command list_collections", "command_cursor")
    | _native("aggregate", "command_cursor")
    | _native("watch", "change_stream")
    | _plain("get_collection", "collection")
    | _plain("with_options", "database"),
    "collection": _both(_COLLECTION)
    | _native("aggregate aggregate_raw_batches list_indexes list_search_indexes", "command_cursor")
    | _native("watch", "change_stream")
    | _plain("find find_raw_batches", "cursor")
    | _plain("with_options", "collection"),
    "cursor": _both("to_list next close distinct explain")
    | _native("rewind add_option", "cursor")
    | _plain(_CURSOR_OPTIONS, "cursor"),
    "command_cursor": _both("to_list next try_next close") | _plain("batch_size", "command_cursor"),
    "session": _both("commit_transaction abort_transaction end_session with_transaction")
    | {"start_transaction": Operation(motor=False, native=True, result="transaction")},
    "transaction": {},
    "change_stream": _both("next try_next close"),
    "gridfs": _plain("find", "grid_cursor")
    | _plain("delete exists list put rename rename_by_name delete_by_name")
    | _plain("upload_from_stream upload_from_stream_with_id")
    | _plain("download_to_stream download_to_stream_by_name")
    | _plain("find_one get get_last_version get_version new_file", "grid_file")
    | _plain("open_download_stream open_download_stream_by_name", "grid_file")
    | _plain("open_upload_stream open_upload_stream_with_id", "grid_file"),
    "grid_file": _plain("abort close read readchunk readline seek tell write writelines"),
    "grid_cursor": _plain("limit skip sort clone rewind add_option", "grid_cursor")
    | _plain("next", "grid_file")
    | _plain("close to_list"),
    "bulk": {},
}

SYNC, SYNC_PREFIX = "migrator.sync", "sync "
"""Kinds of the synchronous driver's objects, which ``lint`` tells from the others."""
API |= {
    f"{SYNC_PREFIX}{kind}": {
        name: Operation(
            motor=False, native=False, result=known.result and f"{SYNC_PREFIX}{known.result}"
        )
        for name, known in methods.items()
    }
    for kind, methods in API.items()
}

GRIDFS = frozenset({"gridfs", "grid_file", "grid_cursor"})
"""Files of PyMongo, which stay synchronous: Motor has no ``GridFS``."""

CURSORS = frozenset({"cursor", "command_cursor", "change_stream"})
# Names that no dict, list, str, set or file has: on a receiver nobody knows, they must be PyMongo.
TELLTALE = frozenset(
    name
    for kind in ("collection", "database", "cursor")
    for name in API[kind]
    if "_" in name and name not in {"with_options", "batch_size", "max_time_ms"}
) | {"aggregate", "distinct", "find"}
REMOVED = frozenset(
    {"insert", "update", "remove", "save", "ensure_index", "group", "map_reduce", "count"}
)
ASKING = frozenset({"address", "primary", "secondaries", "arbiters", "is_primary", "is_mongos"})
"""Properties of a client that wait for a server: coroutines in PyMongo Async."""
_ATTRIBUTES = {
    "client": {"nodes", "HOST", "PORT", "options", "codec_options", *ASKING},
    "database": {"name", "client", "codec_options", "read_preference", "write_concern"},
    "collection": {"name", "full_name", "database", "codec_options", "read_preference"},
    "cursor": {"alive", "cursor_id", "collection", "address", "retrieved", "session"},
    "command_cursor": {"alive", "cursor_id", "address", "session"},
    "session": {"client", "has_ended", "in_transaction", "session_id", "options"},
}
_ATTRIBUTE_KINDS = {
    ("database", "client"): "client",
    ("collection", "database"): "database",
    ("cursor", "collection"): "collection",
    ("session", "client"): "client",
}

_CLASSES = {
    "MongoClient": "client",
    "Database": "database",
    "Collection": "collection",
    "Cursor": "cursor",
    "RawBatchCursor": "cursor",
    "CommandCursor": "command_cursor",
    "ClientSession": "session",
    "GridFS": "gridfs",
    "GridFSBucket": "gridfs",
    "GridOut": "grid_file",
    "GridIn": "grid_file",
    "GridOutCursor": "grid_cursor",
}


def kind_of_class(full_name: str) -> str:
    """The kind of a driver class by its import path, empty for any other class."""
    package, _, name = full_name.rpartition(".")
    if package == SYNC and name in _CLASSES:
        return SYNC_PREFIX + _CLASSES[name]
    if package.split(".")[0] not in {"pymongo", "gridfs", "flask_pymongo"}:
        return ""
    return _CLASSES.get(name, "")


def attribute_kind(kind: str, name: str) -> str:
    """What ``.name`` on a driver object is when it is no method: a kind, or ``plain``."""
    if kind.startswith(SYNC_PREFIX):
        found = attribute_kind(kind.removeprefix(SYNC_PREFIX), name)
        return found if found == "plain" else SYNC_PREFIX + found
    if (kind, name) in _ATTRIBUTE_KINDS:
        return _ATTRIBUTE_KINDS[kind, name]
    if name in _ATTRIBUTES.get(kind, ()) or name.startswith("__"):
        return "plain"
    return {"client": "database", "database": "collection", "collection": "collection"}.get(
        kind, "plain"
    )
