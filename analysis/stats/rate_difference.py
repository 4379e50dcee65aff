"""One rate minus another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..estimate import Estimate
from .arguments import answer, choice, one_tail, sided
from .rate_ratio import compared
from .rates import METHODS as ONE_COUNT
from .rates import multiplied, per_unit, with_unit
from .risk_difference import square_and_add
from .score_limits import difference_of_products, exchanged, lowest_rate_difference, two_limits


def rate_difference(
    count: ArrayLike,
    person_time: ArrayLike,
    comparator_count: ArrayLike,
    comparator_person_time: ArrayLike,
    *,
    multiplier: float = 1,
    method: str = "wald",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give the first rate minus the comparator's, times `multiplier`, with limits.

    Parameters
    ----------
    count, comparator_count : int or column of int
    person_time, comparator_person_time : float or column of float
        Above 0, both in the same unit. Labelled columns are paired by their labels.
    multiplier : float
        Size of the unit of person-time: 100000 gives rates per 100,000. It is part of the result.
    method : {"wald", "score", "mover"}
        How the limits are made; see the notes.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is infinite, and
        the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        In `unit` "per 100,000" (or whatever `multiplier` says). A column gives a frame ``value, low, high, unit``.

    Raises
    ------
    DataError
        As `rate_ratio`, and when `multiplier` is not above 0.

    Notes
    -----
    With rates ``r = x / t`` and ``d = r1 - r2``:

    * ``"wald"``: ``d -+ z sqrt(x1 / t1^2 + x2 / t2^2)``; two zero counts give limits without width.
    * ``"score"``: the values D with ``(d - D)^2 <= z^2 (m1 / t1 + m2 / t2)``, where m are the likeliest rates that
      differ by D.
    * ``"mover"``: ``d - sqrt((r1 - l1)^2 + (u2 - r2)^2)`` to ``d + sqrt((u1 - r1)^2 + (r2 - l2)^2)`` with the score
      limits l and u of each rate.

    References
    ----------
    Miettinen O, Nurminen M (1985), doi:10.1002/sim.4780040211 (score). Li HQ, Tang ML, Poon WY, Tang NS (2011),
    Commun Stat Simul Comput 40:1478-1493 (MOVER).

    Examples
    --------
    Nine calls of 1.2 million people in one state, two of 1.5 million in another:

    >>> print(rate_difference(9, 1_200_000, 2, 1_500_000, multiplier=1_000_000, method="score"))
    6.167 per 1,000,000 (95% CI 1.497 to 13.05, score)
    """
    given = (count, person_time, comparator_count, comparator_person_time)
    x1, t1, x2, t2 = compared(*given)
    per, tail = multiplied(multiplier), one_tail(level, alternative)
    name, limits = DIFFERENCES[choice(method, "method", tuple(DIFFERENCES))]
    value = difference_of_products(x1, t2, x2, t1) / (t1 * t2)
    low, high, name = sided(limits(value, (x1, t1, x2, t2), tail), name, alternative, (-np.inf, np.inf))
    parts = (per * part for part in (value, low, high))
    what = "rate difference"
    return with_unit(answer(*parts, level=level, method=name, what=what, unit=per_unit(per), like=given))


def _wald(value, groups, tail):
    x1, t1, x2, t2 = groups
    half = -special.ndtri(tail) * np.hypot(np.sqrt(x1) / t1, np.sqrt(x2) / t2)
    return value - half, value + half


def _score(value, groups, tail):
    return two_limits(lowest_rate_difference, np.negative, groups, -special.ndtri(tail))


@exchanged
def _mover(value, groups, tail):
    x1, t1, x2, t2 = groups
    parts = [(x / t, *(limit / t for limit in ONE_COUNT["score"][1](x, tail))) for x, t in ((x1, t1), (x2, t2))]
    return square_and_add(value, *parts)


DIFFERENCES = {
    "wald": ("Wald", _wald),
    "score": ("score", _score),
    "mover": ("MOVER of score limits", _mover),
}
"""Method name -> label in the result, and function of (difference, the groups, one-tail probability)."""
