"""The servers that the mischief is sent to: two of the parent folder, and a third as a witness."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def ports(launch, server_ports, wait_for):
    """Flask on gunicorn, compat on uvicorn, and Flask on uvicorn, by name."""
    process, port = launch(Path(__file__).with_name("flask_on_uvicorn.py"))
    wait_for(process, port)
    return {**server_ports, "flask on uvicorn": port}
