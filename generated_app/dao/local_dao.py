from pymongo.errors import DuplicateKeyError

from generated_app.dao.base import BaseDAO
from generated_app.errors import DadosInvalidos

NIVEIS = {1: "central", 2: "almoxarifado", 3: "sub_almoxarifado", 4: "setor"}


class LocalDAO(BaseDAO):
    nome_colecao = "locais"
    ORDEM = (("nivel", 1), ("codigo", 1), ("_id", 1))

    async def criar(self, codigo, nome, pai=None):
        """Cria um local abaixo de ``pai``; sem pai é uma central."""
        doc = {
            "codigo": codigo,
            "nome": nome,
            "nivel": pai["nivel"] + 1 if pai else 1,
            "pai_id": pai["_id"] if pai else None,
            "ancestrais": [*pai["ancestrais"], pai["_id"]] if pai else [],
            "ativo": True,
        }
        doc["tipo"] = NIVEIS[doc["nivel"]]
        try:
            doc["_id"] = await self.inserir(doc)
        except DuplicateKeyError:
            raise DadosInvalidos({"codigo": "Já existe um local com este código."}) from None
        return doc

    async def filhos(self, oid):
        return sorted(
            await self.colecao.find({"pai_id": oid, "ativo": True}).to_list(None),
            key=lambda local: (local["codigo"], local["_id"]),
        )

    async def filhos_por_pai(self, ids):
        """Quantos filhos ativos tem cada um dos locais."""
        grupos = self.colecao.aggregate(
            [
                {"$match": {"pai_id": {"$in": list(ids)}, "ativo": True}},
                {"$group": {"_id": "$pai_id", "total": {"$sum": 1}}},
            ]
        )
        return {grupo["_id"]: grupo["total"] async for grupo in grupos}

    async def descendentes(self, ids):
        return (
            await self.colecao.find({"ancestrais": {"$in": list(ids)}})
            .sort(self.ORDEM)
            .to_list(None)
        )

    async def caminho(self, local):
        """Nomes da central até o próprio local: "Central Norte / Almoxarifado 1"."""
        mapa = await self.mapa_por_id(local["ancestrais"])
        nomes = [mapa[a]["nome"] for a in local["ancestrais"] if a in mapa]
        return " / ".join([*nomes, local["nome"]])

    async def permitidos(self, usuario):
        """Locais ativos em que o usuário trabalha, para as listas dos formulários."""
        filtro = {"ativo": True, "_id": {"$in": await usuario.locais_permitidos}}
        return await self.colecao.find(filtro).sort(self.ORDEM).to_list(None)


locais_dao = LocalDAO()
