import json
import time
from urllib.request import urlopen


def consultar(cep):
    with urlopen(f"http://127.0.0.1:9/cep/{cep}", timeout=2) as resposta:
        return json.load(resposta)


def cotar(cep, tentativas=3):
    for tentativa in range(tentativas):
        try:
            return consultar(cep)["valor"]
        except OSError:
            time.sleep(0.1 * tentativa)
    return None
