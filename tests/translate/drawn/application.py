"""A whole application: the shop that all of them share, the drawn functions, the drawn views."""

from pathlib import Path

from tests.translate.drawn.draw import Draw
from tests.translate.drawn.pages import PIECES

SHOP = Path(__file__).with_name("shop.txt")
ENDINGS = [
    "return {'n': {num}, **saida}",
    "return {'n': {num}, **saida}, 201, {'X-N': str({num})}",
    "return jsonify(n={num}, lista={list}, **saida)",
    "return make_response({text}, {2-4}00)",
    "return redirect(url_for('view0', n={num}, q={text}))",
    "return Response(stream_with_context({text+p} + request.path for {p} in {iter}))",
    "abort(404, str({num}))",
]
STATEMENT, ENDING = 22, 14
"""How many values a view may be made of, in front of its ``return`` and in it."""


def application(seed: int, views: int = 5) -> str:
    """The text of an application with these views, at ``/0`` and so on."""
    draw = Draw(seed)
    made = [_view(draw, number) for number in range(views)]
    return "\n\n\n".join([SHOP.read_text(), *draw.definitions, *made]) + "\n"


def addresses(rule: str) -> list[str]:
    """What a view is asked."""
    return [rule, f"{rule}?n=2&q=b&loja=2", f"{rule}?loja=7&n=4"]


def _view(draw: Draw, number: int) -> str:
    draw.scope, draw.budget = {}, STATEMENT
    body = [line for _ in range(draw.random.randint(1, 3)) for line in draw.statement(2)]
    draw.budget = ENDING
    page = draw.chance(0.4)
    body += _page(draw) if page else draw.fill(draw.random.choice(ENDINGS), 2).split("\n")
    guard = ["@exige_loja"] if draw.chance(0.2) else []
    head = [f"@app.get('/{number}')", *guard, f"def view{number}():", "    saida = {}"]
    return "\n".join([*head, *(f"    {line}" for line in body)])


def _page(draw: Draw) -> list[str]:
    pieces = "".join(
        draw.fill(draw.random.choice(PIECES), 2) for _ in range(draw.random.randint(1, 4))
    )
    with draw.reading({}, alone=True):
        inside = draw.fill("def gera():\n    yield from {iter}", 1).split("\n")
        with draw.reading({"num": ["n"]}, alone=True):
            inside += draw.fill("def fecho(n):\n    return n + {num}", 1).split("\n")
    values = "itens={iter}, lista={list}, um={doc}, n={num}, loja=Loja({num}), conta_de=Conta"
    given = draw.fill(values, 1)
    asked = f"render_template_string({pieces!r}, {given}, gera=gera, fecho=fecho)"
    return [*inside, "flash(str(saida))", f"return {asked}"]
