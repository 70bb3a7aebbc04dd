import pytest

from migrator.model.app import AppSpec, Hook, Module
from migrator.model.route import Function, RouteSpec
from migrator.translate.concerned import Change, concerned_rules

APP = """
from flask import Flask
import servicos as s
from servicos import total as soma

TABELA = {"pdf": s.pdf}


def create_app():
    app = Flask(__name__)
    app.register_error_handler(404, s.nao_achou)
    return app


@app.get("/a")
def a():
    return render_template("a.html", total=soma())


@app.get("/b")
def b():
    return redirect(url_for("a")) and TABELA[request.args["como"]]()


@app.get("/c")
@login_required
def c():
    return getattr(s, request.args["nome"])()


@app.get("/d")
def d():
    return render_template(request.args["pagina"])


def antes():
    return s.contar()


def sozinha():
    return 1
"""
SERVICOS = """
def total(): return item().valor
def pdf(): return 1
def nao_achou(): return 2
def contar(): return 3
def outra(): return 4


class Item:
    @property
    def valor(self): return preco(self)


def item(): return Item()
def preco(item): return 5


@sinal.connect
def ouvinte(): return avisar()
def avisar(): return 6
"""
TEMPLATES = {
    "a.html": "{% extends 'base.html' %}{{ total }} b sozinha",
    "base.html": "{{ url_for('b') }}{% include 'menu.html' %}",
    "menu.html": "{{ menu_do_dia() }}",
    "solto.html": "",
}


def rule(name, position):
    return RouteSpec(name, f"/{name}", ("GET",), position, Function("app", name))


SPEC = AppSpec(
    "app:create_app()",
    "app",
    "app",
    "create_app",
    ".",
    "3.11",
    {},
    tuple(rule(name, position) for position, name in enumerate("abcd")),
    modules=(Module("app", "app.py"), Module("servicos", "servicos.py")),
    hooks=(Hook("before_request", Function("app", "antes")),),
)


def concerned(change, app=APP):
    rules = concerned_rules(SPEC, {"app.py": app, "servicos.py": SERVICOS}, TEMPLATES, change)
    return None if rules is None else "".join(sorted(endpoint for endpoint, _ in rules))


def functions(*names):
    return Change(functions=frozenset(names))


def templates(*names):
    return Change(templates=frozenset(names))


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (Change(), ""),
        (functions("a"), "ac"),
        (functions("total"), "ac"),
        (functions("preco"), "ac"),
        (functions("pdf"), "bc"),
        (functions("c"), "c"),
        (templates("a.html"), "ad"),
        (templates("menu.html"), "ad"),
        (Change(rules=frozenset({("b", "/b")})), "b"),
        (functions("a", "pdf"), "abc"),
    ],
    ids=[
        "nothing",
        "a view; an URL is no call, a name that is looked up may be any",
        "a function under another name",
        "a function behind a property",
        "a function in a table",
        "a decorated view",
        "a template; who chooses one while it runs may choose it",
        "a template inside a template inside one",
        "a rule by itself",
        "two",
    ],
)
def test_the_rules_that_may_reach_a_change(change, rules):
    assert concerned(change) == rules


@pytest.mark.parametrize(
    "change",
    [
        functions("antes"),
        functions("contar"),
        functions("create_app"),
        functions("nao_achou"),
        functions("ouvinte"),
        functions("avisar"),
        functions("outra"),
        functions("a", "sozinha"),
        templates("solto.html"),
    ],
    ids=[
        "a hook",
        "what a hook calls",
        "the factory",
        "what the factory registers",
        "what a decorator registers",
        "what that calls",
        "what nobody names",
        "one of two that nobody names",
        "a template that nobody names",
    ],
)
def test_any_rule_may_be_concerned(change):
    assert concerned(change) is None


def test_a_module_that_cannot_be_read_concerns_all():
    assert concerned(functions("a"), app="def (") is None


@pytest.mark.slow
def test_names_reach_at_least_what_the_call_graph_reaches(tmp_path):
    """Of the example: every rule that reaches a function by its types is concerned by it.

    Wrappers inside of decorators are left out: the graph does not tell apart whom they wrap.
    """
    from migrator.project.project import Project
    from migrator.steps.demo import copy_example
    from migrator.steps.inspect import inspect
    from migrator.steps.reach import reach

    project = Project.here(copy_example(tmp_path))
    spec = inspect(project, lambda _: None)
    modules = {it.file: (project.source / it.file).read_text() for it in spec.modules}
    folder = project.source / "templates"
    templates = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")
    }
    reached = {}
    for route in reach(project, spec).routes:
        for function in route.functions:
            if "<locals>" not in function.name:
                name = function.name.partition(":")[2].rpartition(".")[2]
                reached.setdefault(name, set()).add((route.endpoint, route.rule))

    some = 0
    for name, rules in reached.items():
        found = concerned_rules(spec, modules, templates, functions(name))
        assert found is None or rules <= found, name
        some += found is not None
    assert some > len(reached) / 2
