"""Reads that could wait together are told; those that need each other, or may not, are not."""

import pytest

from migrator.translate.independent import INDEPENDENT
from tests.translate.cases import Case, run

APP = """
@app.get("/x")
def x():
    {body}
"""
INDEPENDENT_READS = {
    "two statements": ("a = db.a.find_one({})\n    b = db.b.count_documents({})\n    return [a, b]", "4, 5"),
    "a list of a cursor": ("a = list(db.a.find({}).sort('n'))\n    b = db.b.find_one({})\n    return [a, b]", "4, 5"),
    "one expression": ("return {'a': db.a.count_documents({}), 'b': db.b.count_documents({})}", "4"),
    "some of one expression": ("return {'a': db.a.count_documents({}), 'b': db.b.count_documents({}), 'c': session.pop('n'), 'd': db.a.count_documents({})}", "4"),
    "in a branch": ("if request.args:\n        a = db.a.find_one({})\n        b = db.b.find_one({})\n        return [a, b]\n    return ''", "5, 6"),
}  # fmt: skip
OTHERS = {
    "one needs the other": "a = db.a.find_one({})\n    b = db.b.find_one({'a': a['_id']})\n    return [b]",
    "a write stands between": "a = db.a.find_one({})\n    db.c.insert_one({})\n    b = db.b.find_one({})\n    return [a, b]",
    "one of them writes": "a = db.a.find_one({})\n    b = db.b.find_one_and_update({}, {'$set': {'x': 1}})\n    return [a, b]",
    "a return stands between": "a = db.a.find_one({})\n    if not a:\n        return ''\n    b = db.b.find_one({})\n    return [b]",
    "a session": "with client.start_session() as s:\n        a = db.a.find_one({}, session=s)\n        b = db.b.find_one({}, session=s)\n    return [a, b]",
    "a try": "try:\n        a = db.a.find_one({})\n        b = db.b.find_one({})\n    except KeyError:\n        return ''\n    return [a, b]",
    "only sometimes": "return [db.a.find_one({}) or db.b.find_one({})]",
    "one inside the other": "return [db.a.find_one({'b': db.b.count_documents({})})]",
    "a call in an argument": "a = db.a.find_one({})\n    b = db.b.find_one({'n': session.pop('n')})\n    return [a, b]",
    "a read alone": "return [db.a.find_one({})]",
}  # fmt: skip


def notes(tmp_path, body):
    case = Case("independent", "case", flask={"app.py": APP.format(body=body)})
    return [note for note in run(case, tmp_path, "motor").notes if note.construct == INDEPENDENT]


@pytest.mark.parametrize("name", INDEPENDENT_READS)
def test_reads_that_could_wait_together_are_told_with_their_lines(name, tmp_path):
    body, _ = INDEPENDENT_READS[name]
    found = notes(tmp_path, body)

    assert len(found) == 1
    assert "reads 2 times" in found[0].why
    assert "(lines " in found[0].why


@pytest.mark.parametrize("name", OTHERS)
def test_reads_that_may_need_their_order_are_not(name, tmp_path):
    assert notes(tmp_path, OTHERS[name]) == []
