"""Two people book the same goods: ``python race.py http://127.0.0.1:5000``, beside ``day.py``."""

import sys
import time

from day import Pessoa

APART = 2.0
"""Seconds between the two bookings: a sound app has answered the first one long before."""


def main():
    people = [Pessoa(sys.argv[1], name) for name in ("carla", "carla at home")]
    for person in people:
        person.entra("carla@estoque.local", "operador123")
        time.sleep(APART)
    ours = people[0].ve("/api/estoque/hierarquia", nivel=2).json()["itens"][0]["id"]
    product = people[0].ve("/api/produtos/sugestoes", q="P0010").json()[0]["id"]
    goods = {"tipo": "entrada", "produto_id": product, "destino_id": ours, "quantidade": 12}
    for person in people:
        time.sleep(APART)
        assert person.api("POST", "/api/movimentacoes", goods).status_code == 201


main()
