from flask import *
from datetime import *
from os import *


def agora():
    return datetime(2024, 5, 1)


def jsonify(valor):
    return Response(str(valor))
