"""Joinpoint regression on observed years (the NCI way), and continuous breakpoints."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import checked_level, choice
from .breakpoints import breakpoints
from .broken import BreakpointFit
from .fitted import JoinpointFit
from .grid import default_maximum
from .models import JoinpointModels
from .permutation import PermutationTest, permutation_test
from .search import MODELS, joinpoint_models
from .slope_tests import SlopeTest, davies_test, score_test

__all__ = [
    "BreakpointFit",
    "JoinpointFit",
    "JoinpointModels",
    "PermutationTest",
    "SlopeTest",
    "breakpoints",
    "davies_test",
    "default_maximum",
    "joinpoint",
    "joinpoint_models",
    "permutation_test",
    "score_test",
]


def joinpoint(
    count: ArrayLike,
    *,
    year: ArrayLike,
    population: ArrayLike | None = None,
    standard_error: ArrayLike | None = None,
    jump: ArrayLike | None = None,
    model: str = "log-rate",
    select: str = "bic",
    level: float = 0.95,
) -> JoinpointFit:
    """Fit joinpoint regression to one yearly series: search, choose the number of joinpoints, give the fit.

    Parameters
    ----------
    count, year, population, standard_error, jump, model
        As in `joinpoint_models`, which also takes the most joinpoints and their spacing.
    select : {"bic", "weighted-bic", "permutation"}
        How to choose the number of joinpoints: `JoinpointModels.best`, or `permutation_test` with its
        defaults (4,499 permutations per test, seeded, overall 5%).
    level : float
        Confidence level of the limits.

    Returns
    -------
    JoinpointFit

    Raises
    ------
    DataError
        As `joinpoint_models` and `permutation_test`.

    Examples
    --------
    >>> counts = [100, 110, 121, 133, 146, 161, 177, 172, 166, 160, 155, 150, 145, 141]
    >>> fit = joinpoint(counts, year=range(2001, 2015))
    >>> fit.joinpoints
    array([2007.])

    Age-adjusted rates with their standard errors, as the NCI program takes them, and a new coding from 2007 on:

    >>> rates = [5.1, 5.3, 5.6, 5.7, 6.1, 6.3, 5.2, 5.5, 5.6, 5.9, 6.0, 6.4]
    >>> errors = [0.21, 0.22, 0.2, 0.2, 0.19, 0.19, 0.17, 0.17, 0.16, 0.16, 0.15, 0.15]
    >>> fit = joinpoint(rates, year=range(2001, 2013), standard_error=errors, jump=2007)
    >>> fit.steps().round(1)[["year", "value"]].to_numpy().tolist()
    [[2007.0, -20.5]]
    """
    choice(model, "model", MODELS)
    choice(select, "select", ("bic", "weighted-bic", "permutation"))
    level = checked_level(level)
    given: dict = {"population": population, "standard_error": standard_error, "jump": jump}
    models = joinpoint_models(count, year=year, model=model, **given)
    k = permutation_test(models).k if select == "permutation" else models.best(select)
    return models.fit(k, level=level)
