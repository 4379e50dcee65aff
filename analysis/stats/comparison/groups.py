"""Does a measured value differ between groups?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...estimate import Estimate
from ..arguments import checked_level, choice
from .ranks import wilcoxon_rank_sum
from .result import Comparison
from .samples import split, two_samples, variance

_TWO = ("welch", "student", "wilcoxon")
_ANY = ("welch anova", "anova", "kruskal-wallis")
_LARGE = 30


def compare_groups(value: ArrayLike, group: ArrayLike, *, test: str = "auto", level: float = 0.95) -> Comparison:
    """Test whether a measured value differs between groups, and say which test was done and why.

    Parameters
    ----------
    value : column of float
    group : column of labels
        Rows with a missing value or label are left out, and the reason says how many.
    test : {"auto", "welch", "student", "wilcoxon", "welch anova", "anova", "kruskal-wallis"}
        ``"auto"`` compares means without assuming equal variances (Welch) when every group has 30 values or more
        and varies, else ranks (Wilcoxon for two groups, Kruskal-Wallis for more). It never looks at the result of
        another test. ``"welch"`` and ``"student"`` (of two groups): `t_test`, where the formulas are. ``"wilcoxon"``
        (of two groups): `wilcoxon_rank_sum`. ``"welch anova"`` and ``"anova"``: `anova`. ``"kruskal-wallis"``:
        `kruskal_wallis`.
    level : float
        Of the limits of the difference between two groups (first label in order less the second).

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        When there are fewer than two groups, or a test for two is asked for more.

    References
    ----------
    Welch BL. The generalization of Student's problem when several different population variances are
    involved. Biometrika 1947;34:28-35. doi:10.1093/biomet/34.1-2.28
    Kruskal WH, Wallis WA. Use of ranks in one-criterion variance analysis. J Am Stat Assoc 1952;47:583-621.
    doi:10.1080/01621459.1952.10483441

    Examples
    --------
    Hours in hospital after an overdose, in two years:

    >>> print(compare_groups([20, 31, 44, 52, 18, 22, 12, 15], [2019] * 4 + [2020] * 4).summary())
    Wilcoxon rank sum, exact: statistic 15, p = 0.057 (chosen: smallest group has 4; both groups below 50)
    20.5 (95% CI -2 to 40, Hodges-Lehmann, exact)
    """
    choice(test, "test", ("auto", *_TWO, *_ANY))
    samples, missing = split(value, group)
    reason = "asked for"
    if test == "auto":
        test, reason = _chosen(list(samples.values()))
    if test in _TWO and len(samples) != 2:
        raise DataError(f"group: expected two groups for {test!r}, got {len(samples)}; use one of {', '.join(_ANY)}.")
    done = _DO[test](list(samples.values()), checked_level(level))
    said = [reason, *([done.reason] if done.reason != "asked for" else [])]
    return replace(done, reason="; ".join(said) + missing)


def t_test(x: ArrayLike, y: ArrayLike, *, equal_variances: bool = False, level: float = 0.95) -> Comparison:
    """Compare the means of two groups: Welch's t test, or Student's with equal variances.

    Parameters
    ----------
    x, y : columns of float
        Missing entries are left out.
    equal_variances : bool
    level : float

    Returns
    -------
    Comparison
        Its estimate is the difference of means, x less y.

    Raises
    ------
    DataError
        When a group has fewer than two values, or nothing varies.

    Notes
    -----
    ``t = (mean x - mean y) / se``. Welch: ``se^2 = v_x / n + v_y / m`` on ``se^4 / ((v_x / n)^2 / (n - 1) + (v_y / m)^2
    / (m - 1))`` degrees of freedom. Student: ``se^2 = ((n - 1) v_x + (m - 1) v_y) / (n + m - 2) (1 / n + 1 / m)``
    on ``n + m - 2``. Values that differ by rounding errors alone do not vary.

    References
    ----------
    Welch BL (1947), doi:10.1093/biomet/34.1-2.28.
    Student. The probable error of a mean. Biometrika 1908;6:1-25. doi:10.1093/biomet/6.1.1

    Examples
    --------
    Peak serum concentrations (mg/L) with and without activated charcoal:

    >>> print(t_test([1.2, 2.1, 1.8, 2.5], [2.9, 3.4, 2.2, 4.1]).summary())
    Welch t: statistic -2.574, df 5.298, p = 0.047 (asked for)
    -1.25 (95% CI -2.478 to -0.02249, Welch t, difference of means)
    """
    choice(equal_variances, "equal_variances", (True, False))
    level, samples = checked_level(level), two_samples(x, y, fewest=2)
    (n1, n2), (v1, v2) = [len(s) for s in samples], [variance(s) for s in samples]
    if equal_variances:
        df, square = n1 + n2 - 2, ((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2) * (1 / n1 + 1 / n2)
    else:
        square = v1 / n1 + v2 / n2
        df = square**2 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1)) if square else np.nan
    if not square:
        raise DataError("x and y: expected values that vary, got two constant groups; a t test is not defined.")
    difference, se = samples[0].mean() - samples[1].mean(), np.sqrt(square)
    half = special.stdtrit(df, (1 + level) / 2) * se
    name = "Student t" if equal_variances else "Welch t"
    value, low, high = (float(difference + side * half) for side in (0, -1, 1))
    estimate = Estimate(
        value, low, high, level=level, method=f"{name}, difference of means", what="difference of means"
    )
    t = float(difference / se)
    return Comparison(name, t, float(df), float(2 * special.stdtr(df, -abs(t))), estimate=estimate)


def anova(value: ArrayLike, group: ArrayLike, *, equal_variances: bool = False) -> Comparison:
    """Compare the means of any number of groups: Welch's F, or the classical one with equal variances.

    Parameters
    ----------
    value : column of float
    group : column of labels
        Numbers, texts, truth values, categories or dates; labelled Series are paired by label. Rows with a missing
        value or label are left out, and the reason says how many.
    equal_variances : bool

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        When there are fewer than two groups, a group has fewer than two values, or one does not vary (with equal
        variances: none does).

    Notes
    -----
    Classical: ``F = sum n_i (mean_i - mean)^2 / (k - 1) / (sum (n_i - 1) v_i / (N - k))`` on ``k - 1`` and ``N - k``
    degrees of freedom. Welch: with ``w_i = n_i / v_i``, ``W = sum w_i`` and ``m`` the mean so weighted, ``F = sum w_i
    (mean_i - m)^2 / (k - 1) / (1 + 2 (k - 2) / (k^2 - 1) A)`` with ``A = sum (1 - w_i / W)^2 / (n_i - 1)``, on
    ``k - 1`` and ``(k^2 - 1) / (3 A)`` degrees of freedom.

    References
    ----------
    Welch BL. On the comparison of several mean values: an alternative approach. Biometrika 1951;38:330-336.
    doi:10.1093/biomet/38.3-4.330
    Fisher RA. Statistical Methods for Research Workers. Oliver and Boyd 1925, chapter 7.

    Examples
    --------
    Ages of the exposed by route:

    >>> print(anova([2, 3, 5, 31, 40, 28, 55, 61, 47], ["oral"] * 3 + ["skin"] * 3 + ["eye"] * 3).summary())
    Welch analysis of variance: statistic 83.71, df 2 and 2.929, p = 0.003 (asked for)
    """
    choice(equal_variances, "equal_variances", (True, False))
    samples, missing = split(value, group)
    done = _anova(list(samples.values()), equal_variances)
    return replace(done, reason=done.reason + missing)


def kruskal_wallis(value: ArrayLike, group: ArrayLike) -> Comparison:
    """Compare the ranks of any number of groups, corrected for ties.

    Parameters
    ----------
    value : column of float
    group : column of labels
        Numbers, texts, truth values, categories or dates; labelled Series are paired by label. Rows with a missing
        value or label are left out, and the reason says how many.

    Returns
    -------
    Comparison
        NaN (0/0) when all values are equal.

    Raises
    ------
    DataError
        When there are fewer than two groups with a value.

    Notes
    -----
    ``H = (N - 1) sum n_i (mean rank_i - (N + 1) / 2)^2 / sum (rank - (N + 1) / 2)^2`` with midranks, chi-square on
    ``k - 1`` degrees of freedom.

    References
    ----------
    Kruskal WH, Wallis WA (1952), doi:10.1080/01621459.1952.10483441.

    Examples
    --------
    Doses (mg) in two years:

    >>> print(kruskal_wallis([100, 150, 400, 600], [2019, 2019, 2020, 2020]).summary())
    Kruskal-Wallis: statistic 2.4, df 1, p = 0.12 (asked for)
    """
    samples, missing = split(value, group)
    done = _kruskal_wallis(list(samples.values()))
    return replace(done, reason=done.reason + missing)


def _chosen(samples: list[np.ndarray]) -> tuple[str, str]:
    two = len(samples) == 2
    least = min(len(s) for s in samples)
    if least >= _LARGE and all(variance(s) > 0 for s in samples):
        return "welch" if two else "welch anova", f"chosen: every group has {_LARGE} values or more"
    why = f"smallest group has {least}" if least < _LARGE else "a group does not vary"
    return "wilcoxon" if two else "kruskal-wallis", f"chosen: {why}"


def _anova(samples: list[np.ndarray], equal_variances: bool) -> Comparison:
    from statsmodels.stats.oneway import anova_oneway

    least = min(map(len, samples))
    if least < 2:
        raise DataError(f"value: expected at least two values in each group, got {least}; use kruskal_wallis.")
    varying = [variance(s) > 0 for s in samples]
    if not all(varying) and not (equal_variances and any(varying)):
        raise DataError("value: expected values that vary in each group, got a constant one; use kruskal_wallis.")
    middle = np.concatenate(samples).mean()  # taken off, or squares of large values would cost digits
    result = anova_oneway(
        [s - middle for s in samples], use_var="equal" if equal_variances else "unequal", welch_correction=True
    )
    name = "one-way analysis of variance" if equal_variances else "Welch analysis of variance"
    df, below = (float(x) for x in (result.df_num, result.df_denom))
    return Comparison(name, float(result.statistic), df, float(result.pvalue), df_residual=below)


def _kruskal_wallis(samples: list[np.ndarray]) -> Comparison:
    from scipy.stats import kruskal

    df = len(samples) - 1
    if np.ptp(np.concatenate(samples)) == 0:
        return Comparison("Kruskal-Wallis", np.nan, df, np.nan, "not defined: all values are equal")
    statistic, p = kruskal(*samples)
    return Comparison("Kruskal-Wallis", float(statistic), df, float(p))


_DO = {
    "welch": lambda samples, level: t_test(*samples, level=level),
    "student": lambda samples, level: t_test(*samples, equal_variances=True, level=level),
    "wilcoxon": lambda samples, level: wilcoxon_rank_sum(*samples, level=level),
    "welch anova": lambda samples, level: _anova(samples, False),
    "anova": lambda samples, level: _anova(samples, True),
    "kruskal-wallis": lambda samples, level: _kruskal_wallis(samples),
}
