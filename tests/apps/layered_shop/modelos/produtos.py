from .base import Base


class ComProdutos(Base):
    def produtos(self, tag=None):
        return self.db.produtos.find({"tag": tag} if tag else {}).sort("_id", 1)

    def produto_ou_nada(self, sku):
        return self.um("produtos", sku=sku)

    def produto(self, sku):
        achado = self.produto_ou_nada(sku)
        if achado is None:
            raise LookupError(f"sem {sku}")
        return achado

    def tags(self):
        return self.db.produtos.distinct("tag")
