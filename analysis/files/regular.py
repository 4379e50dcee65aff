"""Files that are read though anybody may have put something else in their place: a pipe, a device, gigabytes."""

from __future__ import annotations

import errno
import os
from pathlib import Path

LARGEST = 1 << 28  # bytes of a file that tells what lies beside it


def regular_text(path: Path) -> str:
    """Give the text of a file in UTF-8, of nothing that never ends.

    Raises
    ------
    OSError
        When it is not there, is no file (a pipe would wait for a writer), or is larger than such files are.
    """
    check_file(path)
    if path.stat().st_size > LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return path.read_text(encoding="utf-8")


def check_file(path: Path) -> None:
    """Raise an `OSError` where a path leads to something that is no file."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "no file, but a folder, device or pipe", str(path))
