"""Which versions of Flask and Werkzeug answer alike, and which are promised; one list for all."""

import pytest

from migrator.compat import versions as compat
from migrator.model import versions


@pytest.mark.parametrize(
    ("seen", "older", "unpromised"),
    [
        ({"flask": "3.1.3", "werkzeug": "3.1.9"}, [], []),
        ({"flask": "3.2.0", "werkzeug": "3.2"}, [], []),
        ({"flask": "3.1.2", "werkzeug": "3.1.9"}, ["flask"], []),
        ({"flask": "2.2.0", "werkzeug": "2.2.3"}, ["flask", "werkzeug"], []),
        ({"flask": "2.2.0", "werkzeug": "2.2.2"}, ["flask", "werkzeug"], ["werkzeug"]),
        ({"flask": "2.3.0", "werkzeug": "2.3.3"}, ["flask", "werkzeug"], ["werkzeug"]),
        ({"flask": "1.1.4", "werkzeug": "1.0.1"}, ["flask", "werkzeug"], ["flask", "werkzeug"]),
        ({}, [], []),
    ],
    ids=str,
)
def test_versions_are_sorted_by_what_is_known_of_them(seen, older, unpromised):
    assert list(versions.older(seen)) == older
    assert list(versions.unpromised(seen)) == unpromised


def test_an_extension_is_promised_from_the_version_that_compat_was_compared_with():
    seen = {"Flask-Cors": "3.0.9", "Flask-Login": "0.6.3", "Flask-WTF": "", "Flask-Mail": "0.9"}

    assert versions.unpromised_extensions(seen) == {"Flask-Cors": "3.0.9"}


def test_the_generated_code_and_the_toolkit_know_the_same_newest():
    newest = compat.Versions.of(compat.NEWEST_FLASK, compat.NEWEST_WERKZEUG)

    assert {"flask": newest.flask, "werkzeug": newest.werkzeug} == versions.NEWEST
