"""Every rule is seen as Flask has it, in the order in which it was registered."""


def rules(spec):
    return [route.rule for route in spec.routes]


def test_rules_stand_in_order_of_registration(look):
    spec = look("stacked_routes")

    assert rules(spec) == [
        "/lista/<int:pagina>/<ordem>",
        "/lista/<int:pagina>",
        "/lista",
        "/",
        "/antiga",
        "/opcoes",
    ]
    assert [route.position for route in spec.routes] == list(range(6))


def test_all_methods_are_listed_with_head_and_options(rule):
    assert rule("stacked_routes", "/lista").methods == ("GET", "HEAD", "OPTIONS", "POST")


def test_options_that_the_team_answers_are_not_automatic(rule):
    assert rule("stacked_routes", "/lista").automatic_options
    assert not rule("stacked_routes", "/opcoes").automatic_options


def test_defaults_redirects_and_slashes_are_kept(rule):
    assert rule("stacked_routes", "/lista/<int:pagina>").defaults == {"ordem": "nome"}
    assert rule("stacked_routes", "/antiga").redirect_to == "/lista"
    assert not rule("stacked_routes", "/lista/<int:pagina>/<ordem>").strict_slashes
    assert rule("stacked_routes", "/lista").strict_slashes


def test_converters_are_named_by_import_path_with_their_arguments(rule):
    cep, cor, n = rule(
        "custom_converters",
        '/cep/<casa("[0-9]{5}"):cep>/<any(azul, verde):cor>/<int(min=1, max=9):n>',
    ).converters

    assert (cep.argument, cep.import_path, cep.arguments) == ("cep", "app.Casa", '"[0-9]{5}"')
    assert (cor.name, cor.arguments) == ("any", "azul, verde")
    assert (n.import_path, n.arguments) == (
        "werkzeug.routing.converters.IntegerConverter",
        "min=1, max=9",
    )


def test_hosts_and_websockets_and_rules_that_flask_did_not_make_are_seen(look):
    shop, tenant, socket, anything = look("hosts_and_subdomains").routes

    assert shop.host == "loja.example"
    assert tenant.converters[0].argument == "inquilino"
    assert socket.websocket
    assert socket.view.kind == "unknown"
    assert anything.methods == ()
    assert not anything.merge_slashes


def test_nested_and_repeated_blueprints_have_their_own_names(look):
    spec = look("nested_blueprints")

    found = {route.rule: (route.endpoint, route.blueprint) for route in spec.routes}
    assert found["/pai/filho/folha"] == ("pai.filho.folha", "pai.filho")
    assert found["/a/um"] == ("repetido.um", "repetido")
    assert found["/b/um"] == ("outro.um", "outro")
    assert found["/pai/arq/<path:filename>"] == ("pai.static", "pai")


def test_the_folder_of_a_blueprint_is_named_from_the_root(look):
    spec = look("nested_blueprints")

    parent = next(item for item in spec.blueprints if item.name == "pai")
    assert (parent.static_folder, parent.static_url_path) == ("estaticos", "/arq")
    assert spec.static_folders == ("estaticos",)


def test_blueprints_have_the_whole_prefix_under_which_they_are_registered(look):
    found = {item.name: item.url_prefix for item in look("nested_blueprints").blueprints}

    assert found == {"pai": "/pai", "pai.filho": "/pai/filho", "repetido": "/a", "outro": "/b"}
