from flask import Flask

import biblioteca_que_falta

app = Flask(__name__)
app.biblioteca = biblioteca_que_falta
