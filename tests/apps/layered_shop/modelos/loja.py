from .produtos import ComProdutos
from .saldos import ComSaldos


class Loja(ComProdutos, ComSaldos):
    pass
