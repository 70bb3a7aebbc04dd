from extensoes import banco


class Base:
    @property
    def db(self):
        return banco

    def um(self, colecao, **filtro):
        return self.db[colecao].find_one(filtro)
