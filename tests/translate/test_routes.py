import pytest

from migrator.translate.routes import fastapi_rule


@pytest.mark.parametrize(
    ("rule", "path", "exact"),
    [
        ("/", "/", True),
        ("/a/<x>", "/a/{x}", True),
        ("/a/<string:x>", "/a/{x}", False),
        ("/a/<default:x>", "/a/{x}", False),
        ("/a/<int:x>/<float:y>", "/a/{x:int}/{y:float}", True),
        ("/a/<path:x>/b", "/a/{x:path}/b", True),
        ("/a/<uuid:x>", "/a/{x:uuid}", True),
        ("/a/<int(min=1):x>", "/a/{x:int}", False),
        ("/a/<string(length=2):x>", "/a/{x}", False),
        ("/a/<any(um, dois):x>", "/a/{x}", False),
        ("/a/<objectid:x>", "/a/{x}", False),
        ("/a/{x}", "/a/{x}", False),
        ("/<x>-<y>.json", "/{x}-{y}.json", True),
    ],
)
def test_a_rule_in_fastapis_words_says_whether_that_is_all(rule, path, exact):
    found = fastapi_rule(rule)

    assert (found.path, found.is_exact) == (path, exact)
