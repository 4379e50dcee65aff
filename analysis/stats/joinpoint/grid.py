"""Every set of joinpoints on observed years, and how well each fits (Lerman 1980)."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np

from ..trends.likelihood import fit_many
from ..trends.series import YearlySeries

CHUNK = 20_000  # candidate sets fitted together: bounds the memory, not the result


def default_maximum(n: int) -> int:
    """Most joinpoints for `n` observations by the NCI default: 0 below 7, one more per 5, at most 5.

    Examples
    --------
    >>> default_maximum(11), default_maximum(12)  # years of a series
    (1, 2)
    """
    return int(np.clip((n - 2) // 5, 0, 5))


def candidates(n: int, k: int, ends: int, between: int) -> np.ndarray:
    """Positions of `k` joinpoints among `n` observations, one row per set, in lexicographic order.

    At least `ends` observations lie strictly before the first and after the last joinpoint and at least
    `between` strictly between two.
    """
    if k == 0:
        return np.empty((1, 0), dtype=int)
    free = n - 2 * ends - (k - 1) * between
    flat = np.fromiter(chain.from_iterable(combinations(range(free), k)), dtype=np.intp)
    return flat.reshape(-1, k) + ends + between * np.arange(k)


def hinges(year: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Give max(0, year - at) with one column per entry of the last axis of `at`."""
    return np.maximum(0.0, year[:, None] - at[..., None, :])


def design(year: np.ndarray, at: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Columns 1, year - first year, declared steps, and one hinge per joinpoint; leading axes of `at` are kept."""
    hinge = hinges(year, at)
    line = np.column_stack([np.ones_like(year), year - year[0], steps])
    return np.concatenate([np.broadcast_to(line, (*hinge.shape[:-1], line.shape[1])), hinge], axis=-1)


class Hinges:
    """Hinges at every position, with weights, and line and steps projected out: once for all sets.

    The drop of the sum of squares by joinpoints S is c_S' G_SS^-1 c_S, where G holds the inner products of
    the projected hinges and c those with the response: two small tables serve every set and every
    permutation.
    """

    def __init__(self, year: np.ndarray, weight: np.ndarray, steps: np.ndarray | None = None):
        root = np.sqrt(weight)
        span = year[-1] - year[0]
        steps = np.empty((len(year), 0)) if steps is None else steps
        line = np.column_stack([np.ones_like(year), (year - year[0]) / span, steps]) * root[:, None]
        self._line, _ = np.linalg.qr(line)
        self._root = root
        self.columns = self.residual((hinges(year, year) / span * root[:, None]).T).T
        self.gram = self.columns.T @ self.columns

    @property
    def floor(self) -> float:
        """Squared length below which a projected hinge is rounding: line, steps and other hinges repeat it."""
        return 1e-12 * float(np.diag(self.gram).max())

    def identified(self, sets: np.ndarray) -> np.ndarray:
        """Rows of `sets` whose hinges can be told apart; without steps all can."""
        parts = [self._apart(sets[i : i + CHUNK]) for i in range(0, len(sets), CHUNK)]
        return sets[np.concatenate(parts)] if parts else sets

    def _apart(self, sets: np.ndarray) -> np.ndarray:
        gram = self.gram[sets[:, :, None], sets[:, None, :]]
        long = np.sqrt(np.maximum(np.einsum("mii->mi", gram), 0))
        with np.errstate(divide="ignore", invalid="ignore"):
            unit = gram / (long[:, :, None] * long[:, None, :])
        return (long**2 > self.floor).all(axis=1) & (np.linalg.det(np.nan_to_num(unit)) > 1e-9)

    def residual(self, weighted: np.ndarray) -> np.ndarray:
        """Rows of `weighted` (already times the root of the weights) with line and steps taken out."""
        return weighted - (weighted @ self._line) @ self._line.T

    def sums_of_squares(self, y: np.ndarray, sets: np.ndarray) -> np.ndarray:
        """Weighted sum of squares of `y` around the best broken line, for each row of `sets`."""
        rest = self.residual((self._root * y)[None])[0]
        inner = self.columns.T @ rest
        total = rest @ rest
        if sets.shape[1] == 0:
            return np.full(len(sets), total)
        drops = [self._drop(inner, sets[i : i + CHUNK]) for i in range(0, len(sets), CHUNK)]
        return np.maximum(total - np.concatenate(drops), 0)

    def _drop(self, inner: np.ndarray, sets: np.ndarray) -> np.ndarray:
        c = inner[sets]
        gram = self.gram[sets[:, :, None], sets[:, None, :]]
        return (c * np.linalg.solve(gram, c[..., None])[..., 0]).sum(axis=1)


def deviances(series: YearlySeries, sets: np.ndarray) -> np.ndarray:
    """Poisson deviance of the broken log-linear trend, for each row of `sets`; its limit where it falls for ever."""
    scaled = (series.year - series.year[0]) / (series.year[-1] - series.year[0])
    parts = [
        fit_many("poisson", design(scaled, scaled[sets[i : i + CHUNK]], series.steps), series.count, series.population)[
            1
        ]
        for i in range(0, len(sets), CHUNK)
    ]
    return np.concatenate(parts)


def largest_drops(
    inner: np.ndarray, gram: np.ndarray, k: int, positions: range, between: int, floor: float = 0.0
) -> np.ndarray:
    """Largest drop of the sum of squares by `k` joinpoints, for many responses at once.

    Parameters
    ----------
    inner : (n, m) array
        Inner products of the projected hinges with each of the `m` projected responses.
    gram : (n, n) array
        Inner products of the projected hinges.
    positions : range
        Positions that a joinpoint may take.
    floor : float
        `Hinges.floor`: a hinge that is no longer than this explains nothing more.

    Notes
    -----
    Takes the first joinpoint in turn, projects it out of everything to its right (one step of
    Gram-Schmidt), and goes on with one joinpoint less: each number is touched a few times in cache instead
    of solving a k x k system for every set and response.
    """
    if k == 0:
        return np.zeros(inner.shape[1])
    length = np.diag(gram)
    if k == 1:
        here = np.flatnonzero(length > floor)
        here = here[(here >= positions.start) & (here < positions.stop)]
        return (inner[here] ** 2 / length[here, None]).max(axis=0, initial=0.0)
    best = np.zeros(inner.shape[1])
    for first in range(positions.start, positions.stop - (k - 1) * (between + 1)):
        if length[first] <= floor:
            continue
        right = slice(first + between + 1, positions.stop)
        ratio = gram[right, first] / length[first]
        rest = largest_drops(
            inner[right] - ratio[:, None] * inner[first],
            gram[right, right] - np.outer(ratio, gram[first, right]),
            k - 1,
            range(0, right.stop - right.start),
            between,
            floor,
        )
        np.maximum(best, rest + inner[first] ** 2 / length[first], out=best)
    return best
