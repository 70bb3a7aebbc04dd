"""Drivers of other databases: every call stops the event loop, and objects belong to a thread."""

import ast

from migrator.translate.analysis import Analysis

_CONNECT = frozenset(
    {
        "sqlite3.connect", "psycopg2.connect", "psycopg.connect", "pymysql.connect",
        "MySQLdb.connect", "mysql.connector.connect", "pyodbc.connect", "cx_Oracle.connect",
        "oracledb.connect", "sqlalchemy.create_engine", "mongoengine.connect",
    }
)  # fmt: skip


def check_sync_drivers(analysis: Analysis) -> None:
    """Refuse what opens a connection that only blocking calls can use."""
    for node in analysis.world.declared.of_kind(ast.Call):
        names = _CONNECT & analysis.full_names(node.func)
        if names:
            package = min(names).rpartition(".")[0]
            analysis.refuse(
                node,
                f"{ast.unparse(node.func)}()",
                f"what {package} gives can only be asked with calls that block every other request",
                "leave these routes on Flask, or use an asynchronous driver of that database",
            )
