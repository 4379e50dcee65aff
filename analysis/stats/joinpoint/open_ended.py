"""Broken lines whose likelihood has no maximum: a segment ever steeper, and where its breakpoint goes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..trends.supremum import Supremum, at_supremum
from .profile import BESIDE, SAME, broken_line
from .series import Series


def unit_line(series: Series, psi: np.ndarray):
    """Design of the broken line on the range 0 to 1, and the combinations that are intercept (at x = 0) and slopes."""
    start, span, k = series.x[0], np.ptp(series.x), len(psi)
    terms = np.zeros((k + 2, k + 2))
    terms[0, :2] = 1, -start / span
    terms[1:, 1:] = np.tri(k + 1) / span
    return broken_line((series.x - start) / span, (psi - start) / span), terms


def fit_at(series: Series, psi: np.ndarray) -> Supremum:
    """Intercept (at x = 0) and slopes of the segments for given breakpoints."""
    design, terms = unit_line(series, psi)
    return at_supremum(series.family, design, series.y, series.size, terms)


def settled(series: Series, psi: np.ndarray, fit: Supremum) -> tuple[np.ndarray, Supremum]:
    """Give breakpoints and fit at the supremum of the likelihood, where that is no maximum.

    Beside rows without events (or of events alone) a segment can become steeper without end while its breakpoint
    goes to an observed x. In the limit the breakpoint stands there and the rows beyond have mean 0; the row on it
    belongs to the next segment, or is fitted exactly by a line that is nearly upright. A search by numbers stops on
    the way, at a breakpoint beside that x and an absurd slope: of fits that are as good the limit is taken.
    """
    for j in range(len(psi)):
        for x in _beside_empty(series, psi, j):
            moved = np.where(np.arange(len(psi)) == j, x, psi)
            for limit in _limits(series, moved, j):
                closer = np.isinf(limit.values[1:]).sum() > np.isinf(fit.values[1:]).sum() or psi[j] not in series.x
                much = SAME * (fit.deviance + SAME)
                if limit.deviance < fit.deviance - much or (closer and limit.deviance <= fit.deviance + much):
                    psi, fit = moved, limit
    return psi, fit


def _beside_empty(series: Series, psi: np.ndarray, j: int) -> list[float]:
    """Observed x where breakpoint j could stand with nothing but empty rows in the segment on one side of it.

    Those that are not empty themselves come first: up to there the breakpoint can be moved without a change of fit.
    """
    distinct, gap = np.unique(series.x), 2 * np.diff(np.unique(series.x)).min() * (1 - BESIDE)
    before, after = (psi[j - 1] if j else -np.inf), (psi[j + 1] if j + 1 < len(psi) else np.inf)
    found = []
    for x in distinct[2:-2]:
        sides = [(series.x > before) & (series.x < x), (series.x > x) & (series.x < after)]
        empty = [rows for rows in sides if _empty(series, rows)]
        if before + gap <= x <= after - gap and empty:
            found.append((all(_empty(series, rows | (series.x == x)) for rows in empty), x))
    return [x for _, x in sorted(found)]


def _empty(series: Series, rows: np.ndarray) -> bool:
    full = series.family == "binomial" and (series.y == series.size)[rows].all()
    return bool(rows.any() and series.family != "gaussian" and (full or not series.y[rows].any()))


def _limits(series: Series, psi: np.ndarray, j: int) -> Iterator[Supremum]:
    """The fit with breakpoint j on its observed x, and the one in which that row is fitted by the steep segment."""
    plain = fit_at(series, psi)
    if np.isinf(plain.values[1:]).any():
        yield plain
    here = series.x == psi[j]
    design, terms = unit_line(series, psi)
    terms = np.block([[terms, np.zeros((len(terms), 1))], [np.zeros((1, len(terms))), np.ones((1, 1))]])
    free = at_supremum(series.family, np.column_stack([design, here]), series.y, series.size, terms)
    left, right, off = *free.values[1 + j : 3 + j], free.values[-1]
    if (np.isinf(left) and left * off < 0) or (np.isinf(right) and right * off > 0):
        weight = np.where(here, 0.0, free.weight)
        yield free._replace(values=free.values[:-1], covariance=free.covariance[:-1, :-1], weight=weight)
