"""P12: a template that runs through a query."""

import pytest
from pairs import Case


@pytest.mark.parametrize("driver", ["motor", "async"])
def test_p12_a_page_of_documents_is_the_same(extensions, driver):
    app = f"cursors_{driver}"
    extensions.check(app, Case("P12", "/fill"))

    for number in (0, 1, 3, 4):
        for least in (0, 2, 9):
            extensions.check(app, Case("P12", f"/text/{number}/{least}", None))
