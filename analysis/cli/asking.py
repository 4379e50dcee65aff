"""How a verb asks the store: open it, select, compute while a bar moves, and say in one line what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError, meant
from .answers import DOCUMENTS, deliver, deliver_printed, way_out
from .groups import by_group, checked_column
from .options import Selection, chosen
from .screen import progress, say, table_as_text

if TYPE_CHECKING:
    import pandas as pd

    from ..cases.counts.table import Counts
    from ..cases.study.selection import Study

ENGINES = ("duckdb", "_duckdb", "ibis", "pyarrow", "pyspark", "py4j")
PERIODS = {"year": "year", "month": "month", "week": "mmwr", "week-monday": "monday"}


def answered(
    function: Callable,
    picture: str | None,
    store: str,
    own: dict,
    selection: Selection,
    engine: dict,
    output: dict,
    counted: dict,
) -> None:
    """Answer one question: the table that `function` gives for the study, on the screen or in files."""
    from ..cases.counts.table import framed

    own = dict(own)
    split = _split(function, own, output)
    printed = getattr(function, "printed", None)
    way, path = way_out(**output, printed=printed is not None), Path(store)
    way.check_apart([path, *(given for given in own.values() if isinstance(given, Path))])
    if printed and way.output and way.form in DOCUMENTS.values():
        with progress(f"{function.__name__}: {path.name}", total=None), engine_errors():
            table = _printed(printed, chosen(store, selection, engine), own)
        return deliver_printed(table, way.output, way.form)
    with progress(f"{function.__name__}: {path.name}", total=None), engine_errors():
        if counted and path.is_file():
            if split:
                raise DataError(f"--by: expected a store, got the file {path.name}; take one of its groups by --group.")
            given = function(_counted(path, selection, **counted, by=own.get("by")), **own)
        elif split:
            given = by_group(function, chosen(store, selection, engine), own, split)
        else:
            given = _asked(function, chosen(store, selection, engine), own)
        table, drawn = given if isinstance(given, tuple) else (given, lambda: given)
        picture_table = drawn() if way.picture else None
    deliver(framed(table), way, picture, picture_table)


def _printed(printed: Callable, study: Study, own: dict):
    """Ask for a table as a journal prints it, with the flow where no case is left."""
    if not study.count():
        _refuse_empty(study)
    table = printed(study, **own)
    study.store.check_unchanged()
    return table


def _split(function: Callable, own: dict, output: dict) -> str | None:
    """Take ``--by`` out of the options of a verb whose function answers for one group at a time."""
    if "by" in signature(function).parameters:
        return None
    by = own.pop("by", None)
    if by and output.get("picture"):
        raise DataError(f"--picture: expected one group, got all by {by}; draw one at a time: --where {by}=VALUE.")
    return by


def _asked(function: Callable, study: Study, own: dict):
    """Ask; where no case is left, say so with the flow, rather than what the statistics make of nothing."""
    from ..cases.counts.table import framed

    try:
        given = function(study, **own)
        study.store.check_unchanged()
    except DataError:
        _refuse_empty(study)
        raise
    table = framed(given[0] if isinstance(given, tuple) else given)
    size = next((name for name in ("count", "n") if name in table), None)
    if table.empty or (size and not table[size].sum()):
        _refuse_empty(study)
    return given


def _refuse_empty(study: Study) -> None:
    if study.count():
        return
    say(table_as_text(study.flow(), above=[study.stated]), err=True)
    raise DataError(f"no case is left ({study.stated}); see above at which step the last ones go.")


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn what the engine says into one line."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ENGINES:
            raise
        said = " ".join(str(error).split())[:300]
        raise DataError(f"engine: expected an answer, got: {said}") from None


def counts_of(source, every: str | None, by: str | None) -> Counts:
    """Count the cases of a study per period, or give a table of counts as it is, or its sums per year."""
    if every is not None and every not in PERIODS:
        raise DataError(f"--every: expected one of {', '.join(PERIODS)}; got {every!r}{meant(every, PERIODS)}")
    from ..cases.counts.counts import annual_counts, monthly_counts, weekly_counts
    from ..cases.counts.table import Counts

    if isinstance(source, Counts):
        return _recounted(source, every, by)
    checked_column(source, by)
    if every in (None, "year"):
        return annual_counts(source, by=by)
    return monthly_counts(source, by=by) if every == "month" else weekly_counts(source, week=PERIODS[every], by=by)


def _counted(path: Path, selection: Selection, group: str | None = None, **reading) -> Counts:
    """Read a table of counts in the place of a store; years are all that can be selected."""
    from ..cases.counts.published import read_counted

    if selection._replace(years=None) != Selection(None, "any", None, None, None, None, False):
        raise DataError(f"{path.name}: a table of counts has no cases to select from; only --years can be given.")
    years, table = selection.arguments["years"], _grouped(read_counted(path, **reading), group)
    if years is None:
        return table
    try:
        return table.select(years=years)
    except DataError:
        known = f"{table['year'].min()} to {table['year'].max()}"
        raise DataError(f"--years: expected some of the table ({known}).") from None


def _grouped(table: Counts, group: str | None) -> Counts:
    """Take one group of a table of counts, or the sum of all."""
    from ..cases.counts.headings import groups_of, shown

    if group is None:
        return table
    column = next(iter(groups_of(table.frame)), None)
    if column is None:
        raise DataError("--group: expected a table with groups, got one without; leave the option out.")
    if group.lower() == "all":
        return table.added_up()
    known = table[column].astype(str)
    if group not in set(known):
        raise DataError(f"--group: expected all or one of {shown(table.frame, known.unique())}; got {group!r}.")
    return table.select(**{column: group})


def _recounted(table: Counts, every: str | None, by: str | None) -> Counts:
    from ..cases.counts.headings import groups_of
    from ..cases.counts.rates import yearly

    own = "month" if "month" in table else "week" if "week_start" in table else "year"
    if every not in (None, own, "year"):
        raise DataError(f"--every: expected {own} or year of a table with counts by {own}, got {every!r}.")
    if by is not None and by not in groups_of(table.frame):
        raise DataError(f"--by: expected a column of the table beside its dates and counts, got {by!r}.")
    return yearly(table) if every == "year" else table


def rated(counts: Counts, denominator: Path | None, per: float, level: float) -> Counts:
    """Add rates where there is a denominator."""
    if denominator is None:
        return counts
    from ..cases.counts.rates import with_rates

    return with_rates(counts, denominators(denominator), per=per, level=level)


def denominators(path: Path) -> pd.DataFrame:
    """Read the population or prescriptions of years or states."""
    from ..cases.counts.denominators import read_denominator

    try:
        return read_denominator(path)
    except DataError as error:
        raise DataError([f"--denominator: {fault.removeprefix('path: ')}" for fault in error.faults]) from None
