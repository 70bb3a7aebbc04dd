"""QueryArg reads what the line it stands for read."""

from typing import Annotated

import pytest
from fastapi import Depends
from inprocess import get

from migrator.compat.application import Application
from migrator.compat.context import request
from migrator.compat.parameters import QueryArg
from migrator.compat.responses import jsonify

app = Application(__name__, static_folder=None)


@app.get("/read/{item:int}")
async def read(
    item: int,
    page: Annotated[int, QueryArg(1)],
    q: Annotated[str | None, QueryArg(None)],
    ratio: Annotated[float, QueryArg(0.5)],
    flag: Annotated[bool, QueryArg(False)],
    tags: Annotated[list[str], QueryArg(name="tag")],
    numbers: Annotated[list[int], QueryArg(name="n")],
):
    args = request.args
    by_hand = [
        args.get("page", 1, type=int),
        args.get("q"),
        args.get("ratio", 0.5, type=float),
        args.get("flag", False, type=bool),
        args.getlist("tag"),
        args.getlist("n", type=int),
    ]
    return jsonify(item=item, read=[page, q, ratio, flag, tags, numbers], by_hand=by_hand)


@app.get("/required", dependencies=[Depends(lambda: None)])
async def required(q: Annotated[str, QueryArg()], again: str = Depends(lambda: "again")):
    return f"{q} {again}"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "page=2",
        "page=x",
        "page=&q=",
        "page=2&page=3",
        "ratio=1e3",
        "ratio=z",
        "flag=false",
        "flag=",
        "tag=a&tag=b",
        "n=1&n=x&n=3",
        "q=%C3%A9&page=%D9%A3",
        "page=5.0",
        "page=-1",
    ],
)
def test_q1_to_q7_a_declared_value_is_the_one_read_by_hand(query):
    answer = get(app, f"/read/5?{query}").json()

    assert answer["read"] == answer["by_hand"]
    assert answer["item"] == 5


def test_q8_a_required_value_that_is_missing_is_a_bad_request():
    assert get(app, "/required").status_code == 400
    assert get(app, "/required?q=x").text == "x again"


def test_declared_values_show_in_the_docs():
    operation = app.openapi()["paths"]["/read/{item}"]["get"]
    documented = {p["name"]: p for p in operation["parameters"]}

    assert documented["page"]["schema"] == {"type": "integer", "default": 1}
    assert documented["q"]["schema"] == {"type": "string"}
    assert documented["tag"]["schema"] == {"type": "array", "items": {"type": "string"}}
    assert documented["item"]["in"] == "path"
    assert "422" not in operation["responses"]
    required_docs = app.openapi()["paths"]["/required"]["get"]["parameters"]
    assert [(p["name"], p["required"]) for p in required_docs] == [("q", True)]
