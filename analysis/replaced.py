"""A file or a folder written beside its place and then moved there: it is there whole, the old one or the new one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import DataError


@contextmanager
def replacing(path: str | Path, own: Callable[[Path], bool], what: str) -> Iterator[Path]:
    """Give a place in a work folder beside `path`, and move what was written there to `path` at the end.

    When anything is raised inside, the old one stays and nothing is left behind; what a killed run left is cleared up,
    an old one put back. The work folder is ``value.parent``, for what else is needed while writing.

    Parameters
    ----------
    path : path
        Where the file or folder shall be.
    own : callable
        Tells of what is at `path` whether it may be replaced; asked before, and again before it is.
    what : str
        What `own` knows, for the error: ``"store of cases"``.

    Raises
    ------
    DataError
        When something else is at `path`, or nothing can be written beside it.
    """
    path = Path(path).absolute()
    work = path.with_name(f".{path.name}.partial")
    new, old = work / "new", work / "old"
    if old.exists() and not path.exists():  # killed between the two renamings below
        old.rename(path)
    _check(path, own, what)
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
    except OSError as error:
        raise DataError(f"into: {path} cannot be written ({error.strerror}); choose another folder.") from None
    try:
        yield new
        _check(path, own, what)
        if path.is_dir():
            path.rename(old)
        new.replace(path)
    finally:
        if old.exists() and not path.exists():  # Ctrl-C between the two as well
            old.rename(path)
        shutil.rmtree(work, ignore_errors=True)


def _check(path: Path, own: Callable[[Path], bool], what: str) -> None:
    if path.exists() and not own(path):
        raise DataError(f"into: {path} exists and is no {what}; name another place or remove it first.")
