"""One run at a time writes to a place: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from ..errors import DataError
from .signals import cleared_when_ended, undisturbed

FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
TAKEN = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold the lock of a place, an empty file ``.NAME.lock`` beside it, which is removed at the end.

    The lock is the system's (``flock``; on Windows ``msvcrt.locking``, where the file stays): it is free as soon as the
    process that held it is gone. A link, a file with something in it, or a pipe of that name is not touched.

    Raises
    ------
    DataError
        When another run holds it, the file system has no locks, or something else has its name.
    """
    name, held = path.with_name(f".{path.name}.lock"), None
    try:
        with undisturbed():
            held = _held(name, path, what)
        with cleared_when_ended(partial(_unlink, name)):
            yield
    finally:
        if held is not None:
            with undisturbed():
                _unlink(name)
                os.close(held)


def _unlink(name: Path) -> None:
    with suppress(OSError):
        name.unlink()


def _held(name: Path, path: Path, what: str) -> int:
    """Open the file and lock it; again when who had it removed it in between."""
    while True:
        try:
            number = os.open(name, FLAGS, 0o600)
        except OSError as error:
            raise DataError(
                f"into: {path} cannot be written ({name.name}: {error.strerror}); choose another folder."
            ) from None
        try:
            _check_empty(name, number)
            _take(number, path, what)
            if _is_there(name, number):
                return number
        except BaseException:
            os.close(number)
            raise
        os.close(number)


def _check_empty(name: Path, number: int) -> None:
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode) or found.st_size:
        raise DataError(f"into: expected {name} to be an empty file of ours, got something else; move it away.")


def _take(number: int, path: Path, what: str) -> None:
    try:
        hold(number)
    except OSError as error:
        if error.errno in TAKEN:
            raise DataError(
                f"into: another run is writing a {what} at {path}; wait until it has ended, or name another place."
            ) from None
        raise DataError(f"into: {path} cannot be locked ({error.strerror}); choose a folder on another disk.") from None


def hold(number: int) -> None:
    """Lock an open file, or raise what the system says where another process holds it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # as checked where it is not
    else:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_there(name: Path, number: int) -> bool:
    try:
        return os.path.samestat(name.lstat(), os.fstat(number))
    except FileNotFoundError:
        return False
