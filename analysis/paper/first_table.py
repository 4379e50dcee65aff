"""Table 1 as it is printed: a column per group with its N, a line per level, the test of each characteristic marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from ..cases.codebook.records import Records
from ..forms import Withheld, p_value, rounded, spread, whole
from ..stats.comparison.characteristics import is_measured
from ..stats.comparison.printed_table import count_cell, mean_cell
from .lines import GROUP, LINE, MEASURED, NESTED, SECTION, Line, PrintedTable, opened, plain, title_of

MARKS = "\u1d43\u1d47\u1d9c\u1d48\u1d49\u1da0\u1d4d\u02b0"  # raised a to h: no policy withholds with a letter
STEM = " - "  # of labels such as "Intentional - Abuse"
OVERALL = "Total"


def table_1(
    tidy: pd.DataFrame, records: Records, *, smd: bool = False, measured: str = "median", percent: str = "column"
) -> PrintedTable:
    """Lay out the characteristics of the cases.

    Parameters
    ----------
    tidy : DataFrame
        As `analysis.cases.table_one` gives it, with the number of cases of every group in its first rows (variable
        ``"cases"``).
    records : Records
    smd : bool
        Add a column with the standardized difference of the groups.
    measured : {"median", "mean", "both"}
        What is shown of measured characteristics: median (quartiles), mean (SD), or a line of each.
    percent : {"column", "row"}
        Of the cases of the group, or of all cases in the row.
    """
    groups = list(dict.fromkeys(tidy["group"]))
    sizes = tidy[tidy["variable"] == "cases"].set_index("group")["n"]
    more = _tested_columns(tidy, smd)
    names = {group: "Overall" if group == OVERALL else plain(group) for group in groups}
    header = ("Characteristic", *(f"{name} (N = {whole(sizes[group])})" for group, name in names.items()), *more)
    marks, lines = marks_of_tests(tidy), []
    for name, rows in tidy[tidy["variable"] != "cases"].groupby("variable", sort=False):
        block = _Block(rows, groups, more, marks, percent)
        if block.measured:
            lines += block.measured_lines(title_of(name), measured)
        else:
            shown = "n (%)" if percent == "column" else "n (% of the row)"
            lines.append(block.line(SECTION, f"{title_of(name)}, {shown}", tested=True))
            lines += block.counted_lines()
    return PrintedTable("table-1", "Table 1", f"Characteristics of the {records.many}", header, tuple(lines))


def marks_of_tests(tidy: pd.DataFrame) -> dict[str, str]:
    """Give each test of a table its footnote mark, in the order in which they stand there."""
    if "test" not in tidy:
        return {}
    tests = [test for test in tidy["test"].dropna().unique() if test not in ("", "none")]
    return {test: MARKS[place] if place < len(MARKS) else f"({place + 1})" for place, test in enumerate(tests)}


def notes_of_tests(tidy: pd.DataFrame) -> list[str]:
    """Say what each footnote mark of the P values stands for."""
    return [f"{mark} {in_full(test)}." for test, mark in marks_of_tests(tidy).items()]


def in_full(test: str) -> str:
    """Give the name of a test as a methods section writes it."""
    name, _, how = test.partition(", ")
    words = {"Fisher exact": "Fisher's exact test", "Fisher exact (Freeman-Halton)": "Fisher-Freeman-Halton exact test"}
    words |= {"Wilcoxon rank sum": "Wilcoxon rank-sum test"}
    return f"{words.get(name, f'{name} test')}{f' ({how})' if how else ''}"


def _tested_columns(tidy: pd.DataFrame, smd: bool) -> dict[str, str]:
    """Give the headings of the columns behind the groups, and the column of the tidy table behind each."""
    tested = "test" in tidy and bool(marks_of_tests(tidy))
    more = {"P value": "p"} if tested else {}
    more |= {"Adjusted P value": "p_adjusted"} if tested and "p_adjusted" in tidy else {}
    return more | ({"SMD": "smd"} if smd and "smd" in tidy else {})


class _Block:
    """The lines of one characteristic."""

    def __init__(self, rows: pd.DataFrame, groups: list, more: Mapping[str, str], marks: dict, percent: str):
        self.groups, self.more, self.marks, self.percent = groups, more, marks, percent
        self.levels: dict[str, dict] = {}
        for row in rows.to_dict("records"):
            self.levels.setdefault(str(row["level"]), {})[row["group"]] = row
        self.measured = [name for name, by in self.levels.items() if _is_measured(name, by)]

    def line(self, kind: str, label: str, by: dict | None = None, *, tested: bool = False, cells=None) -> Line:
        cells = cells or ([self._counted(by, group) for group in self.groups] if by else [""] * len(self.groups))
        first = next(iter((by or next(iter(self.levels.values()))).values()))
        return Line(kind, (label, *cells, *(self._told(first, name) if tested else "" for name in self.more.values())))

    def measured_lines(self, title: str, shown: str) -> Iterator[Line]:
        """Give the lines of medians or means, the test beside the title where there is one unit."""
        alone = len(self.measured) == 1
        yield self.line(SECTION, title, tested=alone)
        for name, by in self.levels.items():
            if name not in self.measured:
                yield self.line(LINE, plain(name), by)
                continue
            unit = name.partition(", ")[2]
            for form, told in {"Median (IQR)": _median, "Mean (SD)": _mean}.items():
                if shown == "both" or form.lower().startswith(shown):
                    label = f"{form}, {unit}" if unit else form
                    cells = [told(by[group]) for group in self.groups]
                    yield self.line(MEASURED, label, by, tested=not alone, cells=cells)

    def counted_lines(self) -> Iterator[Line]:
        """Give a line per level; levels with a stem in common stand under it, with their sum where it is printed."""
        stems = pd.Series({name: name.partition(STEM)[0] if STEM in name else None for name in self.levels})
        several = set(stems.value_counts()[lambda found: found > 1].index)
        done: set[str] = set()
        for name, by in self.levels.items():
            stem = stems[name]
            if stem not in several:
                yield self.line(LINE, opened(plain(name.replace(STEM, ": ", 1))), by)
            elif stem not in done:
                done.add(stem)
                own = [level for level in self.levels if stems[level] == stem]
                yield self.line(GROUP, plain(stem), cells=self._together(own))
                for level in own:
                    yield self.line(NESTED, opened(plain(level.partition(STEM)[2])), self.levels[level])

    def _together(self, names: list[str]) -> list[str]:
        """Print the sum of levels, nothing where one of them, or what the percentage is of, is withheld."""
        cells = []
        for group in self.groups:
            rows = [self.levels[name][group] for name in names]
            known = not any(isinstance(row[key], Withheld) for row in rows for key in ("n", "share", "denominator"))
            known = known and not any(row["several"] for row in rows if "several" in row)
            shares = known and not any(pd.isna(row["share"]) for row in rows)
            n = sum(int(row["n"]) for row in rows) if known else 0
            cells.append(count_cell(n, self._of(rows, group, names)) if shares else whole(n) if known else "")
        return cells

    def _of(self, rows: list[dict], group, names: Iterable[str]) -> int:
        if self.percent == "column":
            return int(rows[0]["denominator"])
        return sum(int(self.levels[name][OVERALL]["n"]) for name in names)

    def _counted(self, by: dict, group) -> str:
        row = by[group]
        if any(isinstance(row[key], Withheld) for key in ("n", "share", "denominator")):
            return whole(row["n"])
        if pd.isna(row["share"]):
            return whole(row["n"])
        return count_cell(row["n"], row["denominator"] if self.percent == "column" else by[OVERALL]["n"])

    def _told(self, row: dict, name: str) -> str:
        """Print a P value with the mark of its test, or a standardized difference."""
        value = row.get(name)
        if isinstance(value, Withheld):
            return str(value)
        if name == "smd":
            return rounded(value, 2).replace("-", "\u2212")
        said = p_value(value)
        return f"{said}{self.marks.get(row['test'], '')}" if said and name == "p" else said


def _is_measured(name: str, by: dict) -> bool:
    share = next(iter(by.values()))["share"]
    return not isinstance(share, Withheld) and is_measured(name, share)


def _median(row: dict) -> str:
    if isinstance(row["median"], Withheld):
        return str(row["median"])
    if pd.isna(row["median"]):
        return "no value"
    return f"{rounded(row['median'], 1)} ({spread(row['q1'], row['q3'], lambda value: rounded(value, 1))})"


def _mean(row: dict) -> str:
    return mean_cell(row["mean"], row["sd"], 1)
