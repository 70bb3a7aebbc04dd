from .base import Base


class ComSaldos(Base):
    MINIMO = 3

    def saldo(self, sku):
        achado = self.um("saldos", sku=sku)
        return achado["n"] if achado else 0

    def baixo(self, sku):
        return self.saldo(sku) < self.MINIMO
