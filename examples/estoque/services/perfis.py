"""Perfis de acesso. As telas não mudam a lista, só as permissões de cada um."""

import extensions
from services.cache import cache_por


@cache_por(segundos=60)
def nomes_dos_perfis():
    """``{"admin": "Administrador", ...}``, na ordem de exibição."""
    return {p["_id"]: p["nome"] for p in extensions.db.perfis.find().sort([("ordem", 1)])}
