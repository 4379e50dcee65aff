"""Bounds that follow from the bounds of the others, sum by sum: what a reader sees at once, before any program."""

from __future__ import annotations

import numpy as np

ENDLESS, PASSES, NEAR = 1e9, 12, 1e-6


def narrowed(matrix, sides: tuple[np.ndarray, np.ndarray], low: np.ndarray, high: np.ndarray):
    """Give the bounds of whole numbers under ``sides[0] <= matrix @ x <= sides[1]``, narrowed by each sum in turn.

    Rows with other prices than 1 and -1 (percentages) are left to the programs.

    Parameters
    ----------
    matrix : sparse (rows, n)
    sides : pair of array
        Smallest and largest sum of each row.
    low, high : array of n
        Bounds, `high` endless where nothing is known.

    Returns
    -------
    pair of array of n
        A lower end may pass the upper one: then no numbers agree.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> low, high = narrowed(csr_array([[1, -1, -1]]), (np.zeros(1),) * 2, np.array([3, 0, 1]), np.array([3, 9e9, 9e9]))
    >>> low.tolist(), high.tolist()
    ([3.0, 0.0, 1.0], [3.0, 2.0, 3.0])
    """
    entries = matrix.tocoo()
    other = np.bincount(entries.coords[0], np.abs(entries.data) != 1, matrix.shape[0])
    sums = other[entries.coords[0]] == 0
    row, column, price = (part[sums] for part in (*entries.coords, entries.data))
    low, high = low.astype(float), np.minimum(high.astype(float), ENDLESS)
    least, most = (np.clip(side, -ENDLESS, ENDLESS) for side in sides)
    for _ in range(PASSES):
        before = low.copy(), high.copy()
        ends = price * low[column], price * high[column]
        below, above = np.minimum(*ends), np.maximum(*ends)
        others_below = np.bincount(row, below, len(least))[row] - below
        others_above = np.bincount(row, above, len(least))[row] - above
        one, other = (least[row] - others_above) / price, (most[row] - others_below) / price
        np.maximum.at(low, column, np.ceil(np.minimum(one, other) - NEAR) + 0.0)
        np.minimum.at(high, column, np.floor(np.maximum(one, other) + NEAR))
        if ((low == before[0]).all() and (high == before[1]).all()) or (low > high).any():
            break
    return low, np.where(high >= ENDLESS / 2, np.inf, high)
