"""One set of joinpoints fitted to a series: segment slopes, declared steps, and what is left over."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..trends.residuals import level_or
from ..trends.series import YearlySeries
from ..trends.supremum import Supremum, at_supremum
from .grid import design


class Solution(NamedTuple):
    """The fit (slopes of the segments, then steps) and the expected counts."""

    fit: Supremum
    expected: np.ndarray


def weights_of(model: str, series: YearlySeries) -> np.ndarray:
    """Weights of least squares: the count, (rate/standard error)^2 where errors are given, or 1."""
    return series.count if model == "weighted-log-rate" else series.weights


def solve(model: str, series: YearlySeries, at: np.ndarray) -> Solution:
    """Fit the line that may bend at the positions `at`, by least squares or at the supremum of the likelihood."""
    scaled, span = (series.year - series.year[0]) / np.ptp(series.year), np.ptp(series.year)
    x, k, jumps = design(scaled, scaled[at], series.steps), len(at), len(series.jumps)
    terms = np.zeros((k + 1 + jumps, 2 + jumps + k))
    terms[: k + 1, [1, *range(2 + jumps, 2 + jumps + k)]] = np.tri(k + 1) / span
    terms[k + 1 :, 2 : 2 + jumps] = np.eye(jumps)
    if model == "poisson":
        fit = at_supremum("poisson", x, series.count, series.population, terms)
        return Solution(fit._replace(values=level_or(fit.values, span)), fit.mu)
    root = np.sqrt(weights_of(model, series))
    fit = at_supremum("gaussian", x * root[:, None], series.log_rates * root, np.ones(len(root)), terms)
    fit = fit._replace(values=level_or(fit.values, span))
    return Solution(fit, series.population * np.exp(fit.mu / root))
