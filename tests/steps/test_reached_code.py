"""The code of a rule is read where `inspect` found its functions."""

import ast

from migrator.introspect.specs import read_specs
from migrator.steps.reached_code import reached_code


def test_the_functions_of_a_rule_come_with_its_view_first(shop):
    spec = read_specs(shop.route_specs)

    found = reached_code(shop, spec)

    assert found.keys() == {(route.endpoint, route.rule) for route in spec.routes}
    views = {key[0]: functions[0] for key, functions in found.items() if functions}
    assert isinstance(views["show"], ast.FunctionDef)
    assert views["show"].name == "show"


def test_a_file_that_is_gone_has_no_functions(shop):
    spec = read_specs(shop.route_specs)
    for file in shop.source.rglob("*.py"):
        if not file.is_relative_to(shop.out):
            file.unlink()

    assert not any(reached_code(shop, spec).values())
