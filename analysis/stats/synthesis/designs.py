"""How each mixed model makes the linear predictors of a study out of its counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...errors import DataError
from .likelihoods import Binomial, Hypergeometric, Poisson, marginal

MOST_TABLES = 1_000_000


@dataclass(frozen=True, slots=True)
class Design:
    """Linear predictors of the studies: offset + fixed beta + nuisance a_i + load (sd b_i).

    `fixed` is (studies, arms, coefficients) with the pooled effect first, `nuisance` (studies, arms) or None
    for a free parameter per study, `load` (studies, arms, random effects) with that of the treatment first.
    """

    likelihood: Any
    offset: np.ndarray
    fixed: np.ndarray
    load: np.ndarray
    nuisance: np.ndarray | None = None

    def function(self, points: int, sds: int) -> Callable:
        """Log-likelihood per study as a function of (coefficients, `sds` standard deviations) and the nuisance."""
        load = self.load[:, :, self.load.shape[2] - sds :] if sds else self.load[:, :, :1] * 0

        def log_likelihood(parameters, nuisance):
            split = len(parameters) - sds
            base = self.offset + self.fixed @ parameters[:split]
            if self.nuisance is not None:
                base = base + self.nuisance * nuisance[:, None]
            return marginal(self.likelihood, base, load * (parameters[split:] if sds else 0), points if sds else 1)

        return log_likelihood


def _one(likelihood, offset, arms=1) -> Design:
    ones = np.ones((len(offset), arms, 1))
    return Design(likelihood, offset, ones, ones)


def _binomial(x, m) -> Design:
    return _one(Binomial(x[:, None], (x + m)[:, None]), np.zeros((len(x), 1)))


def _poisson(x, t) -> Design:
    return _one(Poisson(x[:, None]), np.log(t)[:, None])


def _exact_odds(a, b, c, d) -> Design:
    tables = np.minimum(a + b, a + c) - np.maximum(0, a + c - (c + d))
    if tables.max() * len(a) > MOST_TABLES:
        raise DataError(
            f"model: expected {MOST_TABLES:,} tables for CM.EL to run through at most, got {tables.max():,.0f} of one "
            "study; use CM.AL, its binomial approximation, or UM.FS."
        )
    return _one(Hypergeometric.of(a, a + b, c, c + d), np.zeros((len(a), 1)))


def _approximate_odds(a, b, c, d) -> Design:
    return _one(Binomial(a[:, None], (a + c)[:, None]), np.log((a + b) / (c + d))[:, None])


def _exact_rates(x_1, t_1, x_2, t_2) -> Design:
    return _one(Binomial(x_1[:, None], (x_1 + x_2)[:, None]), np.log(t_1 / t_2)[:, None])


def _arms_of_odds(a, b, c, d) -> Design:
    return _arms(Binomial(np.column_stack([a, c]), np.column_stack([a + b, c + d])), np.zeros((len(a), 2)))


def _arms_of_rates(x_1, t_1, x_2, t_2) -> Design:
    return _arms(Poisson(np.column_stack([x_1, x_2])), np.log(np.column_stack([t_1, t_2])))


def _arms(likelihood, offset) -> Design:
    group, half = np.broadcast_to([1.0, 0.0], offset.shape), np.broadcast_to([0.5, -0.5], offset.shape)
    return Design(likelihood, offset, group[:, :, None], half[:, :, None], np.ones(offset.shape))


def _with_random_intercepts(build: Callable) -> Callable:
    def design(*cells) -> Design:
        free = build(*cells)
        ones = np.ones((*free.offset.shape, 1))
        both = np.concatenate([free.fixed, ones], axis=2), np.concatenate([free.load, ones], axis=2)
        return replace(free, fixed=both[0], load=both[1], nuisance=None)

    return design


# By measure and model; the first model of a measure is its default.
DESIGNS: dict[str, dict[str, Callable]] = {
    "PLO": {"one": _binomial},
    "IRLN": {"one": _poisson},
    "OR": {
        "UM.FS": _arms_of_odds,
        "UM.RS": _with_random_intercepts(_arms_of_odds),
        "CM.EL": _exact_odds,
        "CM.AL": _approximate_odds,
    },
    "IRR": {
        "UM.FS": _arms_of_rates,
        "UM.RS": _with_random_intercepts(_arms_of_rates),
        "CM.EL": _exact_rates,
    },
}
