"""Two folders changed for each other in one step of the file system."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


def exchange(one: Path, other: Path) -> bool:
    """Change two folders for each other at once; say whether the system and its file system can.

    Linux can, on its own file systems; elsewhere the caller renames twice, and a run that is killed between the two
    leaves the old one for the next run to put back.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return call is not None and call(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0
