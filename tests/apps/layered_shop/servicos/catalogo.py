from modelos import Loja


class Catalogo:
    def __init__(self, pedido):
        self.pedido = pedido
        self.loja = Loja()

    def usuario(self):
        return self.pedido.usuario

    def listar(self):
        tag = self.pedido.args.get("tag")
        return [self._enxuto(p) for p in self.loja.produtos(tag)]

    def total(self):
        return len(list(self.loja.produtos(self.pedido.args.get("tag"))))

    def detalhe(self, sku):
        achado = self.loja.produto(sku)
        return {
            **self._enxuto(achado),
            "saldo": self.loja.saldo(sku),
            "baixo": self.loja.baixo(sku),
        }

    @staticmethod
    def _enxuto(produto):
        return {"sku": produto["sku"], "nome": produto["nome"], "qtd": produto["qtd"]}
