"""What a table says of its limits, of periods cut short, and of the cases that are not in it."""

from __future__ import annotations

import pandas as pd

from ...shown import LEFT_OUT
from .series import partial_words
from .words import many, worded

# Methods as people write them, where the name that a function takes is another.
_METHODS = {
    "quasi-poisson": "quasi-Poisson",
    "poisson": "Poisson",
    "negative-binomial": "negative binomial",
    "log-rate": "regression of the logarithms",
}


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
