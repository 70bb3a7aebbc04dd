"""Prints, logs, starts a thread that never ends, and a server without a guard."""

import os
import threading
import time

from flask import Flask

print('{"format": 1, "routes": []}')
os.write(1, b"bytes na saida\n")
app = Flask(__name__)
threading.Thread(target=time.sleep, args=(600,)).start()


@app.route("/")
def inicio():
    return "inicio"


app.run(port=5000)
