"""p values from printed test statistics: t, F, chi-square, z and r with their degrees of freedom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, chdtrc, fdtrc, ndtr

from ..errors import DataError
from .arguments import choice, numbers, paired

TESTS = ("t", "F", "chi-square", "z", "r")
SIGNED = ("t", "z", "r")
ALTERNATIVES = ("two-sided", "greater", "less")


def p_from_statistic(
    test: str, statistic: ArrayLike, *, df: ArrayLike | None = None, alternative: str = "two-sided"
) -> float | pd.Series:
    """Give the p value of a test statistic.

    Parameters
    ----------
    test : {"t", "F", "chi-square", "z", "r"}
        ``t`` is Student's, ``F`` of two variances, ``chi-square`` also the Q of a meta-analysis and the deviance of
        nested models, ``z`` standard normal, ``r`` a correlation (Pearson's, or Spearman's by the same approximation).
    statistic : float or column
        Its value; from 0 for F and chi-square, from -1 to 1 for r.
    df : float or column, or a pair of them for F
        Degrees of freedom, above 0 (Welch's need not be whole). Those of r are the pairs less 2; z has none.
        ``inf`` is taken for t and below the line of F.
    alternative : {"two-sided", "greater", "less"}
        Of t, z and r. F and chi-square have the upper tail alone, which is their two-sided test.

    Returns
    -------
    float, or a column
        The p value; missing where the statistic is. The index is that of the first Series.

    Raises
    ------
    DataError
        When the test is unknown, degrees of freedom are missing, not above 0 or given for z, the statistic is outside
        its range, or F or chi-square are asked for one side.

    Notes
    -----
    With I the regularized incomplete beta and Q the upper incomplete gamma function:

    - ``t``: ``P(|T| >= |t|) = I(df / (df + t^2); df / 2, 1 / 2)``; one side is half of it, or 1 less half of it;
    - ``r``: that of ``t = r sqrt(df / (1 - r^2))``; 0 for r of 1 or -1;
    - ``z``: ``2 Phi(-|z|)``;
    - ``F``: ``P(F >= f) = I(df2 / (df2 + df1 f); df2 / 2, df1 / 2)``;
    - ``chi-square``: ``Q(df / 2, x / 2)``.

    References
    ----------
    Abramowitz M, Stegun IA (1964). Handbook of Mathematical Functions, 26.2, 26.4, 26.6 and 26.7.

    Examples
    --------
    Length of stay after baclofen and after other sedatives, t(28) = 2.20; sex by outcome, chi-square(3) = 9.1:

    >>> round(p_from_statistic("t", 2.20, df=28), 4), round(p_from_statistic("chi-square", 9.1, df=3), 4)
    (0.0362, 0.028)
    >>> round(p_from_statistic("F", 4.75, df=(1, 145)), 3), round(p_from_statistic("z", 1.96, alternative="greater"), 3)
    (0.031, 0.025)
    """
    choice(test, "test", TESTS)
    choice(alternative, "alternative", ALTERNATIVES if test in SIGNED else ALTERNATIVES[:1])
    statistic, *df = paired(statistic=statistic, **_freedom(test, df))
    bounds = {"F": (0, np.inf), "chi-square": (0, np.inf), "r": (-1, 1)}.get(test, (-np.inf, np.inf))
    value = numbers(statistic, "statistic", low=bounds[0], high=bounds[1])
    degrees = [numbers(one, "df") for one in df]
    if any((one <= 0).any() for one in degrees):
        raise DataError("df: expected degrees of freedom above 0; they come with the statistic, as 28 in t(28) = 2.20.")
    if test not in ("t", "r") and any(np.isinf(one).any() for one in degrees[:1]):
        raise DataError(f"df: expected finite degrees of freedom of {test}, got inf.")
    try:
        value, *degrees = np.broadcast_arrays(value, *degrees)
    except ValueError:
        raise DataError("statistic and df: expected equal lengths.") from None
    made = _p(test, value, degrees, alternative)
    index = next((column.index for column in (statistic, *df) if isinstance(column, pd.Series)), None)
    return float(made) if made.ndim == 0 else made if index is None else pd.Series(made, index=index)


def p_limits_from_statistic(
    test: str, low: float, high: float, *, df: ArrayLike | None = None, alternative: str = "two-sided"
) -> tuple[float, float]:
    """Give the least and the greatest p value of a statistic that lies between two numbers, as a rounded one does.

    Parameters
    ----------
    test, df, alternative
        As for `p_from_statistic`.
    low, high : float
        Ends of what the printed statistic can mean: 2.195 and 2.205 for ``2.20``. They may be infinite.

    Raises
    ------
    DataError
        As `p_from_statistic`, and when `low` is above `high`.

    Examples
    --------
    >>> [round(p, 4) for p in p_limits_from_statistic("t", 2.195, 2.205, df=28)]
    [0.0358, 0.0366]
    >>> p_limits_from_statistic("z", -0.5, 0.5)[1]
    1.0
    """
    ends = numbers([low, high], "low and high")
    if np.isnan(ends).any() or ends[0] > ends[1]:
        raise DataError(f"low: expected a number up to high = {high}, got {low}.")
    # p falls with the distance from 0 (two-sided) or from one end to the other: the ends are extreme, and 0 between.
    tried = [*ends, 0.0] if ends[0] < 0 < ends[1] else ends
    made = [p_from_statistic(test, float(end), df=df, alternative=alternative) for end in tried]
    if not all(isinstance(p, float) for p in made):
        raise DataError(f"df: expected the degrees of freedom of one statistic, got {df!r}.")
    return min(made), max(made)


def _freedom(test: str, df) -> dict:
    """Name the degrees of freedom that a test has, after checking that it has as many."""
    if test == "z":
        if df is not None:
            raise DataError(f"df: expected none for z, got {df!r}; is it a t test?")
        return {}
    if df is None:
        raise DataError(f"df: expected the degrees of freedom of {test}, got none.")
    if test != "F":
        return {"df": df}
    if not isinstance(df, (tuple, list)) or len(df) != 2:
        raise DataError(f"df: expected a pair for F, those above and below the line, such as (1, 145); got {df!r}.")
    return {"df1": df[0], "df2": df[1]}


def _p(test: str, value: np.ndarray, df: list[np.ndarray], alternative: str) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if test == "F":
            normal = chdtrc(df[0], df[0] * value)  # the limit for a variance below the line that is known
            return np.where(np.isnan(value), np.nan, np.where(np.isinf(df[1]), normal, fdtrc(*df, value)))
        if test == "chi-square":
            return np.where(np.isnan(value), np.nan, chdtrc(df[0], value))
        if test == "r":
            value = np.where(np.abs(value) == 1, np.sign(value) * np.inf, value * np.sqrt(df[0] / (1 - value**2)))
        both = 2 * ndtr(-np.abs(value)) if test == "z" else _both_tails(value, df[0])
    if alternative == "two-sided":
        return both
    beyond = value > 0 if alternative == "greater" else value < 0
    return np.where(beyond, both / 2, 1 - both / 2)


def _both_tails(t: np.ndarray, df: np.ndarray) -> np.ndarray:
    """Give P(|T| >= |t|), from the smaller part of ``df / (df + t^2) + t^2 / (df + t^2) = 1``, which has its digits."""
    square = t**2
    near, far = square / (df + square), df / (df + square)
    made = np.where(square < df, betaincc(0.5, df / 2, near), betainc(df / 2, 0.5, np.where(np.isinf(t), 0.0, far)))
    return np.where(np.isinf(df), 2 * ndtr(-np.abs(t)), np.where(np.isnan(t), np.nan, made))
