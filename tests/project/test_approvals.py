from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import SettingsInvalid
from migrator.model.approval import Approval
from migrator.project.approvals import read_approvals, write_approvals

TABLE = """
[[approval]]
route = "/a"
aspect = "header"
where = "etag"
reason = "no need"
owner = "ana"
expires = 2030-01-31
"""
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
_VALUES = st.none() | st.tuples(_TEXT, _TEXT)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("approvals") / "approvals.toml"


def test_without_a_file_nothing_is_approved(tmp_path):
    assert read_approvals(tmp_path / "approvals.toml") == ()


def test_an_approval_by_hand_is_read(file):
    file.write_text(TABLE)

    assert read_approvals(file) == (
        Approval("/a", "header", "etag", "no need", "ana", date(2030, 1, 31)),
    )


@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT, st.dates(), _VALUES), max_size=3))
def test_what_is_written_is_read_again(file, rows):
    approvals = tuple(
        Approval(route, "header", where, reason, "ana", day, *(values or (None, None)))
        for route, where, reason, day, values in rows
    )

    write_approvals(file, approvals)

    assert read_approvals(file) == approvals


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("approval = 1", "should hold"),
        ("other = 1" + TABLE, "should hold"),
        ("[[approval", "cannot be read"),
        ("[[approval]]\n", "approval 1 lacks 'route'"),
        (TABLE.replace("no need", ""), "lacks 'reason'"),
        (TABLE + 'owners = "x"', "unknown key 'owners'"),
        (TABLE + 'actual = "x"', "both `expected` and `actual`"),
        (TABLE.replace("2030-01-31", '"2030-01-31"'), "should be a day"),
        (TABLE.replace("2030-01-31", "2030-01-31T00:00:00"), "should be a day"),
        (TABLE.replace('"ana"', "3"), "owner should be a string"),
    ],
)
def test_what_cannot_be_an_approval_is_said_with_its_place(file, text, message):
    file.write_text(text)

    with pytest.raises(SettingsInvalid, match=message):
        read_approvals(file)
