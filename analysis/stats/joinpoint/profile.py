"""Global optimum of the profile likelihood in continuous breakpoints."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np

from ...errors import DataError
from ..trends.likelihood import fit_many, mean_and_weight
from .grid import CHUNK, hinges
from .series import Series

STARTS = 12
GRID = 6_000  # most points of the grid from which the best are refined
ROUNDING = 1e-14  # relative error of an objective
SAME = 1e-9  # relative difference of two objectives that are one but for rounding
BESIDE = 1e-9  # part of the range of x within which a breakpoint is on an observed x


def broken_line(x: np.ndarray, psi: np.ndarray) -> np.ndarray:
    """Columns 1, x, and max(0, x - psi); leading axes of `psi` are kept."""
    hinge = hinges(x, psi)
    line = np.column_stack([np.ones_like(x), x])
    return np.concatenate([np.broadcast_to(line, (*hinge.shape[:-1], 2)), hinge], axis=-1)


def objectives(series: Series, psi: np.ndarray) -> np.ndarray:
    """Residual deviance (sum of squares for "gaussian"), minimised over the slopes, per row of `psi`."""
    parts = [
        fit_many(series.family, broken_line(series.x, psi[i : i + CHUNK]), series.y, series.size)[1]
        for i in range(0, len(psi), CHUNK)
    ]
    return np.concatenate(parts)


def global_optimum(series: Series, k: int) -> np.ndarray:
    """Breakpoints that minimise the profile objective.

    Breakpoints lie between the third and the third-last distinct x, two of them at least twice the smallest
    gap of x apart. The best points of a grid are refined one by one; the objective is smooth between
    observed x and has corners on them, so that an optimum may be a corner. Of points that fit equally well the
    first is taken. Two breakpoints with fewer than two x between them may slide against each other without any
    change of fit: they are given at their least distance.

    References
    ----------
    Hudson DJ (1966). Journal of the American Statistical Association 61:1097-1129.
    """
    if k == 0:
        return np.array([])
    start, span = series.x[0], np.ptp(series.x)
    unit = series._replace(x=(series.x - start) / span)
    distinct = np.unique(unit.x)
    if len(distinct) < 5 or len(unit.x) <= 2 * k + 2:
        raise DataError(f"x: expected at least 5 distinct values and more than {2 * k + 2} rows for {k} breakpoints.")
    box = (distinct[2], distinct[-3], 2 * np.diff(distinct).min())
    points = _grid(distinct, box, k)
    if not len(points):
        raise DataError(f"number: {k} breakpoints do not fit between the third and the third-last value of x.")
    first = np.argsort(objectives(unit, points), kind="stable")[:STARTS]
    ends = [_descend(unit, points[i], distinct, box) for i in first]
    ends = {tuple(psi.round(6)): (psi, value) for psi, value in ends}.values()
    best, value = _first_of_best([_refine(unit, *end, distinct, box) for end in ends])
    psi = _narrowed(unit, best, value, distinct, box)
    nearest = series.x[np.abs(unit.x[:, None] - psi).argmin(axis=0)]
    exact = start + span * psi
    return np.where(np.abs(exact - nearest) < BESIDE * span, nearest, exact)


def _first_of_best(ends):
    """Of the ends whose objective is the smallest but for rounding, the one furthest to the left."""
    least = min(value for _, value in ends)
    return min((end for end in ends if end[1] <= least * (1 + SAME)), key=lambda end: tuple(end[0].round(7)))


def _narrowed(series: Series, psi, value, distinct, box):
    """Bring neighbors that may slide against each other to their least distance, where the fit is the same."""
    for j in range(len(psi) - 1):
        inside = distinct[(distinct > psi[j]) & (distinct < psi[j + 1])]
        if len(inside) > 1 or psi[j + 1] - psi[j] <= box[2] * (1 + 1e-9):
            continue
        middle = inside[0] if len(inside) else psi[j : j + 2].mean()
        moved, after = _best_pair(series, psi, j, (max(middle - box[2], box[0]), min(middle, box[1] - box[2])), box)
        if after <= value * (1 + SAME):
            psi, value = moved, min(after, value)
    return psi


def _best_pair(series: Series, psi, j: int, ends, box):
    """Best place, between `ends`, of breakpoint j with its right neighbor at the least distance."""
    from scipy.optimize import minimize_scalar

    def placed(at):
        trial = np.tile(psi, (np.size(at), 1))
        trial[:, j], trial[:, j + 1] = at, at + box[2]
        return trial

    def height(at):
        trial = placed(at)[0]
        return objectives(series, trial[None])[0] if _apart(trial, box) else np.inf

    tried = np.linspace(ends[0], ends[1], 65)
    best = tried[np.argmin([height(at) for at in tried])]
    near = (max(best - np.ptp(tried) / 64, ends[0]), min(best + np.ptp(tried) / 64, ends[1]))
    at = minimize_scalar(height, bounds=near, method="bounded", options={"xatol": 1e-10}).x
    return placed(at)[0], height(at)


def _grid(distinct, box, k) -> np.ndarray:
    low, high, gap = box
    for parts in (8, 4, 2, 1):
        fine = np.interp(np.arange(0, len(distinct) - 1 + 0.5 / parts, 1 / parts), np.arange(len(distinct)), distinct)
        fine = fine[(fine >= low) & (fine <= high)]
        if comb(len(fine), k) <= GRID:
            break
    while comb(len(fine), k) > GRID:
        fine = fine[::2]
    points = np.array(list(combinations(fine, k)))
    return points[(np.diff(points, axis=1) >= gap * (1 - 1e-9)).all(axis=1)] if len(points) else points


def _refine(series: Series, psi, value, distinct, box):
    """Where breakpoints stopped at their least distance, go on with them together, then each for itself."""
    for _ in range(20):
        moved, after = _together(series, psi, value, box)
        if not after < value * (1 - 1e-10):
            break
        psi, value = _descend(series, moved, distinct, box)
    return psi, value


def _together(series: Series, psi, value, box):
    """Search without derivatives in which neighbors at their least distance move as one (if there are such)."""
    from scipy.optimize import minimize

    low, high, gap = box
    tied = np.diff(psi) <= gap * (1 + 1e-9)
    if not tied.any():
        return psi, value
    run = np.concatenate([[0], np.cumsum(~tied)])

    def at(shift):
        trial = psi + shift[run]
        inside = trial[0] >= low and trial[-1] <= high and _apart(trial, box)
        return objectives(series, trial[None])[0] if inside else 1e300

    simplex = np.vstack([np.zeros(run[-1] + 1), gap / 2 * np.eye(run[-1] + 1)])
    stop = {"initial_simplex": simplex, "xatol": 1e-7, "fatol": 1e-10 * value, "maxfev": 1000}
    found = minimize(at, simplex[0], method="Nelder-Mead", options=stop)
    return psi + found.x[run], found.fun


def _descend(series: Series, psi, distinct, box):
    """Gauss-Newton within the cell of observed x, crossing into the next cell while that goes down."""
    value = objectives(series, psi[None])[0]
    least = 1e-12 if series.family != "gaussian" else 1e-24 * (series.y**2).sum()  # what is less is rounding
    for _ in range(200):
        moves = _direction(series, psi, distinct, box)
        if moves is None:
            break
        step, low, high = moves
        for halving in range(40):
            trial = np.clip(psi + step / 2**halving, low, high)
            after = objectives(series, trial[None])[0] if _apart(trial, box) else np.inf
            if after <= value * (1 + ROUNDING) + least:
                break
        else:
            break
        moved, drop, psi, value = np.abs(trial - psi).max(), value - after, trial, min(after, value)
        if moved < 1e-13 or drop <= 10 * ROUNDING * value + least:  # this step gains no more: it was the last
            break
    return psi, value


def _apart(psi, box) -> bool:
    return bool((np.diff(psi) >= box[2] * (1 - 1e-9)).all())


def _direction(series: Series, psi, distinct, box):
    """Gauss-Newton step and the cell it may move in; None where every one-sided slope points up."""
    x = broken_line(series.x, psi)
    beta = fit_many(series.family, x, series.y, series.size)[0][0]
    mu, weight = mean_and_weight(series.family, x @ beta, series.size)
    change = beta[2:]
    above = series.x[:, None] > psi
    at_or_above = series.x[:, None] >= psi
    rest = (series.y - mu)[:, None]
    rightward = 2 * change * (rest * above).sum(axis=0)  # derivative of the objective to either side
    leftward = 2 * change * (rest * at_or_above).sum(axis=0)
    go_right = (rightward < 0) & (psi < box[1])
    go_left = (leftward > 0) & (psi > box[0]) & ~(go_right & (-rightward > leftward))
    free = np.flatnonzero(go_right | go_left)
    if not free.size:
        return None
    side = np.where(go_left, leftward, rightward)[free]
    v = -change[free] * np.where(go_left, at_or_above, above)[:, free]
    inner = v.T @ (weight[:, None] * v)
    cross = x.T @ (weight[:, None] * v)
    curvature = 2 * (inner - cross.T @ np.linalg.lstsq(x.T @ (weight[:, None] * x), cross, rcond=None)[0])
    curvature += 1e-12 * np.trace(curvature) * np.eye(len(free))
    step, low, high = np.zeros(len(psi)), psi.copy(), psi.copy()
    step[free] = -np.linalg.lstsq(curvature, side, rcond=None)[0]
    for j in free:
        cell = distinct[[np.searchsorted(distinct, psi[j], "left") - 1, np.searchsorted(distinct, psi[j], "right")]]
        low[j] = max(cell[0] if go_left[j] or psi[j] not in distinct else psi[j], box[0])
        high[j] = min(cell[1] if not go_left[j] or psi[j] not in distinct else psi[j], box[1])
    return step, low, high
