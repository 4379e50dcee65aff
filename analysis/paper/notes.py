"""What stands below the tables of a paper and in its README: conventions, cautions, and what could not be done."""

from __future__ import annotations

from math import isinf

import pandas as pd

from ..cases.clinical.table_one import DENOMINATORS
from ..forms import limits, listed, signed_percent, whole
from .answers import Answers
from .layout import OUTCOME_TITLES, PrintedTable, printed_tables, words_of
from .methods import SYNTHETIC, UNKNOWNS, control_words, no_trend, tests_of, unmodeled
from .study import MODELS

SMALL = 5


def noted_tables(answers: Answers) -> list[PrintedTable]:
    """Lay out every table of the paper with its notes."""
    notes = {
        "table-1": _table_1(answers),
        "table-2": _table_2(answers),
        "table-3": _table_3(answers),
        "flow": ["Each record is counted at the first step that leaves it out."],
        "annual": _annual(answers),
    }
    mark = [SYNTHETIC] if answers.synthetic else []
    tables = printed_tables(answers.tables)
    about = f"{_cases(answers)}: {answers.stated}."
    return [table.noted(*mark, *notes[table.stem], *_withheld(answers, table), about) for table in tables]


def _withheld(answers: Answers, table: PrintedTable) -> list[str]:
    """Say what the mark of a withheld count means, where the table has one."""
    control = answers.control
    if control is None:
        return []
    marked = any(control.mark in cell for line in table.lines for cell in line.cells[1:])
    return [f"{control.explained}."] * marked + [control.rounding] * bool(control.rounding)


def _table_1(answers: Answers) -> list[str]:
    table, chosen = answers["table-1"], answers.plan["table_1"]
    said = [UNKNOWNS[chosen["unknowns"]]]
    if tests := tests_of(table):
        said.append(f"P values: {listed(tests)}, by the expected counts; not adjusted for their number.")
    without = answers["run"].set_index("quantity")["value"].get("cases in no group", "0")
    if without != "0":
        by = words_of(chosen["by"])
        said.append(f"{_cases(answers)} in the total but in no group, as {by} is not known: {without}.")
    of = table[table["percent_of"] != ""].drop_duplicates("variable").groupby("percent_of", sort=False)["variable"]
    usual = DENOMINATORS["known" if chosen["unknowns"] == "excluded" else "all"]
    said += [f"Percent of {words}: {listed([words_of(v) for v in names])}." for words, names in of if words != usual]
    several = table[table["several"].astype(str) != "0"].drop_duplicates("variable")
    for row in several.itertuples():
        name = words_of(row.variable)
        many = f"{_cases(answers)} with several values of {name}, counted at each: {whole(row.several)}"
        said.append(f"{many}; more than 100% in all.")
    if table["level"].astype(str).str.startswith("median").any():
        said.append("IQR: lower and upper quartile.")
    if "level_of_care" in set(table["variable"]):
        said.append(answers.kind.worded("A level of care is recorded of cases in a health care facility only."))
    return said + ([answers.reasons["table-1"]] if "table-1" in answers.reasons else [])


def _cases(answers: Answers) -> str:
    return answers.kind.worded("Cases")


def _table_2(answers: Answers) -> list[str]:
    table, rows = answers["table-2"], answers.plan["tables"]["rows"]
    said = []
    for kind, name in {"effect": "clinical effects", "therapy": "therapies", "substance": "substances"}.items():
        found = int((table["kind"] == kind).sum())
        if found > rows:
            which = f"The {rows} most frequent of {found} {name} are shown"
            if answers.control:
                which = f"Of {found} {name} {rows} are shown, by their printed number and then by name"
            said.append(f"{which}; table-2.csv has them all.")
    method = listed(sorted({method for method in table["method"] if method}))
    said += [f"CI: confidence interval ({method})."] if method else []
    if "substance" in set(table["kind"]):
        said.append(answers.kind.worded("A case counts once per substance, and may have several."))
        selected = "substance" in answers.plan["selection"]
        return [*said, *(["The substances that they were selected by are not listed."] if selected else [])]
    return [*said, answers.kind.worded("A case counts once per effect and once per therapy, and may have several.")]


def _table_3(answers: Answers) -> list[str]:
    table = answers["table-3"]
    models = table[table["factor"] != "all"]
    said = [f"{title}: odds ratios were not estimated, for {reason}." for title, reason in unmodeled(answers)]
    for of, rows in models.groupby("outcome", sort=False):
        left, method = whole(rows["left_out"].iloc[0]), rows["method"].iloc[0]
        said.append(
            f"{OUTCOME_TITLES[of]}, adjusted: {method}; cases with an unknown factor, in neither model: {left}."
        )
    if len(models):
        said.append(
            "Crude: Wald limits; where a group has no case with, or none without, the outcome, 0.5 is added to all "
            "four cells of its table."
        )
        said.append("P values are those of the adjusted odds ratios.")
    return said


def _annual(answers: Answers) -> list[str]:
    said = []
    for row in answers["change"].itertuples():
        between = f"{int(row.first)}\u2013{int(row.last)}"
        how, ci = MODELS.get(row.model, row.model), f"{100 * answers.level:g}% CI"
        told = f"{signed_percent(row.value)}% ({ci} {limits(row.low, row.high, signed_percent)}%)"
        if isinf(row.value):
            told = f"no percentage, as it starts from none ({ci} from {signed_percent(row.low)}% up)"
        said.append(f"{row.term[:1].upper()}{row.term[1:]}, {between}: {told}, {how}.")
    return said + cautions_of_years(answers)


def cautions_of_years(answers: Answers) -> list[str]:
    """Say which years are incomplete, and why there is no trend where there is none."""
    partial = [str(year) for year in answers["annual"].loc[~answers["annual"]["complete"], "year"]]
    said = []
    if partial:
        said.append(f"The records do not cover the whole of {listed(partial)}: left out of changes, trend and figures.")
    if "trend" in answers.reasons:
        said.append(no_trend(answers))
    return said


def cautions(answers: Answers) -> list[str]:
    """Give what a reader must know before these numbers go out."""
    said = [SYNTHETIC] if answers.synthetic else []
    said += cautions_of_years(answers)
    said += [f"{title} was not modeled: {reason}." for title, reason in unmodeled(answers)]
    if answers.control:
        return [*said, control_words(answers.control)]
    if small := small_cells(answers):
        where = listed([f"{count} in {stem}.csv" for stem, count in small.items()])
        said.append(
            f"Counts from 1 to {SMALL - 1}, which may give a person away: {where}. They are printed as they are; "
            "follow the rules of your data before you share them."
        )
    return said


def small_cells(answers: Answers) -> dict[str, int]:
    """Count the cells of people from 1 to 4, per table; cases without an outcome are cells too."""
    found = {}
    for stem, columns in {"table-1": ["n"], "table-2": ["n"], "table-3": ["events", "n"], "annual": ["count"]}.items():
        cells = [answers[stem][name] for name in columns]
        cells += [answers[stem]["n"] - answers[stem]["events"]] if stem == "table-3" else []
        values = pd.concat(cells)
        found[stem] = int(values.between(1, SMALL - 1).sum())
    return {stem: count for stem, count in found.items() if count}


def numbered(answers: Answers) -> str:
    """Give the number of cases in words for the head of a page."""
    number = answers["flow"]["remaining"].iloc[-1]
    return f"{whole(number)} {answers.kind.counted(number)}: {answers.stated}"
