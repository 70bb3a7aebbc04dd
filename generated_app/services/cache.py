"""Cache de processo para o que quase nunca muda."""

import time
from functools import wraps


def cache_por(segundos):
    """Guarda o resultado de uma função sem argumentos por alguns segundos."""

    def decorator(funcao):
        guardado = {}

        @wraps(funcao)
        async def com_cache():
            agora = time.monotonic()
            if "valor" not in guardado or agora - guardado["em"] > segundos:
                guardado["valor"] = await funcao()
                guardado["em"] = agora
            return guardado["valor"]

        com_cache.limpar = guardado.clear
        return com_cache

    return decorator
