"""Do two raters agree, do two measurements go together?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...estimate import Estimate
from ..arguments import checked_level, choice, paired
from ..proportions import proportion
from .result import Comparison
from .samples import finite, left_out, variance, whole_table


def kappa(table: ArrayLike, *, weights: str = "none", level: float = 0.95) -> Estimate:
    """Give Cohen's kappa, the agreement of two raters beyond chance.

    Parameters
    ----------
    table : array-like or DataFrame of int, shape (categories, categories)
        Ratings of the first rater in rows, of the second in columns, categories in the same order; a frame with
        labels on both is put in the order of its rows.
    weights : {"none", "linear", "quadratic"}
        Credit for near misses: none, ``1 - |i - j|/(k - 1)``, or ``1 - (i - j)^2/(k - 1)^2``.
    level : float

    Returns
    -------
    Estimate
        Normal limits, which may pass 1. NaN (0/0) when both raters use one and the same category only.

    Raises
    ------
    DataError
        When the table is not square, holds no ratings, or rows and columns have not the same labels.

    Notes
    -----
    ``(po - pe) / (1 - pe)`` with po, pe the weighted observed and chance agreement; large-sample variance
    ``(sum p_ij (w_ij - (r_i + c_j)(1 - kappa))^2 - (kappa - pe (1 - kappa))^2) / (N (1 - pe)^2)`` with r_i,
    c_j the mean weight of row i and of column j.

    References
    ----------
    Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46.
    doi:10.1177/001316446002000104
    Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa and weighted kappa. Psychol Bull
    1969;72:323-327. doi:10.1037/h0028106

    Examples
    --------
    Two toxicologists grade 100 outcomes as minor, moderate or major:

    >>> print(kappa([[40, 6, 1], [5, 28, 3], [0, 4, 13]], weights="linear"))
    0.7433 (95% CI 0.6347 to 0.852, kappa, linear weights)
    """
    choice(weights, "weights", ("none", "linear", "quadratic"))
    level, cells = checked_level(level), _ratings(table)
    p, k = cells / cells.sum(), len(cells)
    apart = np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
    w = {"none": apart == 0, "linear": 1 - apart / (k - 1), "quadratic": 1 - (apart / (k - 1)) ** 2}[weights]
    row, column = (cells.sum(axis=axis) / cells.sum() for axis in (1, 0))
    observed, chance = np.sum(w * cells) / cells.sum(), np.sum(row[:, None] * w * column)
    method = "kappa" if weights == "none" else f"kappa, {weights} weights"
    if (row * column).max() == 1:  # both raters use one and the same category
        return Estimate(
            np.nan, np.nan, np.nan, level=level, method=f"{method}; not defined, one category only", what="kappa"
        )
    value = (observed - chance) / (1 - chance)
    mean = (w @ column)[:, None] + (row @ w)[None, :]
    spread = np.sum(p * (w - mean * (1 - value)) ** 2) - (value - chance * (1 - value)) ** 2
    spread = spread if spread > 1e-14 else 0.0  # rounding errors of raters who always agree
    half = special.ndtri((1 + level) / 2) * np.sqrt(spread / cells.sum()) / (1 - chance)
    return Estimate(float(value), float(value - half), float(value + half), level=level, method=method, what="kappa")


def observed_agreement(table: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Give the share of ratings in which both raters agree, with exact limits.

    Parameters
    ----------
    table : array-like or DataFrame of int, shape (categories, categories)
        As for `kappa`.
    level : float

    Returns
    -------
    Estimate
        Ratings on the diagonal of all, with Clopper-Pearson limits (`analysis.stats.proportions.proportion`).

    Raises
    ------
    DataError
        As for `kappa`.

    References
    ----------
    Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial.
    Biometrika 1934;26:404-413. doi:10.1093/biomet/26.4.404

    Examples
    --------
    >>> print(observed_agreement([[40, 6, 1], [5, 28, 3], [0, 4, 13]]))
    0.81 (95% CI 0.7193 to 0.8816, Clopper-Pearson)
    """
    cells = _ratings(table)
    return proportion(np.trace(cells), cells.sum(), method="clopper-pearson", level=level)


def correlation(x: ArrayLike, y: ArrayLike, *, method: str = "pearson", level: float = 0.95) -> Comparison:
    """Give the correlation of two columns, with its test.

    Parameters
    ----------
    x, y : columns of float
        Of equal length; labelled Series are paired by label. Rows with a missing entry are left out, and the reason
        says how many.
    method : {"pearson", "spearman", "kendall"}
        Product moment, rank correlation (midranks for ties), or tau-b.
    level : float

    Returns
    -------
    Comparison
        The estimate is the coefficient: NaN when a column is constant (0/0), its limits NaN below four rows
        (five for Kendall) or at a coefficient of 1 or -1 by ranks.

    Raises
    ------
    DataError
        When the columns have not the same length or labels, or fewer than three complete rows.

    Notes
    -----
    ``"pearson"``: ``sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2 sum (y - mean y)^2)``; ``"spearman"``: the
    same of the midranks; ``"kendall"``: concordant less discordant pairs by the root of the product of the pairs
    without ties in x and in y. A coefficient that differs from 1 by rounding errors is 1.

    Limits by Fisher's ``artanh(r)``, variance ``1/(n - 3)`` for Pearson; ``(1 + r^2/2)/(n - 3)`` for Spearman
    and ``0.437/(n - 4)`` for Kendall after Bonett and Wright. Tests: ``r sqrt((n - 2) / (1 - r^2))``, t on n - 2
    degrees of freedom, for Pearson and Spearman; Kendall's is exact without ties up to 33 rows, else normal (scipy).

    References
    ----------
    Fisher RA. On the probable error of a coefficient of correlation deduced from a small sample. Metron
    1921;1:3-32.
    Bonett DG, Wright TA. Sample size requirements for estimating Pearson, Kendall and Spearman correlations.
    Psychometrika 2000;65:23-28. doi:10.1007/BF02294183
    Kendall MG. The treatment of ties in ranking problems. Biometrika 1945;33:239-251. doi:10.1093/biomet/33.3.239

    Examples
    --------
    Dose (mg) and hours in hospital:

    >>> print(correlation([50, 100, 200, 300, 400, 800], [4, 10, 8, 30, 24, 72], method="spearman").summary())
    Spearman correlation: statistic 3.816, df 4, p = 0.019 (asked for)
    0.8857 (95% CI 0.06639 to 0.9916, Spearman correlation, Fisher z)
    """
    from scipy import stats

    choice(method, "method", ("pearson", "spearman", "kendall"))
    level = checked_level(level)
    x, y = paired(x=x, y=y)
    x, y = finite(x, "x"), finite(y, "y")
    if x.shape != y.shape:
        raise DataError(f"x and y: expected columns of equal length, got {x.size} and {y.size} numbers.")
    kept = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[kept], y[kept]
    if len(x) < 3:
        raise DataError(f"x and y: expected at least three complete rows, got {len(x)}.")
    reason = "asked for" + left_out(int((~kept).sum()))
    name, df = f"{method.title()} correlation", np.nan if method == "kendall" else len(x) - 2.0
    if not variance(x) or not variance(y):
        nothing = Estimate(np.nan, np.nan, np.nan, level=level, method=name, what="correlation")
        return Comparison(name, np.nan, df, np.nan, f"{reason}; not defined: a column is constant", estimate=nothing)
    test = {"pearson": stats.pearsonr, "spearman": stats.spearmanr, "kendall": stats.kendalltau}[method]
    r, p = (float(v) for v in test(x, y))
    r = float(np.sign(r)) if abs(r) > 1 - 1e-13 else r  # a straight line, but for rounding errors
    t = np.nan
    if method != "kendall":
        with np.errstate(divide="ignore"):
            t = float(r * np.sqrt(np.divide(df, 1 - r**2)))
        p = float(2 * special.stdtr(df, -abs(t)))
    return Comparison(name, t, df, p, reason, estimate=_fisher_z(r, len(x), method, level, name))


def _fisher_z(r: float, n: int, method: str, level: float, name: str) -> Estimate:
    fewest = 5 if method == "kendall" else 4
    if n < fewest or (abs(r) >= 1 and method != "pearson"):
        return Estimate(r, np.nan, np.nan, level=level, method=f"{name}, limits not defined", what="correlation")
    variance = {"pearson": 1 / (n - 3), "spearman": (1 + r**2 / 2) / (n - 3), "kendall": 0.437 / max(n - 4, 1)}[method]
    half = special.ndtri((1 + level) / 2) * np.sqrt(variance)
    with np.errstate(divide="ignore"):
        low, high = (float(np.tanh(np.arctanh(r) + side * half)) for side in (-1, 1))
    return Estimate(r, low, high, level=level, method=f"{name}, Fisher z", what="correlation")


def _ratings(table) -> np.ndarray:
    cells = whole_table(_in_one_order(table) if isinstance(table, pd.DataFrame) else table)
    if cells.shape[0] != cells.shape[1] or len(cells) < 2:
        raise DataError(f"table: expected as many rows as columns (two or more), got shape {cells.shape}.")
    if not cells.sum():
        raise DataError("table: expected counts with at least one rating, got none at all.")
    return cells


def _in_one_order(table: pd.DataFrame) -> np.ndarray:
    """Put the columns in the order of the rows, by their labels; rows without labels are taken as they stand."""
    rows, columns = table.index, table.columns
    if isinstance(rows, pd.RangeIndex) or rows.equals(columns):
        return np.asarray(table)
    if not (rows.is_unique and columns.is_unique and set(rows) == set(columns)):
        raise DataError(
            f"table: expected the same categories in rows and columns, got {', '.join(map(str, rows))} and "
            f"{', '.join(map(str, columns))}; give all of both with .reindex(index=..., columns=..., fill_value=0)."
        )
    return np.asarray(table[rows])
