"""Are the rows and the columns of a table of counts independent?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...forms import percent
from ..arguments import choice, counts, number
from ..two_by_two import association_test
from .freeman_halton import exact_p, simulated_p
from .result import Comparison
from .samples import whole_table

_LARGEST_MARGIN = 5_000_000
"""Of the smallest row or column of a 2 x 2 table for Fisher's test (two seconds, half a gigabyte)."""
_MOST_SIMULATED = 1_000_000_000
"""Cases of a larger table whose Fisher test is simulated (a draw takes time with the root of them)."""

_TESTS = ("auto", "chi-square", "yates", "g", "fisher")


def contingency_test(table: ArrayLike, *, test: str = "auto", resamples: int = 100_000, seed: int = 1) -> Comparison:
    """Test whether rows and columns of a table of counts are independent, and say which test was done and why.

    Parameters
    ----------
    table : array-like or DataFrame of int, shape (rows, columns)
        Counts, e.g. from ``pandas.crosstab``.
    test : {"auto", "chi-square", "yates", "g", "fisher"}
        With O the counts and ``E = row sum * column sum / total``: ``"chi-square"`` is Pearson's ``sum (O - E)^2 / E``
        without continuity correction; ``"yates"`` (2 x 2 only) ``sum (|O - E| - c)^2 / E`` with c = 1/2, or the
        distance where that is less (Yates 1934); ``"g"`` the likelihood ratio ``2 sum O log(O / E)`` (Wilks 1938); all
        on ``(rows - 1)(columns - 1)`` degrees of freedom. ``"fisher"``: the probability, given the margins, of all
        tables no likelier than this one (2 x 2: that of `analysis.stats.two_by_two.association_test`; beyond
        Freeman and Halton's). ``"auto"`` takes the chi-square when no expected count is below 1 and at most a fifth
        of them are below 5 (none in a 2 x 2 table; Cochran 1954), else Fisher.
    resamples, seed : int
        For tables too large to enumerate: random tables drawn for Fisher's p-value, and the seed of the draw.
        The reason then says that the p-value is simulated.

    Returns
    -------
    Comparison
        Empty rows and columns are left out, and the reason says so.

    Raises
    ------
    DataError
        When fewer than two rows or columns hold a count, an entry is no count, or Fisher's test is asked for a
        2 x 2 table whose smallest row or column holds more than five million, or a larger one of more than a
        thousand million cases that cannot be enumerated.

    References
    ----------
    Pearson K. On the criterion that a given system of deviations ... Philos Mag 1900;50:157-175.
    doi:10.1080/14786440009463897
    Cochran WG. Some methods for strengthening the common chi-squared tests. Biometrics 1954;10:417-451.
    doi:10.2307/3001616
    Yates F. Contingency tables involving small numbers and the chi-square test. J R Stat Soc Suppl 1934;1:217-235.
    doi:10.2307/2983604
    Wilks SS. The large-sample distribution of the likelihood ratio for testing composite hypotheses. Ann Math Stat
    1938;9:60-62. doi:10.1214/aoms/1177732360
    Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of fit and other problems of
    significance. Biometrika 1951;38:141-149. doi:10.1093/biomet/38.1-2.141

    Examples
    --------
    Deaths and survivors of two substances, few and many:

    >>> print(contingency_test([[3, 39], [1, 83]]).summary())
    Fisher exact: p = 0.11 (chosen: smallest expected count 1.33, 50% below 5)
    >>> print(contingency_test([[30, 390], [10, 830]]).summary())
    Pearson chi-square: statistic 32.27, df 1, p < 0.001 (chosen: smallest expected count 13.3, 0% below 5)
    """
    choice(test, "test", _TESTS)
    cells, left_out = _cells(table)
    reason = "asked for"
    if test == "auto":
        test, reason = _chosen(_expected(cells))
    reason += left_out
    if test == "fisher":
        drawn = int(number(counts(resamples, "resamples", ndim=0), "resamples", low=1))
        return _fisher(cells, reason, drawn, int(counts(seed, "seed", ndim=0)))
    if test == "yates" and cells.shape != (2, 2):
        raise DataError(f"test: expected a 2 x 2 table for 'yates', got {cells.shape[0]} x {cells.shape[1]}.")
    statistic = _statistic(cells, test)
    df = (cells.shape[0] - 1) * (cells.shape[1] - 1)
    name = {"chi-square": "Pearson chi-square", "yates": "chi-square, Yates-corrected", "g": "G (likelihood ratio)"}
    return Comparison(name[test], statistic, df, float(special.chdtrc(df, statistic)), reason)


def expected_counts(table: ArrayLike) -> np.ndarray:
    """Give the counts expected under independence, ``row sum * column sum / total``.

    Parameters
    ----------
    table : array-like or DataFrame of int, shape (rows, columns)

    Returns
    -------
    array of float
        Without empty rows and columns.

    Raises
    ------
    DataError
        As for `contingency_test`.

    References
    ----------
    Pearson K (1900), doi:10.1080/14786440009463897.

    Examples
    --------
    >>> expected_counts([[3, 39], [1, 83]]).round(2).tolist()
    [[1.33, 40.67], [2.67, 81.33]]
    """
    return _expected(_cells(table)[0])


def cramers_v(table: ArrayLike) -> float:
    """Give Cramer's V, ``sqrt(chi-square / (N * (min(rows, columns) - 1)))``.

    Parameters
    ----------
    table : array-like or DataFrame of int, shape (rows, columns)
        Empty rows and columns are left out.

    Returns
    -------
    float
        From 0 (independent) to 1 (one tells the other).

    Raises
    ------
    DataError
        As for `contingency_test`.

    References
    ----------
    Cramer H. Mathematical Methods of Statistics. Princeton University Press 1946, section 21.9.

    Examples
    --------
    >>> round(cramers_v([[30, 390], [10, 830]]), 3)
    0.16
    """
    cells, _ = _cells(table)
    return float(np.sqrt(_statistic(cells, "chi-square") / (cells.sum() * (min(cells.shape) - 1))))


def _cells(table) -> tuple[np.ndarray, str]:
    """Counts without empty rows and columns, and what to say about those."""
    given = whole_table(table)
    cells = given[given.any(axis=1)][:, given.any(axis=0)]
    if min(cells.shape) < 2:
        raise DataError("table: expected at least two rows and two columns with a count, got fewer.")
    empty = [f"{a - b} empty {name}" for a, b, name in zip(given.shape, cells.shape, ("rows", "columns"), strict=True)
             if a > b]  # fmt: skip
    return cells, f"; {' and '.join(empty)} left out" if empty else ""


def _expected(cells: np.ndarray) -> np.ndarray:
    return np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()


def _chosen(expected: np.ndarray) -> tuple[str, str]:
    least, few = expected.min(), np.mean(expected < 5)
    allowed = 0.0 if expected.shape == (2, 2) else 0.2
    stated = f"smallest expected count {least:.3g}, {percent(few, 0)} below 5"
    return ("chi-square" if least >= 1 and few <= allowed else "fisher"), f"chosen: {stated}"


def _statistic(cells: np.ndarray, test: str) -> float:
    expected = _expected(cells)
    if test == "g":
        return float(max(2 * np.sum(special.xlogy(cells, cells / expected)), 0.0))
    gap = np.abs(cells - expected)
    return float(np.sum((gap - (min(0.5, gap.min()) if test == "yates" else 0)) ** 2 / expected))


def _fisher(cells: np.ndarray, reason: str, resamples: int, seed: int) -> Comparison:
    if cells.shape == (2, 2):
        return Comparison("Fisher exact", np.nan, np.nan, _fisher_2_by_2(cells), reason)
    p = exact_p(cells)
    if p is None and cells.sum() > _MOST_SIMULATED:
        raise DataError(
            f"table: expected at most {_MOST_SIMULATED:,} cases for a simulated Fisher test, got {cells.sum():,.0f}; "
            "use test='chi-square'."
        )
    if p is None:
        p = simulated_p(cells, resamples, seed)
        reason += f"; p simulated from {resamples} random tables, seed {seed}: too many tables to enumerate"
    return Comparison("Fisher exact (Freeman-Halton)", np.nan, np.nan, p, reason)


def _fisher_2_by_2(cells: np.ndarray) -> float:
    """Give the p-value of `analysis.stats.two_by_two.association_test`."""
    margin = min(*cells.sum(axis=0), *cells.sum(axis=1))
    if margin > _LARGEST_MARGIN:
        raise DataError(
            f"table: expected a row or column of at most {_LARGEST_MARGIN:,} for Fisher's test, got {margin:,.0f} in "
            "the smallest; use test='chi-square'."
        )
    (first, second), (events, others) = cells.sum(axis=1), cells[:, 0]
    return association_test(events, first, others, second)
