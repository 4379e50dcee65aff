"""How many joinpoints? The sequence of permutation tests of Kim et al. (2000)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...errors import DataError
from ...shown import shown
from ..arguments import counts, number
from .grid import Hinges, design, largest_drops
from .models import JoinpointModels


@dataclass(frozen=True)
class PermutationTest:
    """The number of joinpoints, and the tests that led to it.

    Attributes
    ----------
    k : int
        Number of joinpoints chosen.
    tests : DataFrame
        One row per test in order: null, alternative (numbers of joinpoints), ratio (of the sums of
        squares), p, threshold, rejected.
    permutations, seed : int
        As asked for.
    """

    k: int
    tests: pd.DataFrame
    permutations: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """Give the tests, one row each."""
        return self.tests

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        note = f"{self.permutations:,} permutations per test, seed {self.seed}"
        return shown(f"{self.k} joinpoints chosen", self.tests, note)

    def summary(self) -> str:
        """Say the choice and each test in a line."""
        lines = [f"{self.k} joinpoints chosen by {self.permutations} permutations per test, seed {self.seed}"]
        for row in self.tests.itertuples():
            verdict = "rejected" if row.rejected else "kept"
            lines.append(f"{row.null} against {row.alternative}: p = {row.p:.4f}, {verdict} at {row.threshold:.4f}")
        return "\n".join(lines)


def permutation_test(
    models: JoinpointModels,
    *,
    permutations: int = 4499,
    alpha: float = 0.05,
    seed: int = 7160,
    progress: Callable[[str, float], None] | None = None,
) -> PermutationTest:
    """Choose the number of joinpoints by permutation tests.

    Starts with 0 against the most joinpoints. Each test permutes the residuals of the smaller model (times
    the root of the weights), adds them back to its fitted values, searches the grid again for both models,
    and compares the ratio of their sums of squares: p = (1 + ratios at least as large)/(1 + permutations).
    When p < alpha/(maximum - null) the null takes one joinpoint more, else the alternative one fewer, until
    they meet.

    Parameters
    ----------
    models : JoinpointModels
        A least-squares search; the residuals of a Poisson likelihood are not exchangeable.
    permutations : int
        Permutations per test. The NCI program uses 4,499.
    alpha : float
        Bound on the probability of choosing too many joinpoints, at each true number of them.
    seed : int
        Seed of the generator: the same seed gives the same p values.
    progress : callable, optional
        Called with what was tested and the share of the tests that is done, 0 to 1, after each.

    Raises
    ------
    DataError
        A Poisson search, fewer than 1 permutation, or alpha outside (0, 1).

    References
    ----------
    Kim HJ, Fay MP, Feuer EJ, Midthune DN (2000). Statistics in Medicine 19:335-351.
    doi:10.1002/(SICI)1097-0258(20000215)19:3<335::AID-SIM336>3.0.CO;2-Z

    Examples
    --------
    >>> from analysis.stats.joinpoint import joinpoint_models
    >>> counts = [100, 110, 121, 133, 146, 161, 177, 172, 166, 160, 155, 150, 145, 141]
    >>> permutation_test(joinpoint_models(counts, year=range(2001, 2015)), permutations=199).k
    1
    """
    if not isinstance(models, JoinpointModels):
        raise DataError(f"models: expected what joinpoint_models gives, got {type(models).__name__}.")
    if models.model == "poisson":
        raise DataError("models: the permutation test is for least squares; use 'weighted-log-rate', or bic.")
    if int(counts(permutations, "permutations", ndim=0)) < 1:
        raise DataError("permutations: expected at least 1, got 0.")
    alpha = number(alpha, "alpha")
    if not 0 < alpha < 1:
        raise DataError(f"alpha: expected a share between 0 and 1 such as 0.05, got {alpha:g}.")
    generator = np.random.default_rng(int(counts(seed, "seed", ndim=0)))
    hinges = Hinges(models.year, models.weights, models.series.steps)
    low, high = 0, len(models.positions) - 1
    most, rows = high, []
    while low < high:
        ratio, p = _test(models, hinges, low, high, int(permutations), generator)
        threshold = alpha / (most - low)
        rows.append((low, high, ratio, p, threshold, p < threshold))
        low, high = (low + 1, high) if p < threshold else (low, high - 1)
        if progress is not None:
            progress(f"{rows[-1][0]} against {rows[-1][1]} joinpoints", len(rows) / most)
    names = ["null", "alternative", "ratio", "p", "threshold", "rejected"]
    return PermutationTest(low, pd.DataFrame(rows, columns=names), int(permutations), int(seed))


def _test(models, hinges, null, alternative, permutations, generator) -> tuple[float, float]:
    smaller, larger = models.objective[null], models.objective[alternative]
    if smaller == 0:  # nothing is left to explain
        return 1.0, 1.0
    ratio = smaller / larger if larger > 0 else np.inf
    root, y = np.sqrt(models.weights), models.response
    x = design(models.year, models.year[models.positions[null]], models.series.steps) * root[:, None]
    q, _ = np.linalg.qr(x)
    fitted = q @ (q.T @ (root * y))
    shuffled = generator.permuted(np.tile(root * y - fitted, (permutations, 1)), axis=1)
    rest = hinges.residual(fitted + shuffled)
    total, inner = (rest**2).sum(axis=1), hinges.columns.T @ rest.T
    ends, between = models.spacing
    positions = range(ends, len(y) - ends)
    left = [total - largest_drops(inner, hinges.gram, k, positions, between, hinges.floor) for k in (null, alternative)]
    # rounding must not turn the identity permutation, or a tie, into a smaller ratio
    reached = left[0] >= ratio * left[1] * (1 - 1e-9) if np.isfinite(ratio) else left[1] <= 1e-12 * total
    return float(ratio), float((1 + np.count_nonzero(reached)) / (1 + permutations))
