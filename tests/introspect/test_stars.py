"""Which library gave a module a name by ``import *`` is known once the module is loaded."""


def stars(spec):
    return {(f.module, f.name): f.type for f in spec.names if f.kind == "star"}


def test_names_that_a_module_uses_are_said_with_their_library(look):
    found = stars(look("starred_imports"))

    assert found["comum", "Response"] == "flask"
    assert found["comum", "datetime"] == "datetime"
    assert ("comum", "timedelta") not in found


def test_a_star_of_a_star_leads_to_the_library(look):
    found = stars(look("starred_imports"))

    assert found["app", "request"] == "flask"
    assert found["app", "path"] == "os"
    assert found["app", "digits"] == "string"


def test_a_name_that_the_project_binds_anew_is_not_said(look):
    found = stars(look("starred_imports"))

    assert ("app", "jsonify") not in found
    assert ("app", "agora") not in found
