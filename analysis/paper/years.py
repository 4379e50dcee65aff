"""Change over the years in sentences: two years, their rates, the trend, and why the two may disagree."""

from __future__ import annotations

from math import isinf

import pandas as pd

from ..forms import Withheld, listed
from .answers import Answers
from .numbers import Number, Numbers

ENDS, TREND_OF = "first to last year", "annual percent change"


def beside(table: str, answers: Answers, *drawn: str) -> str:
    """Cite a table, and with it the figures of a chart (of an outcome, where one is named)."""
    chart, *of = drawn or ("",)
    figures = [
        figure.number
        for figure in answers.figures
        if figure.chart == chart and (not of or figure.table.attrs.get("of") == of[0])
    ]
    return f"({', '.join([table, *figures])})"


def write_changes(answers: Answers, numbers: Numbers) -> str:
    """Say how the number or the rate changed between two years and on average, and how the two go together."""
    table, said = answers["change"], []
    terms = set(table["term"])
    if ENDS in terms:
        said += _two_years(answers, numbers)
    if TREND_OF in terms:
        of = "rate" if _rated(answers) else "number"
        trend = limited(answers, numbers, {"term": TREND_OF})
        shown = beside("Table S2", answers, "trend")
        said.append(f"Over all whole years the fitted trend of the annual {of} was {trend} a year {shown}.")
    said += [
        f"The {term} was {limited(answers, numbers, {'term': term})}."
        for term in sorted(term for term in terms if term.startswith("step"))
    ]
    if {ENDS, TREND_OF} <= terms:
        said += compared(answers)
    partial = answers["annual"].loc[~answers["annual"]["complete"], "year"]
    years = [str(numbers.take(f"incomplete year {year}", "annual", "year", "year", year=year)) for year in partial]
    if not said:
        withheld = answers.control and "change" in answers.reasons
        said.append(
            f"Changes over the years are withheld: {answers.reasons['change']}."
            if withheld
            else "The records do not allow a statement on change."
        )
    if years:
        said.append(f"The records do not cover the whole of {listed(years)}, which no statement on change takes in.")
    return " ".join(said)


def compared(answers: Answers) -> list[str]:
    """Explain a change between two years and a fitted trend that do not say the same; nothing where they do."""
    table = answers["change"].set_index("term")
    ends, trend = table.loc[ENDS], table.loc[TREND_OF]
    if any(isinstance(row[name], Withheld) for row in (ends, trend) for name in ("value", "low", "high")):
        return []
    stepped = any(str(term).startswith("step") for term in table.index)
    two, all_years = _direction(ends), _direction(trend)
    why = "the comparison rests on two single years, which chance or one event can raise or lower, the trend on all"
    if stepped:
        why = "the comparison of two years also takes in the step, which the trend sets apart"
    if two * all_years < 0:
        return [f"The two point in opposite directions: {why}."]
    if bool(two) != bool(all_years):
        clear, unclear = ("comparison of two years", "trend") if two else ("trend", "comparison of two years")
        return [f"The {clear} shows a change, the {unclear} does not differ clearly from none: {why}."]
    if not two:
        both = ["Neither differs clearly from no change."]
        return [*both, f"They point in opposite directions: {why}."] if ends["value"] * trend["value"] < 0 else both
    if not trend["low"] <= _each_year(ends) <= trend["high"]:
        return [
            f"Spread evenly over the years, the change between the two lies outside the limits of the trend: {why}."
        ]
    return []


def _direction(row) -> int:
    """Give 1 or -1 where the limits leave no doubt of a rise or a fall, else 0."""
    return 1 if row["low"] > 0 else -1 if row["high"] < 0 else 0


def _each_year(ends) -> float:
    """Give the change of every year, in percent, that makes the change between two years."""
    years = max(float(ends["last"]) - float(ends["first"]), 1.0)
    whole = 1 + float(ends["value"]) / 100
    return float("inf") if isinf(whole) else 100 * (whole ** (1 / years) - 1)


def _rated(answers: Answers) -> bool:
    return bool(answers.plan["denominator"].get("file"))


def _two_years(answers: Answers, numbers: Numbers) -> list[str]:
    row, many = {"term": ENDS}, answers.kind.many
    old, new = (numbers.take(f"cases in the {name} year", "change", name, **row) for name in ("old", "new"))
    years = [numbers.take(f"{name} whole year", "change", name, "year", **row) for name in ("first", "last")]
    said = f"There were {old} {many} in {years[0]} and {new} in {years[1]}"
    said += f" {beside('Table S2', answers, 'counts')}"
    rates = _rates(answers, numbers, years)
    if rates:
        return [f"{said}.", f"{rates}, {_moved(answers, numbers, row)}."]
    return [f"{said}, {_moved(answers, numbers, row)}."]


def _rates(answers: Answers, numbers: Numbers, years: list[Number]) -> str:
    """Say the rates of two years, where there is a denominator."""
    if "value" not in answers["annual"]:
        return ""
    level, unit = numbers.run("level of limits, percent"), numbers.run("unit of rates")
    rates = []
    for year in years:
        if is_withheld(answers["annual"].set_index("year").loc[int(year.printed), "value"]):
            return ""
        value, low, high = numbers.share(f"rate {year}", "annual", ("value", "low", "high"), "ratio", year=year)
        rates.append(f"{value} ({level}% CI {low} to {high}) in {year}")
    return f"The rate {unit} was {rates[0]} and {rates[1]}"


def _moved(answers: Answers, numbers: Numbers, row: dict) -> str:
    table = answers["change"].set_index("term")
    if isinf(table.loc[row["term"], "value"]):
        low = numbers.take(f"{_name(row)}, low", "change", "low", "percent change", **row)
        level = numbers.run("level of limits, percent")
        return f"a change that has no percentage, as it starts from none ({level}% CI from {low}% up)"
    return f"a change of {limited(answers, numbers, row)}"


def is_withheld(value: object) -> bool:
    """Tell whether a cell holds the mark of a withheld number."""
    return isinstance(value, Withheld)


def stands(answers: Answers, table: pd.DataFrame, *columns: str) -> bool:
    """Tell whether any number of these columns is shown; in a released paper all of them can be withheld."""
    values = (value for name in columns if name in table for value in table[name])
    return answers.control is None or any(not is_withheld(value) and pd.notna(value) for value in values)


def limited(answers: Answers, numbers: Numbers, row: dict, table: str = "change", form: str = "percent change") -> str:
    """Print a number with its limits, without them where they are withheld."""
    found = answers[table]
    for name, wanted in row.items():
        found = found[found[name] == wanted]
    if is_withheld(found["low"].iloc[0]):
        return f"{numbers.take(_name(row), table, 'value', form, **row)}%"
    value, low, high = numbers.share(_name(row), table, ("value", "low", "high"), form, **row)
    level = numbers.run("level of limits, percent")
    return f"{value}% ({level}% CI {low} to {high}%)"


def _name(row: dict) -> str:
    return " ".join(map(str, row.values()))
