from flask import Flask

app = Flask(__name__)
interna = Flask("interna")
