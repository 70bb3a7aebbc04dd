import pytest

from migrator.model.command import Command
from migrator.twins.app import legacy_twin, new_twin
from migrator.twins.commands import CommandLog


def test_a_file_that_is_not_there_yet_has_no_commands(tmp_path):
    assert CommandLog(tmp_path / "none").added() == ()


def test_only_what_was_added_since_the_last_look_is_read(tmp_path):
    line = b'{"exchange":"1","command":"insert","database":"d","collection":"c","writes":true}\n'
    log = CommandLog(tmp_path / "log")
    (tmp_path / "log").write_bytes(line)
    assert log.added() == (Command("1", "insert", "d", "c", writes=True),)

    (tmp_path / "log").write_bytes(line + line + line[:20])
    assert len(log.added()) == 1
    assert log.added() == ()

    (tmp_path / "log").write_bytes(line * 3)
    assert len(log.added()) == 1


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("start", [legacy_twin, new_twin])
def test_an_app_writes_down_what_it_asks_with_the_exchange(project, server, start, ask):
    with start(project, server.database_uri("one")) as twin:
        ask(twin, "/values", "12;")

        added = CommandLog(twin.commands).added()

    assert Command("12", "insert", "one", "things", writes=True) in added
