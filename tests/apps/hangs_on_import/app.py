"""Waits for something that never comes, and has started a process meanwhile."""

import subprocess
import sys
import time

from flask import Flask

app = Flask(__name__)
with open("filho.pid", "w") as arquivo:
    filho = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    arquivo.write(str(filho.pid))
time.sleep(600)
