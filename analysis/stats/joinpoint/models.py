"""The best joinpoint model for each number of joinpoints, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import fdtri, gammaln, xlogy

from ...errors import DataError
from ...shown import shown
from ..arguments import checked_level, choice, counts
from ..trends.series import YearlySeries
from .fitted import JoinpointFit
from .solution import solve, weights_of

SAME = 1e-13  # part of the largest objective that is rounding of the search


@dataclass(frozen=True)
class JoinpointModels:
    """The outcome of a grid search: the best joinpoints for k = 0, 1, ... joinpoints.

    Attributes
    ----------
    model : str
        As asked for.
    series : YearlySeries
        Years used, in order, with counts, populations, given standard errors and declared jumps.
    spacing : (int, int)
        Observations kept before the first and after the last joinpoint, and between two.
    positions : tuple of (k,) int arrays
        Best joinpoints for each k, as positions in `year`; `joinpoints` gives the years.
    objective : (K + 1,) array
        Their weighted sum of squares (Poisson deviance for ``"poisson"``, its limit where the likelihood has no
        maximum); 0 when the fit is exact.
    runner_up : (K + 1,) array
        The same for the second-best set; NaN where there is only one.
    profiles : tuple of (k, n) arrays
        Smallest objective with the j-th joinpoint at each observation; infinite where it may not be.
    """

    model: str
    series: YearlySeries
    spacing: tuple[int, int]
    positions: tuple[np.ndarray, ...]
    objective: np.ndarray
    runner_up: np.ndarray
    profiles: tuple[np.ndarray, ...]

    @property
    def year(self) -> np.ndarray:
        """Years used, in order."""
        return self.series.year

    @property
    def joinpoints(self) -> tuple[np.ndarray, ...]:
        """Best joinpoints for each k, in years."""
        return tuple(self.year[at] for at in self.positions)

    @property
    def response(self) -> np.ndarray:
        """Logarithm of the rate."""
        return self.series.log_rates

    @property
    def weights(self) -> np.ndarray:
        """Weights of least squares: 1, or the inverse of the variance of a logarithm by the delta method.

        That is the count, or (rate/standard error)^2 where standard errors are given.
        """
        return weights_of(self.model, self.series)

    @property
    def bic(self) -> np.ndarray:
        """Bayesian information criterion by k.

        Least squares: log(SSE/n) + 2(k + 1) log(n)/n, the NCI form. Poisson: -2 log-likelihood +
        2(k + 1) log(n). A declared jump is one parameter more. An exact fit by least squares has minus infinity.
        """
        n, count = len(self.year), self.series.count
        parameters = 2 * (np.arange(len(self.objective)) + 1) + len(self.series.jumps)
        if self.model == "poisson":
            saturated = (xlogy(count, count) - count - gammaln(count + 1)).sum()
            return self.objective - 2 * saturated + parameters * np.log(n)
        with np.errstate(divide="ignore"):
            return np.log(self.objective / n) + parameters * np.log(n) / n

    @property
    def weighted_bic(self) -> np.ndarray:
        """NCI's weighted BIC by k: log(SSE/n) + ((2 + R2)k + 2) log(n)/n; NaN for the Poisson model
        and with a jump, for which it is not defined.

        R2 is the largest, over the joints, of the partial R2 of the joint's hinge given a straight line on
        the two segments that meet there: the observations after the joint before it up to the joint after
        it. It moves the penalty from that of BIC (R2 = 0) to that of BIC3 (R2 = 1).
        """
        if self.model == "poisson" or self.series.jumps.size:
            return np.full(len(self.objective), np.nan)
        n, k = len(self.year), np.arange(len(self.objective))
        return self.bic + k * np.array([self._largest_r2(at) for at in self.positions]) * np.log(n) / n

    def _largest_r2(self, at: np.ndarray) -> float:
        edges = np.concatenate([[-1], at, [len(self.year) - 1]])
        y, root, largest = self.response, np.sqrt(self.weights), 0.0
        for before, joint, after in zip(edges[:-2], at, edges[2:], strict=True):
            rows = slice(before + 1, after + 1)
            year, scale = self.year[rows], root[rows]
            line, _ = np.linalg.qr(np.column_stack([scale, scale * (year - year[0])]))
            pair = np.column_stack([y[rows], np.maximum(0, year - self.year[joint])]) * scale[:, None]
            pair -= line @ (line.T @ pair)
            (yy, yz), (_, zz) = pair.T @ pair
            largest = max(largest, yz**2 / (yy * zz) if yy * zz > 0 else 0.0)
        return largest

    def best(self, criterion: str = "bic") -> int:
        """Number of joinpoints with the smallest ``"bic"`` or ``"weighted-bic"`` (the fewest on a tie)."""
        choice(criterion, "criterion", ("bic", "weighted-bic"))
        if criterion == "weighted-bic" and (self.model == "poisson" or self.series.jumps.size):
            raise DataError("criterion: weighted-bic is defined for least squares without a jump; use bic.")
        return int(np.argmin(self.bic if criterion == "bic" else self.weighted_bic))

    def fit(self, k: int, *, level: float = 0.95) -> JoinpointFit:
        """Give the model with `k` joinpoints, with limits at `level`.

        The limits of a joint are the observed years where the objective, minimised over everything else,
        stays below its minimum plus s2 F(level; 1, df), s2 the error variance and df that of
        `JoinpointFit.df` (Lerman 1980); NaN without a degree of freedom.
        """
        if not 0 <= int(counts(k, "k", ndim=0)) < len(self.positions):
            raise DataError(f"k: expected a number of joinpoints from 0 to {len(self.positions) - 1}, got {k}.")
        level, k = checked_level(level), int(k)
        at = self.positions[k]
        fit, expected = solve(self.model, self.series, at)
        slopes, steps = slice(0, k + 1), slice(k + 1, None)
        return JoinpointFit(
            self.model, level, self.year, self.series.count, self.series.population, expected, self.year[at],
            self._joint_limits(k, fit, level), fit.values[slopes], fit.covariance[slopes, slopes], fit.deviance,
            fit.pearson, fit.spare, self.series.jumps, fit.values[steps], fit.covariance[steps, steps],
        )  # fmt: skip

    def _joint_limits(self, k: int, fit, level: float) -> np.ndarray:
        if fit.spare <= k:
            return np.full((k, 2), np.nan)
        df = fit.spare - k
        bound = self.objective[k] + fit.pearson / df * fdtri(1, df, level)
        inside = self.profiles[k] <= bound * (1 + 1e-12) + SAME * self.objective[0]
        inside[np.arange(k), self.positions[k]] = True
        return np.array([self.year[np.flatnonzero(row)[[0, -1]]] for row in inside]).reshape(k, 2)

    def __repr__(self) -> str:
        return (
            f"0 to {len(self.objective) - 1} joinpoints, {self.model}, {len(self.year)} years; the smallest BIC has "
            f"{self.best()}"
        )

    def _repr_html_(self) -> str:
        note = f"{self.model}; {len(self.year)} years. The smallest BIC has {self.best()} joinpoints."
        return shown("Best joinpoints for each number k", self.to_frame(), note)

    def to_frame(self) -> pd.DataFrame:
        """One row per k: joinpoints (years), objective, bic, weighted_bic."""
        years = [tuple(float(year) for year in at) for at in self.joinpoints]
        table = {
            "joinpoints": years,
            "objective": self.objective,
            "bic": self.bic,
            "weighted_bic": self.weighted_bic,
        }
        return pd.DataFrame(table, index=pd.RangeIndex(len(years), name="k"))
