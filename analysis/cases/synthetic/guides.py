"""Drawing codes by their shares as fast as a look-up: a table in which each code has slots in proportion."""

from __future__ import annotations

import numpy as np

_SLOTS = 2**16  # a share is met to within half of this; enough for cases that are made up


def guide(shares, slots: int = _SLOTS) -> np.ndarray:
    """Lay out codes in slots; of several rows of shares each has slots of its own."""
    rows = np.atleast_2d(np.asarray(shares, dtype=float))
    ends = np.cumsum(rows, axis=1)
    middles = (np.arange(slots) + 0.5) / slots
    found = [np.searchsorted(row[:-1] / row[-1], middles, side="right") for row in ends]
    return np.array(found, dtype="int16").reshape(*np.shape(shares)[:-1], slots)


def drawn(rng: np.random.Generator, table: np.ndarray, n: int) -> np.ndarray:
    """Draw a code for each of `n` cases."""
    return table[rng.integers(0, len(table), n, dtype="uint32")].astype(int)


def drawn_by(rng: np.random.Generator, table: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Draw a code for each case from the shares in its `row`."""
    return table[row, rng.integers(0, table.shape[1], len(row), dtype="uint32")].astype(int)
