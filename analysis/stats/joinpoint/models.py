"""The best joinpoint model for each number of joinpoints, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd
from scipy.special import fdtri, gammaln, xlogy

from ...errors import DataError
from ...shown import shown
from ..arguments import checked_level, choice, counts
from ..trends.likelihood import poisson_glm
from ..trends.series import has_finite_slope, log_rates, yearly_series
from .fitted import JoinpointFit
from .grid import Hinges, candidates, default_maximum, design, deviances

MODELS = ("log-rate", "weighted-log-rate", "poisson")
LARGEST_SEARCH = 4_000_000


@dataclass(frozen=True)
class JoinpointModels:
    """The outcome of a grid search: the best joinpoints for k = 0, 1, ... joinpoints.

    Attributes
    ----------
    model : str
        As asked for.
    year, count, population : (n,) array
        The years used, in order.
    spacing : (int, int)
        Observations kept before the first and after the last joinpoint, and between two.
    positions : tuple of (k,) int arrays
        Best joinpoints for each k, as positions in `year`; `joinpoints` gives the years.
    objective : (K + 1,) array
        Their weighted sum of squares (Poisson deviance for ``"poisson"``).
    runner_up : (K + 1,) array
        The same for the second-best set; NaN where there is only one.
    profiles : tuple of (k, n) arrays
        Smallest objective with the j-th joinpoint at each observation; infinite where it may not be.
    """

    model: str
    year: np.ndarray
    count: np.ndarray
    population: np.ndarray
    spacing: tuple[int, int]
    positions: tuple[np.ndarray, ...]
    objective: np.ndarray
    runner_up: np.ndarray
    profiles: tuple[np.ndarray, ...]

    @property
    def joinpoints(self) -> tuple[np.ndarray, ...]:
        """Best joinpoints for each k, in years."""
        return tuple(self.year[at] for at in self.positions)

    @property
    def response(self) -> np.ndarray:
        """Logarithm of the rate."""
        return log_rates(self.year, self.count, self.population)

    @property
    def weights(self) -> np.ndarray:
        """Weights of least squares: 1, or the count (the inverse of the variance of its logarithm)."""
        return self.count if self.model == "weighted-log-rate" else np.ones(len(self.year))

    @property
    def bic(self) -> np.ndarray:
        """Bayesian information criterion by k.

        Least squares: log(SSE/n) + 2(k + 1) log(n)/n, the NCI form. Poisson: -2 log-likelihood +
        2(k + 1) log(n). An exact fit has minus infinity.
        """
        n, k = len(self.year), np.arange(len(self.objective))
        if self.model == "poisson":
            saturated = (xlogy(self.count, self.count) - self.count - gammaln(self.count + 1)).sum()
            return self.objective - 2 * saturated + 2 * (k + 1) * np.log(n)
        with np.errstate(divide="ignore"):
            return np.log(self.objective / n) + 2 * (k + 1) * np.log(n) / n

    @property
    def weighted_bic(self) -> np.ndarray:
        """NCI's weighted BIC by k: log(SSE/n) + ((2 + R2)k + 2) log(n)/n; NaN for the Poisson model.

        R2 is the largest, over the joints, of the partial R2 of the joint's hinge given a straight line on
        the two segments that meet there: the observations after the joint before it up to the joint after
        it. It moves the penalty from that of BIC (R2 = 0) to that of BIC3 (R2 = 1).
        """
        if self.model == "poisson":
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
        if criterion == "weighted-bic" and self.model == "poisson":
            raise DataError("criterion: weighted-bic is defined for least squares; use bic with the Poisson model.")
        return int(np.argmin(self.bic if criterion == "bic" else self.weighted_bic))

    def fit(self, k: int, *, level: float = 0.95) -> JoinpointFit:
        """Give the model with `k` joinpoints, with limits at `level`.

        The limits of a joint are the observed years where the objective, minimised over everything else,
        stays below its minimum plus s2 F(level; 1, n - 2(k + 1)), s2 the error variance (Lerman 1980).
        """
        if not 0 <= int(counts(k, "k")) < len(self.positions):
            raise DataError(f"k: expected a number of joinpoints from 0 to {len(self.positions) - 1}, got {k}.")
        level, k = checked_level(level), int(k)
        at = self.positions[k]
        x = design(self.year, self.year[at])
        beta, fitted, inverse, pearson = self._solve(x)
        to_slopes = np.column_stack([np.zeros(k + 1), np.tri(k + 1)])
        df = len(self.year) - 2 * (k + 1)
        bound = self.objective[k] + pearson / df * fdtri(1, df, level)
        inside = self.profiles[k] <= bound * (1 + 1e-12)
        inside[np.arange(k), at] = True
        limits = np.array([self.year[np.flatnonzero(row)[[0, -1]]] for row in inside]).reshape(k, 2)
        return JoinpointFit(
            self.model, level, self.year, self.count, self.population, fitted, self.year[at], limits,
            to_slopes @ beta, to_slopes @ inverse @ to_slopes.T, float(self.objective[k]), pearson,
        )  # fmt: skip

    def _solve(self, x: np.ndarray):
        if self.model == "poisson":
            beta, mu, inverse = poisson_glm(self.count, x, self.population)
            return beta, mu, inverse, float(((self.count - mu) ** 2 / mu).sum())
        root = np.sqrt(self.weights)
        q, r = np.linalg.qr(x * root[:, None])
        beta = np.linalg.solve(r, q.T @ (root * self.response))
        squares = _unless_rounding(((self.response - x @ beta) ** 2 * self.weights).sum(), self)
        return beta, self.population * np.exp(x @ beta), np.linalg.inv(r.T @ r), squares

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


def joinpoint_models(
    count, *, year, population=None, model: str = "log-rate", maximum: int | None = None, spacing=(2, 2)
) -> JoinpointModels:
    """Search the grid of observed years for the best joinpoints, for every number of them.

    Parameters
    ----------
    count : (n,) array_like
        Events per year. For ``"log-rate"`` any positive numbers, such as printed rates.
    year : (n,) array_like
        The time of each count; gaps are kept as gaps.
    population : (n,) array_like, optional
        Denominator.
    model : {"log-rate", "weighted-log-rate", "poisson"}
        Least squares on log(count/population), unweighted or weighted by the count; or Poisson likelihood
        with the logarithm of the population as offset.
    maximum : int, optional
        Most joinpoints to try; fewer are tried when no set fits the spacing or no degree of freedom is left.
        Default, as the NCI program by the number of years: 0 below 7, 1 from 7, 2 from 12, 3 from 17, 4
        from 22, 5 from 27 (newer versions go on to 6 from 32 and 7 from 37; ask for them with `maximum`).
    spacing : (int, int)
        Observations strictly before the first and after the last joinpoint, and strictly between two.

    Returns
    -------
    JoinpointModels

    Raises
    ------
    DataError
        Fewer than three years with data, a year listed twice or missing, a zero count with least squares (a
        Poisson model takes it), no events, or a search of more than four million sets.

    Notes
    -----
    Years whose count or population is missing are left out. A series that lies on its line has an objective
    of 0, and the fewest joinpoints that reach it are chosen.

    References
    ----------
    Lerman PM (1980). Applied Statistics 29:77-84. doi:10.2307/2346413
    Kim HJ, Fay MP, Feuer EJ, Midthune DN (2000). Statistics in Medicine 19:335-351.
    doi:10.1002/(SICI)1097-0258(20000215)19:3<335::AID-SIM336>3.0.CO;2-Z
    Kim HJ et al. (2023). Journal of Applied Statistics 50:1992-2013. doi:10.1080/02664763.2022.2063265
    """
    choice(model, "model", MODELS)
    year, count, population = yearly_series(count, year, population, at_least=3, whole=model != "log-rate")
    ends, between = _spacing(spacing)
    if model == "poisson" and not has_finite_slope(year, count):
        raise DataError("count: expected events in more than one year, or the slope is not finite.")
    empty = np.array([])
    found = JoinpointModels(model, year, count, population, (ends, between), (), empty, empty, ())
    n, score = len(year), _scorer(found)
    maximum = default_maximum(n) if maximum is None else int(counts(maximum, "maximum"))
    rows = []
    for k in range(maximum + 1):
        free = n - 2 * ends - max(k - 1, 0) * between
        if k > 0 and (free < k or n - 2 * (k + 1) <= 0):
            break
        if comb(max(free, 0), k) > LARGEST_SEARCH:
            raise DataError(f"maximum: {k} joinpoints in {n} years are {comb(free, k)} sets; ask for fewer.")
        rows.append(_best_set(score, candidates(n, k, ends, between), n))
    at, value, second, profiles = zip(*rows, strict=True)
    return JoinpointModels(
        model, year, count, population, (ends, between), at, np.array(value), np.array(second), profiles
    )


def _spacing(spacing) -> tuple[int, int]:
    given = np.atleast_1d(counts(spacing, "spacing"))
    if given.shape != (2,) or np.isnan(given).any() or given[0] < 1:
        raise DataError(f"spacing: expected two whole numbers, the first at least 1, such as (2, 2); got {spacing!r}.")
    return int(given[0]), int(given[1])


def _unless_rounding(squares: float, models: JoinpointModels) -> float:
    """Sum of squares, 0 when it is no more than the rounding error of the logarithms."""
    return float(squares) if squares > 1e-24 * (models.weights * models.response**2).sum() else 0.0


def _scorer(models: JoinpointModels):
    if models.model == "poisson":
        return lambda sets: deviances(models.year, models.count, models.population, sets)
    hinges, response = Hinges(models.year, models.weights), models.response

    def squares(sets):
        value = hinges.sums_of_squares(response, sets)
        best = int(np.argmin(value))  # summed again from the residuals: the drop loses digits when the fit is close
        value[best] = _unless_rounding(models._solve(design(models.year, models.year[sets[best]]))[3], models)
        return value

    return squares


def _best_set(score, sets: np.ndarray, n: int):
    value = score(sets)
    best = int(np.argmin(value))
    profile = np.full((sets.shape[1], n), np.inf)
    for joint, row in enumerate(profile):
        np.minimum.at(row, sets[:, joint], value)
    second = np.partition(value, 1)[1] if len(value) > 1 else np.nan
    return sets[best], float(value[best]), float(second), profile
