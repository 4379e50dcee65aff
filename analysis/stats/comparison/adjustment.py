"""P-values of several tests at once: corrected for their number."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..arguments import choice, numbers

ADJUSTMENTS = ("holm", "benjamini-hochberg", "bonferroni")


def adjusted_p_values(p: ArrayLike, *, method: str = "holm") -> np.ndarray | pd.Series:
    """Adjust the p-values of several tests for their number.

    Parameters
    ----------
    p : column of float
        P-values from 0 to 1; missing ones (of what was not tested) stay missing and count as no test.
    method : {"holm", "benjamini-hochberg", "bonferroni"}
        ``"holm"``: with the m p-values in rising order, ``max over j <= i of (m - j + 1) p_j``; it holds the chance of
        any false finding (Holm 1979). ``"benjamini-hochberg"``: ``min over j >= i of m p_j / j``; it holds the
        expected share of false ones among the findings, for tests that are independent or rise together (Benjamini
        and Hochberg 1995). ``"bonferroni"``: ``m p`` (Dunn 1961). None passes 1.

    Returns
    -------
    array of float or Series
        In the order of `p`; a Series keeps its labels.

    Raises
    ------
    DataError
        When an entry is no p-value, or the method is none of these.

    References
    ----------
    Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979;6:65-70.
    Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful approach to multiple
    testing. J R Stat Soc B 1995;57:289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    Dunn OJ. Multiple comparisons among means. J Am Stat Assoc 1961;56:52-64. doi:10.1080/01621459.1961.10482090

    Examples
    --------
    Sex, route and reason of exposures compared between two arms; the management site was not tested:

    >>> adjusted_p_values([0.01, 0.04, 0.03, None]).round(3).tolist()
    [0.03, 0.06, 0.06, nan]
    >>> adjusted_p_values([0.01, 0.04, 0.03], method="benjamini-hochberg").round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    choice(method, "method", ADJUSTMENTS)
    given = np.atleast_1d(numbers(p, "p", low=0, high=1))
    tested = np.flatnonzero(~np.isnan(given))
    order = tested[np.argsort(given[tested], kind="stable")]
    m, rising, rank = len(order), given[order], np.arange(1, len(order) + 1)
    if method == "holm":
        adjusted = np.maximum.accumulate((m - rank + 1) * rising)
    elif method == "benjamini-hochberg":
        adjusted = np.minimum.accumulate((m / rank * rising)[::-1])[::-1]
    else:
        adjusted = m * rising
    found = np.full(given.shape, np.nan)
    found[order] = np.minimum(adjusted, 1.0)
    return pd.Series(found, index=p.index, name="p_adjusted") if isinstance(p, pd.Series) else found
