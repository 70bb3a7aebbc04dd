"""Decorators de autorização e auditoria. Usar sempre abaixo de ``@login_required``."""

from functools import wraps

from generated_app import extensions
from generated_app.compat.context import current_app, g, request
from generated_app.compat.login import current_user, load_current_user
from generated_app.compat.responses import abort
from generated_app.utils import object_id_ou_none


def perfil_requerido(*perfis):
    """Só deixa passar os perfis informados: ``@perfil_requerido("admin", "gestor")``."""

    def decorator(view):
        @wraps(view)
        async def protegida(*args, **kwargs):
            if (await load_current_user()).perfil not in perfis:
                current_app.logger.warning(
                    "%s (%s) barrado em %s", current_user.email, current_user.perfil, request.path
                )
                abort(403)
            return await view(*args, **kwargs)

        return protegida

    return decorator


def permissao_requerida(permissao):
    """Confere a permissão no cadastro do perfil, que o admin pode mudar a qualquer hora."""

    def decorator(view):
        @wraps(view)
        async def protegida(*args, **kwargs):
            if not await (await load_current_user()).tem_permissao(permissao):
                abort(403)
            return await view(*args, **kwargs)

        return protegida

    return decorator


def local_da_url(parametro="local_id"):
    """Carrega em ``g.local`` o local da URL, se existir e se o usuário puder vê-lo."""

    def decorator(view):
        @wraps(view)
        async def protegida(*args, **kwargs):
            local_id = object_id_ou_none(kwargs.get(parametro))
            g.local = await extensions.db.locais.find_one({"_id": local_id})
            if g.local is None:
                abort(404)
            if not await (await load_current_user()).pode_acessar(g.local["_id"]):
                abort(403)
            return await view(*args, **kwargs)

        return protegida

    return decorator


def auditar(acao):
    """Anota na auditoria quem fez o quê, quando a view termina bem."""

    def decorator(view):
        @wraps(view)
        async def anotada(*args, **kwargs):
            resposta = current_app.make_response(await view(*args, **kwargs))
            if resposta.status_code < 400:
                await extensions.db.auditoria.insert_one(
                    {
                        "acao": acao,
                        "usuario_id": (await load_current_user()).oid,
                        "alvo": request.view_args or {},
                        "status": resposta.status_code,
                        "ip": request.remote_addr,
                        "data": g.agora,
                    }
                )
            return resposta

        return anotada

    return decorator
