"""Pictures of effects, therapies and co-ingestants: the share of cases with each."""

from __future__ import annotations

import pandas as pd

from ...forms import percent
from .registry import case_chart
from .rows import MOST, at_right, dots, left_out, row_axes
from .words import limits_of, worded

_SHARE = ("n", "cases", "value", "low", "high")


@case_chart("effects", "effect", *_SHARE)
def effects(table, ax=None):
    """Clinical effects: percent of cases with each (dot) and its limits (line); a case counts once per effect."""
    return _shares(table, "effect", "clinical effects", ax)


@case_chart("therapies", "therapy", *_SHARE)
def therapies(table, ax=None):
    """Therapies: percent of cases with each (dot) and its limits (line); a case counts once per therapy."""
    return _shares(table, "therapy", "therapies", ax)


@case_chart("coingestants", "substance", *_SHARE)
def coingestants(table, ax=None):
    """Other substances in the same cases: percent of cases with each (dot) and its limits (line)."""
    return _shares(table, "substance", "substances", ax)


def _shares(table: pd.DataFrame, name: str, what: str, ax):
    shown = table.head(MOST)
    ax = row_axes(ax, shown[name])
    dots(ax, shown, scale=100)
    words = [f"{row.n:,} ({percent_words(row.value)})" for row in shown.itertuples()]
    at_right(ax, words, f"n of {int(shown['cases'].max()):,}")
    left_out(ax, len(table) - len(shown), what)
    ax.set_xlabel(worded(table, f"Percent of cases ({limits_of(table)})"))
    return ax


def percent_words(share: float) -> str:
    """Give a share as percent with one digit; a rare one is below the smallest that can be told from none."""
    return "<0.1%" if 0 < share < 0.0005 else percent(share)
