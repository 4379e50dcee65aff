"""The noncentral hypergeometric distribution of 2x2 tables with fixed margins, whole columns at once.

Every table has its own support, so the tables are taken in blocks of similar width, each block as one array:
`offset` (possible count minus the observed one) and `weight` (log probability at odds ratio 1, up to a
constant; minus infinity beyond the support). Of a wide support only the counts are taken that can matter.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..errors import DataError
from .exact import TIES, newton

CELLS = 1_000_000
"""Size of a block: enough for numpy to be fast, small enough for the processor's cache and memory."""

WIDEST = 5_000_000
"""Most counts that are weighed of one table; groups of 3e10 with half of them events reach it."""

REACH = 40
"""Standard deviations around the center beyond which no probability is a floating-point number (exp(-40^2 / 2))."""


def support(x1, n1, x2, n2) -> tuple[np.ndarray, np.ndarray]:
    """Give the smallest and the largest possible `x1` when all margins of the table are fixed."""
    total = x1 + x2
    return np.maximum(0.0, total - n2), np.minimum(total, n1)


def likely(x1, n1, x2, n2, center) -> tuple[np.ndarray, np.ndarray]:
    """Give the smallest and the largest `x1` that has any probability when the distribution lies at `center`.

    The variance is that of a normal approximation, ``1 / sum(1 / cell)``. The 1000 beside the standard deviations
    cover the longer tail of rare events.
    """
    total, (bottom, top) = x1 + x2, support(x1, n1, x2, n2)
    cells = (center, n1 - center, total - center, n2 - total + center)
    reach = REACH / np.sqrt(sum(1 / (np.maximum(cell, 0) + 0.5) for cell in cells)) + 1000
    return np.maximum(bottom, np.floor(center - reach)), np.minimum(top, np.ceil(center + reach))


def blocks(x1, n1, x2, n2, center=None) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield ``(rows, offset, weight)`` of the tables of a column; one with a missing count is in no block.

    `center` is where the distribution lies: the observed count for limits, the expected one for a test.

    Raises
    ------
    DataError
        When a table has more likely counts than can be weighed.
    """
    low, high = likely(x1, n1, x2, n2, x1 if center is None else center)
    width = high - low
    if (width > WIDEST).any():
        raise DataError(
            f"n: expected groups with at most {WIDEST:,} likely tables for an exact method, got "
            f"{np.nanmax(width):,.0f}; use limits by 'score' or 'wald', or the 'chi-square' test, which agree with the "
            "exact ones at this size."
        )
    order = np.argsort(width, kind="stable")
    order = order[~np.isnan(width[order])]
    while order.size:
        # The last table is the widest: it says how many fit.
        size = max(1, int(CELLS / (1 + width[order[-1]])))
        rows, order = order[-size:], order[:-size]
        yield rows, *_weights(*(a[rows] for a in (x1, n1, x1 + x2, n2, low, high)))


def _weights(x1, n1, total, n2, low, high):
    s = low[:, None] + np.arange(int((high - low).max()) + 1)
    inside = s <= high[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((n1[:, None] - s) * (total[:, None] - s) / ((s + 1) * ((n2 - total)[:, None] + s + 1)))
    # Summed outwards from the observed count (or the nearest likely one), where rounding errors would matter.
    beyond = s >= np.clip(x1, low, high)[:, None]
    upwards = np.cumsum(np.where(beyond & (s < high[:, None]), ratio, 0.0), axis=1)
    downwards = np.cumsum(np.where(beyond, 0.0, ratio)[:, ::-1], axis=1)[:, ::-1]
    weight = np.concatenate([np.zeros((len(s), 1)), upwards[:, :-1]], axis=1) - downwards
    return s - x1[:, None], np.where(inside, weight, -np.inf)


def tail_odds_ratio(offset, weight, share: float, odds: float, start) -> np.ndarray:
    """Odds ratio at which the tail P(above the observed) + `share` P(observed) has the given `odds`.

    Solved by Newton steps of the logit of the tail against the log odds ratio, nearly a line; its slope is
    the distance between the means of the two parts.
    """
    upper = np.where(offset > 0, 1.0, np.where(offset == 0, share, 0.0))

    def step(odds_ratio, rows):
        rows = rows.astype(int)
        mass, steps, part = _mass(odds_ratio, offset[rows], weight[rows]), offset[rows], upper[rows]
        above, below = np.einsum("ij,ij->i", mass, part), np.einsum("ij,ij->i", mass, 1 - part)
        mean_above = np.einsum("ij,ij,ij->i", mass, part, steps) / above
        mean_below = np.einsum("ij,ij,ij->i", mass, 1 - part, steps) / below
        gap = np.log(odds) - np.log(above / below)
        return odds_ratio * np.exp(np.clip(gap / (mean_above - mean_below), -5, 5))

    return newton(step, start, np.arange(len(offset)))


def likeliest_odds_ratio(offset, weight, start) -> np.ndarray:
    """Odds ratio at which the mean of the count is the observed one (conditional maximum likelihood)."""
    finite = np.isfinite(weight)
    low, high = np.where(finite, offset, 0).min(axis=1), np.where(finite, offset, 0).max(axis=1)

    def step(odds_ratio, rows):
        rows = rows.astype(int)
        mass, steps, bottom, top = (
            _mass(odds_ratio, offset[rows], weight[rows]),
            offset[rows],
            low[rows],
            high[rows],
        )
        mass /= mass.sum(axis=1, keepdims=True)
        mean = np.einsum("ij,ij->i", mass, steps)
        variance = np.einsum("ij,ij->i", mass, (steps - mean[:, None]) ** 2)
        gap = np.log(-bottom / top) - np.log((mean - bottom) / (top - mean))
        slope = variance * (1 / (mean - bottom) + 1 / (top - mean))
        return odds_ratio * np.exp(np.clip(gap / slope, -5, 5))

    return newton(step, start, np.arange(len(offset)))


def p_values(offset, weight) -> dict[str, np.ndarray]:
    """Exact p-values at odds ratio 1: ``less``, ``greater``, ``two-sided`` (by likelihood) and ``mid-p``."""
    mass = _mass(np.ones(len(offset)), offset, weight)
    mass /= mass.sum(axis=1, keepdims=True)
    observed = np.sum(mass, axis=1, where=offset == 0)
    above, below = np.sum(mass, axis=1, where=offset > 0), np.sum(mass, axis=1, where=offset < 0)
    return {
        "less": np.minimum(1.0, below + observed),
        "greater": np.minimum(1.0, above + observed),
        "two-sided": np.minimum(1.0, np.sum(mass, axis=1, where=mass <= observed[:, None] * TIES)),
        "mid-p": np.minimum(1.0, 2 * np.minimum(above, below) + observed),
    }


def _mass(odds_ratio, offset, weight):
    power = weight + np.log(odds_ratio)[:, None] * offset
    return np.exp(power - power.max(axis=1, keepdims=True))
