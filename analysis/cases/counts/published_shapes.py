"""The shapes of published tables of counts: long, or one year beside the other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from ...errors import DataError, meant
from ...files.sample import Sample
from ..codebook.values import NOTHING, decimals_of, readings, usual_mark
from ..codebook.vocabularies import squeeze
from ..masking import mask_label
from ..privacy import plain
from .headings import SIZES, is_called, shown
from .published_dates import DAY_AND_MONTH, is_date, month_number
from .weeks import parted, week_number

BLANK = {*NOTHING, "..", "*", "none"}  # no count, or one that was suppressed
TOTALS = {"total", "totals", "sum", "grand total", "all"}
COUNTS = {
    "count",
    "counts",
    "calls",
    "cases",
    "n",
    "number",
    "exposures",
    "enquiries",
    "inquiries",
    "reports",
    "events",
}
NO_COUNTS = {"population", "prescriptions", "rate", "percent", "person years", "person time", "denominator"}
PERIODS = {
    "month": "months (1 to 12, or their names)",
    "week": "weeks (1 to 53)",
    "quarter": "no quarters, which are not read; add them up to years",
    "day": "whole dates in one column",
}
MARKS = re.compile(r"(?<=\d)\s*[*\u2020\u2021\u00a7]+$")  # of a footnote: star, daggers, section sign
YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass
class Block:
    """One series of a table: its cells as text, row by row; the file's lines of the table for errors."""

    counts: list[str]
    periods: list[str]
    lines: list[int]
    year: int | None = None
    groups: list[str] | None = None
    heading: str = ""
    starts: list[pd.Timestamp] = field(default_factory=list)

    def keep(self, places: list[int]) -> None:
        """Leave the rows at some places."""
        for column in ("counts", "periods", "lines", *(["groups"] if self.groups is not None else [])):
            setattr(self, column, [getattr(self, column)[place] for place in places])


def cells_of(sample: Sample) -> pd.DataFrame:
    """Give the cells as trimmed text, the place of each row as index; without empty rows and columns."""
    width = len(sample.headings)
    rows = [[cell.strip() for cell in (*row, *[""] * width)[:width]] for row in sample.rows]
    table = pd.DataFrame(rows, columns=[heading.strip() for heading in sample.headings], dtype=object)
    table.index = range(2, len(table) + 2)
    return table.loc[
        (table != "").any(axis=1), [bool(name) or (table.iloc[:, at] != "").any() for at, name in enumerate(table)]
    ]


def weeks_apart(table: pd.DataFrame) -> pd.DataFrame:
    """Give a column whose cells hold a year and a week (``2014-W05``; ``201405`` under "week") as two columns."""
    for name in table:
        filled = _filled(table[name])
        marked = "week" in name.lower() or all("w" in cell.lower() for cell in filled)
        if filled and marked and all(map(parted, filled)):
            both = [parted(cell) or (cell, cell) for cell in table[name]]
            kept = table.drop(columns=name)
            kept.insert(0, f"{name} week", [week for _, week in both])
            kept.insert(0, f"{name} year", [year for year, _ in both])
            return kept
    return table


def _filled(cells: pd.Series) -> list[str]:
    return [cell for cell in cells if cell.lower() not in BLANK | TOTALS]


def _numeric(cells: pd.Series) -> bool:
    """Tell a column of counts: every cell that is not blank or suppressed is a number."""
    filled = [cell for cell in _filled(cells) if not re.fullmatch(r"<\s*\d+", cell)]
    return bool(filled) and all(readings(bare(cell)) for cell in filled)


def bare(cell: str) -> str:
    """Give a cell without the mark of a footnote, and without the spaces that divide thousands."""
    return re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", MARKS.sub("", cell))


def whole_numbers(blocks: list[Block], delimiter: str, name: str) -> None:
    """Write the counts of all blocks without what divides thousands; what is no count stays as it is.

    In a file divided by commas a point is that of a number, as in the 4.000 of software.
    """
    cells = [cell for block in blocks for cell in block.counts if cell.lower() not in BLANK]
    decimals = decimals_of(cells, "." if delimiter == "," else usual_mark([delimiter]), whole=True)
    for block in blocks:
        for place, cell in enumerate(block.counts):
            if cell.lower() in BLANK:
                continue
            if decimals.unsure(cell):
                either = " or ".join(f"{number:g}" for number in sorted(decimals.possible(cell)))
                raise DataError(
                    f"{name}, row {block.lines[place]}: {cell!r} may be {either}, and no other count tells; "
                    "write counts without a sign between thousands."
                )
            number = decimals.number(cell)
            block.counts[place] = cell if number is None or not number.is_integer() else f"{number:.0f}"


def _counts(table: pd.DataFrame, taken: set) -> list[str]:
    """Name the columns that may hold counts: numbers, but no sizes of populations and no rates."""
    free = [name for name in table if name not in taken and _numeric(table[name])]
    sizes = [name for name in free if any(is_called(name, size) for size in SIZES)]
    return [name for name in free if name not in sizes and not NO_COUNTS & {*plain(name).split(), plain(name)}]


def _dates(cells: pd.Series) -> bool:
    filled = Counter(_filled(cells))  # each different cell once, and no more than tells that they are none
    total = left = sum(filled.values())
    for cell, count in filled.items():
        left -= 0 if is_date(cell) else count
        if left < 0.9 * total:
            return False
    return bool(filled)


def side_by_side(table: pd.DataFrame, count: str | None, by: str | None) -> tuple[list[Block], str | None] | None:
    """Give one block per year where the headings carry years, or nothing."""
    years: dict[int, list[str]] = {}
    for heading in table:
        found = YEAR.findall(heading)
        if len(found) == 1:
            years.setdefault(int(found[0]), []).append(heading)
    if len(years) < 2:
        return None
    others = [heading for heading in table if not YEAR.search(heading)]
    if by is not None and by not in others:
        raise DataError(f"by: expected a column of {shown(table, others) or 'groups'}, got {by!r}{meant(by, others)}")
    days = [name for name in others if not _numeric(table[name])]
    days = [name for name in days if all(map(DAY_AND_MONTH.fullmatch, _filled(table[name]) or ["no"]))]
    shared = [name for name in others if name in days or _is_month(table, name) or _is_week(table, name)]
    groups = [name for name in others if name not in shared and not _numeric(table[name])]
    group = by or (groups[0] if len(groups) == 1 and not shared else None)
    table, blocks = _one_spelling(table, group), []
    for year, headings in sorted(years.items()):
        dates = [name for name in headings if not _numeric(table[name]) and _dates(table[name])]
        numbers = [name for name in headings if name not in dates and (count is None or count.lower() in name.lower())]
        if len(numbers) != 1 or len(dates) > 1:
            raise DataError(f"count: expected one column of counts for {year}, got {shown(table, numbers) or 'none'}.")
        periods = table[dates[0]] if dates else table[shared[0]] if shared else pd.Series(str(year), index=table.index)
        heading = (dates or shared or ["year"])[0]
        dated = bool(dates) or heading in days
        if heading in days:  # the year stands in the heading of the counts
            periods = periods.where(periods == "", periods + f"/{year}")
        kept = (periods != "") | (table[numbers[0]] != "")
        blocks.append(_block(table[kept], numbers[0], periods[kept], None if dated else year, group, heading))
    return blocks, group


def long(table: pd.DataFrame, count: str | None, by: str | None) -> tuple[list[Block], str | None]:
    """Give the one block of a long table; the year may stand beside the month or week."""
    dates = [name for name in table if name != by and not _is_year(table, name) and _dates(table[name])]
    years = [name for name in table if name != by and _is_year(table, name)]
    within = [name for name in table if name not in (by, *years) and (_is_month(table, name) or _is_week(table, name))]
    heading = (dates or within or years or [""])[0]
    _all_periods(table, [*dates, *within, *years, by, count])
    if not heading or (not dates and not years):
        raise DataError(f"path: expected a column of dates or years, got {shown(table)}; name it 'date' or 'year'.")
    taken = {heading, by, *years, *within}
    numbers = _counts(table, taken)
    wanted = [name for name in numbers if name.lower() == (count or "").lower()] if count else numbers
    if len(wanted) > 1:
        wanted = [name for name in numbers if name.lower() in COUNTS] or wanted
    if len(wanted) != 1:
        raise DataError(f"count: expected one column of counts, got {shown(table, numbers) or 'none'}; name it.")
    groups = [name for name in table if name not in taken and not _numeric(table[name])]
    if by is not None and by not in table:
        raise DataError(f"by: expected a column of {shown(table)}, got {by!r}{meant(by, table)}")
    group = by or (groups[0] if len(groups) == 1 else None)
    if not by and len(groups) > 1:
        raise DataError(f"by: expected at most one column of groups, got {shown(table, groups)}; name it.")
    table = _one_spelling(table, group)
    if dates or heading in years:
        return [_block(table, wanted[0], table[heading], None, group, heading)], group
    blocks, said = [], f"{heading} {years[0]}"
    for cell, part in table.groupby(table[years[0]].str.lower(), sort=False):
        if cell in BLANK and (part[wanted[0]] != "").any():
            raise DataError(f"row {part.index[0]}: expected a year beside {heading}, got none; write it in every row.")
        periods = pd.Series("total", index=part.index) if cell in TOTALS else part[heading]
        year = None if cell in TOTALS or cell in BLANK else int(float(cell))
        blocks.append(_block(part, wanted[0], periods, year, group, said))
    return [block for block in blocks if any(block.counts)], group


def _all_periods(table: pd.DataFrame, known: list) -> None:
    """Refuse a column that is called a period but holds something else: without it two periods would be one."""
    for name in table:
        word = plain(name).split()[-1:]
        if name not in known and word and word[0] in PERIODS:
            got = next(iter(_filled(table[name])), "nothing")
            raise DataError(
                f"{name}: expected {PERIODS[word[0]]}, got {mask_label(got)[:60]!r} and others; mend it or take it out."
            )


def _one_spelling(table: pd.DataFrame, group: str | None) -> pd.DataFrame:
    """Give groups that differ in case or spaces alone the spelling of the first: Kent and KENT are one county."""
    if group is None:
        return table
    spelled: dict[str, str] = {}
    return table.assign(**{group: [spelled.setdefault(squeeze(cell), cell) for cell in table[group]]})


def _block(table, count: str, periods, year: int | None, group: str | None, heading: str) -> Block:
    groups = None if group is None else table[group].tolist()
    return Block([bare(cell) for cell in table[count]], periods.tolist(), table.index.tolist(), year, groups, heading)


def _is_month(table: pd.DataFrame, name: str) -> bool:
    filled = _filled(table[name])
    by_name = bool(filled) and all(month_number(cell) and not cell.isdecimal() for cell in filled)
    return by_name or (name.lower() == "month" and all(month_number(cell) for cell in filled))


def _is_week(table: pd.DataFrame, name: str) -> bool:
    filled = _filled(table[name])
    return "week" in name.lower() and all(week_number(cell) is not None for cell in filled) and bool(filled)


def _is_year(table: pd.DataFrame, name: str) -> bool:
    filled = _filled(table[name])
    return (
        bool(filled) and all(re.fullmatch(r"(?:19|20)\d{2}(\.0*)?", cell) for cell in filled) and "year" in name.lower()
    )
