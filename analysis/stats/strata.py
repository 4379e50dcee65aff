"""2x2 tables over strata: one common ratio, whether there is an association, whether the strata agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from ..errors import DataError
from ..estimate import Estimate
from ..shown import shown
from .arguments import checked_level, choice, counts
from .exact import aligned
from .hypergeometric import blocks, likeliest_odds_ratio, p_values, support, tail_odds_ratio
from .two_by_two import two_groups


@dataclass(frozen=True, slots=True)
class ChiSquareTest:
    """A chi-square statistic with its degrees of freedom and p-value, and the name of the test."""

    statistic: float
    df: int
    p: float
    method: str

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``method, statistic, df, p``."""
        return pd.DataFrame([{name: getattr(self, name) for name in ("method", "statistic", "df", "p")}])

    def _repr_html_(self) -> str:
        return shown(self.method, {"chi-square": self.statistic, "df": self.df, "p": self.p})


def common_odds_ratio(
    events, n, comparator_events, comparator_n, *, method: str = "mantel-haenszel", level: float = 0.95
) -> Estimate:
    """Give one odds ratio for all strata, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : column of int
        Events and size of both groups, one entry per stratum. Strata in which a group has nobody are left out.
    method : {"mantel-haenszel", "exact"}
        The Mantel-Haenszel estimate with the limits of Robins, Breslow and Greenland, or the conditional
        maximum-likelihood estimate with exact limits (as R's ``mantelhaen.test(exact=TRUE)``).
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate
        A ratio.

    Raises
    ------
    DataError
        With fewer than two strata (use `odds_ratio`), a missing count, or counts that are no counts.

    Notes
    -----
    With ``R = a d / N`` and ``S = b c / N`` per stratum (a, b events and non-events of the first group) the
    estimate is ``sum R / sum S``. Without any S it is infinite, without either NaN, and its limits NaN.
    Exact: the sum of the first cells, given all margins, is distributed as the sum of noncentral
    hypergeometric counts; at the ends of its support the estimate is 0 or infinite, as for `odds_ratio`.

    References
    ----------
    Mantel N, Haenszel W (1959), doi:10.1093/jnci/22.4.719. Robins J, Breslow N, Greenland S (1986),
    doi:10.2307/2531052.
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    z = -special.ndtri((1 - checked_level(level)) / 2)
    if choice(method, "method", ("mantel-haenszel", "exact")) == "exact":
        return _exact_common_odds_ratio(x1, n1, x2, n2, level)
    r, s, p, q = _robins_breslow_greenland(x1, n1, x2, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = r.sum() / s.sum()
        variance = (
            (p * r).sum() / (2 * r.sum() ** 2)
            + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
            + (q * s).sum() / (2 * s.sum() ** 2)
        )
        limits = np.exp(np.log(value) + np.array([-z, z]) * np.sqrt(variance))
    return Estimate(float(value), *map(float, limits), level=level, method="Mantel-Haenszel")


def common_risk_ratio(events, n, comparator_events, comparator_n, *, level: float = 0.95) -> Estimate:
    """Give one Mantel-Haenszel risk ratio for all strata, with the limits of Greenland and Robins.

    Parameters, errors and the treatment of zeros are those of `common_odds_ratio`.

    Notes
    -----
    ``sum(x1 n2 / N) / sum(x2 n1 / N)``; the log has variance
    ``sum((n1 n2 (x1 + x2) - x1 x2 N) / N^2) / (sum(x1 n2 / N) sum(x2 n1 / N))``.

    References
    ----------
    Greenland S, Robins JM (1985), doi:10.2307/2530643.
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    z, total = -special.ndtri((1 - checked_level(level)) / 2), n1 + n2
    r, s = (x1 * n2 / total).sum(), (x2 * n1 / total).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = ((n1 * n2 * (x1 + x2) - x1 * x2 * total) / total**2).sum() / (r * s)
        limits = np.exp(np.log(r / s) + np.array([-z, z]) * np.sqrt(variance))
        return Estimate(float(r / s), *map(float, limits), level=level, method="Mantel-Haenszel")


def mantel_haenszel_test(events, n, comparator_events, comparator_n, *, corrected: bool = True) -> ChiSquareTest:
    """Test whether the groups differ within strata (Cochran-Mantel-Haenszel).

    Parameters
    ----------
    events, n, comparator_events, comparator_n : column of int
        As for `common_odds_ratio`.
    corrected : bool
        Take 0.5 off the distance, unless it is shorter than 0.5 (as R's ``mantelhaen.test``).

    Raises
    ------
    DataError
        As `common_odds_ratio`.

    Notes
    -----
    ``(|sum(x1 - E)| - 0.5)^2 / sum(V)`` with the hypergeometric mean and variance of each stratum, on one
    degree of freedom. Strata without events, or with nothing but events, add nothing; NaN when all are such.
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    total, some = n1 + n2, x1 + x2
    variance = n1 * n2 * some * (total - some) / (total**2 * (total - 1))
    distance = abs((x1 - n1 * some / total).sum())
    if corrected and distance >= 0.5:
        distance -= 0.5
    statistic = float(distance**2 / variance.sum()) if variance.sum() > 0 else np.nan
    name = "Cochran-Mantel-Haenszel" + (" with continuity correction" if corrected else "")
    return ChiSquareTest(statistic, 1, float(special.chdtrc(1, statistic)), name)


def exact_stratified_test(events, n, comparator_events, comparator_n, *, alternative: str = "two-sided") -> float:
    """Give the exact conditional p-value for no association within strata; errors as `common_odds_ratio`.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : column of int
        Events and size of both groups, one entry per stratum.
    alternative : {"two-sided", "less", "greater", "mid-p"}
        Two-sided adds up all sums of first cells that are no likelier than the observed one; ``"mid-p"`` is twice
        the smaller mid-p tail; ``"less"`` and ``"greater"`` are one-sided.

    References
    ----------
    Mehta CR, Patel NR, Gray R (1985), J Am Stat Assoc 80:969-973.

    Examples
    --------
    Serious outcomes of children and of adults at two centers, intentional against unintentional exposures:

    >>> p = exact_stratified_test([3, 5], [20, 25], [9, 12], [21, 24])
    >>> round(p, 4)
    0.0039
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    choice(alternative, "alternative", ("two-sided", "less", "greater", "mid-p"))
    return float(p_values(*_sum_of_tables(x1, n1, x2, n2))[alternative][0])


def homogeneity_test(events, n, comparator_events, comparator_n, *, method: str = "breslow-day") -> ChiSquareTest:
    """Test whether the strata share one odds ratio.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : column of int
        As for `common_odds_ratio`.
    method : {"breslow-day", "tarone", "woolf"}
        Breslow and Day at the Mantel-Haenszel odds ratio; the same with Tarone's correction; Woolf's weighted
        log odds ratios, with 0.5 added to every cell of every stratum when any cell is 0.

    Returns
    -------
    ChiSquareTest
        On one degree of freedom less than there are strata. Breslow-Day leaves out strata without events, or
        with nothing but events, which fit any odds ratio; it is NaN when the common one is 0 or infinite.

    Raises
    ------
    DataError
        As `common_odds_ratio`.

    References
    ----------
    Breslow NE, Day NE (1980), Statistical Methods in Cancer Research I, IARC, section 4.4. Tarone RE (1985),
    doi:10.1093/biomet/72.1.91. Woolf B (1955), doi:10.1111/j.1469-1809.1955.tb01348.x.
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    if choice(method, "method", ("breslow-day", "tarone", "woolf")) == "woolf":
        return _woolf(x1, n1, x2, n2)
    r, s, _, _ = _robins_breslow_greenland(x1, n1, x2, n2)
    some = (x1 + x2 > 0) & (x1 + x2 < n1 + n2)
    x1, n1, x2, n2 = (a[some] for a in (x1, n1, x2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        common = r.sum() / s.sum()
        fitted = _fitted_events(common, x1, n1, x2, n2)
        cells = [fitted, n1 - fitted, x1 + x2 - fitted, n2 - x1 - x2 + fitted]
        variance = 1 / sum(1 / cell for cell in cells)
        statistic = ((x1 - fitted) ** 2 / variance).sum()
        if method == "tarone":
            statistic -= (x1 - fitted).sum() ** 2 / variance.sum()
    if not 0 < common < np.inf:
        statistic = np.nan
    return _chi_square(statistic, int(some.sum()) - 1, {"tarone": "Breslow-Day-Tarone"}.get(method, "Breslow-Day"))


def _strata(events, n, comparator_events, comparator_n):
    """Give the checked counts of the strata with somebody in both groups: the others compare nothing."""
    given = {"events": events, "n": n, "comparator_events": comparator_events, "comparator_n": comparator_n}
    tables = aligned(**{name: counts(value, name) for name, value in given.items()})
    if tables[0].ndim != 1 or tables[0].size < 2:
        raise DataError("events: expected one entry per stratum for two strata or more; use odds_ratio for one.")
    if np.isnan(sum(tables)).any():
        raise DataError("events: expected no missing counts over strata; drop or fill the incomplete strata.")
    x1, n1, x2, n2 = tables
    both, broken = (n1 > 0) & (n2 > 0), (x1 > n1) | (x2 > n2)
    if not (both | broken).any():
        raise DataError("n and comparator_n: expected a stratum with somebody in both groups, got none.")
    return two_groups(*(table[both | broken] for table in tables))


def _robins_breslow_greenland(x1, n1, x2, n2):
    a, b, c, d, total = x1, n1 - x1, x2, n2 - x2, n1 + n2
    return a * d / total, b * c / total, (a + d) / total, (b + c) / total


def _sum_of_tables(x1, n1, x2, n2, tilt: float = 1.0):
    """Offset and log weight of the sum of first cells, as one row; `tilt` is an odds ratio near the data.

    Far from odds ratio 1 the probabilities at 1 would vanish in the floating-point numbers: so they are
    convolved at `tilt` and weighted back in logarithms.
    """
    mass, low = np.ones(1), 0.0
    for stratum in zip(x1, n1, x2, n2, strict=True):
        table = [np.array([count]) for count in stratum]
        ((_, offset, weight),) = blocks(*table)
        power = weight[0] + np.log(tilt) * offset[0]
        mass, low = np.convolve(mass, np.exp(power - power.max())), low + offset[0, 0]
        mass /= mass.max()
    offset = low + np.arange(mass.size)[None, :]
    with np.errstate(divide="ignore"):
        return offset, np.log(mass)[None, :] - np.log(tilt) * offset


def _exact_common_odds_ratio(x1, n1, x2, n2, level):
    tail, (bottom, top) = (1 - level) / 2, support(x1, n1, x2, n2)
    least, most = x1.sum() == bottom.sum(), x1.sum() == top.sum()
    r, s, _, _ = _robins_breslow_greenland(x1 + 0.5, n1 + 1, x2 + 0.5, n2 + 1)
    start = np.array([r.sum() / s.sum()])
    offset, weight = _sum_of_tables(x1, n1, x2, n2, start[0])
    value = np.nan if least and most else 0.0 if least else np.inf
    if not least and not most:
        value = likeliest_odds_ratio(offset, weight, start)[0]
    low = 0.0 if least else tail_odds_ratio(offset, weight, 1.0, tail, start)[0]
    high = np.inf if most else tail_odds_ratio(offset, weight, 0.0, 1 - tail, start)[0]
    return Estimate(float(value), float(low), float(high), level=level, method="exact conditional")


def _fitted_events(common, x1, n1, x2, n2):
    """First cell that has odds ratio `common` with the margins of its table: a root of a quadratic."""
    some = x1 + x2
    a, b, c = common - 1, n2 - some + common * (n1 + some), common * n1 * some
    return 2 * c / (b + np.sqrt(np.maximum(b**2 - 4 * a * c, 0)))


def _woolf(x1, n1, x2, n2):
    half = 0.5 if (np.stack([x1, n1 - x1, x2, n2 - x2]) == 0).any() else 0.0
    a, b, c, d = x1 + half, n1 - x1 + half, x2 + half, n2 - x2 + half
    log_ratio, weight = np.log(a * d / (b * c)), 1 / (1 / a + 1 / b + 1 / c + 1 / d)
    center = np.average(log_ratio, weights=weight)
    return _chi_square((weight * (log_ratio - center) ** 2).sum(), x1.size - 1, "Woolf")


def _chi_square(statistic, df, method):
    return ChiSquareTest(float(statistic), df, float(special.chdtrc(df, statistic)) if df else np.nan, method)
