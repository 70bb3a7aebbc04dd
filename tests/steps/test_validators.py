"""A file's ETag names its path, so each side is asked with the one it gave itself."""

from migrator.model.exchange import Answer
from migrator.steps.validators import Validators

OURS, THEIRS = '"1700000000.5-21-11"', '"1700000000.5-21-99"'


def answer(etag):
    return Answer(200, (("ETag", etag),))


def test_the_new_side_is_asked_with_its_own_etag_of_the_same_file():
    validators = Validators()

    assert validators.learn(answer(OURS), answer(THEIRS))
    asked = validators.translated((("If-Range", OURS), ("if-none-match", f'W/"x", {OURS}')))

    assert asked == (("If-Range", THEIRS), ("if-none-match", f'W/"x", {THEIRS}'))
    assert not validators.learn(answer(OURS), answer(THEIRS))


def test_other_etags_and_other_headers_stay():
    validators = Validators()

    assert not validators.learn(answer('"abc"'), answer('"def"'))
    assert not validators.learn(answer(OURS), answer('"1700000000.5-22-99"'))
    assert not validators.learn(Answer(200), answer(THEIRS))
    validators.learn(answer(OURS), answer(THEIRS))
    assert validators.translated((("X-Tag", OURS),)) == (("X-Tag", OURS),)
