"""The risk in one group minus the risk in another, and its reciprocal."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..estimate import Estimate
from .arguments import answer, choice, one_tail, sided
from .proportions import METHODS as ONE_PROPORTION
from .score_limits import difference_of_products, exchanged, lowest_difference, two_limits
from .two_by_two import two_groups


def risk_difference(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    method: str = "newcombe",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give the risk in the first group minus the risk in the comparator, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group. Labelled columns are paired by their labels.
    method : {"newcombe", "newcombe-cc", "miettinen-nurminen", "mee", "agresti-caffo", "wald"}
        How the limits are made; see the notes.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is 1 or -1, and
        the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        A difference of shares, -1 to 1; one row per table for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds its group, a group is empty, or labelled columns have not
        the same labels.

    Notes
    -----
    With ``d = p1 - p2`` and z the normal quantile:

    * ``"newcombe"`` (his method 10, square-and-add): ``d - sqrt((p1 - l1)^2 + (u2 - p2)^2)`` to
      ``d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`` with Wilson limits l and u; ``"newcombe-cc"`` (method 11) with those
      with continuity correction.
    * ``"mee"``: the values D with ``(d - D)^2 <= z^2 v(D)``, where ``v = p1 q1 / n1 + p2 q2 / n2`` at the likeliest
      pair of risks that differ by D; ``"miettinen-nurminen"`` with v times ``N / (N - 1)``, N the size of both
      groups. Their digits hold for groups of a billion.
    * ``"wald"``: ``d -+ z sqrt(p1 q1 / n1 + p2 q2 / n2)``, and ``"agresti-caffo"`` the same after adding one event and
      one non-event to each group. They are not cut at -1 and 1; Wald has no width when both groups have no events or
      nothing but events, and the center of Agresti-Caffo is drawn to 0, so that its limits can miss the estimate in
      very small groups.

    References
    ----------
    Newcombe RG (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I. Miettinen O,
    Nurminen M (1985), doi:10.1002/sim.4780040211. Mee RW (1984), Biometrics 40:1175-1176. Agresti A, Caffo B
    (2000), doi:10.1080/00031305.2000.10474560.

    Examples
    --------
    Serious outcomes in 12 of 80 exposures to an energy drink with alcohol, and in 5 of 90 to one without:

    >>> print(risk_difference(12, 80, 5, 90))
    0.09444 (95% CI 0.002396 to 0.1937, Newcombe)
    >>> print(risk_difference(12, 80, 5, 90, method="miettinen-nurminen", alternative="lower"))
    0.09444 (95% CI 0.01917 to 1, Miettinen-Nurminen score, one-sided lower bound)
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    tail = one_tail(level, alternative)
    name, limits = METHODS[choice(method, "method", tuple(METHODS))]
    # Counting what is rarer, events or non-events, keeps the shares away from 1, where digits go.
    mirrored = 2 * (x1 + x2) > n1 + n2
    low, high = limits(np.where(mirrored, n1 - x1, x1), n1, np.where(mirrored, n2 - x2, x2), n2, tail)
    low, high = np.where(mirrored, 0.0 - high, low), np.where(mirrored, 0.0 - low, high)
    low, high, name = sided((low, high), name, alternative, (-1.0, 1.0))
    value = difference_of_products(x1, n2, x2, n1) / (n1 * n2)
    groups = (events, n, comparator_events, comparator_n)
    return answer(value, low, high, level=level, method=name, what="risk difference", like=groups)


def number_needed_to_treat(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    method: str = "newcombe",
    level: float = 0.95,
) -> Estimate | pd.DataFrame:
    """Give how many people make one event more (or less) between the groups: ``1 / |risk difference|``.

    Parameters
    ----------
    events, n, comparator_events, comparator_n, method, level
        As for `risk_difference`, whose sign says whether the number is of benefit or of harm.

    Returns
    -------
    Estimate or DataFrame
        People; infinite when the risks are equal.

    Raises
    ------
    DataError
        As `risk_difference`.

    Notes
    -----
    The limits are the reciprocals of those of the risk difference. When that interval contains 0, the
    opposite effect is possible too: the upper limit is then infinite, and the lower one belongs to the side
    of the estimate (to the wider side when the risks are equal).

    References
    ----------
    Altman DG (1998), doi:10.1136/bmj.317.7168.1309.

    Examples
    --------
    Charcoal within an hour: 6 of 60 with a seizure, without it 18 of 60.

    >>> print(number_needed_to_treat(6, 60, 18, 60))
    5 people (95% CI 2.976 to 17.61, reciprocal of Newcombe)
    """
    difference = risk_difference(events, n, comparator_events, comparator_n, method=method, level=level)
    d, low, high = (np.asarray(getattr(difference, part), dtype=float) for part in ("value", "low", "high"))
    both_sides = (low <= 0) & (high >= 0)
    largest = np.select([d > 0, d < 0], [high, -low], np.maximum(high, -low))
    smallest = np.where(d > 0, low, -high)
    with np.errstate(divide="ignore"):
        value, most = 1 / np.abs(d), np.where(both_sides, np.inf, 1 / smallest)
        least = 1 / np.where(both_sides, largest, np.maximum(np.abs(low), np.abs(high)))
    name, like = f"reciprocal of {METHODS[method][0]}", (events, n, comparator_events, comparator_n)
    return answer(value, least, most, level=level, method=name, what="number needed to treat", unit="people", like=like)


def square_and_add(value, first, second) -> tuple[np.ndarray, np.ndarray]:
    """Give the limits of a difference from those of its parts, each ``(value, low, high)`` (Newcombe; MOVER)."""
    (p1, low1, high1), (p2, low2, high2) = first, second
    return value - np.hypot(p1 - low1, high2 - p2), value + np.hypot(high1 - p1, p2 - low2)


def _square_and_add(interval):
    @exchanged
    def limits(x1, n1, x2, n2, tail):
        first, second = (x1 / n1, *interval(x1, n1, tail)), (x2 / n2, *interval(x2, n2, tail))
        return square_and_add(difference_of_products(x1, n2, x2, n1) / (n1 * n2), first, second)

    return limits


def _wald(x1, n1, x2, n2, tail):
    value = difference_of_products(x1, n2, x2, n1) / (n1 * n2)
    half = -special.ndtri(tail) * np.sqrt(x1 * (n1 - x1) / n1**3 + x2 * (n2 - x2) / n2**3)
    return value - half, value + half


def _agresti_caffo(x1, n1, x2, n2, tail):
    return _wald(x1 + 1, n1 + 2, x2 + 1, n2 + 2, tail)


def _miettinen_nurminen(x1, n1, x2, n2, tail):
    return _score(x1, n1, x2, n2, tail, (n1 + n2) / (n1 + n2 - 1))


def _mee(x1, n1, x2, n2, tail):
    return _score(x1, n1, x2, n2, tail, 1.0)


def _score(x1, n1, x2, n2, tail, inflation):
    return two_limits(lowest_difference, np.negative, (x1, n1, x2, n2), -special.ndtri(tail), inflation)


METHODS = {
    "newcombe": ("Newcombe", _square_and_add(ONE_PROPORTION["wilson"][1])),
    "newcombe-cc": ("Newcombe with continuity correction", _square_and_add(ONE_PROPORTION["wilson-cc"][1])),
    "miettinen-nurminen": ("Miettinen-Nurminen score", _miettinen_nurminen),
    "mee": ("Mee score", _mee),
    "agresti-caffo": ("Agresti-Caffo", _agresti_caffo),
    "wald": ("Wald", _wald),
}
"""Method name -> label in the result, and function of the four counts and the one-tail probability."""
