"""Titles of the figures: what each shows, said from its table as it leaves, so that nothing withheld is told."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ..forms import Withheld, alike, bare_percent, percent, signed_percent, spread, whole
from .answers import Answers, Figure
from .layout import OUTCOME_TITLES
from .lines import plain, words_of
from .results import in_words
from .years import TREND_OF


def finding(figure: Figure, answers: Answers) -> str:
    """Say what a figure shows in a sentence without an end; its plain title where its numbers do not allow one.

    Where some of them are withheld, the largest of the others need not be the largest.
    """
    if figure.table.attrs.get("withheld"):
        return figure.title
    said = FOUND.get(figure.chart, lambda figure, answers: "")(figure, answers)
    return said or figure.title


def _known(*values: object) -> bool:
    return not any(isinstance(value, Withheld) or pd.isna(value) for value in values)


def _flow(figure: Figure, answers: Answers) -> str:
    flow = answers["flow"]["remaining"]
    if not _known(flow.iloc[0], flow.iloc[-1]) or len(flow) < 2:
        return ""
    sources = answers.kind.sources(int(flow.iloc[0]))
    return (
        f"{whole(flow.iloc[-1])} {answers.kind.counted(int(flow.iloc[-1]))} remained of {whole(flow.iloc[0])} {sources}"
    )


def _trend(figure: Figure, answers: Answers) -> str:
    rows = answers["change"][answers["change"]["term"] == TREND_OF]
    if rows.empty or not _known(*rows[["value", "low", "high"]].iloc[0]):
        return ""
    row = rows.iloc[0]
    of = "The rate" if answers.plan["denominator"].get("file") else "The number"
    subject = f"{of} of {answers.kind.many}"
    told = f"95% CI {spread(row.low, row.high, signed_percent)}%".replace("95", f"{100 * answers.level:g}")
    if row.low <= 0 <= row.high:
        return f"{subject} showed no clear trend ({signed_percent(row.value)}% a year, {told})"
    way = "rose" if row.value > 0 else "fell"
    return f"{subject} {way} by {signed_percent(abs(row.value))}% a year ({told})"


def _counts(figure: Figure, answers: Answers) -> str:
    table = figure.table
    if len(table) < 2 or "count" not in table or "value" in table or not _known(*table["count"]):
        return ""
    top = table[table["count"] == table["count"].max()]
    if len(top) != 1 or not top["count"].iloc[0]:
        return ""
    year, number = int(top["year"].iloc[0]), whole(top["count"].iloc[0])
    return f"The year with the most {answers.kind.many} was {year}, with {number}"


def _severity(figure: Figure, answers: Answers) -> str:
    told = figure.table.attrs.get("odds_ratio")
    outcome = OUTCOME_TITLES.get(figure.table.attrs.get("of"), "")
    if not told or not outcome or not _known(*told):
        return ""
    value, low, high = alike(*map(float, told))
    ratio = f"odds ratio per doubling {value}, {100 * answers.level:g}% CI {low} to {high}"
    if told[1] <= 1 <= told[2]:
        return f"{outcome} did not clearly depend on the dose ({ratio})"
    return f"{outcome} was {'more' if told[0] > 1 else 'less'} frequent after higher doses ({ratio})"


def _odds(figure: Figure, answers: Answers) -> str:
    outcome = OUTCOME_TITLES.get(figure.table.attrs.get("of"), "Outcome")
    rows = figure.table[figure.table["p"].map(lambda p: _known(p))]
    if rows.empty or any(isinstance(value, Withheld) for value in figure.table["p"]):
        return ""
    row = rows.loc[rows["p"].astype(float).idxmin()]
    factors = dict.fromkeys(words_of(name) for name in figure.table["factor"])
    if row.adjusted_low <= 1 <= row.adjusted_high:
        return f"{outcome} was not clearly associated with {' or '.join(factors)}"
    value, low, high = alike(row.adjusted, row.adjusted_low, row.adjusted_high)
    more = "more" if row.adjusted > 1 else "less"
    group = f"{words_of(row.factor)} {plain(row.term).lower()}" if plain(row.term)[:1] in "<\u2265123456789" else None
    told = f"adjusted odds ratio {value}, {100 * answers.level:g}% CI {low} to {high}"
    return f"{outcome} was {more} frequent with {group or plain(row.term).lower()} ({told})"


def _outcomes(figure: Figure, answers: Answers) -> str:
    table, outcome = figure.table, OUTCOME_TITLES.get(figure.table.attrs.get("of"), "Outcome")
    table = table[table["n"].map(lambda n: isinstance(n, Withheld) or n > 0)]
    if len(table) < 2 or not _known(*table["value"]):
        return ""
    row = table.loc[table["value"].astype(float).idxmax()]
    if (table["value"].astype(float) == float(row["value"])).sum() > 1:
        return ""
    return f"{outcome} was most frequent at age {plain(row['age_band'])} ({percent(row['value'])} of {whole(row['n'])})"


def _most(kind: str, words: str, of: str) -> Callable[[Figure, Answers], str]:
    def said(figure: Figure, answers: Answers) -> str:
        row = figure.table.iloc[0]
        if not _known(row["n"], row["value"]) or not row["n"]:
            return ""
        if (figure.table["n"] == row["n"]).sum() > 1:
            return f"No single {words} was the most frequent"
        name = in_words([str(row[kind])])[0]
        share = bare_percent(row["value"])
        return f"The most frequent {words} was {name}, in {share}% of the {answers.kind.worded(of)}"

    return said


FOUND: dict[str, Callable[[Figure, Answers], str]] = {
    "flow": _flow,
    "trend": _trend,
    "counts": _counts,
    "severity": _severity,
    "odds": _odds,
    "outcomes": _outcomes,
    "effects": _most("effect", "clinical effect", "single-substance cases"),
    "therapies": _most("therapy", "therapy", "single-substance cases"),
    "coingestants": _most("substance", "other substance", "cases"),
}
