"""Where a store was opened, and whether it is still the one that was there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import DataError
from ..codebook.vocabularies import codebook_version
from .identity import check_hashes, check_ids, stamps
from .read import named
from .spark import text_at
from .told import REPORT, Told, report_text, told_of


@dataclass(frozen=True)
class Origin:
    """The folder or URL of a store as it was opened.

    Attributes
    ----------
    root : str
    id : str
        Of the store; each of its tables bears it.
    sha256 : mapping of str to str
        Name of a file to its SHA-256, as the import wrote it.
    distant : bool
        It is at a URL, which an engine reads: hashes cannot be taken there, and the report alone tells what it is.
    stamps : mapping
        Number, size and time of each file; empty where it is distant.
    report : callable
        Reads the text of its report anew.
    """

    root: str
    id: str
    sha256: Mapping[str, str]
    distant: bool
    stamps: Mapping[str, tuple]
    report: Callable[[], str] = field(repr=False, compare=False)

    def verify(self) -> None:
        """Check the bytes of every file against the hashes that the import wrote; see `Store.verify`."""
        if not self.distant:
            check_hashes(Path(self.root), self.sha256)

    def check_unchanged(self) -> None:
        """Check that the same store is still there; see `Store.check_unchanged`."""
        try:
            told = told_of(self.report(), self.root)
            same = (told.id, told.sha256) == (self.id, self.sha256)
        except DataError:
            same = False
        if not same or (not self.distant and stamps(Path(self.root)) != self.stamps):
            raise DataError(
                f"path: the store {self.root} was replaced or changed while it was read, and answers may be of both; "
                "ask again."
            )


def opened(connection, root: str, distant: bool) -> tuple[Told, Origin]:
    """Read the report of a store, and check that its tables are of this store and its words of this codebook.

    Raises
    ------
    DataError
        When the report is none, a table is of another store, or the codebook has another version.
    """
    before = {} if distant else stamps(Path(root))

    def report() -> str:
        return text_at(connection, f"{named(root)}/{REPORT}") if distant else report_text(root)

    told = told_of(report(), root)
    if told.codebook != (version := codebook_version()):
        raise DataError(
            f"path: {root} was imported with the codebook {told.codebook}, and this is {version}, whose terms may mean "
            "something else; import the cases again."
        )
    if not distant:
        check_ids(Path(root), told.id)
    return told, Origin(root, told.id, told.sha256, distant, before, report)
