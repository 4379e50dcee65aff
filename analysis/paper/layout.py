"""From tidy tables to tables as they are printed: a heading, lines of cells, and notes that say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import pandas as pd

from ..cases.codebook.records import Records, records_of
from ..forms import UNKNOWABLE, Withheld, alike, bare_percent, p_value, percent_of, spread, whole
from ..stats.comparison.printed_table import count_cell
from .first_table import table_1
from .lines import BASE, LINE, SECTION, Line, PrintedTable, opened, plain, words_of

EFFECTS_OF = {"effect": "Clinical effects", "therapy": "Therapies"}
SUBSTANCES_OF = {"substance": "Substances"}
OUTCOME_TITLES = {
    "serious": "Serious outcome",
    "admitted": "Admission",
    "medically_admitted": "Medical admission",
}


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
                    spread(row.low, row.high, bare_percent),
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
        everyone = kind.worded("all cases in which it is known")
        lines.append(Line(BASE, (f"{outcome}, {everyone}", _share(told), "", "", "")))
        models = rows[rows["factor"] != "all"]
        for factor, terms in models.groupby("factor", sort=False):
            lines.append(Line(SECTION, (f"{outcome}, by {words_of(factor)}", "", "", "", "")))
            reference, *others = terms.itertuples()
            one = ("1 (reference)",) * 2
            lines.append(Line(LINE, (plain(reference.term), _share(reference), *one, "")))
            lines += [Line(LINE, _odds(row)) for row in others]
    shown = f"{100 * level:g}% CI"
    header = (
        "Group",
        "With the outcome, n/N (%)",
        f"Crude OR ({shown})",
        f"Adjusted OR ({shown})",
        "P value",
    )
    title = "Serious outcome and admission: odds ratios, crude and adjusted for the other factors"
    return PrintedTable("table-3", "Table 3", title, header, tuple(lines))


def flow_table(tidy: pd.DataFrame, kind: Records) -> PrintedTable:
    """Lay out the selection of the cases, step by step."""
    lines = [Line(BASE, ("Records", "", whole(tidy["remaining"].iloc[0])))]
    steps = list(tidy.iloc[1:].itertuples())
    lines += [Line(LINE, (opened(row.step), whole(row.excluded), whole(row.remaining))) for row in steps]
    header = ("Reason for exclusion", "Excluded", "Remaining")
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
    """Lay out every table of a paper from its tidy tables, without notes; no Table 3 of no outcome."""
    said = tables["run"].set_index("quantity")["value"]
    level, kind = float(said["level of limits, percent"]) / 100, records_of(said["records"])
    third = (
        [table_3(tables["table-3"], kind, level=level)]
        if said["outcomes of Table 3"] and len(tables["table-3"])
        else []
    )
    return [
        table_1(tables["table-1"], kind, smd=said.get("standardized differences", "") == "shown"),
        table_2(tables["table-2"], kind, rows=int(said["rows of Table 2"]), level=level),
        *third,
        flow_table(tables["flow"], kind),
        annual_table(tables["annual"], kind, unit=said.get("unit of rates", ""), level=level),
    ]


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
    crude = _ratio(row.crude, row.crude_low, row.crude_high)
    adjusted = _ratio(row.adjusted, row.adjusted_low, row.adjusted_high)
    return (plain(row.term), _share(row), crude, adjusted, p_value(row.p))


def _ratio(value: float, low: float, high: float) -> str:
    """Print an odds ratio with its limits; what is out of all reach is not estimable, and no number."""
    if isinstance(value, Withheld):
        return str(value)
    if not isfinite(value) or not 1 / UNKNOWABLE <= value <= UNKNOWABLE:
        return "not estimable"
    printed = _limited(value, low, high)
    if isinstance(low, Withheld) or (isfinite(low) and isfinite(high) and high <= UNKNOWABLE):
        return printed
    said, least, _ = alike(value, low, high)
    return f"{said} ({least} to not estimable)" if isfinite(low) else f"{said} (limits not estimable)"


def _limited(value: float, low: float, high: float) -> str:
    if isinstance(value, Withheld):
        return str(value)
    if isinstance(low, Withheld):
        return f"{alike(value)[0]} ({low})"
    said, *ends = alike(value, low, high)
    return f"{said} ({ends[0]} to {ends[1]})"
