"""The risk in one group divided by the risk in another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..estimate import Estimate
from .arguments import answer, choice, one_tail, sided
from .score_limits import lowest_ratio, two_limits
from .two_by_two import half_added, log_limits, two_groups


def risk_ratio(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    method: str = "wald",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give the risk in the first group divided by the risk in the comparator, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group. Labelled columns are paired by their labels.
    method : {"wald", "wald-adjusted", "small-sample", "score", "miettinen-nurminen"}
        How the limits are made; see the notes.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is 0 or
        infinite, and the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per table for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds its group, a group is empty, or labelled columns have not
        the same labels.

    Notes
    -----
    With ``R = (x1 / n1) / (x2 / n2)`` and z the normal quantile:

    * ``"wald"`` (Katz): ``R exp(-+ z s)`` with ``s^2 = 1/x1 - 1/n1 + 1/x2 - 1/n2``; ``"wald-adjusted"`` the same with
      0.5 added to all four cells of a table that has a zero.
    * ``"small-sample"`` (Jewell): the estimate ``(x1 / n1) / ((x2 + 1) / (n2 + 1))`` with the log limits around it.
    * ``"score"`` (Koopman): the ratios r with ``(p1 - r p2)^2 <= z^2 v(r)``, where v is the variance at the likeliest
      pair of risks with the ratio r; ``"miettinen-nurminen"`` with v times ``N / (N - 1)``. They alone are defined
      for every table.

    No events in the comparator gives infinity, none in either group NaN; the Wald limits that a zero leaves
    undefined are NaN. The score limits are then 0 (no events), infinity (none in the comparator), or both. No exact
    limits are offered: given the margins, the table tells about the odds ratio, not the risk ratio. Exact p-values
    are those of `two_by_two.association_test`.

    References
    ----------
    Katz D et al. (1978), doi:10.2307/2530610. Koopman PAR (1984), doi:10.2307/2531405. Miettinen O, Nurminen M
    (1985), doi:10.1002/sim.4780040211. Jewell NP (1986), Biometrics 42:351-358.

    Examples
    --------
    43 of 54 who ate the ice cream fell ill, and 3 of 21 who did not:

    >>> print(risk_ratio(43, 54, 3, 21, method="score"))
    5.574 (95% CI 2.266 to 16.1, Koopman score)
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    tail = one_tail(level, alternative)
    name, limits = RISK_RATIOS[choice(method, "method", tuple(RISK_RATIOS))]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value, low, high = limits(x1, n1, x2, n2, -special.ndtri(tail))
    low, high, name = sided((low, high), name, alternative, (0.0, np.inf))
    groups = (events, n, comparator_events, comparator_n)
    return answer(value, low, high, level=level, method=name, what="risk ratio", like=groups)


def _katz(x1, n1, x2, n2, z):
    return log_limits((x1 / n1) / (x2 / n2), _variance(x1, n1, x2, n2), z)


def _jewell(x1, n1, x2, n2, z):
    return log_limits((x1 / n1) / ((x2 + 1) / (n2 + 1)), _variance(x1, n1, x2, n2), z)


def _katz_adjusted(x1, n1, x2, n2, z):
    return _katz(*half_added(x1, n1, x2, n2), z)


def _variance(x1, n1, x2, n2):
    # 1/x - 1/n as one fraction: of two large groups with nearly nothing but events the difference has no digits.
    return (n1 - x1) / (x1 * n1) + (n2 - x2) / (x2 * n2)


def _koopman(x1, n1, x2, n2, z):
    return _score(x1, n1, x2, n2, z, 1.0)


def _miettinen_nurminen(x1, n1, x2, n2, z):
    return _score(x1, n1, x2, n2, z, (n1 + n2) / (n1 + n2 - 1))


def _score(x1, n1, x2, n2, z, inflation):
    low, high = two_limits(lowest_ratio, np.reciprocal, (x1, n1, x2, n2), z, inflation)
    missing = np.isnan(x1 + x2 + n1 + n2)
    return (x1 / n1) / (x2 / n2), np.where(missing, np.nan, low), np.where(missing, np.nan, high)


RISK_RATIOS = {
    "wald": ("Wald on the log scale", _katz),
    "wald-adjusted": ("Wald on the log scale, 0.5 added to tables with a zero", _katz_adjusted),
    "small-sample": ("Jewell small-sample estimate, Wald on the log scale", _jewell),
    "score": ("Koopman score", _koopman),
    "miettinen-nurminen": ("Miettinen-Nurminen score", _miettinen_nurminen),
}
"""Method name -> label in the result, and function of the four counts and the normal quantile."""
