"""What a summary is: a named answer that knows its tables and its publications."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from inspect import signature

import pandas as pd

from ..errors import DataError, meant
from ..sources import ROLES, Source, data_directory, ledger_directory, of_ledger, read_methods, read_sources, reading


@dataclass(frozen=True, slots=True)
class Summary:
    """A named answer.

    Attributes
    ----------
    name : str
        Name of the function, and of every file made from it.
    title : str
        What it answers, in a few words.
    function : callable
        Gives the tidy frame; without arguments from the shipped tables.
    tables : tuple of str
        The shipped tables it reads.
    methods : tuple of str
        Keys of the publications behind its methods.
    caveat : str
        What is derived, contested or unknown in it: one or two sentences.
    needs : mapping of str to str
        The columns, parted by spaces, that each frame among its arguments must have.
    """

    name: str
    title: str
    function: Callable[..., pd.DataFrame]
    tables: tuple[str, ...]
    methods: tuple[str, ...]
    caveat: str
    needs: Mapping[str, str] = field(default_factory=dict)

    @property
    def told(self) -> tuple[str, str]:
        """Title and caveat; of a ledger of one's own what the function does, for they tell of the shipped figures."""
        if ledger_directory() == data_directory():
            return self.title, self.caveat
        first = (self.function.__doc__ or self.name).split("\n\n")[0]
        return " ".join(first.split()).rstrip("."), ""


SUMMARIES: dict[str, Summary] = {}


def summary(
    title: str,
    *,
    tables: tuple[str, ...],
    methods: tuple[str, ...] = (),
    caveat: str = "",
    needs: Mapping[str, str] | None = None,
) -> Callable:
    """Register a function as the summary of its name. The only place where provenance is declared.

    The function also takes ``ledger=``, a ledger of the reader's own (see `analysis.open_ledger`) from which every
    table is read that is not given, and refuses a frame without the columns that it needs in one sentence.

    Parameters
    ----------
    title, tables, methods, caveat
        See `Summary`.
    needs : mapping of str to str
        The columns, parted by spaces, that each frame among its arguments must have.
    """

    def register(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        name, takes = function.__name__, signature(function)

        @of_ledger
        @wraps(function)
        def answered(*given, **options) -> pd.DataFrame:
            frames = takes.bind_partial(*given, **options).arguments if given or options else {}
            for frame, columns in (needs or {}).items():
                if frames.get(frame) is not None:
                    frame_with(frames[frame], frame, columns.split(), of=name)
            with answerable(name, tables, lambda: function(*given, **options)):
                return function(*given, **options)

        SUMMARIES[name] = Summary(name, title, answered, tables, methods, caveat, needs or {})
        return answered

    return register


@contextmanager
def answerable(name: str, tables: Iterable[str], ask: Callable[[], object]) -> Iterator[None]:
    """Say in one sentence that a ledger of one's own has not what an answer or a picture of it is made of.

    A row, level or column that is looked up and missing is meant, and only where `ask`, the same question, is answered
    from the shipped tables: an error that they give too is one of the program, and is raised as it is.
    """
    try:
        yield
    except (LookupError, StopIteration) as error:
        if ledger_directory() == data_directory() or not _answered(ask):
            raise
        raise DataError(
            f"{name}: the ledger in {ledger_directory()} lacks rows or cells that it is made of; "
            f"expected them in {', '.join(tables)} ({type(error).__name__}: {str(error)[:60]})."
        ) from error


def _answered(ask: Callable[[], object]) -> bool:
    """Tell whether a question is answered from the shipped tables."""
    with reading(data_directory()):
        try:
            ask()
        except (LookupError, StopIteration):
            return False
    return True


def frame_with(frame: object, name: str, columns: Iterable[str], *, of: str) -> None:
    """Raise one sentence with the columns that a frame lacks, and all that the summary takes."""
    columns = list(columns)
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{of}, {name}: expected a frame with {', '.join(columns)}, got {type(frame).__name__}.")
    if missing := [column for column in columns if column not in frame]:
        raise DataError(
            f"{of}, {name}: missing {', '.join(missing)}; expected the columns {', '.join(columns)}, "
            f"got {', '.join(map(str, frame)) or 'none'}."
        )


def find_summary(name: str) -> Summary:
    """Give the summary of that name, else say which names there are."""
    if name not in SUMMARIES:
        raise DataError(
            f"{name!r}: no summary of that name; expected one of {', '.join(SUMMARIES)}{meant(name, SUMMARIES)}"
        )
    return SUMMARIES[name]


def publications(entry: Summary, table: pd.DataFrame) -> list[Source]:
    """Give every publication behind a summary's rows and methods: documents, then studies, then methods."""
    known = read_methods() | read_sources()
    columns = [column for column in table.columns if column == "source" or column.endswith("_source")]
    used = {key for column in columns for key in table[column].dropna().astype(str)} | set(entry.methods)
    return [source for role in ROLES for source in known.values() if source.key in used and source.role == role]
