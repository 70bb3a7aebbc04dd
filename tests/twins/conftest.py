import pytest
from pymongo import MongoClient

from migrator.twins.mongo import embedded_server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with embedded_server(tmp_path_factory.mktemp("mongo")) as running:
        yield running


@pytest.fixture
def client(server):
    with MongoClient(server.uri) as connected:
        yield connected
        for name in set(connected.list_database_names()) - {"admin", "local", "config"}:
            connected.drop_database(name)
