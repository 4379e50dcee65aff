"""How large a risk can be when nobody had the event."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ...estimate import Estimate
from ..arguments import answer, checked_level, counts


def zero_event_bound(n: ArrayLike, *, level: float = 0.95) -> Estimate | pd.DataFrame:
    """Exact one-sided upper limit of a share after no event in `n` cases.

    ``1 - (1 - level)**(1/n)``: the share at which no event among `n` independent cases still has probability
    ``1 - level``. It equals the one-sided Clopper-Pearson limit; ``3/n`` (rule of three) is near it at 95%.

    Parameters
    ----------
    n : int or column of int
        Number of cases observed, all without the event. Missing entries of a column stay missing.
    level : float
        One-sided confidence level as a share.

    Returns
    -------
    Estimate or pandas.DataFrame
        Value and lower limit 0, upper limit as above; one row per entry when `n` is a column.

    Raises
    ------
    DataError
        When an `n` is below 1 or no whole number, or `level` lies outside (0, 1).

    References
    ----------
    Hanley JA, Lippman-Hand A. If nothing goes wrong, is everything all right? JAMA 1983;249:1743-1745.
    doi:10.1001/jama.1983.03330370053031

    Examples
    --------
    No severe case among six patients below a dose:

    >>> round(zero_event_bound(6).high, 3)
    0.393
    """
    level, total = checked_level(level), counts(n, "n")
    if (total == 0).any():
        raise DataError("n: expected at least 1, got 0; no case says nothing about the risk.")
    high = -np.expm1(np.log1p(-level) / total)
    zero = np.where(np.isnan(total), np.nan, 0.0)
    return answer(zero, zero, high, level=level, method="exact, one-sided upper", what="share", like=(n,))
