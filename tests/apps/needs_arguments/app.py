"""Cannot live without an argument on the command line."""

import argparse

from flask import Flask

leitor = argparse.ArgumentParser()
leitor.add_argument("arquivo")
opcoes = leitor.parse_args()
app = Flask(__name__)
