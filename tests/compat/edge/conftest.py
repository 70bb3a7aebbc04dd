"""The servers that the mischief is sent to: two of the parent folder, and a third as a witness."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def ports(server_ports, flask_on_uvicorn):
    """Flask on gunicorn, compat on uvicorn, and Flask on uvicorn, by name."""
    return {**server_ports, "flask on uvicorn": flask_on_uvicorn}
