"""Reads that wait together: written as a person would, and only where nothing else changes."""

import json

import pytest

from tests.translate.cases import Case, formatted, read_requests, run, shown
from tests.translate.differential import DRIVERS, outcomes

READ = "db.produtos.count_documents({})"
TWO = f"    a = {READ}\n    b = db.lojas.find_one({{'_id': 1}})\n    return [a, b]\n"
WRITTEN = {
    "statements": (
        "total = db.a.count_documents({})\nlast = db.a.find_one({})\nreturn [total, last]",
        "total, last = await asyncio.gather(db.a.count_documents({}), db.a.find_one({}))\nreturn [total, last]",
    ),
    "comments": (
        "# how many\ntotal = db.a.count_documents({})  # all\n\n# the last\nlast = db.a.find_one({})  # one\nreturn [total, last]",
        "# how many\ntotal, last = await asyncio.gather(\n    db.a.count_documents({}),  # all\n    # the last\n    db.a.find_one({}),  # one\n)\nreturn [total, last]",
    ),
    "a list of a cursor": (
        "docs = list(db.a.find({}).sort('n', 1))\nnames = db.b.distinct('name')\nreturn [docs, names]",
        "docs, names = await asyncio.gather(\n    db.a.find({}).sort('n', 1).to_list(None), db.b.distinct('name')\n)\nreturn [docs, names]",
    ),
    "in a branch of a loop": (
        "for x in 'ab':\n    if x:\n        m = db.a.find_one({'x': x})\n        n = db.b.find_one({'x': x})\nreturn [m, n]",
        "for x in 'ab':\n    if x:\n        m, n = await asyncio.gather(db.a.find_one({'x': x}), db.b.find_one({'x': x}))\nreturn [m, n]",
    ),
    "under keys": (
        "return {'n': 3, 'total': db.a.count_documents({}), 'last': db.a.find_one({}), 'x': len('x')}",
        "total, last = await asyncio.gather(db.a.count_documents({}), db.a.find_one({}))\nreturn {'n': 3, 'total': total, 'last': last, 'x': len('x')}",
    ),
    "keywords of a call": (
        "return jsonify(total=db.a.count_documents({}), last=db.a.find_one({}))",
        "total, last = await asyncio.gather(db.a.count_documents({}), db.a.find_one({}))\nreturn jsonify(total=total, last=last)",
    ),
    "a dictionary for jsonify": (
        "return jsonify({'total': db.a.count_documents({}), 'last': db.a.find_one({})})",
        "total, last = await asyncio.gather(db.a.count_documents({}), db.a.find_one({}))\nreturn jsonify({'total': total, 'last': last})",
    ),
}  # fmt: skip
REFUSED = {
    "a handler above": (
        f"def reads():\n{TWO}\n\ndef between():\n    return reads()\n\n\n@app.get('/')\ndef view():\n    try:\n        return between()\n    except ValueError:\n        return []\n",
        "may handle what they raise",
    ),
    "a handler in a decorator": (
        f"from functools import wraps\n\n\ndef calm(f):\n    @wraps(f)\n    def inner():\n        try:\n            return f()\n        except Exception:\n            return []\n    return inner\n\n\n@app.get('/')\n@calm\ndef view():\n{TWO}",
        "may handle what they raise",
    ),
    "another asyncio": (
        f"asyncio = 3\n\n\n@app.get('/')\ndef view():\n{TWO}",
        "asyncio is another name there",
    ),
    "a global name": (
        f"b = None\n\n\n@app.get('/')\ndef view():\n    global b\n{TWO}",
        "a global name is bound",
    ),
    "a property": (
        "class Shop:\n    @property\n    def goods(self):\n        return db.produtos\n\n\nshop = Shop()\n\n\n@app.get('/')\ndef view():\n    a = db.lojas.find_one({})\n    b = shop.goods.find_one({})\n    return [a, b]\n",
        "a property is read for it",
    ),
    "a name that is taken": (
        f"@app.get('/')\ndef view():\n    total = 3\n    return {{'total': {READ}, 'last': {READ}, 'x': total}}\n",
        "values under free names",
    ),
    "something in front that may fail": (
        f"@app.get('/')\ndef view():\n    return {{'x': request.args['x'], 'total': {READ}, 'last': {READ}}}\n",
        "nothing in front",
    ),
    "no names": (f"@app.get('/')\ndef view():\n    return [{READ}, {READ}]\n", "values under free names"),
}  # fmt: skip
MAY_FAIL = {
    "an amount that is worked out": "list(db.produtos.find({}).skip((page - 1) * 2))",
    "a key": "db.produtos.find_one({'sku': request.args['sku']})",
    "a conversion": "db.produtos.find_one({'_id': int(page)})",
    "a field to sort by": "list(db.produtos.find({}).sort(page, 1))",
}


def translated(tmp_path, text, driver="motor", *, gather=True):
    case = Case("gathering", "case", flask={"app.py": text}, gather=gather)
    return run(case, tmp_path, driver)


def view(body):
    return "@app.get('/')\ndef view():\n" + "".join(f"    {line}\n" for line in body.split("\n"))


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("driver", DRIVERS)
def test_reads_are_gathered_as_a_person_would_write_it(name, driver, tmp_path):
    before, after = WRITTEN[name]
    done = translated(tmp_path, view(before), driver)

    expected = view(after).replace("def view", "async def view")
    assert len({*formatted(shown(done, "app.py"), expected)}) == 1
    assert [note.construct for note in done.notes] == ["gathered reads"]
    assert "import asyncio\n" in next(f.content.decode() for f in done.files if f.path == "app.py")


@pytest.mark.parametrize("name", REFUSED)
def test_reads_stay_in_order_where_something_else_could_change(name, tmp_path):
    text, why = REFUSED[name]
    done = translated(tmp_path, text)

    assert [why in note.why for note in done.notes] == [True]
    assert [note.construct for note in done.notes] == ["independent reads"]
    assert "gather(" not in shown(done, "app.py")


@pytest.mark.parametrize("name", MAY_FAIL)
def test_an_argument_that_may_fail_is_left_to_the_driver_that_sends_at_once(name, tmp_path):
    text = view(
        f"page = request.args.get('page', 1)\na = {READ}\nb = {MAY_FAIL[name]}\nreturn [a, b]"
    )
    first = view(f"page = request.args['sku']\nb = {MAY_FAIL[name]}\na = {READ}\nreturn [a, b]")

    for driver, expected in zip(DRIVERS, (True, False), strict=True):
        done = translated(tmp_path / driver, text, driver)
        in_front = translated(tmp_path / f"{driver}-first", first, driver)
        assert ("gather(" in shown(done, "app.py")) is expected
        assert "gather(" in shown(in_front, "app.py")


def test_what_the_first_read_was_given_may_be_given_again(tmp_path):
    key = "{'sku': request.args['sku']}"
    text = view(f"a = db.produtos.find_one({key})\nb = db.lojas.find_one({key})\nreturn [a, b]")

    done = translated(tmp_path, text, "pymongo-async")

    assert "gather(" in shown(done, "app.py")


def test_nothing_is_gathered_that_nobody_asked_for(tmp_path):
    done = translated(tmp_path, view(WRITTEN["statements"][0]), gather=False)

    assert "asyncio" not in shown(done, "app.py")
    assert [note.construct for note in done.notes] == ["independent reads"]


ALIKE = """
def painel():
    caros = list(db.produtos.find({"preco": {"$gt": 6}}).sort("preco", 1))
    lojas = db.lojas.count_documents({})
    primeiro = db.produtos.find_one({"sku": "a"})
    tags = db.produtos.distinct("tag")
    return {"caros": caros, "lojas": lojas, "primeiro": primeiro, "tags": sorted(tags)}


@app.get("/painel")
def ver_painel():
    return painel()


@app.get("/total")
def total():
    return {"ativos": db.produtos.count_documents({"ativo": True}), "lojas": db.lojas.estimated_document_count()}


@app.get("/pagina")
def pagina():
    numero = request.args.get("p", 1, type=int)
    quantos = db.produtos.count_documents({})
    itens = list(db.produtos.find({}).sort("_id", 1).skip((numero - 1) * 2).limit(2))
    return {"quantos": quantos, "itens": [i["nome"] for i in itens]}


@app.get("/falha")
def falha():
    a = db.produtos.find_one({"$nada": 1})
    b = db.lojas.count_documents({})
    return {"a": a, "b": b}


@app.get("/nenhum")
def nenhum():
    a = db.produtos.find_one({"sku": "zzz"})
    b = db.lojas.find_one({"sku": "a"})
    return {"a": a["sku"], "b": b}


@app.post("/grava")
def grava():
    antes = db.contadores.count_documents({})
    um = db.contadores.find_one({"_id": 1})
    db.contadores.insert_one({"_id": antes + 1, "n": um["n"] + 1})
    depois = db.contadores.count_documents({})
    dois = db.contadores.find_one({"_id": antes + 1})
    return {"antes": antes, "depois": depois, "dois": dois}
"""
REQUESTS = """GET /painel
GET /total
GET /pagina?p=2
GET /pagina?p=0
GET /falha
GET /nenhum
POST /grava
POST /grava
GET /painel"""


def test_gathered_reads_answer_and_leave_what_flask_does(tmp_path):
    case = Case(
        "gathering", "alike", flask={"app.py": ALIKE}, requests=read_requests(REQUESTS), gather=True
    )
    found = json.loads(json.dumps(outcomes([(case, DRIVERS)], tmp_path)))

    assert found["refused"] == {}
    expected = found["flask"][case.name]
    assert [answer[0] for answer in expected["answers"]] == [
        200,
        200,
        200,
        500,
        500,
        500,
        200,
        200,
        200,
    ]
    for driver in DRIVERS:
        written = (tmp_path / "0" / driver / "generated_app/app.py").read_text()
        assert written.count("asyncio.gather(") == (7 if driver == "motor" else 5)
        assert found[driver][case.name] == expected, driver
