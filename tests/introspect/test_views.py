"""Each view is followed to the file and the lines that the team wrote."""

import pytest


@pytest.mark.parametrize(
    ("url", "definition"),
    [
        ("/token", "def com_token"),
        ("/perfil", "def com_perfil"),
        ("/contado", "def contado"),
        ("/fechado", "def fechado"),
    ],
)
def test_decorators_without_wraps_are_looked_through_and_closures_are_not(
    rule, url, definition, line_of
):
    view = rule("bare_decorators", url).view

    assert view.place.file == "app.py"
    assert view.place.line == line_of("bare_decorators/app.py", definition)
    assert view.kind == "function"


def test_the_end_line_is_the_last_of_the_function(rule, line_of):
    place = rule("app_object", "/itens/<int:item_id>").view.place

    assert place.line == line_of("app_object/app.py", "def ver_item")
    assert place.end_line == place.line + 1


def test_decorators_are_listed_outermost_first_without_the_route(rule):
    assert rule("bare_decorators", "/perfil").decorators == (
        "exigir_token",
        'exigir_perfil("admin")',
    )


def test_a_method_view_has_one_function_per_method(rule, line_of):
    route = rule("method_views", "/produtos/<int:produto_id>")

    assert (route.view.kind, route.view.qualname) == ("class", "ProdutoAPI")
    assert route.view.place.line == line_of("method_views/app.py", "class ProdutoAPI")
    assert set(route.view_methods) == {"GET", "HEAD", "PUT"}
    assert route.view_methods["HEAD"].qualname == "ProdutoAPI.get"
    assert route.view_methods["PUT"].place.line == line_of("method_views/app.py", "def put")


def test_a_view_class_dispatches_all_its_methods(rule):
    methods = rule("method_views", "/pagina").view_methods

    assert {item.qualname for item in methods.values()} == {"Pagina.dispatch_request"}
    assert set(methods) == {"GET", "HEAD", "POST"}


def test_a_class_view_is_found_inside_a_bare_decorator(rule):
    route = rule("method_views", "/embrulhada/<produto_id>")

    assert (route.view.kind, route.view.qualname) == ("class", "ProdutoAPI")


def test_partials_lambdas_and_bound_methods_have_a_place(rule, line_of):
    sobre = rule("partials_and_lambdas", "/sobre").view
    ping = rule("partials_and_lambdas", "/ping").view
    resumo = rule("partials_and_lambdas", "/resumo").view

    assert (sobre.kind, sobre.qualname) == ("partial", "mostrar")
    assert (ping.kind, ping.place.line) == (
        "lambda",
        line_of("partials_and_lambdas/app.py", 'lambda: "pong"'),
    )
    assert resumo.qualname == "Painel.resumo"


def test_a_route_that_is_called_on_a_function_is_seen(rule):
    assert rule("partials_and_lambdas", "/bp/chamada").view.kind == "lambda"
    assert rule("partials_and_lambdas", "/bp/mostrar/<titulo>").view.qualname == "mostrar"


@pytest.mark.parametrize("url", ["/sair", "/sair-agora", "/tipo", "/nativa"])
def test_views_of_libraries_are_marked_and_have_no_place(rule, url):
    view = rule("third_party_views", url).view

    assert view.kind == "third-party"
    assert view.place is None


def test_flasks_static_view_and_a_missing_view_are_told_apart(rule):
    assert rule("third_party_views", "/static/<path:filename>").view.kind == "static"
    assert rule("third_party_views", "/so-regra").view.kind == "unknown"
