from .loja import Loja

__all__ = ["Loja"]
