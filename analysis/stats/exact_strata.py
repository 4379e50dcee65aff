"""The exact distribution of the first cells' sum over strata, and the odds ratio conditional on all margins."""

from __future__ import annotations

import numpy as np

from ..errors import DataError
from ..estimate import Estimate
from .hypergeometric import blocks, likeliest_odds_ratio, likely, support, tail_odds_ratio

MOST_PRODUCTS = 1_000_000_000
"""Most pairs of counts that are convolved: some seconds. Five strata of 100,000 people stay below it."""


def exact_common_odds_ratio(x1, n1, x2, n2, level) -> Estimate:
    """Give the conditional maximum-likelihood odds ratio of all strata with exact limits."""
    odds, (bottom, top) = (1 - level) / (1 + level), support(x1, n1, x2, n2)
    least, most = x1.sum() == bottom.sum(), x1.sum() == top.sum()
    r, s, _, _ = mantel_haenszel_parts(x1 + 0.5, n1 + 1, x2 + 0.5, n2 + 1)
    start = np.array([r.sum() / s.sum()])
    offset, weight = sum_of_tables(x1, n1, x2, n2, start[0])
    value = np.nan if least and most else 0.0 if least else np.inf
    if not least and not most:
        value = likeliest_odds_ratio(offset, weight, start)[0]
    low = 0.0 if least else tail_odds_ratio(offset, weight, 1.0, odds, start)[0]
    high = np.inf if most else tail_odds_ratio(offset, weight, 0.0, 1 / odds, start)[0]
    return Estimate(float(value), float(low), float(high), level=level, method="exact conditional", what="odds ratio")


def sum_of_tables(x1, n1, x2, n2, tilt: float) -> tuple[np.ndarray, np.ndarray]:
    """Offset and log weight of the sum of first cells, as one row; `tilt` is an odds ratio near the data.

    Far from odds ratio 1 the probabilities at 1 would vanish in the floating-point numbers: so they are
    convolved at `tilt` and weighted back in logarithms.
    """
    centers = fitted_events(tilt, x1, n1, x2, n2)
    bottom, top = likely(x1, n1, x2, n2, centers)
    widths = top - bottom + 1
    if (products := (widths[1:] * np.cumsum(widths)[:-1]).sum()) > MOST_PRODUCTS:
        raise DataError(
            f"n: expected strata whose likely tables make at most {MOST_PRODUCTS:,} combinations for an exact method, "
            f"got {products:,.0f}; use common_odds_ratio by 'mantel-haenszel' or mantel_haenszel_test, which agree "
            "with the exact ones at this size."
        )
    mass, low = np.ones(1), 0.0
    for *stratum, center in zip(x1, n1, x2, n2, centers, strict=True):
        a, n_a, b, n_b = (np.array([count]) for count in stratum)
        ((_, offset, weight),) = blocks(a, n_a, b, n_b, center=np.array([center]))
        power = weight[0] + np.log(tilt) * offset[0]
        mass, low = np.convolve(mass, np.exp(power - power.max())), low + offset[0, 0]
        mass /= mass.max()
    offset = low + np.arange(mass.size)[None, :]
    with np.errstate(divide="ignore"):
        return offset, np.log(mass)[None, :] - np.log(tilt) * offset


def fitted_events(common, x1, n1, x2, n2) -> np.ndarray:
    """First cell that has odds ratio `common` with the margins of its table: a root of a quadratic."""
    some, total = x1 + x2, n1 + n2
    a, b, c = common - 1, n2 - some + common * (n1 + some), common * n1 * some
    # The discriminant b^2 - 4ac as a sum of squares, and the root that does not cancel.
    root = np.hypot(n2 - some + common * (n1 - some), 2 * np.sqrt(common * some * (total - some)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b > 0, 2 * c / (b + root), (b - root) / (2 * a))


def mantel_haenszel_parts(x1, n1, x2, n2) -> tuple[np.ndarray, ...]:
    """Give R, S, P and Q of every stratum, as Robins, Breslow and Greenland name them."""
    a, b, c, d, total = x1, n1 - x1, x2, n2 - x2, n1 + n2
    return a * d / total, b * c / total, (a + d) / total, (b + c) / total


def woolf_statistic(x1, n1, x2, n2) -> float:
    """Give Woolf's chi-square of the log odds ratios about their mean, with a half in every cell where one is empty."""
    half = 0.5 if (np.stack([x1, n1 - x1, x2, n2 - x2]) == 0).any() else 0.0
    a, b, c, d = x1 + half, n1 - x1 + half, x2 + half, n2 - x2 + half
    log_ratio, weight = np.log(a * d / (b * c)), 1 / (1 / a + 1 / b + 1 / c + 1 / d)
    return float((weight * (log_ratio - np.average(log_ratio, weights=weight)) ** 2).sum())
