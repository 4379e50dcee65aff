"""What stands below the tables of a paper and in its README: conventions, cautions, and what could not be done."""

from __future__ import annotations

import re
from math import isinf

import pandas as pd

from ..cases.clinical.table_one import DENOMINATORS
from ..cases.codebook.records import Records
from ..forms import listed, signed_percent, spread, whole
from .answers import Answers
from .first_table import notes_of_tests
from .layout import OUTCOME_TITLES, printed_tables
from .lines import PrintedTable, words_of
from .methods import SYNTHETIC, UNKNOWNS, control_words, no_trend, unmodeled
from .study import MODELS
from .years import stands

SMALL = 5
ABBREVIATIONS = {
    "AMA": "against medical advice",
    "CI": "confidence interval",
    "CNS": "central nervous system",
    "CPR": "cardiopulmonary resuscitation",
    "ECG": "electrocardiogram",
    "ECMO": "extracorporeal membrane oxygenation",
    "GI": "gastrointestinal",
    "HCF": "health care facility",
    "IQR": "interquartile range (lower to upper quartile)",
    "IV": "intravenous",
    "OR": "odds ratio",
    "PC": "poison center",
    "SMD": "standardized difference",
}


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
    about = f"{_cases(answers)}: {answers.stated}."
    tables = [
        table.noted(*mark, *notes[table.stem], *_withheld(answers, table), about)
        for table in printed_tables(answers.tables)
    ]
    return [explained(table) for table in tables]


def explained(table: PrintedTable) -> PrintedTable:
    """Give a table with its abbreviations explained first."""
    return table.noted(*abbreviations(table), *table.notes)


def abbreviations(table: PrintedTable) -> list[str]:
    """Explain the abbreviations of a table and of its notes, in one sentence."""
    texts = [*(cell for row in table.grid() for cell in row), *table.notes]
    words = set(re.findall(r"\b[A-Z]{2,5}\b", " ".join(texts)))
    told = [f"{short}, {long}" for short, long in ABBREVIATIONS.items() if short in words]
    return [f"{'; '.join(told)}."] if told else []


def _withheld(answers: Answers, table: PrintedTable) -> list[str]:
    """Say what the mark of a withheld count means, where the table has one."""
    control = answers.control
    if control is None:
        return []
    marked = any(control.mark in cell for line in table.lines for cell in line.cells[1:])
    return [f"{control.explained}."] * marked + [control.rounding] * bool(control.rounding)


def _table_1(answers: Answers) -> list[str]:
    chosen = answers.plan["table_1"]
    without = answers["run"].set_index("quantity")["value"].get("cases in no group", "0")
    facts = {"by": chosen.get("by"), "unknowns": chosen["unknowns"], "without": without}
    said = notes_of_table_1(answers["table-1"], answers.kind, **facts)
    return said + ([answers.reasons["table-1"]] if "table-1" in answers.reasons else [])


def notes_of_table_1(
    table: pd.DataFrame, kind: Records, *, by: str | None, unknowns: str, without: object = None
) -> list[str]:
    """Say what stands in a Table 1: its tests, its unknown values, what its percentages are of, who is in no group."""
    cases = kind.worded("Cases")
    said = [*notes_of_tests(table), UNKNOWNS[unknowns]]
    if notes_of_tests(table):
        said.append("P values are not adjusted for their number.")
    if by and str(without or "0") != "0":
        said.append(f"{cases} in the overall column but in no group, as {words_of(by)} is not known: {without}.")
    of = table[table["percent_of"] != ""].drop_duplicates("variable").groupby("percent_of", sort=False)["variable"]
    usual = DENOMINATORS["known" if unknowns == "excluded" else "all"]
    said += [f"Percent of {words}: {listed([words_of(v) for v in names])}." for words, names in of if words != usual]
    several = table[table["several"].astype(str) != "0"].drop_duplicates("variable")
    for row in several.itertuples():
        many = f"{cases} with several values of {words_of(row.variable)}, counted at each: {whole(row.several)}"
        said.append(f"{many}; more than 100% in all.")
    if "level_of_care" in set(table["variable"]):
        said.append(kind.worded("A level of care is recorded of cases in a health care facility only."))
    return said


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
    said += [f"Confidence intervals: {method} method."] if method and stands(answers, table, "low") else []
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
        factors = listed([words_of(name) for name in dict.fromkeys(rows["factor"])], "or")
        how = f"adjusted for the other factors shown by logistic regression ({method})"
        how = how if stands(answers, rows, "adjusted_low") else "adjusted odds ratios are withheld"
        said.append(f"{OUTCOME_TITLES[of]}: {how}; {answers.kind.many} of unknown {factors}, in neither model: {left}.")
    if len(models) and stands(answers, models, "crude_low", "adjusted_low"):
        said.append(
            "Crude odds ratios have Wald limits; where a group has no case with, or none without, the outcome, 0.5 is "
            "added to all four cells of its table. P values are those of the adjusted odds ratios."
        )
    return said


def _annual(answers: Answers) -> list[str]:
    said = []
    for row in answers["change"].itertuples():
        between = f"{int(row.first)}\u2013{int(row.last)}"
        how, ci = MODELS.get(row.model, row.model), f"{100 * answers.level:g}% CI"
        told = f"{signed_percent(row.value)}% ({ci} {spread(row.low, row.high, signed_percent)}%)"
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
