"""The risk in one group divided by the risk in another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ..estimate import Estimate
from .arguments import answer, checked_level, choice
from .exact import bracketed_root, newton
from .two_by_two import half_added, log_limits, two_groups


def risk_ratio(
    events, n, comparator_events, comparator_n, *, method: str = "wald", level: float = 0.95
) -> Estimate | pd.DataFrame:
    """Give the risk in the first group divided by the risk in the comparator, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group.
    method : {"wald", "wald-adjusted", "small-sample", "score"}
        Limits on the log scale (Katz); the same with 0.5 added to all four cells of a table that has a zero;
        Jewell's estimate ``events / n / ((comparator_events + 1) / (comparator_n + 1))`` with the log limits
        around it; Koopman's score limits, the only ones here that are defined for every table.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per table for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds its group, or a group is empty.

    Notes
    -----
    Standard error of the log: ``sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2)``. No events in the comparator gives
    infinity, none in either group NaN; the Wald limits that a zero leaves undefined are NaN. The score limits
    are then 0 (no events), infinity (none in the comparator), or both. No exact limits are offered: given the
    margins, the table tells about the odds ratio, not the risk ratio. Exact p-values are those of
    `two_by_two.association_test`.

    References
    ----------
    Katz D et al. (1978), doi:10.2307/2530610. Koopman PAR (1984), doi:10.2307/2531405. Jewell NP (1986),
    Biometrics 42:351-358.
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    z = -special.ndtri((1 - checked_level(level)) / 2)
    name, limits = RISK_RATIOS[choice(method, "method", tuple(RISK_RATIOS))]
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low, high = limits(x1, n1, x2, n2, z)
    return answer(value, low, high, level=level, method=name, like=(events, n, comparator_events, comparator_n))


def _katz(x1, n1, x2, n2, z):
    return log_limits((x1 / n1) / (x2 / n2), 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2, z)


def _jewell(x1, n1, x2, n2, z):
    variance = 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2
    return log_limits((x1 / n1) / ((x2 + 1) / (n2 + 1)), variance, z)


def _katz_adjusted(x1, n1, x2, n2, z):
    return _katz(*half_added(x1, n1, x2, n2), z)


def _koopman(x1, n1, x2, n2, z):
    # Beginning at Wald limits: with 0.5 in every cell they are finite.
    _, low, high = _katz(x1 + 0.5, n1 + 1, x2 + 0.5, n2 + 1, z)
    low = np.where(x1 == 0, 0.0, _score_limit(np.where(x1 == 0, np.nan, low), x1, n1, x2, n2, z))
    high = np.where(x2 == 0, np.inf, _score_limit(np.where(x2 == 0, np.nan, high), x1, n1, x2, n2, -z))
    missing = np.isnan(x1 + x2 + n1 + n2)
    return (x1 / n1) / (x2 / n2), np.where(missing, np.nan, low), np.where(missing, np.nan, high)


def _score_limit(start, x1, n1, x2, n2, target):
    """Ratio whose score statistic is `target`: by Newton steps on the log scale, where it is nearly a line."""

    def step(ratio, *table):
        score, slope = _score(ratio, *table)
        return ratio * np.exp(np.clip((target - score) / slope, -3, 3))

    def folded(log_ratio, *table):
        """Map the distance from the target from (-inf, inf) to (-1, 1), so that it has no poles."""
        score = _score(np.exp(log_ratio), *table)[0]
        return np.where(np.isnan(score), 0.0, np.arctan(score)) - np.arctan(target)

    table = (x1, n1, x2, n2)
    ratio = newton(step, start, *table)
    # The score has a corner when a group has nothing but events, and Newton may jump to and fro across it.
    astray = np.abs(_score(ratio, *table)[0] - target) > 1e-9 * np.abs(target)
    reach = np.where(astray, 60.0, np.nan)
    return np.where(astray, np.exp(bracketed_root(folded, -reach, reach, *table)), ratio)


def _score(ratio, x1, n1, x2, n2):
    """Score statistic of a risk ratio, and its slope against the logarithm of the ratio.

    The likeliest risks with a given ratio solve a quadratic (Koopman 1984). Names that begin with d are
    derivatives by the logarithm of the ratio.
    """
    total, events = n1 + n2, x1 + x2
    b = n1 * ratio + x1 + n2 + x2 * ratio
    root = np.sqrt(np.maximum(0, b**2 - 4 * total * ratio * events))
    p2 = np.minimum(2 * events / (b + root), np.minimum(1.0, 1 / ratio))
    p1 = np.minimum(ratio * p2, 1.0)
    dp2 = np.where(root == 0, 0.0, ratio * p2 * (total * p2 - n1 - x2) / root)
    dp1 = p1 + ratio * dp2
    second = ratio**2 * p2 * (1 - p2) / n2
    variance = p1 * (1 - p1) / n1 + second
    dvariance = (1 - 2 * p1) * dp1 / n1 + 2 * second + ratio**2 * (1 - 2 * p2) * dp2 / n2
    distance = x1 / n1 - ratio * x2 / n2
    score = distance / np.sqrt(variance)
    return score, -ratio * x2 / n2 / np.sqrt(variance) - score * dvariance / (2 * variance)


RISK_RATIOS = {
    "wald": ("Wald on the log scale", _katz),
    "wald-adjusted": ("Wald on the log scale, 0.5 added to tables with a zero", _katz_adjusted),
    "small-sample": ("Jewell small-sample estimate, Wald on the log scale", _jewell),
    "score": ("Koopman score", _koopman),
}
