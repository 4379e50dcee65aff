"""Fisher's exact test for a table of any size (Freeman and Halton)."""

from __future__ import annotations

import numpy as np
from scipy import special

_TIES = 1e-10
"""A table counts as no likelier than the observed one up to this much of its log probability: rounding, no more. R
allows 1e-7, which takes tables of a million cases for equally likely that are not."""

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
    order. So the work is that of the halves, not of their product. Probabilities are relative to the observed
    table's and divided by their sum, so that three deaths among 80 million cases cost no digits.

    References
    ----------
    Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of fit and other problems of
    significance. Biometrika 1951;38:141-149. doi:10.1093/biomet/38.1-2.141
    """
    plans = [(_work(way, cut), way, cut) for way, cut in _ways(table.astype(np.int64))]
    work, way, cut = min(plans, key=lambda plan: plan[0])
    if work > _MOST_WORK:
        return None
    left, right = _half(way, slice(None, cut)), _half(way, slice(cut, None))
    return min(_unlikely(left, right, way.sum(axis=1), int(way[:, :cut].sum())), 1.0)


def simulated_p(table: np.ndarray, resamples: int, seed: int) -> float:
    """Share of random tables with the same margins that are no likelier, the observed one counted in."""
    from scipy.stats import random_table

    rng, expected = np.random.default_rng(seed), _expected(table)
    law = random_table(table.sum(axis=1).astype(np.int64), table.sum(axis=0).astype(np.int64))
    size = max(1, 2_000_000 // table.size)
    unlikely = 0
    for start in range(0, resamples, size):
        drawn = law.rvs(min(size, resamples - start), random_state=rng)
        unlikely += np.sum(_log_relative(drawn, table, expected).sum(axis=(-2, -1)) <= _TIES)
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
    logs = [_log_fillings(rows, int(column)) for column in columns]
    halves = [np.exp(min(sum(part), 60)) for part in (logs[:cut], logs[cut:])]
    half = int(columns[:cut].sum())
    common = np.exp(min(_log_fillings(rows, half), 60))
    numbered = np.log(_spans(rows, half)[1]).sum() < 43  # row sums of a half make one whole number below 2^63
    return float(max(halves) + 20 * min(common, *halves)) if numbered else np.inf


def _log_fillings(rows: np.ndarray, column: int) -> float:
    """Log of the number of columns with this sum and no entry above its row sum; infinite beyond counting."""
    column = min(column, int(rows.sum()) - column)  # what is left over is such a column too
    *others, largest = np.sort(np.minimum(rows, column)).tolist()
    most = min(column, sum(others))
    if most > _MOST_WORK / 20:
        return np.inf
    ways = np.append(1.0, np.zeros(most))
    for row in others:  # the largest row takes what the others leave
        ways = np.minimum(np.cumsum(ways), 1e100)
        ways[row + 1 :] -= ways[: -row - 1].copy()
    return float(np.log(max(ways[max(column - largest, 0) :].sum(), 1.0)))


def _half(way: np.ndarray, part: slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List the fillings of some columns: row sums, log probability relative to the observed one, and how many."""
    rows, expected, total = way.sum(axis=1), _expected(way)[:, part], 0
    used, logs, many = np.zeros((1, len(rows)), dtype=np.int64), np.zeros(1), np.ones(1)
    for observed, usual in zip(way[:, part].T, expected.T, strict=True):
        options, total = _fillings(rows, int(observed.sum())), total + int(observed.sum())
        chances, (least, span) = _log_relative(options, observed, usual).sum(axis=1), _spans(rows, total)
        block = max(1, 3_000_000 // len(options))
        parts = []
        for i in range(0, len(used), block):
            before, option = _fitting(rows, used[i : i + block], options)
            key = (used[i + before] + options[option] - least) @ _radix(span)
            parts.append(_merged(key, logs[i + before] + chances[option], many[i + before]))
        key, logs, many = parts[0] if len(parts) == 1 else _merged(*map(np.concatenate, zip(*parts, strict=True)))
        used = least + key[:, None] // _radix(span) % span
    return used, logs, many


def _fitting(rows: np.ndarray, used: np.ndarray, options: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the pairs of a filling so far and an option beside it that the row sums allow."""
    fits = np.ones((len(used), len(options)), dtype=bool)
    for i, row in enumerate(rows):
        fits &= used[:, i, None] + options[:, i] <= row
    filling, option = np.nonzero(fits)
    return filling, option


def _spans(rows: np.ndarray, total: int) -> tuple[np.ndarray, np.ndarray]:
    """Least possible row sums of columns that hold `total`, and how many values each can have."""
    least = np.maximum(rows - (rows.sum() - total), 0)
    return least, np.minimum(rows, total) - least + 1


def _radix(span: np.ndarray) -> np.ndarray:
    """Weights that turn row sums into one whole number and back."""
    return np.concatenate([[1], np.cumprod(span[:-1])])


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


def _unlikely(left, right, rows: np.ndarray, total: int) -> float:
    """Share of the probability of all pairs of halves that is in tables no likelier than the observed one."""
    least, span = _spans(rows, total)
    key, place = (left[0] - least) @ _radix(span), (rows - right[0] - least) @ _radix(span)
    nodes, start, size = np.unique(key, return_index=True, return_counts=True)
    order = np.lexsort([right[1], place])
    place, logs, many = place[order], right[1][order], right[2][order]
    begin, end = np.searchsorted(place, nodes, side="left"), np.searchsorted(place, nodes, side="right")
    found, every, peaks = np.zeros(len(nodes)), np.zeros(len(nodes)), np.full(len(nodes), -np.inf)
    for i in np.flatnonzero(end > begin):
        mine, there = slice(start[i], start[i] + size[i]), slice(begin[i], end[i])
        tops = left[1][mine].max(), logs[there].max()
        tail = np.append(0.0, np.cumsum(many[there] * np.exp(logs[there] - tops[1])))
        weight = left[2][mine] * np.exp(left[1][mine] - tops[0])
        enough = np.searchsorted(logs[there], _TIES - left[1][mine], side="right")
        found[i], every[i], peaks[i] = np.sum(weight * tail[enough]), np.sum(weight) * tail[-1], sum(tops)
    share = np.exp(peaks - peaks.max())
    return float(np.sum(share * found) / np.sum(share * every))


def _expected(table: np.ndarray) -> np.ndarray:
    return np.outer(table.sum(axis=1), table.sum(axis=0) / table.sum())


def _log_relative(cells: np.ndarray, observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Log of what each cell adds to the probability of a table relative to the observed one.

    ``-log(x! / o!) + (x - o) log(e)``, with o the observed and e the expected count: the second term adds up to
    nothing over a table with the same margins, and makes each cell's part small. The difference of two large
    factorials is taken by Stirling's series, for their logs have no digits left for it.
    """
    away = cells - observed
    ratio = away * np.log((observed + 1) / expected) + (cells + 0.5) * np.log1p(away / (observed + 1.0)) - away
    return -(ratio + _stirling_rest(cells + 1.0) - _stirling_rest(observed + 1.0))


def _stirling_rest(z: np.ndarray) -> np.ndarray:
    """``log(gamma(z))`` less Stirling's ``(z - 1/2) log(z) - z + log(2 pi) / 2``."""
    series = (1 / 12 - (1 / 360 - 1 / 1260 / z**2) / z**2) / z
    below = np.minimum(z, 100.0)
    exact = special.gammaln(below) - ((below - 0.5) * np.log(below) - below + 0.5 * np.log(2 * np.pi))
    return np.where(z < 100, exact, series)
