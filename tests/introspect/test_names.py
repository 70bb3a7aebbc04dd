"""What a module-level name is counts after the factory has run, not while it is imported."""


def names(spec):
    return {(fact.module, fact.name): (fact.kind, fact.type, fact.detail) for fact in spec.names}


def test_a_database_that_the_factory_binds_is_seen(look):
    found = names(look("late_bound_db"))

    assert found["extensoes", "db"] == ("database", "pymongo.database.Database", "")
    assert found["extensoes", "cliente"][0] == "client"


def test_instances_of_the_project_are_followed_to_their_collections(look):
    found = names(look("late_bound_db"))

    collection = ("collection", "pymongo.collection.Collection", "produtos")
    assert found["repositorio", "produtos"] == ("instance", "repositorio.Repositorio", "")
    assert found["repositorio", "produtos.colecao"] == collection
    assert found["repositorio", "servico.repositorio.colecao"] == collection
    assert found["app", "produtos.colecao"] == collection


def test_a_collection_on_a_class_is_seen(look):
    assert names(look("late_bound_db"))["repositorio", "Repositorio.padrao"] == (
        "collection",
        "pymongo.collection.Collection",
        "padrao",
    )


def test_a_proxy_says_what_it_stands_for(look):
    found = names(look("proxied_db"))

    assert found["app", "db"] == (
        "proxy",
        "werkzeug.local.LocalProxy",
        "pymongo.database.Database",
    )


def test_a_proxy_that_cannot_be_resolved_claims_nothing(look):
    assert names(look("proxied_db"))["app", "quebrado"][2] == ""


def test_a_proxy_is_asked_once_and_in_a_context(look):
    assert names(look("proxied_db"))["app", "contado"][2] == "builtins.list"


def test_proxies_of_flask_itself_are_not_listed(look):
    assert ("app", "current_app") not in names(look("proxied_db"))


def test_the_database_of_flask_pymongo_is_seen_behind_its_object(look):
    found = names(look("common_extensions"))

    assert found["app", "mongo"][0] == "extension"
    assert found["app", "mongo.db"][0] == "database"


def test_modules_of_the_project_are_listed_and_those_of_a_vendored_environment_are_not(
    copy_of, tmp_path
):
    from migrator.introspect.run import introspect
    from migrator.project.project import Project

    root = copy_of("vendored_environment")
    library = root / "venv/lib/python3/site-packages/emprestada.py"
    library.parent.mkdir(parents=True)
    library.write_text("from flask import Flask\napp = Flask(__name__)\n")
    (root / "venv/pyvenv.cfg").touch()
    (root / "usa.py").write_text(
        f"import sys\nsys.path.append({str(library.parent)!r})\nimport emprestada\nfrom app import app\n"
    )

    spec = introspect(Project.here(root, app="usa:app"))

    assert [module.file for module in spec.modules] == [
        "app.py",
        "ferramentas/__init__.py",
        "ferramentas/contas.py",
        "usa.py",
    ]
