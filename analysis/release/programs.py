"""Linear and integer programs: solved without a word on standard output, and counted."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

NEAR = 1e-6  # what a solver of floating-point programs leaves of a whole number


@contextmanager
def quietly() -> Iterator[None]:
    """Keep standard output clean: HiGHS writes lines of its own there now and then, past Python."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError, AttributeError):  # there is no standard output to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class Programs:
    """Solves programs, and counts them: the count ends a search, not the clock, so that two runs give the same tables.

    Parameters
    ----------
    most : int
        After so many programs `spent` is true; whoever searches then stops where it is safe.
    """

    def __init__(self, most: int):
        self.most = most
        self.solved = 0

    @property
    def spent(self) -> bool:
        """Whether the count is used up."""
        return self.solved >= self.most

    def least(self, cost, matrix, low, high, sums=None, *, whole=None) -> np.ndarray | None:
        """Minimize ``cost @ x`` under ``sums[0] <= matrix @ x <= sums[1]`` (zero by default) and bounds.

        Parameters
        ----------
        cost, low, high : array of n
            Cost and bounds of each variable.
        matrix : sparse (rows, n)
            Left sides.
        sums : pair of array, optional
            Bounds of each row.
        whole : array of n, optional
            1 where a variable is a whole number.

        Returns
        -------
        array of n or None
            The best found; nothing where no values exist or none were found.
        """
        sums = (np.zeros(matrix.shape[0]),) * 2 if sums is None else sums
        return self._solved(cost, matrix, low, high, sums, whole).x

    def least_with_bound(self, cost, matrix, low, high, sums, whole, nodes: int) -> tuple[np.ndarray | None, float]:
        """Minimize as `least` does, over at most so many nodes, and give what no solution falls below too."""
        found = self._solved(cost, matrix, low, high, sums, whole, node_limit=nodes)
        bound = found.fun if whole is None else found.mip_dual_bound
        return found.x, 0.0 if bound is None else float(bound)

    def _solved(self, cost, matrix, low, high, sums, whole, **options):
        from scipy.optimize import Bounds, LinearConstraint, milp

        self.solved += 1
        rows = LinearConstraint(matrix, *sums)
        with quietly():
            return milp(cost, integrality=whole, bounds=Bounds(low, high), constraints=rows, options=options)

    def largest(self, cell: int, side: int, matrix, low, high) -> tuple[float, np.ndarray]:
        """Maximize ``side * x[cell]`` where ``matrix @ x = 0``: its value, and the reduced cost r of every variable.

        Whatever the bounds, the value is at most the sum of ``-r * low`` where r is positive and of ``-r * high`` where
        it is negative (weak duality); at these bounds it is that sum.
        """
        from scipy.optimize import linprog

        self.solved += 1
        cells = np.flatnonzero((low != 0) | (high != 0))
        cost = np.zeros(len(low))
        cost[cell] = -float(side)
        bounds = np.column_stack([low, high])[cells]
        with quietly():
            found = linprog(cost[cells], A_eq=matrix[:, cells], b_eq=np.zeros(matrix.shape[0]), bounds=bounds)
        if found.x is None:
            return np.inf, cost
        reduced = cost - matrix.T @ np.round(found.eqlin.marginals, 9)
        return -found.fun, np.where(np.abs(reduced) > NEAR, reduced, 0.0)
