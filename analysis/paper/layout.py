"""From tidy tables to tables as they are printed: a heading, lines of cells, and notes that say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from ..cases.codebook.columns import titles
from ..cases.codebook.records import Records, records_of
from ..cases.codebook.vocabularies import read_codebook
from ..forms import Withheld, bare_percent, limits, p_value, percent_of, ratio, whole
from ..stats.comparison.characteristics import is_measured
from ..stats.comparison.printed_table import count_cell

SECTION, LINE, BASE, MEASURED = "section", "line", "base", "measured"
EFFECTS_OF = {"effect": "Clinical effects", "therapy": "Therapies"}
SUBSTANCES_OF = {"substance": "Substances"}
OUTCOME_TITLES = {
    "serious": "Serious outcome",
    "admitted": "Admission",
    "medically_admitted": "Medical admission",
}
TITLES = {"mention": "Substances", "age_band": "Age, years", "cases": "Cases"} | titles()

WORDS = {"mention": "number of substances", "age_band": "age"}


@dataclass(frozen=True)
class Line:
    """One line of a printed table.

    Attributes
    ----------
    kind : str
        ``"section"`` (a heading within the table), ``"base"`` (what the lines below are of), ``"line"``, or
        ``"measured"`` (medians).
    cells : tuple of str
        The first one is the label.
    """

    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table as it stands on paper.

    Attributes
    ----------
    stem, number, title : str
        Stem of its files, ``"Table 1"``, and its title.
    header : tuple of str
    lines : tuple of Line
    notes : tuple of str
        Sentences below the table.
    """

    stem: str
    number: str
    title: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """Number and title, as above the table."""
        return f"{self.number}. {self.title}"

    def noted(self, *notes: str) -> PrintedTable:
        """Give the same table with notes below it."""
        return replace(self, notes=notes)

    def grid(self) -> list[list[str]]:
        """Give heading and lines as rows of cells."""
        return [list(self.header), *(list(line.cells) for line in self.lines)]


def table_1(tidy: pd.DataFrame, records: Records) -> PrintedTable:
    """Lay out the characteristics: a column per group, a p value per characteristic where groups were compared."""
    groups = list(dict.fromkeys(tidy["group"]))
    tested = "p" in tidy and tidy["p"].notna().any()
    header = ("Characteristic", *(f"{_plain(group)}, n (%)" for group in groups), *(["P value"] if tested else []))
    blocks: dict[str, dict[str, list]] = {}
    for row in tidy.itertuples():
        blocks.setdefault(row.variable, {}).setdefault(row.level, []).append(row)
    lines = []
    for name, levels in blocks.items():
        first = next(iter(levels.values()))[0]
        if name != "cases":
            p = [p_value(first.p) if not is_measured(first.level, first.share) else ""] if tested else []
            lines.append(Line(SECTION, (title_of(name), *[""] * len(groups), *p)))
        for level, rows in levels.items():
            kind = BASE if name == "cases" else MEASURED if is_measured(rows[0].level, rows[0].share) else LINE
            by_group = {row.group: _median(row) if kind == MEASURED else _counted(row) for row in rows}
            p = [p_value(rows[0].p) if kind == MEASURED else ""] if tested else []
            lines.append(Line(kind, (_plain(level), *(by_group[group] for group in groups), *p)))
    return PrintedTable("table-1", "Table 1", f"Characteristics of the {records.many}", header, tuple(lines))


def table_2(tidy: pd.DataFrame, kind: Records, *, rows: int, level: float) -> PrintedTable:
    """Lay out the most frequent clinical effects and therapies of the single-substance cases, or the substances."""
    base = tidy[tidy["kind"] == "cases"].iloc[0]
    lines = [Line(BASE, (base["term"], whole(base["n"]), ""))]
    of_substances = base["term"] == kind.worded("All cases")
    parts = SUBSTANCES_OF if of_substances else EFFECTS_OF
    for part, heading in parts.items():
        found = tidy[tidy["kind"] == part].head(rows)
        lines.append(Line(SECTION, (heading if len(found) else f"{heading}: none recorded", "", "")))
        lines += [
            Line(
                LINE,
                (
                    row.term,
                    _with_share(row.n, row.cases, row.value),
                    limits(row.low, row.high, bare_percent),
                ),
            )
            for row in found.itertuples()
        ]
    header = ("Substance" if of_substances else "Effect or therapy", "n (%)", f"{100 * level:g}% CI, %")
    title = "Clinical effects and therapies in single-substance cases"
    title = kind.worded("Substances involved in the cases" if of_substances else title)
    return PrintedTable("table-2", "Table 2", title, header, tuple(lines))


def table_3(tidy: pd.DataFrame, kind: Records, *, level: float) -> PrintedTable:
    """Lay out serious outcome and admission: cases with it, odds ratios crude and adjusted for each other."""
    lines = []
    for of, rows in tidy.groupby("outcome", sort=False):
        told = rows[rows["factor"] == "all"].iloc[0]
        outcome = OUTCOME_TITLES[of]
        lines.append(Line(SECTION, (outcome, "", "", "", "")))
        lines.append(Line(BASE, (kind.worded("All cases in which it is known"), _share(told), "", "", "")))
        models = rows[rows["factor"] != "all"]
        for factor, terms in models.groupby("factor", sort=False):
            lines.append(Line(SECTION, (f"{outcome}, by {words_of(factor)}", "", "", "", "")))
            reference, *others = terms.itertuples()
            one = ("1 (reference)",) * 2
            lines.append(Line(LINE, (_plain(reference.term), _share(reference), *one, "")))
            lines += [Line(LINE, _odds(row)) for row in others]
    shown = f"{100 * level:g}% CI"
    header = (
        "Group",
        "With the outcome/all (%)",
        f"Crude odds ratio ({shown})",
        f"Adjusted odds ratio ({shown})",
        "P value",
    )
    title = "Serious outcome and admission: odds ratios, crude and adjusted for the other factors"
    return PrintedTable("table-3", "Table 3", title, header, tuple(lines))


def flow_table(tidy: pd.DataFrame, kind: Records) -> PrintedTable:
    """Lay out the selection of the cases, step by step."""
    lines = [Line(BASE, ("Records", "", whole(tidy["remaining"].iloc[0])))]
    steps = list(tidy.iloc[1:].itertuples())
    lines += [Line(LINE, (_opened(row.step), whole(row.excluded), whole(row.remaining))) for row in steps]
    header = ("Left out", "Excluded", "Remaining")
    return PrintedTable("flow", "Table S1", kind.worded("Selection of the cases"), header, tuple(lines))


def annual_table(tidy: pd.DataFrame, kind: Records, *, unit: str = "", level: float = 0.95) -> PrintedTable:
    """Lay out the cases per year, with rates where there is a denominator."""
    size = next((name for name in ("population", "prescriptions") if name in tidy), None)
    header = ("Year", kind.many.capitalize())
    if size:
        header += (size.capitalize(), f"Rate {unit} ({100 * level:g}% CI)")
    lines = []
    for row in tidy.itertuples():
        mark = "" if row.complete else " (incomplete)"
        cells = (f"{row.year}{mark}", whole(row.count))
        if size:
            cells += (whole(getattr(row, size)), _limited(row.value, row.low, row.high))
        lines.append(Line(LINE, cells))
    title = "Cases per year" if not size else "Cases and rates per year"
    return PrintedTable("annual", "Table S2", kind.worded(title), header, tuple(lines))


def printed_tables(tables: Mapping[str, pd.DataFrame]) -> list[PrintedTable]:
    """Lay out every table of a paper from its tidy tables, without notes; no Table 3 where no outcome is asked for."""
    said = tables["run"].set_index("quantity")["value"]
    level, kind = float(said["level of limits, percent"]) / 100, records_of(said["records"])
    third = [table_3(tables["table-3"], kind, level=level)] if said["outcomes of Table 3"] else []
    return [
        table_1(tables["table-1"], kind),
        table_2(tables["table-2"], kind, rows=int(said["rows of Table 2"]), level=level),
        *third,
        flow_table(tables["flow"], kind),
        annual_table(tables["annual"], kind, unit=said.get("unit of rates", ""), level=level),
    ]


def title_of(name: str) -> str:
    """Give the heading of a column of the cases: the codebook's, else its name in words."""
    vocabularies = read_codebook().vocabularies
    return TITLES.get(name) or (vocabularies[name].title if name in vocabularies else _opened(name.replace("_", " ")))


def words_of(name: str) -> str:
    """Give a column of the cases as it is called within a sentence."""
    return WORDS.get(name) or title_of(name).lower()


def _median(row) -> str:
    if isinstance(row.median, Withheld):
        return str(row.median)
    if pd.isna(row.median):
        return "no value"
    return f"{row.median:,.1f} ({limits(row.q1, row.q3, '{:,.1f}'.format)})"


def _counted(row) -> str:
    return _with_share(row.n, None if pd.isna(row.share) else row.denominator, row.share)


def _with_share(n: int, denominator: int | None, share: float) -> str:
    """Print a count with its percentage, where neither is withheld."""
    if isinstance(n, Withheld) or isinstance(share, Withheld) or isinstance(denominator, Withheld):
        return whole(n)
    return count_cell(n, denominator)


def _share(row) -> str:
    printed = f"{whole(row.events)}/{whole(row.n)}"
    if any(isinstance(value, Withheld) for value in (row.events, row.n, row.value)):
        return printed
    return f"{printed} ({percent_of(row.events, row.n)})"


def _odds(row) -> tuple[str, ...]:
    crude = _limited(row.crude, row.crude_low, row.crude_high)
    adjusted = _limited(row.adjusted, row.adjusted_low, row.adjusted_high)
    return (_plain(row.term), _share(row), crude, adjusted, p_value(row.p))


def _limited(value: float, low: float, high: float) -> str:
    return str(value) if isinstance(value, Withheld) else f"{ratio(value)} ({limits(low, high, ratio)})"


def _plain(text: object) -> str:
    return str(text).replace(">=", "\u2265").replace("<=", "\u2264").replace("(missing)", "Not stated")


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]
