"""Folders for what a run needs while it runs: they go with it, and with a later run where it was killed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .lock import FLAGS, hold
from .signals import cleared_when_ended, undisturbed

PREFIX, MADE, HELD = "poison-center-", ".made", ".held"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a folder that only its owner can look into, gone at the end; what killed runs left is removed first."""
    with undisturbed():
        folder, remove = lasting_folder(None)
    try:
        with cleared_when_ended(remove):
            yield folder
    finally:
        with undisturbed():
            remove()


def lasting_folder(parent: str | Path | None) -> tuple[Path, Callable[[], None]]:
    """Make such a folder in a parent (the system's for temporary files); also give the function that removes it.

    A lock is held in it, which ends with the process: a folder whose lock is free is left of a killed run.

    Raises
    ------
    OSError
        When nothing can be written there.
    """
    parent = Path(parent or tempfile.gettempdir())
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    number = os.open(folder / MADE, FLAGS, 0o600)
    with suppress(OSError):  # where nothing can be locked, nothing is ever taken for left
        hold(number)
        (folder / MADE).rename(folder / HELD)
    open_still = [number]

    def remove() -> None:
        while open_still:
            os.close(open_still.pop())
        shutil.rmtree(folder, ignore_errors=True)

    return folder, remove


def _sweep(parent: Path) -> None:
    own, user = re.compile(rf"{PREFIX}[a-z0-9_]{{8}}"), getattr(os, "getuid", lambda: None)()
    with suppress(OSError):
        for entry in [entry for entry in os.scandir(parent) if own.fullmatch(entry.name)]:
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False) and user in (None, entry.stat(follow_symlinks=False).st_uid):
                    _remove_dead(Path(entry.path))


def _remove_dead(folder: Path) -> None:
    number = os.open(folder / HELD, FLAGS & ~os.O_CREAT)
    try:
        hold(number)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(number)
