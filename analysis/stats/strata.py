"""2x2 tables over strata: one common ratio, whether there is an association, whether the strata agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ..errors import DataError
from ..estimate import Estimate
from .arguments import checked_level, choice, counts, paired
from .chi_square import ChiSquareTest
from .exact import aligned
from .exact_strata import exact_common_odds_ratio, fitted_events, mantel_haenszel_parts, sum_of_tables, woolf_statistic
from .hypergeometric import p_values
from .score_limits import difference_of_products
from .two_by_two import two_groups

HOMOGENEITY = {"breslow-day": "Breslow-Day", "tarone": "Breslow-Day-Tarone", "woolf": "Woolf"}


def common_odds_ratio(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    method: str = "mantel-haenszel",
    level: float = 0.95,
) -> Estimate:
    """Give one odds ratio for all strata, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : column of int
        Events and size of both groups, one entry per stratum. Labelled columns are paired by their labels; strata in
        which a group has nobody are left out.
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
        With fewer than two strata (use `odds_ratio`), a missing count, counts that are no counts, labelled columns
        with other labels, or strata too large for the exact method.

    Notes
    -----
    With ``R = a d / N`` and ``S = b c / N`` per stratum (a, b events and non-events of the first group, c, d of the
    comparator), ``P = (a + d) / N`` and ``Q = (b + c) / N``: ``"mantel-haenszel"`` is ``sum R / sum S``, and its log
    has the variance ``sum(P R) / (2 sum(R)^2) + sum(P S + Q R) / (2 sum R sum S) + sum(Q S) / (2 sum(S)^2)``. Without
    any R it is 0, without any S infinite, without either NaN, and its limits are NaN.
    ``"exact"``: the sum of the first cells, given all margins, is distributed as the sum of noncentral
    hypergeometric counts; at the ends of its support the estimate is 0 or infinite, as for `odds_ratio`.

    References
    ----------
    Mantel N, Haenszel W (1959), doi:10.1093/jnci/22.4.719. Robins J, Breslow N, Greenland S (1986),
    doi:10.2307/2531052. Gart JJ (1970), doi:10.1093/biomet/57.3.471 (exact).

    Examples
    --------
    Severe outcomes after a drug and its comparator, in children and in adults:

    >>> print(common_odds_ratio([6, 20], [90, 110], [2, 12], [95, 120]))
    2.214 (95% CI 1.109 to 4.42, Mantel-Haenszel)
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    z = -special.ndtri((1 - checked_level(level)) / 2)
    if choice(method, "method", ("mantel-haenszel", "exact")) == "exact":
        return exact_common_odds_ratio(x1, n1, x2, n2, level)
    r, s, p, q = mantel_haenszel_parts(x1, n1, x2, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = r.sum() / s.sum()
        variance = (
            (p * r).sum() / (2 * r.sum() ** 2)
            + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
            + (q * s).sum() / (2 * s.sum() ** 2)
        )
        low, high = value * np.exp(np.array([-z, z]) * np.sqrt(variance))
    return Estimate(float(value), float(low), float(high), level=level, method="Mantel-Haenszel", what="odds ratio")


def common_risk_ratio(
    events: ArrayLike, n: ArrayLike, comparator_events: ArrayLike, comparator_n: ArrayLike, *, level: float = 0.95
) -> Estimate:
    """Give one Mantel-Haenszel risk ratio for all strata, with the limits of Greenland and Robins.

    Parameters, errors and the treatment of zeros are those of `common_odds_ratio`.

    Notes
    -----
    ``sum(x1 n2 / N) / sum(x2 n1 / N)``; the log has variance
    ``sum((n1 n2 (x1 + x2) - x1 x2 N) / N^2) / (sum(x1 n2 / N) sum(x2 n1 / N))``, which is 0 when everybody had the
    event.

    References
    ----------
    Greenland S, Robins JM (1985), doi:10.2307/2530643.

    Examples
    --------
    >>> print(common_risk_ratio([6, 20], [90, 110], [2, 12], [95, 120]))
    2.014 (95% CI 1.091 to 3.717, Mantel-Haenszel)
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    z, total = -special.ndtri((1 - checked_level(level)) / 2), n1 + n2
    r, s = (x1 * n2 / total).sum(), (x2 * n1 / total).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        # The difference of the formula as a sum: where nearly all had the event, it would have no digits.
        variance = ((n1 * x1 * (n2 - x2) + n2 * x2 * (n1 - x1)) / total**2).sum() / (r * s)
        low, high = r / s * np.exp(np.array([-z, z]) * np.sqrt(variance)) if r * s > 0 else (np.nan, np.nan)
        return Estimate(float(r / s), float(low), float(high), level=level, method="Mantel-Haenszel", what="risk ratio")


def mantel_haenszel_test(
    events: ArrayLike, n: ArrayLike, comparator_events: ArrayLike, comparator_n: ArrayLike, *, corrected: bool = True
) -> ChiSquareTest:
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

    References
    ----------
    Mantel N, Haenszel W (1959), doi:10.1093/jnci/22.4.719.

    Examples
    --------
    >>> test = mantel_haenszel_test([6, 20], [90, 110], [2, 12], [95, 120])
    >>> round(test.statistic, 3), round(test.p, 4)
    (4.502, 0.0339)
    """
    if not isinstance(corrected, (bool, np.bool_)):
        raise DataError(f"corrected: expected True or False, got {corrected!r}.")
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    total, some = n1 + n2, x1 + x2
    variance = n1 * n2 * some * (total - some) / (total**2 * (total - 1))
    distance = abs((difference_of_products(x1, n2, x2, n1) / total).sum())
    if corrected and distance >= 0.5:
        distance -= 0.5
    statistic = float(distance**2 / variance.sum()) if variance.sum() > 0 else np.nan
    name = "Cochran-Mantel-Haenszel" + (" with continuity correction" if corrected else "")
    return ChiSquareTest(statistic, 1, float(special.chdtrc(1, statistic)), name)


def exact_stratified_test(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    alternative: str = "two-sided",
) -> float:
    """Give the exact conditional p-value for no association within strata; errors as `common_odds_ratio`.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : column of int
        Events and size of both groups, one entry per stratum.
    alternative : {"two-sided", "less", "greater", "mid-p"}
        Two-sided adds up all sums of first cells that are no likelier than the observed one; ``"mid-p"`` is twice
        the smaller mid-p tail; ``"less"`` and ``"greater"`` are one-sided. Without events in any stratum it is 1.

    Raises
    ------
    DataError
        As `common_odds_ratio`.

    References
    ----------
    Gart JJ (1970), doi:10.1093/biomet/57.3.471.
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
    return float(p_values(*sum_of_tables(x1, n1, x2, n2, 1.0))[alternative][0])


def homogeneity_test(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    method: str = "breslow-day",
) -> ChiSquareTest:
    """Test whether the strata share one odds ratio.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : column of int
        As for `common_odds_ratio`.
    method : {"breslow-day", "tarone", "woolf"}
        How the odds ratios are compared; see the notes.

    Returns
    -------
    ChiSquareTest
        On one degree of freedom less than there are strata that tell about an odds ratio. Statistic and p are NaN
        when fewer than two do: strata without events, or with nothing but events, fit any odds ratio.

    Raises
    ------
    DataError
        As `common_odds_ratio`.

    Notes
    -----
    * ``"breslow-day"``: ``sum((x1 - E)^2 / V)``, where E is the first cell that has the Mantel-Haenszel odds ratio
      with the margins of its table and ``1 / V`` the sum of the reciprocals of that table's cells; NaN when the common
      odds ratio is 0 or infinite. ``"tarone"`` takes ``sum(x1 - E)^2 / sum(V)`` off. Both leave out the strata that
      fit any odds ratio.
    * ``"woolf"``: ``sum(w (log OR - mean)^2)`` with ``1 / w`` the sum of the reciprocals of the cells and the mean
      weighted by w; 0.5 is added to every cell of every stratum when any cell is 0.

    References
    ----------
    Breslow NE, Day NE (1980), Statistical Methods in Cancer Research I, IARC, section 4.4. Tarone RE (1985),
    doi:10.1093/biomet/72.1.91. Woolf B (1955), doi:10.1111/j.1469-1809.1955.tb01348.x.

    Examples
    --------
    >>> test = homogeneity_test([6, 20], [90, 110], [2, 12], [95, 120])
    >>> test.df, round(test.p, 3)
    (1, 0.578)
    """
    x1, n1, x2, n2 = _strata(events, n, comparator_events, comparator_n)
    name = HOMOGENEITY[choice(method, "method", tuple(HOMOGENEITY))]
    some = (x1 + x2 > 0) & (x1 + x2 < n1 + n2)
    if some.sum() < 2:
        return ChiSquareTest(np.nan, 0, np.nan, name)
    if method == "woolf":
        return ChiSquareTest.of(woolf_statistic(x1, n1, x2, n2), x1.size - 1, name)
    r, s, _, _ = mantel_haenszel_parts(x1, n1, x2, n2)
    x1, n1, x2, n2 = (a[some] for a in (x1, n1, x2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        common = r.sum() / s.sum()
        fitted = fitted_events(common, x1, n1, x2, n2)
        cells = [fitted, n1 - fitted, x1 + x2 - fitted, n2 - x1 - x2 + fitted]
        variance = 1 / sum(1 / cell for cell in cells)
        statistic = ((x1 - fitted) ** 2 / variance).sum()
        if method == "tarone":
            statistic -= (x1 - fitted).sum() ** 2 / variance.sum()
    if not 0 < common < np.inf:
        statistic = np.nan
    return ChiSquareTest.of(statistic, int(some.sum()) - 1, name)


def _strata(events, n, comparator_events, comparator_n):
    """Give the checked counts of the strata with somebody in both groups: the others compare nothing."""
    given = {"events": events, "n": n, "comparator_events": comparator_events, "comparator_n": comparator_n}
    given = dict(zip(given, paired(**given), strict=True))
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
