"""The noncentral hypergeometric distribution of 2x2 tables with fixed margins, whole columns at once.

Every table has its own support, so the tables are taken in blocks of similar width, each block as one array:
`offset` (possible count minus the observed one) and `weight` (log probability at odds ratio 1, up to a
constant; minus infinity beyond the support).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .exact import TIES, newton

CELLS = 1_000_000
"""Largest size of a block: enough for numpy to be fast, small enough for the processor's cache and memory."""


def support(x1, n1, x2, n2) -> tuple[np.ndarray, np.ndarray]:
    """Give the smallest and the largest possible `x1` when all margins of the table are fixed."""
    total = x1 + x2
    return np.maximum(0.0, total - n2), np.minimum(total, n1)


def blocks(x1, n1, x2, n2) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield ``(rows, offset, weight)`` of the tables of a column; one with a missing count is in no block."""
    low, high = support(x1, n1, x2, n2)
    order = np.argsort(high - low, kind="stable")
    order = order[~np.isnan((high - low)[order])]
    while order.size:
        # The last table is the widest: it says how many fit.
        size = max(1, int(CELLS / (1 + (high - low)[order[-1]])))
        rows, order = order[-size:], order[:-size]
        yield rows, *_weights(*(a[rows] for a in (x1, n1, x1 + x2, n2, low, high)))


def _weights(x1, n1, total, n2, low, high):
    s = low[:, None] + np.arange(int((high - low).max()) + 1)
    offset, inside = s - x1[:, None], s <= high[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((n1[:, None] - s) * (total[:, None] - s) / ((s + 1) * ((n2 - total)[:, None] + s + 1)))
    # Summed outwards from the observed count, where rounding errors would matter.
    upwards = np.cumsum(np.where((offset >= 0) & (s < high[:, None]), ratio, 0.0), axis=1)
    downwards = np.cumsum(np.where(offset < 0, ratio, 0.0)[:, ::-1], axis=1)[:, ::-1]
    weight = np.concatenate([np.zeros((len(s), 1)), upwards[:, :-1]], axis=1) - downwards
    return offset, np.where(inside, weight, -np.inf)


def tail_odds_ratio(offset, weight, share: float, tail: float, start) -> np.ndarray:
    """Odds ratio at which P(above the observed) + `share` P(observed) equals `tail`.

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
        gap = np.log(tail / (1 - tail)) - np.log(above / below)
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
        "less": below + observed,
        "greater": above + observed,
        "two-sided": np.minimum(1.0, np.sum(mass, axis=1, where=mass <= observed[:, None] * TIES)),
        "mid-p": np.minimum(1.0, 2 * np.minimum(above, below) + observed),
    }


def _mass(odds_ratio, offset, weight):
    power = weight + np.log(odds_ratio)[:, None] * offset
    return np.exp(power - power.max(axis=1, keepdims=True))
