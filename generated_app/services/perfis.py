"""Perfis de acesso. As telas não mudam a lista, só as permissões de cada um."""

from generated_app import extensions
from generated_app.services.cache import cache_por


@cache_por(segundos=60)
async def nomes_dos_perfis():
    """``{"admin": "Administrador", ...}``, na ordem de exibição."""
    return {p["_id"]: p["nome"] async for p in extensions.db.perfis.find().sort([("ordem", 1)])}
