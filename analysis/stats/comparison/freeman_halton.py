"""Fisher's exact test for a table of any size (Freeman and Halton)."""

from __future__ import annotations

import numpy as np
from scipy import special

from ..exact import TIES

_MOST_WORK = 2e7
"""Half tables beyond which enumeration gives way to simulation (five seconds, less than a gigabyte)."""


def exact_p(table: np.ndarray) -> float | None:
    """Probability, given the margins, of all tables no likelier than the observed one.

    Parameters
    ----------
    table : array of shape (rows, columns)
        Whole numbers, no empty row or column.

    Returns
    -------
    float or None
        None when there are too many tables to enumerate.

    Notes
    -----
    The columns are divided in two halves, and all ways to fill each half are listed with their row sums and
    probabilities (equal ones counted once). A pair of halves whose row sums add up to those of the table is a
    table; for each left half the right halves that make it unlikely enough are found by bisection in sorted
    order. So the work is that of the halves, not of their product.

    References
    ----------
    Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of fit and other problems of
    significance. Biometrika 1951;38:141-149. doi:10.1093/biomet/38.1-2.141
    """
    plans = [(_work(way, cut), way, cut) for way, cut in _ways(table.astype(np.int64))]
    work, way, cut = min(plans, key=lambda plan: plan[0])
    if work > _MOST_WORK:
        return None
    rows, columns = way.sum(axis=1), way.sum(axis=0)
    limit = _log_probability(way) + np.log(TIES)
    left, right = (_half(rows, part) for part in (columns[:cut], columns[cut:]))
    return min(float(_unlikely(left, right, rows, int(columns[:cut].sum()), limit)), 1.0)


def simulated_p(table: np.ndarray, resamples: int, seed: int) -> float:
    """Share of random tables with the same margins that are no likelier, the observed one counted in."""
    from scipy.stats import random_table

    observed = _log_probability(table) + np.log(TIES)
    rng = np.random.default_rng(seed)
    law = random_table(table.sum(axis=1).astype(np.int64), table.sum(axis=0).astype(np.int64))
    size = max(1, 2_000_000 // table.size)
    sizes = [min(size, resamples - start) for start in range(0, resamples, size)]
    unlikely = sum(np.sum(_log_probability(law.rvs(k, random_state=rng)) <= observed) for k in sizes)
    return float((unlikely + 1) / (resamples + 1))


def _ways(table: np.ndarray):
    """Both orientations, columns in descending order dealt to two halves, at the cut that balances them."""
    for way in (table, table.T):  # rows are what the halves share
        ordered = way[:, np.argsort(-way.sum(axis=0), kind="stable")]
        for cut in range(1, ordered.shape[1]):
            yield ordered, cut
        dealt = np.hstack([ordered[:, ::2], ordered[:, 1::2]])
        yield dealt, (ordered.shape[1] + 1) // 2


def _work(way: np.ndarray, cut: int) -> float:
    """Ways to fill the larger half, at most, and twenty times the row sums in common (a search each)."""
    rows, columns = way.sum(axis=1), way.sum(axis=0)
    logs = [_log_fillings(rows, column) for column in columns]
    halves = [np.exp(min(sum(part), 60)) for part in (logs[:cut], logs[cut:])]
    common = np.exp(min(_log_fillings(rows, int(columns[:cut].sum())), 60))
    return float(max(halves) + 20 * min(common, *halves))


def _log_fillings(rows: np.ndarray, column: int) -> float:
    """Log of the number of columns with this sum and no entry above its row sum."""
    ways = np.append(1.0, np.zeros(column))
    for row in rows:
        ways = np.minimum(np.cumsum(ways), 1e100)
        ways[row + 1 :] -= ways[: -row - 1].copy()
    return float(np.log(max(ways[column], 1.0)))


def _half(rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List the fillings of some columns: row sums, log probability given those, and how many."""
    used, logs, many = np.zeros((1, len(rows)), dtype=np.int64), np.zeros(1), np.ones(1)
    for column in columns:
        options = _fillings(rows, int(column))
        block = max(1, 3_000_000 // len(options))
        starts = range(0, len(used), block)
        parts = [_added(rows, used[i : i + block], logs[i : i + block], many[i : i + block], options) for i in starts]
        key, logs, many = parts[0] if len(parts) == 1 else _merged(*map(np.concatenate, zip(*parts, strict=True)))
        used = key[:, None] // _radix(rows) % (rows + 1)
    total = special.gammaln(columns + 1).sum() - special.gammaln(columns.sum() + 1)
    return used, logs + special.gammaln(used + 1).sum(axis=1) + total, many


def _added(rows: np.ndarray, used: np.ndarray, logs: np.ndarray, many: np.ndarray, options: np.ndarray):
    """Put each of the options next to each filling so far, where the row sums allow it."""
    fits = np.ones((len(used), len(options)), dtype=bool)
    for i, row in enumerate(rows):
        fits &= used[:, i, None] + options[:, i] <= row
    before, option = np.nonzero(fits)
    key = (used @ _radix(rows))[before] + (options @ _radix(rows))[option]
    return _merged(key, logs[before] - special.gammaln(options + 1).sum(axis=1)[option], many[before])


def _radix(rows: np.ndarray) -> np.ndarray:
    """Weights that turn row sums into one whole number and back."""
    return np.concatenate([[1], np.cumprod(rows[:-1] + 1)])


def _fillings(rows: np.ndarray, column: int) -> np.ndarray:
    """Every column with this sum and no entry above its row sum, one per row of the answer."""
    found = np.zeros((1, 0), dtype=np.int64)
    left = np.array([column])
    room = np.append(np.cumsum(rows[::-1])[::-1][1:], 0)
    for row, later in zip(rows, room, strict=True):
        least, most = np.maximum(left - later, 0), np.minimum(left, row)
        repeat = most - least + 1
        nth = np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        entry = np.repeat(least, repeat) + nth
        found = np.column_stack([np.repeat(found, repeat, axis=0), entry])
        left = np.repeat(left, repeat) - entry
    return found


def _merged(key: np.ndarray, logs: np.ndarray, many: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count fillings of equal row sums and equal probability once."""
    order = np.lexsort([logs, key])
    key, logs = key[order], logs[order]
    first = np.flatnonzero(np.append(True, (np.diff(key) != 0) | (np.diff(logs) > 1e-10)))
    return key[first], logs[first], np.add.reduceat(many[order], first)


def _unlikely(left, right, rows: np.ndarray, size: int, limit: float) -> float:
    """Probability of all pairs of halves that make a table of log probability up to `limit`."""
    key, place = left[0] @ _radix(rows), (rows - right[0]) @ _radix(rows)
    nodes, start, size_of = np.unique(key, return_index=True, return_counts=True)
    order = np.lexsort([right[1], place])
    place, logs, mass = place[order], right[1][order], (right[2] * np.exp(right[1]))[order]
    begin, end = np.searchsorted(place, nodes, side="left"), np.searchsorted(place, nodes, side="right")
    chances = _log_choose(rows, left[0][start]).sum(axis=1) - _log_choose(rows.sum(), size)
    found = 0.0
    for i, chance in enumerate(chances):
        mine = slice(start[i], start[i] + size_of[i])
        tail = np.append(0.0, np.cumsum(mass[begin[i] : end[i]]))
        enough = np.searchsorted(logs[begin[i] : end[i]], limit - chance - left[1][mine], side="right")
        found += np.exp(chance) * np.sum(left[2][mine] * np.exp(left[1][mine]) * tail[enough])
    return found


def _log_choose(n, k) -> np.ndarray:
    return special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)


def _log_probability(table: np.ndarray) -> np.ndarray:
    """Log probability of tables (last two axes) given their margins."""
    logs = [special.gammaln(table.sum(axis=axis) + 1).sum(axis=-1) for axis in (-1, -2)]
    cells = special.gammaln(table + 1).sum(axis=(-2, -1))
    return logs[0] + logs[1] - special.gammaln(table.sum(axis=(-2, -1)) + 1) - cells
