"""``route_specs/`` holds the facts, and nothing else changes them."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import FormatUnknown, SpecStale, UsageError
from migrator.introspect.differences import differences
from migrator.introspect.spec_names import file_names
from migrator.introspect.specs import changed_files, read_specs, write_specs
from migrator.model.route import Function, RouteSpec

SHAPES = (
    "stacked_routes",
    "hooks_everywhere",
    "custom_converters",
    "late_bound_db",
    "method_views",
)


def route(endpoint="e", rule="/", methods=("GET",), **more):
    return RouteSpec(endpoint, rule, tuple(methods), 0, Function("m", "f"), **more)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_written_is_read_back(look, tmp_path, shape):
    spec = look(shape)

    write_specs(tmp_path, spec)

    assert read_specs(tmp_path) == spec


def test_a_second_run_writes_nothing(look, tmp_path):
    spec = look("stacked_routes")
    write_specs(tmp_path, spec)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    assert write_specs(tmp_path, spec) == ()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_two_looks_at_an_app_write_the_same_bytes(look, copy_of):
    from migrator.introspect.run import introspect
    from migrator.introspect.specs import spec_files
    from migrator.project.project import Project

    elsewhere = introspect(Project.here(copy_of("common_extensions"), app="app"))

    assert spec_files(elsewhere) == spec_files(look("common_extensions"))


def test_files_of_rules_that_went_are_removed_and_those_of_others_stay(look, tmp_path):
    spec = look("stacked_routes")
    write_specs(tmp_path, spec)
    (tmp_path / "scaffold.json").write_text("{}")

    changed = write_specs(tmp_path, replace(spec, routes=spec.routes[:-1]))

    assert changed == ("app.json", "opcoes.json")
    assert not (tmp_path / "opcoes.json").exists()
    assert (tmp_path / "scaffold.json").exists()


def test_a_new_rule_in_the_middle_changes_two_files(look, tmp_path):
    spec = look("custom_converters")
    write_specs(tmp_path, spec)
    between = (*spec.routes[:1], route("nova", "/nova"), *spec.routes[1:])
    numbered = tuple(replace(item, position=n) for n, item in enumerate(between))

    assert set(changed_files(tmp_path, replace(spec, routes=numbered))) == {"app.json", "nova.json"}


def test_one_fact_stands_on_a_line(look, tmp_path):
    write_specs(tmp_path, look("app_object"))

    text = (tmp_path / "ver_item.json").read_text()
    assert '  "rule": "/itens/<int:item_id>",\n' in text
    assert json.loads(text)["format"] == 1


def test_missing_newer_and_damaged_files_are_said(look, tmp_path):
    with pytest.raises(SpecStale, match="holds no facts"):
        read_specs(tmp_path)
    write_specs(tmp_path, look("app_object"))

    (tmp_path / "inicio.json").write_text('{"format": 1, "rule": 3}')
    with pytest.raises(UsageError, match=r"inicio\.json cannot be read"):
        read_specs(tmp_path)
    (tmp_path / "inicio.json").unlink()
    with pytest.raises(SpecStale, match=r"inicio\.json is missing"):
        read_specs(tmp_path)
    (tmp_path / "app.json").write_text('{"format": 99}')
    with pytest.raises(FormatUnknown, match="format 99"):
        read_specs(tmp_path)


def test_names_of_files_are_those_of_the_endpoints():
    assert file_names([route("produtos.listar"), route("static")]) == (
        "produtos.listar.json",
        "static.json",
    )


def test_rules_of_one_endpoint_are_told_apart_by_rule_then_methods_then_number():
    rules = [
        route("a", "/x"),
        route("a", "/x/<int:n>"),
        route("a", "/x", ("POST", "OPTIONS")),
        route("a", "/x", ("POST",)),
    ]

    assert file_names(rules) == (
        "a--x--get.json",
        "a--x-int-n.json",
        "a--x--post.json",
        "a--x--post--2.json",
    )


def test_an_endpoint_cannot_take_a_name_of_ours_or_leave_the_folder():
    assert file_names([route("app"), route("scaffold"), route("../../etc/passwd")]) == (
        "app--root.json",
        "scaffold--root.json",
        "_.._etc_passwd.json",
    )


@given(
    st.lists(
        st.builds(
            route,
            st.text(st.sampled_from("aAbB./-_é1"), min_size=1, max_size=6),
            st.text(st.sampled_from("/xX<>:é"), max_size=5).map("/{}".format),
            st.lists(st.sampled_from(["GET", "POST", "HEAD"]), unique=True),
        ),
        max_size=12,
    )
)
def test_no_two_rules_share_a_file_even_where_case_is_ignored(routes):
    names = [name.casefold() for name in file_names(routes)]

    assert len(set(names)) == len(names)
    assert not {"app.json", "scaffold.json"} & set(names)


def test_nothing_differs_from_itself(look):
    assert differences(look("hooks_everywhere"), look("hooks_everywhere")) == ()


def test_changes_are_said_in_words(look):
    old = look("stacked_routes")
    first, second, *rest = old.routes
    changed = replace(first, strict_slashes=True)
    gone = tuple(item for item in rest if item.endpoint != "opcoes")
    new = replace(old, routes=(changed, second, *gone, route("nova", "/nova")), json_provider="x.Y")

    found = differences(old, new)

    assert "rule gone: GET /opcoes (opcoes)" in found
    assert "rule new: GET /nova (nova)" in found
    assert "GET /lista/<int:pagina>/<ordem> (lista): strict_slashes was False, is True" in found
    assert any(change.startswith("app: json_provider was flask") for change in found)


def test_lines_that_only_moved_are_counted(look):
    old = look("app_object")
    static, start, item = old.routes
    view = replace(start.view, place=replace(start.view.place, line=99))

    found = differences(old, replace(old, routes=(static, replace(start, view=view), item)))

    assert found == ("source lines moved in 1 place",)


def test_another_order_is_a_change(look):
    old = look("app_object")

    assert differences(old, replace(old, routes=old.routes[::-1])) == (
        "the rules are registered in another order",
    )
