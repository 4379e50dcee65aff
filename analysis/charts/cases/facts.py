"""What a table says of its limits, of periods cut short, and of the cases that are not in it."""

from __future__ import annotations

import re

import pandas as pd

from ...shown import LEFT_OUT, has_limits
from .series import has_rates, partial_words
from .words import many, worded

# Methods as people write them, where the name that a function takes is another.
_METHODS = {
    "quasi-poisson": "quasi-Poisson",
    "poisson": "Poisson",
    "negative-binomial": "negative binomial",
    "log-rate": "regression of the logarithms",
}

_OF_MARKS = re.compile(r" and its limits \(line\)|, with limits")
_OF_BAND = "; band: its limits"


def caption_of(caption: str, table: pd.DataFrame) -> str:
    """Give a chart's caption for one table: counts or rates, whichever it has, and limits where they are drawn.

    Examples
    --------
    >>> table = pd.DataFrame({"effect": ["coma"], "value": [0.1], "low": [None], "high": [None]})
    >>> caption_of("Percent of cases with each (dot) and its limits (line).", table)
    'Percent of cases with each (dot).'
    """
    fit = table["kind"] == "fitted" if "kind" in table else pd.Series(False, index=table.index)
    rated = bool(table.attrs.get("unit")) if fit.any() else has_rates(table)
    said = re.sub(r"(?i)counts or (rates)", lambda one: one[1] if rated else "counts", caption)
    said = said[:1].upper() + said[1:]
    said = said if has_limits(table[~fit]) else _OF_MARKS.sub("", said)
    return worded(table, said if has_limits(table[fit]) else said.replace(_OF_BAND, ""))


def told(table: pd.DataFrame) -> list[str]:
    """Give the sentences that stand below any picture of a table: limits, partial periods, cases left out, withheld."""
    facts, said = table.attrs, []
    if facts.get("level") and len(table):
        method = str(facts.get("method") or "")
        method = f", {_METHODS.get(method, method)}" if method else ""
        said.append(f"Limits: {100 * facts['level']:g}%{method}.")
    said += [words] if (words := partial_words(table)) else []
    said += [
        worded(table, f"Not shown: {many(facts[key], 'case', 'cases')} {words}.")
        for key, words in LEFT_OUT.items()
        if facts.get(key)
    ]
    return [*said, *([facts["withheld"]] if facts.get("withheld") else [])]
