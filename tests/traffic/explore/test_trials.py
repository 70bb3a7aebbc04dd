"""Trials are recorded requests with one part changed; the likeliest changes of all parts first."""

from itertools import islice
from urllib.parse import parse_qsl

from migrator.model.exchange import Request
from migrator.model.route import Converter, Function, RouteSpec
from migrator.traffic.explore.material import Material, Sample
from migrator.traffic.explore.trials import trials

RULE = "/p/<int:pid>/<kind>"
ROUTE = RouteSpec(
    "show",
    RULE,
    ("GET", "POST"),
    0,
    Function("app", "show"),
    converters=(Converter("pid", "int", ""),),
)
HOST = (("Host", "shop.example"), ("Cookie", "session=abc"))
FORM = (*HOST, ("Content-Type", "application/x-www-form-urlencoded"))


def tried(*requests, method="", most=None, **known):
    samples = [r if isinstance(r, Sample) else Sample("show", RULE, 1.0, r, 200) for r in requests]
    material = Material(ROUTE, method or samples[0].request.method, tuple(samples), **known)
    return [request for _, request in islice(trials(material), most)]


def get(target):
    return Request("GET", target, HOST)


def queries(requests):
    return [request.target.partition("?")[2] for request in requests]


def test_the_recorded_request_comes_first_as_it_is():
    assert tried(get("/p/7/tea?q=a"))[0] == get("/p/7/tea?q=a")


def test_every_trial_changes_one_part_only():
    for request in tried(get("/p/7/tea?q=a&page=2"), query=("q", "page", "sort")):
        path, _, query = request.target.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        changes = [
            path != "/p/7/tea",
            [value for name, value in pairs if name == "q"] != ["a"],
            [value for name, value in pairs if name == "page"] != ["2"],
            any(name == "sort" for name, _ in pairs),
            request.headers != HOST,
        ]
        assert sum(changes) <= 1, request


def test_a_pair_is_changed_left_out_repeated_and_stands_without_a_value():
    found = queries(tried(get("/p/7/tea?q=a"), tied={"q": ("z",)}))

    assert {"q=z", "q=+a", "", "q=a&q=z", "q=z&q=a", "q", "q=%FF"} <= set(found)


def test_a_bound_that_the_code_knows_is_among_the_first_of_a_name():
    found = queries(tried(get("/p/7/tea?days=30"), most=40, tied={"days": ("365", "366", "364")}))

    assert {"days=365", "days=366"} <= set(found)


def test_a_value_is_tried_in_one_kind_of_request_before_any_comes_in_another():
    requests = get("/p/7/tea?a=1"), get("/p/7/tea?a=1&b=2")
    found = queries(tried(*requests, tied={"a": ("51", "50", "49")}))

    places = [sorted(found.index(f"a={n}{more}") for more in ("", "&b=2")) for n in (50, 51)]
    assert max(first for first, _ in places) < min(second for _, second in places)


def test_a_name_that_no_request_had_is_added_to_the_request_with_the_fewest():
    requests = get("/p/7/tea?a=1&b=2"), get("/p/7/tea")
    found = queries(tried(*requests, query=("a", "sort"), values={"sort": ("price",)}))

    assert "sort=price" in found
    assert not any("sort" in query and "b=" in query for query in found)


def test_each_set_of_names_is_tried_and_what_went_well_before_what_did_not():
    bad = Sample("show", RULE, 1.0, get("/p/7/tea?c=1"), 404)
    found = queries(
        tried(bad, get("/p/7/tea?a=1"), get("/p/7/tea?a=2"), get("/p/7/tea?b=1"), most=3)
    )

    assert found == ["a=1", "b=1", "c=1"]


def test_variables_of_the_path_are_changed_by_their_converters():
    targets = {request.target for request in tried(get("/p/7/tea"), values={"kind": ("cup",)})}

    assert {"/p/0/tea", "/p/8/tea", "/p/7/cup", "/p/7/%20tea"} <= targets


def test_a_rule_that_was_never_asked_gets_its_own_path():
    found = tried(get("/elsewhere?a=1"), values={"pid": ("3",)})

    assert found[0].target == "/p/3/1?a=1"
    assert all(request.target.startswith("/p/") for request in found)


def test_fields_of_a_form_are_changed_and_added():
    request = Request("POST", "/p/7/tea", FORM, b"n=1&t=")
    bodies = {changed.body for changed in tried(request, fields=("n", "note"))}

    assert {b"n=2&t=", b"t=", b"n=1&n=2&t=", b"n=1&t=&note=0", b""} <= bodies


def test_headers_are_left_out_one_by_one_and_cookies_get_other_values():
    found = tried(get("/p/7/tea"))

    assert Request("GET", "/p/7/tea", HOST[:1]) in found
    assert Request("GET", "/p/7/tea", (HOST[0], ("Cookie", "session="))) in found


def test_a_method_without_a_body_has_none_though_its_sample_has():
    request = Request("POST", "/p/7/tea", FORM, b"n=1")

    found = tried(request, method="GET", fields=("n",))

    assert {(changed.method, changed.body) for changed in found} == {("GET", b"")}


def test_no_line_is_longer_than_a_client_may_send():
    found = tried(get("/p/7/tea?q=" + "x" * 1900), values={"q": ("y" * 150,)})

    assert max(len(request.target) for request in found) <= 2000
