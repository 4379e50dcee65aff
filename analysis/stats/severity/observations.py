"""What every analysis of severity asks of its doses and events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import events_of, numbers, paired

SMALLEST, LARGEST = 1e-75, 1e75
"""Doses between them are squared and divided without overflow; every unit has room."""

MOST = 6_000_000_000
"""Cases up to which products of two counts are exact 64-bit numbers."""

ROUNDING = 1e-13
"""Share of the terms of a sum below which the sum is their rounding."""


@dataclass(frozen=True, eq=False)
class Observations:
    """Cases by dose, one entry per person or per dose group, without the rows that lack a number.

    Attributes
    ----------
    dose, events, n : array of float
        Dose (any shape with one row per entry), number with the event, number observed.
    missing : int
        Rows left out because the dose, the event or `n` was missing.
    """

    dose: np.ndarray
    events: np.ndarray
    n: np.ndarray
    missing: int

    def by_dose(self) -> Observations:
        """Add up the entries of equal dose, in increasing order of dose."""
        dose, group = np.unique(self.dose, return_inverse=True)
        events, n = (np.bincount(group, weights=column) for column in (self.events, self.n))
        return Observations(dose, events, n, self.missing)

    def surplus(self) -> np.ndarray:
        """Give the events beyond their expectation at one share for all, ``x - n sum(x) / sum(n)``, per entry.

        Counted in whole numbers: equal shares give 0, not the rounding of a difference.
        """
        events, total = int(self.events.sum()), int(self.n.sum())
        pairs = zip(self.events.tolist(), self.n.tolist(), strict=True)
        return np.array([(int(x) * total - int(n) * events) / total for x, n in pairs])

    def rise(self, x: np.ndarray) -> float:
        """Give the sum of surplus times `x` less its mean: the sign of the slope, exactly 0 when it is rounding."""
        terms = (x - np.average(x, weights=self.n)) * self.surplus()
        return float(terms.sum()) if abs(terms.sum()) > ROUNDING * np.abs(terms).sum() else 0.0

    def stated(self) -> str:
        """Say how many had the event among how many, and how many rows were left out."""
        left_out = f" ({self.missing} rows with a missing entry left out)" if self.missing else ""
        return f"{self.events.sum():.0f} events in {self.n.sum():.0f} cases{left_out}"


def observations(dose, events, n=None) -> Observations:
    """Check doses, events and numbers observed, and leave out rows with a missing entry; Series pair by label.

    Parameters
    ----------
    dose : column of float
    events : column of int
        0 or 1 per person when `n` is None, else the number with the event in each dose group.
    n : column of int, optional
        Number observed in each dose group.

    Raises
    ------
    DataError
        When lengths or labels differ, an event count exceeds its `n`, a dose is infinite, or no complete row is left.
    """
    dose, events, n = paired(dose=dose, events=events, n=n)
    dose = np.atleast_1d(numbers(dose, "dose"))
    some, total = counted(events, n)
    return complete_rows(dose, some, total, name="dose")


def counted(events, n=None) -> tuple[np.ndarray, np.ndarray]:
    """Give events and numbers observed as arrays; one person per row when `n` is None."""
    return events_of(events, np.ones(numbers(events, "events").shape) if n is None else n)


def complete_rows(dose: np.ndarray, events: np.ndarray, n: np.ndarray, *, name: str) -> Observations:
    """Keep the rows without a missing entry; `name` is what the first column is called in an error."""
    events, n = np.broadcast_arrays(np.atleast_1d(events), np.atleast_1d(n))
    if len(dose) != len(events):
        raise DataError(f"{name} and events: expected equal lengths, got {len(dose)} and {len(events)}.")
    size = np.abs(dose)
    if ((size > LARGEST) | ((size > 0) & (size < SMALLEST))).any():
        raise DataError(
            f"{name}: expected finite numbers, 0 or between {SMALLEST:g} and {LARGEST:g}; look at the unit."
        )
    kept = ~(pd.isna(dose).reshape(len(dose), -1).any(axis=1) | np.isnan(events) | np.isnan(n))
    if not kept.any():
        raise DataError(f"{name}: expected at least one row without a missing entry, got none.")
    if n[kept].max() > MOST or n[kept].sum() > MOST:
        raise DataError(f"n: expected at most {MOST:,} cases in all, got more.")
    return Observations(dose[kept], events[kept], n[kept], int((~kept).sum()))
