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

    def least(self, cost, matrix, low, high, sums=None, *, whole=None, nodes: int | None = None) -> np.ndarray | None:
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
        nodes : int, optional
            Most nodes of the search for whole numbers.

        Returns
        -------
        array of n or None
            The best found; nothing where no values exist or none were found.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        self.solved += 1
        ends = (np.zeros(matrix.shape[0]),) * 2 if sums is None else sums
        options = {"node_limit": nodes} if nodes else {}
        with quietly():
            found = milp(
                cost,
                integrality=whole,
                bounds=Bounds(low, high),
                constraints=LinearConstraint(matrix, *ends),
                options=options,
            )
        return found.x
