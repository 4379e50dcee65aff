"""A file or a folder written beside its place and then moved there: it is there whole, the old one or the new one."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DataError
from .lock import locked
from .passing import lasting_folder, passing_folder
from .signals import cleared_when_ended, stoppable, undisturbed
from .swap import exchange

__all__ = [
    "check_apart",
    "for_its_owner_alone",
    "lasting_folder",
    "passing_folder",
    "private",
    "replacing",
    "scratch",
    "stoppable",
    "write_whole",
]


@contextmanager
def replacing(path: str | Path, fault: Callable[[Path], str], what: str) -> Iterator[Path]:
    """Give a place in a work folder beside `path`, and move what was written there to `path` at the end.

    When anything is raised inside, the old one stays and nothing is left behind. The work folder is ``value.parent``,
    for what else is needed while writing: nobody else can look into it, and its name cannot be guessed. While one run
    writes, another with the same `path` is refused. What a killed run left there is removed, and an old one put back.
    A link at `path` is followed: what it leads to is replaced, and it stays.

    Parameters
    ----------
    path : path
        Where the file or folder shall be.
    fault : callable
        Says of what is at `path` why it may not be replaced (``"holds thesis.docx, which ..."``); empty where it may.
        Asked before, and again once the old one has been moved away.
    what : str
        What is written, for the errors: ``"store of cases"``.

    Raises
    ------
    DataError
        When something else is at `path`, another run is writing there, or nothing can be written beside it.
    """
    path = _resolved(Path(path), what)
    _check(path, fault)
    with _errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path, what):
        _sweep(path)
        _check(path, fault)
        with _folder(path) as work:
            yield work / "new"
            with undisturbed():
                _move(work, path, fault)


@contextmanager
def scratch(parent: Path, name: str) -> Iterator[Path]:
    """Give a folder of one's own inside `parent` that only its owner can look into, and remove it at the end.

    What a killed run of the same `name` left there is removed first; the caller sees to it that there is one at a time.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for left in _left(parent / name):
        _remove(left)
    with _folder(parent / name) as folder:
        yield folder


@contextmanager
def for_its_owner_alone() -> Iterator[None]:
    """Let nobody else read the files that are made inside, by libraries too: for programs (all threads are bound)."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def private(folder: Path) -> None:
    """Let nobody but the owner read or write a folder and the files in it."""
    for path in folder.iterdir():
        path.chmod(0o600)
    folder.chmod(0o700)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: under a name that cannot be guessed in the same folder, then renamed.

    A link is followed, to another disk and to where nothing is yet, and stays; a circle of them is an `OSError`.
    """
    path = _followed(path)
    mask = os.umask(0o077)
    os.umask(mask)
    partial = None
    try:
        with undisturbed():
            number, name = tempfile.mkstemp(prefix=f".{path.name[:99]}.", suffix=".partial", dir=path.parent)
            os.close(number)
            partial = Path(name)
        partial.write_bytes(content)
        partial.chmod(0o666 & ~mask)
        partial.replace(path)
    except BaseException:
        if partial:
            partial.unlink(missing_ok=True)
        raise


def _followed(path: Path) -> Path:
    if not path.is_symlink():
        return path
    found = Path(os.path.realpath(path))
    if found.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return found


def check_apart(option: str, path: Path | None, read: Iterable[Path]) -> None:
    """Refuse to write over a file that is read, also by way of a link.

    Raises
    ------
    DataError
        Names the option that gave the path.
    """
    if path and path.exists() and any(one.exists() and one.samefile(path) for one in read):
        raise DataError(f"{option}: {path} is read, and would be lost; name another file.")


def _resolved(path: Path, what: str) -> Path:
    """Follow links, and refuse those that lead nowhere and the folders that cannot be moved."""
    try:
        found, dangling = Path(os.path.realpath(path)), path.is_symlink() and not path.exists()
    except ValueError as error:
        raise DataError(f"into: expected a path, got {str(path)!r} ({error}).") from None
    except OSError as error:
        raise DataError(f"into: {path} cannot be written ({error.strerror}); choose another folder.") from None
    if dangling:
        raise DataError(f"into: {path} is a link to {found}, which is not there; make that folder or name another.")
    if os.path.ismount(found):
        raise DataError(
            f"into: {path} is a disk of its own and cannot be replaced; name a folder on it for the {what}."
        )
    return found


def _check(path: Path, fault: Callable[[Path], str]) -> None:
    if os.path.lexists(path) and (said := fault(path)):
        raise DataError(f"into: {path} {said}; name another place or remove it first.")


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(f"into: {path} cannot be written ({error.strerror}); choose another folder.") from None


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """Make a work folder beside a place; it is gone at the end, however that comes, short of SIGKILL."""
    work = None

    def clear() -> None:
        if work:
            _remove(work)

    try:
        with undisturbed(), _errors(path):
            work = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent))
        with cleared_when_ended(clear):
            yield work
    finally:
        with undisturbed():
            clear()


def _left(path: Path) -> list[Path]:
    """Give the work folders of a place; links, files and what belongs to others are none."""
    own = re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{8}}\.partial")
    user = getattr(os, "getuid", lambda: None)()
    found = (entry for entry in os.scandir(path.parent) if own.fullmatch(entry.name))
    return [
        Path(entry.path)
        for entry in found
        if entry.is_dir(follow_symlinks=False) and user in (None, entry.stat(follow_symlinks=False).st_uid)
    ]


def _sweep(path: Path) -> None:
    """Remove what killed runs left, and put an old one back that they had moved away."""
    for work in _left(path):
        if (work / "old").exists() and not path.exists():
            (work / "old").rename(path)
        _remove(work)


def _remove(folder: Path) -> None:
    for _ in range(20):  # a thread of an engine may be writing into it
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def _move(work: Path, path: Path, fault: Callable[[Path], str]) -> None:
    """Put the new one in its place, and the old one back where it turns out to hold what is not ours."""
    new, old = work / "new", work / "old"
    if not path.is_dir():
        _check(path, fault)
        new.replace(path)
        return
    swapped = exchange(new, path)
    if not swapped:
        path.rename(old)
    try:
        _check(new if swapped else old, fault)
        if not swapped:
            new.rename(path)
    except BaseException:
        if swapped:
            exchange(new, path)
        elif not path.exists():
            old.rename(path)
        raise
