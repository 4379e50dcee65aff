"""Does a likelihood have a maximum, and where it rises for ever, what of the model stays finite?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

ZERO = 1e-9  # of a design whose columns have largest entry 1: what is smaller is rounding


class Face(NamedTuple):
    """Where a likelihood reaches its supremum.

    Attributes
    ----------
    rows : (n,) bool array
        Rows whose mean stays inside: the others go to 0 (all trials, for a binomial row of events alone) as the
        likelihood rises. All of them when the maximum exists.
    basis : (p, r) array
        The combinations of the terms that these rows determine, orthonormal; the identity when they determine all.
    pull : (m, p) array
        Rows whose product with a direction is not negative when the likelihood rises along it, and 0 for all when
        it stays as it is.
    """

    rows: np.ndarray
    basis: np.ndarray
    pull: np.ndarray

    def finite(self, terms: np.ndarray) -> np.ndarray:
        """Tell for each row of `terms` (combinations of coefficients) whether it has one finite estimate."""
        size = np.maximum(np.abs(terms).max(axis=1), 1e-300)
        return np.abs(terms - (terms @ self.basis) @ self.basis.T).max(axis=1) <= ZERO * size

    def limit(self, term: np.ndarray) -> float:
        """Where a combination that is not finite goes: plus or minus infinity, or NaN when it may go both ways."""
        ways = [bool(_highest(self.pull, self.basis, side * term) > ZERO) for side in (1, -1)]
        return np.inf if ways == [True, False] else -np.inf if ways == [False, True] else np.nan


def face(family: str, design: np.ndarray, events: np.ndarray, n: np.ndarray | None = None) -> Face:
    """Find where the likelihood of a regression of counts has its supremum.

    Parameters
    ----------
    family : {"poisson", "negative-binomial", "binomial"}
        With log link, and for ``"binomial"`` the logit (or any other whose mean covers 0 to 1).
    design : (rows, terms) array
        Columns of the linear predictor.
    events, n : (rows,) array
        Counts; trials of ``"binomial"``.

    Returns
    -------
    Face

    Notes
    -----
    There is no maximum exactly when a direction d exists that leaves the linear predictor of every row with events as
    it is (x d = 0), raises none without events (x d <= 0), and lowers at least one; a binomial row of events alone may
    rise in turn. The most rows that one direction can move are found by a linear program; where rows with events
    already determine every coefficient there is no such direction and nothing to search. At the supremum these
    rows have mean 0 and say nothing more: the others are fitted by themselves (Geyer's limiting conditional model).

    References
    ----------
    Haberman SJ (1974). The Analysis of Frequency Data. University of Chicago Press.
    Albert A, Anderson JA (1984). Biometrika 71:1-10. doi:10.1093/biomet/71.1.1
    Geyer CJ (2009). Electronic Journal of Statistics 3:259-289. doi:10.1214/08-EJS349
    Santos Silva JMC, Tenreyro S (2010). Economics Letters 107:310-312. doi:10.1016/j.econlet.2010.02.020
    """
    scale = np.maximum(np.abs(design).max(axis=0), 1e-300)
    scaled = design / scale
    side = -(events == 0).astype(float)
    if family == "binomial":
        side[events == n] = 1.0
    loose = np.flatnonzero(side)
    null = _null_space(scaled[side == 0])
    pull = side[loose, None] * scaled[loose]
    rows = np.ones(len(design), dtype=bool)
    rows[loose[_receding(pull @ null)]] = False
    held = scaled[rows]
    known = _row_space(held)
    basis = np.linalg.qr(known * scale[:, None])[0] if known.shape[1] < len(scale) else np.eye(len(scale))
    return Face(rows, basis, pull[~rows[loose]] * scale)


def has_maximum(family: str, design: np.ndarray, events: np.ndarray, n: np.ndarray | None = None) -> bool:
    """Tell whether a regression of counts has a finite maximum likelihood estimate; arguments as in `face`.

    Having no events at all, and in the binomial model events alone, is no maximum too.
    """
    return bool(face(family, design, events, n).rows.all())


def _null_space(rows: np.ndarray) -> np.ndarray:
    _, size, axes = np.linalg.svd(rows, full_matrices=True)
    return axes[np.count_nonzero(size > ZERO * max(size.max(initial=0), 1)) :].T


def _row_space(rows: np.ndarray) -> np.ndarray:
    _, size, axes = np.linalg.svd(rows, full_matrices=False)
    return axes[: np.count_nonzero(size > ZERO * max(size.max(initial=0), 1))].T


def _receding(pull: np.ndarray) -> np.ndarray:
    """Tell which rows one direction z can move to their side (pull @ z > 0) while it moves none to the other."""
    from scipy.optimize import linprog

    size = np.abs(pull).max(axis=1, initial=0)
    moved = size > ZERO
    if not moved.any():
        return moved
    unit = np.divide(pull, size[:, None], out=np.zeros_like(pull), where=moved[:, None])
    if pull.shape[1] == 1:
        return moved if np.ptp(np.sign(unit[moved])) == 0 else np.zeros_like(moved)
    rows, terms = unit[moved], pull.shape[1]
    solved = linprog(
        np.concatenate([np.zeros(terms), -np.ones(len(rows))]),
        A_ub=np.hstack([-rows, np.eye(len(rows))]),
        b_ub=np.zeros(len(rows)),
        bounds=[(None, None)] * terms + [(0, 1)] * len(rows),
    )
    moved[moved] = solved.x[terms:] > 0.5
    return moved


def _highest(pull: np.ndarray, basis: np.ndarray, term: np.ndarray) -> float:
    """Largest gain of `term` over the directions of size 1 that change no row of the face and lower no likelihood."""
    from scipy.optimize import linprog

    free = _null_space(basis.T)
    cone, gain = pull @ free, term @ free
    cone = cone / np.maximum(np.abs(cone).max(axis=1, keepdims=True), 1e-300)
    gain = gain / max(np.abs(term).max(), 1e-300)
    return float(-linprog(-gain, A_ub=-cone, b_ub=np.zeros(len(cone)), bounds=(-1, 1)).fun)
