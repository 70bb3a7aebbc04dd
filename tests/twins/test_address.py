"""Whatever MongoDB address an app has in its code, its process asks our own server."""

import os
import subprocess
import sys

from migrator.twins.bootstrap import address

HOME = "mongodb://127.0.0.1:27999/"
LOOKED_UP = "mongodb+srv://ana:segredo@cluster0.invalid/loja?retryWrites=true&tls=true"


def said(code):
    program = f"import runpy; runpy.run_path({address.__file__!r})['stay_at_home'](); {code}"
    environ = {**os.environ, address.VARIABLE: HOME}
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_client_goes_to_our_server():
    code = f"import pymongo; c = pymongo.MongoClient({LOOKED_UP!r}, connect=False)"

    assert said(f"{code}; print(c.get_default_database().name, c._topology_settings.seeds)") == (
        "loja {('127.0.0.1', 27999)}"
    )


def test_reading_an_address_that_dns_knows_asks_no_dns():
    code = f"from pymongo import uri_parser; found = uri_parser.parse_uri({LOOKED_UP!r})"

    assert said(f"{code}; print(found['database'], found['nodelist'])") == (
        "loja [('127.0.0.1', 27999)]"
    )
