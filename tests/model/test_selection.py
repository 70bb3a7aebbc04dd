"""select_routes: one way for all verbs to say which routes are meant."""

import pytest

from migrator.errors import RouteUnknown
from migrator.model.route import Function, RouteSpec
from migrator.model.selection import select_routes

VIEW = Function("app", "view")
ROUTES = tuple(
    RouteSpec(endpoint, rule, methods, position, VIEW)
    for position, (endpoint, rule, methods) in enumerate(
        [
            ("main.index", "/", ("GET",)),
            ("main.ver", "/p/<int:pid>", ("GET",)),
            ("main.editar", "/p/<int:pid>", ("POST",)),
            ("main.novo", "/p/novo", ("GET", "POST")),
            ("main.por_nome", "/p/<nome>", ("GET",)),
            ("api.arquivo", "/api/<path:nome>", ("GET",)),
            ("api.cor", "/api/cor/<any(azul,verde):cor>", ("GET",)),
        ]
    )
)


@pytest.mark.parametrize(
    ("word", "endpoints"),
    [
        pytest.param("main.ver", ["main.ver"], id="endpoint"),
        pytest.param("/p/<int:pid>", ["main.ver", "main.editar"], id="rule with all its methods"),
        pytest.param("/p/12", ["main.ver", "main.editar"], id="number beats text"),
        pytest.param("/p/novo", ["main.novo"], id="static beats variables"),
        pytest.param("/p/abc", ["main.por_nome"], id="text"),
        pytest.param("/api/a/b.txt", ["api.arquivo"], id="path converter"),
        pytest.param("/api/cor/azul", ["api.cor"], id="specific beats path"),
        pytest.param("api.*", ["api.arquivo", "api.cor"], id="glob of endpoints"),
        pytest.param(
            "/p/*", ["main.ver", "main.editar", "main.novo", "main.por_nome"], id="glob of rules"
        ),
        pytest.param("/", ["main.index"], id="root"),
    ],
)
def test_a_word_selects_what_it_names(word, endpoints):
    selected = select_routes(ROUTES, [word])

    assert [route.endpoint for route in selected] == endpoints


def test_no_word_selects_every_route():
    assert select_routes(ROUTES) == ROUTES


def test_several_words_select_each_route_once_in_registration_order():
    selected = select_routes(ROUTES, ["api.cor", "main.*", "main.index"])

    assert [route.position for route in selected] == [0, 1, 2, 3, 4, 6]


@pytest.mark.parametrize(
    ("word", "close"),
    [("main.indez", "main.index"), ("/p/<int:pd>", "/p/<int:pid>"), ("admin.*", "main")],
)
def test_an_unknown_word_names_the_three_closest(word, close):
    with pytest.raises(RouteUnknown) as error:
        select_routes(ROUTES, [word])

    assert word in error.value.message
    assert close in error.value.hint
    assert error.value.hint.count(",") == 2


def test_an_unknown_word_among_known_ones_is_still_an_error():
    with pytest.raises(RouteUnknown):
        select_routes(ROUTES, ["main.index", "nothing.here"])
