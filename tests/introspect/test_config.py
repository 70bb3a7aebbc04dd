"""Where configuration comes from, and how templates are found."""

import json

from migrator.introspect.config_variables import config_variables
from migrator.introspect.specs import spec_files


def test_the_variable_of_each_setting_is_seen_wherever_it_is_set(look):
    spec = look("config_from_environment", "loja:create_app")

    assert spec.config_variables == {
        "API_KEY": "API_KEY",
        "MAIL_PASSWORD": "SMTP_PASSWORD",
        "MONGO_URI": "MONGO_HOST, MONGO_PORT",
        "PAGINAS": "PAGINAS",
        "SECRET_KEY": "PROD_SECRET_KEY, SECRET_KEY",
        "TOKEN_SALT": "COOKIE_SECRET",
    }


def test_only_names_are_written_and_no_default(look):
    texts = json.dumps(spec_files(look("config_from_environment", "loja:create_app")))

    for value in ("troque-me", "so-em-casa", "27017"):
        assert value not in texts


def test_readers_of_other_libraries_are_known_by_their_usual_names(tmp_path):
    (tmp_path / "settings.py").write_text(
        "from decouple import config\nimport environs\nenv = environs.Env()\n"
        'KEY = config("KEY", default="x")\nFLAG = env.bool("FLAG", False)\n'
        'NAME = env("NAME")\nOTHER = config("OTHER")\n'
    )

    found = config_variables(tmp_path, ["settings.py"], ["KEY", "FLAG", "NAME"])

    assert found == {"FLAG": "FLAG", "KEY": "KEY", "NAME": "NAME"}


def test_a_file_that_cannot_be_read_says_nothing(tmp_path):
    (tmp_path / "broken.py").write_text("import os\nos.environ['X'\n")

    assert config_variables(tmp_path, ["broken.py", "none.py"], ["X"]) == {}


def test_loaders_of_templates_are_seen_in_their_order(look):
    jinja = look("jinja_loaders").jinja_settings

    assert jinja["loader"] == (
        "flask.templating.DispatchingJinjaLoader (jinja2.loaders.ChoiceLoader ("
        "jinja2.loaders.DictLoader (aviso.txt, recibo.txt); jinja2.loaders.PrefixLoader (flask)))"
    )
    assert jinja["trim_blocks"] == "True"
    assert "jinja2.ext.ExprStmtExtension" in jinja["extensions"]
