"""Tables of counts as others publish them, in the shape in which this package counts cases."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ...errors import DataError
from ...files.sample import read_samples
from ..masking import mask_label
from ..privacy import plain
from .headings import marked, unmarked
from .periods import calendar, named
from .published_dates import month_number, period_of, read_dates, weekday_of
from .published_shapes import YEAR, Block, cells_of, long, side_by_side, weeks_apart, whole_numbers
from .published_totals import number_in, without_totals
from .published_weeks import numbered
from .table import Counts

ROWS = 100_000


def read_counted(
    path: str | Path,
    *,
    count: str | None = None,
    by: str | None = None,
    dayfirst: bool | None = None,
    week: str | None = None,
) -> Counts:
    r"""Read a table of counts per day, week, month or year into the shape of `weekly_counts` and its like.

    Parameters
    ----------
    path : path
        CSV, TSV, Excel or another format that import reads. Long: a column of dates (or years, with months or weeks
        beside them) and a column of counts. Or side by side: one year beside the other, ``date_2019, calls_2019,
        date_2020, calls_2020``, or ``month, 2019, 2020``.
    count : str, optional
        Heading of the counts (without the year), where several columns hold numbers.
    by : str, optional
        Heading of a column of groups; the only column left is taken without being named.
    dayfirst : bool, optional
        True for 31/1/2020, False for 1/31/2020. When left out, it is what is possible, else what makes steps of a
        day, a week, a month or a year.
    week : {"mmwr", "monday"}, optional
        How numbered weeks are numbered, as in `weekly_counts`. When left out, it is what the heading says (MMWR, CDC,
        epi; ISO), else the calendar that has all these weeks (2014 has a week 53 in the MMWR alone), else the one in
        which none is missing (2015 ends with week 52 in the MMWR); where nothing tells, ISO weeks, and a note says so.

    Returns
    -------
    Counts
        ``week_start, year, week`` or ``month, year`` or ``year``, the groups, and ``count``, in order of time. Weeks
        begin on the weekday of most of the dates and are numbered by the year that holds most of their days; a first
        week that begins later (1 January) belongs to its whole week, and is named in ``partial``. Days are
        added up to weeks from Monday. A blank or suppressed count is a missing period and no zero: it has no row, and
        ``told["missing"]`` says of each what stood there; of periods without a row, too. ``partial_years``
        names years of which not all weeks or months have a count. A column ``synthetic``, as the verbs and pictures
        write it, marks the counts as made up.

    Raises
    ------
    DataError
        When the shape is not clear, a cell is no count or no date, days cannot be told from months, a year has no such
        week, a period stands twice, or a row of totals is not the sum of its column.

    Notes
    -----
    These are counts, not cases: changes and trends can be computed of them, nothing about the cases.

    Examples
    --------
    >>> path = Path("reports.csv")
    >>> _ = path.write_text("Year;County;Exposures\n2019;Kent;1.200\n2019;Cecil;<5\n2020;Kent;1.310\n")
    >>> counts = read_counted(path)
    >>> counts.frame.values.tolist(), counts.told["missing"]
    ([[2019, 'Kent', 1200], [2020, 'Kent', 1310]], {'2019, Cecil': "'<5'"})
    """
    path = Path(path)
    samples = read_samples(path, ROWS)
    if len(samples) != 1:
        raise DataError(f"path: expected one table in {path.name}, got {len(samples)}; save the one you want as CSV.")
    table = weeks_apart(cells_of(samples[0]))
    synthetic = bool(marked(table))
    table = unmarked(table)
    blocks, group = side_by_side(table, count, by) or long(table, count, by)
    whole_numbers(blocks, str(samples[0].read.get("delimiter", "")), path.name)
    notes = without_totals(blocks, path.name)
    if not blocks:
        raise DataError(f"{path.name}: expected rows beside those of totals, got none.")
    period, taken = _dated(blocks, dayfirst, week)
    rows, missing = _counted(blocks, period, path.name, group)
    if rows.empty:
        raise DataError(f"{path.name}: expected at least one count, got none.")
    shown, partial = _periods(rows, period, group)
    told = {"missing": missing, "without_date": 0, "notes": (*notes, *taken)}
    facts: dict = {
        "breaks": {},
        "synthetic": synthetic,
        "partial": partial,
        "partial_years": _years(shown),
        "told": told,
    }
    return Counts(shown, study=f"counts in {path.name}", **facts)


def _dated(blocks: list[Block], dayfirst: bool | None, week: str | None) -> tuple[str, tuple[str, ...]]:
    """Give every row the first day of its period; name the period, and say what was taken for granted."""
    heading = blocks[0].heading
    if blocks[0].year is None and not all(YEAR.fullmatch(cell.removesuffix(".0")) for cell in blocks[0].periods):
        made = read_dates([block.periods for block in blocks], dayfirst=dayfirst, name=heading)
        period = period_of(made)
        if not period:
            raise DataError(f"{heading}: expected dates a day, a week, a month or a year apart, got other steps.")
        ending = pd.Timedelta(days=6 if period == "week" and _ending(blocks) else 0)
        for block, days in zip(blocks, made, strict=True):
            block.starts = [day - ending for day in days]
        return period, ()
    if blocks[0].year is None:
        blocks[0].starts = [pd.Timestamp(int(float(cell)), 1, 1) for cell in blocks[0].periods]
        return "year", ()
    if all(cell == str(block.year) for block in blocks for cell in block.periods):
        for block in blocks:
            block.starts = [pd.Timestamp(block.year, 1, 1)] * len(block.periods)
        return "year", ()
    if "week" in heading.lower():
        return "week", numbered(blocks, week)
    for block in blocks:
        block.starts = [_month(block, place) for place in range(len(block.periods))]
    return "month", ()


def _month(block: Block, place: int) -> pd.Timestamp:
    number = month_number(block.periods[place])
    if number is None:
        raise DataError(
            f"row {block.lines[place]}: expected a month, got {mask_label(str(block.periods[place]))!r}; mend the file."
        )
    return pd.Timestamp(block.year, number, 1)


def _ending(blocks: list[Block]) -> bool:
    """Tell whether the dates are the last days of their weeks."""
    said = [plain(blocks[0].heading), *(cell.lower() for block in blocks for cell in block.periods[:1])]
    return any(re.search(r"\bend|^w\.?/?e\b", words) for words in said)


def _counted(blocks: list[Block], period: str, name: str, group: str | None) -> tuple[pd.DataFrame, dict]:
    """Give ``start, day, group, count`` of every count, and what is missing."""
    rows, missing = [], {}
    weekday = weekday_of([day for block in blocks for day in block.starts]) if period == "week" else 0
    for block in blocks:
        present = set()
        for place, day in enumerate(block.starts):
            start = _start(day, period, weekday)
            present.add(start)
            value = number_in(block, place, name)
            label = None if block.groups is None else block.groups[place]
            if value is None:
                missing[_words(start, period, label)] = repr(block.counts[place]) if block.counts[place] else "blank"
            else:
                rows.append((start, day, label, value))
        step = {"week": "monday", "day": "monday"}.get(period, period)
        if present and step != "year":
            whole = calendar(min(present), max(present), step)
            missing |= {_words(start, period, None): "no row" for start in whole if start not in present}
    frame = pd.DataFrame(rows, columns=["start", "day", "group", "count"])
    twice = frame[frame.duplicated(["day", "group"])]
    if len(twice):
        what = "" if group is None else f" and {twice['group'].iloc[0]}"
        raise DataError(f"{name}: expected one count for {twice['day'].iloc[0]:%Y-%m-%d}{what}, got more; name `by`.")
    return frame, missing


def _start(day: pd.Timestamp, period: str, weekday: int) -> pd.Timestamp:
    if period in ("week", "day"):
        return day - pd.Timedelta(days=(day.weekday() - weekday) % 7)
    return pd.Timestamp(day.year, day.month if period == "month" else 1, 1)


def _words(start: pd.Timestamp, period: str, label: str | None) -> str:
    when = f"{start:%Y}" if period == "year" else f"{start:%Y-%m-%d}"
    return when if label is None else f"{when}, {label}"


def _periods(rows: pd.DataFrame, period: str, group: str | None) -> tuple[pd.DataFrame, dict]:
    """Add the rows of a period up, name it as in `weekly_counts`, and say which weeks are cut."""
    partial = {}
    for start, part in rows.groupby("start"):
        if period == "week" and part["day"].min() > start:
            partial[f"{start:%Y-%m-%d}"] = f"counted from {part['day'].min():%Y-%m-%d}"
        if period == "day" and part["day"].nunique() < 7:
            partial[f"{start:%Y-%m-%d}"] = f"{part['day'].nunique()} of 7 days"
    keys = ["start"] if group is None else ["start", "group"]
    added = rows.groupby(keys, sort=False)["count"].sum().reset_index().sort_values("start", kind="stable")
    shown = added.rename(columns={"start": "period", "group": group}).reset_index(drop=True)
    if period == "year":
        shown["period"] = shown["period"].dt.year.astype("int64")
    return named(shown, {"day": "monday", "week": "monday"}.get(period, period)), partial


def _years(shown: pd.DataFrame) -> dict[int, str]:
    """Name the years of which not every week or month has a count."""
    name = next((name for name in ("week_start", "month") if name in shown), None)
    if name is None:
        return {}
    found = shown.groupby("year")[name].nunique()
    if name == "month":
        return {int(year): f"{n} of 12 months" for year, n in found.items() if n < 12}
    # a week belongs to the year of its fourth day, so that a year has as many weeks as days of that name
    fourth = (shown["week_start"].iloc[0] + pd.Timedelta(days=3)).day_name()[:3].upper()
    weeks = {year: len(pd.date_range(f"{year}-01-01", f"{year}-12-31", freq=f"W-{fourth}")) for year in found.index}
    return {int(year): f"{n} of {weeks[year]} weeks" for year, n in found.items() if n < weeks[year]}
