"""Who ``current_user`` may be."""

from migrator.translate.atoms import Atoms, Instance
from migrator.translate.frame import Frame


def users(frame: Frame, *stages: str) -> Atoms:
    """What a user loader may return: the types behind ``current_user``."""
    result: Atoms = frame.read("registered")
    for loader in frame.world.registered(*(stages or ("user_loader", "request_loader"))):
        result |= frame.read("return", loader)
    return frozenset(atom for atom in result if isinstance(atom, Instance))
