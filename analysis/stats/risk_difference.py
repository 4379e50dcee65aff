"""The risk in one group minus the risk in another, and its reciprocal."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ..estimate import Estimate
from .arguments import answer, checked_level, choice
from .exact import bracketed_root
from .proportions import METHODS as ONE_PROPORTION
from .two_by_two import two_groups


def risk_difference(
    events, n, comparator_events, comparator_n, *, method: str = "newcombe", level: float = 0.95
) -> Estimate | pd.DataFrame:
    """Give the risk in the first group minus the risk in the comparator, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group.
    method : {"newcombe", "newcombe-cc", "miettinen-nurminen", "mee", "agresti-caffo", "wald"}
        Newcombe's square-and-add of two Wilson intervals (his method 10; with continuity correction 11);
        score limits with and without the factor ``N / (N - 1)``; one event and one non-event added to each
        group; normal approximation.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        A difference of shares, -1 to 1; one row per table for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds its group, or a group is empty.

    Notes
    -----
    Newcombe: ``d - sqrt((p1 - l1)^2 + (u2 - p2)^2)`` to ``d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`` with Wilson
    limits l and u. Score limits solve ``(d - delta)^2 = z^2 v(delta)`` where v is the variance at the
    likeliest pair of risks that differ by delta (closed-form cubic). Agresti-Caffo and Wald are not cut at -1
    and 1; Wald has no width when both groups have no events or nothing but events, and the center of
    Agresti-Caffo is drawn to 0, so that its limits can miss the estimate in very small groups.

    References
    ----------
    Newcombe RG (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I. Miettinen O,
    Nurminen M (1985), doi:10.1002/sim.4780040211. Mee RW (1984), Biometrics 40:1175-1176. Agresti A, Caffo B
    (2000), doi:10.1080/00031305.2000.10474560.
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    tail = (1 - checked_level(level)) / 2
    name, limits = METHODS[choice(method, "method", tuple(METHODS))]
    low, high = limits(x1, n1, x2, n2, tail)
    like = (events, n, comparator_events, comparator_n)
    return answer(x1 / n1 - x2 / n2, low, high, level=level, method=name, like=like)


def number_needed_to_treat(
    events, n, comparator_events, comparator_n, *, method: str = "newcombe", level: float = 0.95
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
    return answer(value, least, most, level=level, method=name, unit="people", like=like)


def _square_and_add(interval):
    def limits(x1, n1, x2, n2, tail):
        p1, p2 = x1 / n1, x2 / n2
        (low1, high1), (low2, high2) = interval(x1, n1, tail), interval(x2, n2, tail)
        return p1 - p2 - np.hypot(p1 - low1, high2 - p2), p1 - p2 + np.hypot(high1 - p1, p2 - low2)

    return limits


def _wald(x1, n1, x2, n2, tail):
    p1, p2 = x1 / n1, x2 / n2
    half = -special.ndtri(tail) * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return p1 - p2 - half, p1 - p2 + half


def _agresti_caffo(x1, n1, x2, n2, tail):
    return _wald(x1 + 1, n1 + 2, x2 + 1, n2 + 2, tail)


def _miettinen_nurminen(x1, n1, x2, n2, tail):
    return _score_limits(x1, n1, x2, n2, tail, (n1 + n2) / (n1 + n2 - 1))


def _mee(x1, n1, x2, n2, tail):
    return _score_limits(x1, n1, x2, n2, tail, np.ones_like(n1))


def _score_limits(x1, n1, x2, n2, tail, inflation):
    z = -special.ndtri(tail)
    # Counting what is rarer, events or non-events, keeps the likeliest risks away from 1, where digits go.
    mirrored = 2 * (x1 + x2) > n1 + n2
    x1, x2 = np.where(mirrored, n1 - x1, x1), np.where(mirrored, n2 - x2, x2)
    target, d = z / np.hypot(1, z), x1 / n1 - x2 / n2

    def score(delta, x1, n1, x2, n2, inflation, side):
        """Score statistic of a difference, folded from (-inf, inf) to (-1, 1) so that it has no poles."""
        p2 = _likeliest_p2(delta, x1, n1, x2, n2)
        p1 = np.clip(p2 + delta, 0, 1)
        distance = x1 / n1 - x2 / n2 - delta
        size = np.sqrt(distance**2 + inflation * (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2))
        return np.where(size == 0, 0.0, distance / np.where(size == 0, 1.0, size)) - side * target

    low = bracketed_root(score, np.where(np.isnan(d), d, -1.0), d, x1, n1, x2, n2, inflation, 1.0)
    high = bracketed_root(score, d, np.ones_like(d), x1, n1, x2, n2, inflation, -1.0)
    return np.where(mirrored, -high, low), np.where(mirrored, -low, high)


def _likeliest_p2(delta, x1, n1, x2, n2):
    """Likeliest risk in the comparator when the risks differ by `delta` (Miettinen and Nurminen 1985)."""
    least, most = np.maximum(0, -delta), np.minimum(1, 1 - delta)
    cubic = n1 + n2
    square = ((n1 + 2 * n2) * delta - cubic - (x1 + x2)) / cubic
    linear = ((n2 * delta - cubic - 2 * x2) * delta + x1 + x2) / cubic
    constant = x2 * delta * (1 - delta) / cubic
    radius = np.sqrt(np.maximum(square**2 / 9 - linear / 3, 0))
    turn = square**3 / 27 - square * linear / 6 + constant / 2
    radius = np.where(turn < 0, -radius, radius)
    angle = np.arccos(np.clip(turn / np.where(radius == 0, 1.0, radius**3), -1, 1))
    p2 = 2 * radius * np.cos((np.pi + angle) / 3) - square / 3
    # Two Newton steps restore the digits that the cosine loses; at a double root they would lead astray.
    for _ in range(2):
        value = ((p2 + square) * p2 + linear) * p2 + constant
        slope = (3 * p2 + 2 * square) * p2 + linear
        step = value / np.where(slope == 0, np.inf, slope)
        p2 = np.clip(p2 - np.where(np.abs(step) < 1e-6, step, 0.0), least, most)
    return p2


METHODS = {
    "newcombe": ("Newcombe", _square_and_add(ONE_PROPORTION["wilson"][1])),
    "newcombe-cc": ("Newcombe with continuity correction", _square_and_add(ONE_PROPORTION["wilson-cc"][1])),
    "miettinen-nurminen": ("Miettinen-Nurminen score", _miettinen_nurminen),
    "mee": ("Mee score", _mee),
    "agresti-caffo": ("Agresti-Caffo", _agresti_caffo),
    "wald": ("Wald", _wald),
}
"""Method name -> label in the result, and function of the four counts and the one-tail probability."""
