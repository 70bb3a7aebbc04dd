class Repositorio:
    padrao = None

    def __init__(self, nome):
        self.nome = nome
        self.colecao = None

    def ligar(self, db):
        self.colecao = db[self.nome]

    def total(self):
        return str(self.colecao.estimated_document_count())


class Servico:
    __slots__ = ("repositorio",)

    def __init__(self, repositorio):
        self.repositorio = repositorio


produtos = Repositorio("produtos")
servico = Servico(produtos)
