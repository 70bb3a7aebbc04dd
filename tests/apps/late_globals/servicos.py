import extensoes


class Produtos:
    @property
    def colecao(self):
        return extensoes.db.produtos

    def achar(self, sku):
        return self.colecao.find_one({"sku": sku}, {"_id": 0})

    def trocar(self, sku, **campos):
        return self.colecao.update_one({"sku": sku}, {"$set": campos}).modified_count


produtos = Produtos()
