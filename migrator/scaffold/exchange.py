"""Let two folders change places in one step, so that a reader sees one of them or the other.

Linux does it with ``renameat2(RENAME_EXCHANGE)``, macOS with ``renamex_np(RENAME_SWAP)``; Python
has neither. Elsewhere, at a mount point, and on file systems without it, an ``OSError`` says so.
"""

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


def exchange(one: Path, other: Path) -> None:
    """Both are there before and after, each under the name of the other.

    Raises:
        OSError: it cannot be done here; nothing has changed.
    """
    system = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(system, "renamex_np"):
        failed = system.renamex_np(first, second, ctypes.c_uint(_RENAME_SWAP))
    elif hasattr(system, "renameat2"):
        flags = ctypes.c_uint(_RENAME_EXCHANGE)
        failed = system.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, flags)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))
