"""What exact methods share: Newton steps for a whole column, two-sided p-values, answers without limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from ..errors import DataError

TIES = 1 + 1e-7
"""An outcome counts as no likelier than the observed one up to this factor, as in R."""


LEAST = 1e-290
"""A p-value whose outcome is less likely than this is given as 0."""


def newton(step: Callable, start: np.ndarray, *arguments: np.ndarray) -> np.ndarray:
    """Repeat ``step(value, *arguments)`` for each entry until it moves by less than 1e-10 of itself.

    Newton steps double the correct digits, so an entry that moved by 1e-10 is exact to rounding. Entries
    that have settled are left out of the next step; a missing entry stays missing, and one that does not
    settle in 100 steps is left where it is.
    """
    value = np.array(start, dtype=float)
    shape, value = value.shape, value.ravel()
    given = [np.broadcast_to(a, shape).ravel() for a in arguments]
    unsettled = np.arange(value.size)
    for _ in range(100):
        if not unsettled.size:
            break
        before = value[unsettled]
        after = step(before, *(a[unsettled] for a in given))
        value[unsettled] = after
        unsettled = unsettled[np.abs(after - before) > 1e-10 * np.abs(after)]
    return value.reshape(shape)


def bracketed_root(function: Callable, low: np.ndarray, high: np.ndarray, *arguments: np.ndarray) -> np.ndarray:
    """Find where ``function(value, *arguments)`` changes sign between `low` and `high`, entry by entry.

    An entry without a bracket (missing, or `low` not below `high`) is given its `low` back.
    """
    from scipy.optimize import elementwise

    low, high, *arguments = np.broadcast_arrays(low, high, *arguments)
    value = np.array(low, dtype=float)
    inside = low < high
    if inside.any():
        found = elementwise.find_root(
            function, (low[inside], high[inside]), args=tuple(a[inside] for a in arguments), maxiter=200
        )
        value[inside] = found.x
    return value


@dataclass(frozen=True, slots=True)
class Binomial:
    """The binomial distribution of columns; its tails keep digits that scipy's lose: beyond n of 10,000 and near 0."""

    n: np.ndarray
    share: np.ndarray

    def pmf(self, x) -> np.ndarray:
        """P(X = x)."""
        from scipy import stats

        # below 1e-280 scipy's function overflows on its way to 0
        return stats.binom.pmf(x, self.n, np.where(self.share < 1e-280, 0.0, self.share))

    def cdf(self, x) -> np.ndarray:
        """P(X <= x)."""
        inside = np.clip(x, 0, np.maximum(self.n - 1, 0))
        tail = special.betaincc(inside + 1, np.maximum(self.n - inside, 1), self.share)
        return np.where(x < 0, 0.0, np.where(x >= self.n, 1.0, tail))

    def sf(self, x) -> np.ndarray:
        """P(X > x)."""
        inside = np.clip(x, 0, np.maximum(self.n - 1, 0))
        a, b = inside + 1, np.maximum(self.n - inside, 1)
        tail = special.betainc(a, b, self.share)
        # below 1e-270 scipy's function loses its digits, and its complement keeps them
        tail = np.where(tail < 1e-260, special.betaincc(b, a, 1 - self.share), tail)
        return np.where(x < 0, 1.0, np.where(x >= self.n, 0.0, tail))


def binomial_p(x, n, share, alternative: str = "two-sided") -> np.ndarray:
    """Exact p-values of ``x`` events in ``n`` trials for a given share; 1 where `n` is 0."""
    x, n, share = np.broadcast_arrays(x, n, share)
    binomial = Binomial(n, share)
    if alternative == "less":
        return binomial.cdf(x)
    if alternative == "greater":
        return binomial.sf(x - 1)
    return likelihood_p(x, n * share, n, binomial)


def likelihood_p(observed: np.ndarray, mean: np.ndarray, top: np.ndarray, distribution) -> np.ndarray:
    """Sum the probability of every outcome that is no likelier than the observed one.

    Parameters
    ----------
    observed, mean, top : array of float
        Observed count, its expectation, and a count that the other tail never passes; of one shape.
    distribution : Binomial or frozen scipy.stats distribution
        With ``pmf, cdf, sf`` of the same shape; its mode is next to `mean`.

    Notes
    -----
    The tail on the other side of the mean starts where the probability has fallen to the observed one. That
    place is found by bisection, for all entries at once.
    """
    limit = distribution.pmf(observed) * TIES
    # What underflows has no likelihood to compare with.
    lost = limit < LEAST
    below = observed < mean
    # Offsets from the mean outwards: at `near` the outcome is too likely (or not there), at `far` it is not.
    origin, sign = np.where(below, np.ceil(mean), np.floor(mean)), np.where(below, 1.0, -1.0)
    near, far = np.full(observed.shape, -1.0), np.where(below, top - origin, origin) + 1
    while (open_ := far - near > 1).any():
        middle = np.where(open_, np.floor((near + far) / 2), far)
        unlikely = distribution.pmf(origin + sign * middle) <= limit
        far = np.where(unlikely & open_, middle, far)
        near = np.where(~unlikely & open_, middle, near)
    edge = origin + sign * far
    p = np.where(
        below,
        distribution.cdf(observed) + distribution.sf(edge - 1),
        distribution.cdf(edge) + distribution.sf(observed - 1),
    )
    p = np.where(observed == mean, 1.0, np.where(lost, 0.0, np.minimum(p, 1.0)))
    return np.where(np.isnan(observed) | np.isnan(mean), np.nan, p)


def column(values, name: str, like=()) -> float | pd.Series:
    """Give values without limits back in the shape of the input: a float, or a Series with its index."""
    values = np.asarray(values, dtype=float)
    if values.ndim == 0:
        return float(values)
    index = next((given.index for given in like if isinstance(given, pd.Series)), None)
    return pd.Series(values, index=index, name=name)


def aligned(**columns: np.ndarray) -> list[np.ndarray]:
    """Stretch numbers to the length of the columns among `columns`, whose names the error tells."""
    try:
        return [*np.broadcast_arrays(*columns.values())]
    except ValueError:
        lengths = ", ".join(f"{name} {column.shape}" for name, column in columns.items())
        raise DataError(f"{', '.join(columns)}: expected columns of one length, got {lengths}.") from None
