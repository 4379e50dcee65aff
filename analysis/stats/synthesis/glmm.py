"""Generalised linear mixed models: pooling on the exact likelihood of the counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import checked_level, choice, counts
from .designs import DESIGNS, Design
from .effects import double_zero, effect_sizes, study_cells
from .least_squares import studies
from .likelihoods import Binomial, Hypergeometric, Poisson
from .maximum import Maximum, maximise
from .measures import MEASURES
from .pooled import Pooled, heterogeneity_tests, quantile, with_limits
from .pooling import two_sided
from .weighted import fit


def glmm(
    frame: pd.DataFrame,
    *,
    measure: str,
    model: str | None = None,
    points: int | None = None,
    level: float = 0.95,
) -> Pooled:
    """Pool counts by maximum likelihood with a normal random effect; zero cells need no correction.

    ======  =======================================================================================
    PLO     binomial-normal: logit share of each study is normal around the pooled one
    IRLN    Poisson-normal: the same for log rates
    OR,     ``UM.FS`` a free intercept per study and a random effect of treatment (coded -+1/2);
    IRR     ``UM.RS`` random intercepts too (independent); ``CM.EL`` conditional on the total events:
            noncentral hypergeometric (OR) or binomial (IRR); ``CM.AL`` (OR) its binomial approximation
    ======  =======================================================================================

    Parameters
    ----------
    frame : pandas.DataFrame
        Counts as for `effect_sizes`. Studies with missing counts are left out, as are those of two groups
        without events in both (OR: or without non-events).
    measure : {"PLO", "IRLN", "OR", "IRR"}
        What to pool.
    model : {"UM.FS", "UM.RS", "CM.EL", "CM.AL"}, optional
        For OR and IRR; ``"UM.FS"`` unless given.
    points : int, optional
        Quadrature points per random effect: 25, and 1 (Laplace) for UM.RS, unless given.
    level : float
        Confidence level as a share.

    Returns
    -------
    Pooled
        `tests` has the likelihood-ratio and (when no cell is zero) the Wald test of heterogeneity. The
        standard error comes from the full information, that of the variance parameters included.

    Raises
    ------
    DataError
        With fewer than two studies, without a single event (or non-event) in all, or when no maximum is
        found.

    Examples
    --------
    Deaths in five series of an antidote and of supportive care, few or none in each:

    >>> series = pd.DataFrame(
    ...     {"events_1": [0, 1, 2, 0, 1], "n_1": [30, 44, 51, 12, 25], "events_2": [2, 4, 3, 1, 4]}
    ... ).assign(n_2=[28, 40, 49, 15, 26])
    >>> pooled = glmm(series, measure="OR", model="CM.EL")
    >>> pooled.k, round(pooled.estimate.value, 2)
    (5, 0.26)

    References
    ----------
    Stijnen T, Hamza TH, Ozdemir P. Random effects meta-analysis of event outcome in the framework of the
    generalized linear mixed model with applications in sparse data. Stat Med 2010;29:3046-3067.
    doi:10.1002/sim.4040
    Jackson D et al. A comparison of seven random-effects models for meta-analyses that estimate the summary
    odds ratio. Stat Med 2018;37:1059-1085. doi:10.1002/sim.7588
    """
    models = DESIGNS[choice(measure, "measure", tuple(DESIGNS))]
    model = choice(model or next(iter(models)), "model", tuple(models))
    cells, kept = _usable(frame, measure)
    design = models[model](*cells)
    sds = design.load.shape[2]
    points = _points(points, sds)
    common = _maximum(design, points, sds - 1)
    found = _maximum(design, points, sds, common)
    single = effect_sizes(frame.loc[kept], measure=measure, add=0.5, drop00=False)
    return _result(measure, model, checked_level(level), found, single, _tests(design, points, common, model, cells))


def _points(points, sds: int) -> int:
    if points is None:
        return 25 if sds == 1 else 1
    given = counts(points, "points")
    if given.ndim or given < 1:
        raise DataError(f"points: expected a whole number of at least 1, got {points}.")
    return int(given)


def _usable(frame, measure) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    columns = MEASURES[measure].columns
    cells = study_cells(frame, columns)
    kept = ~np.isnan(np.sum(cells, axis=0))
    if len(columns) == 4:
        empty, full = double_zero(cells, columns)
        kept &= ~(empty | full)
    cells = tuple(cell[kept] for cell in cells)
    if kept.sum() < 2:
        raise DataError(f"frame: expected at least 2 studies with events and non-events, got {kept.sum()}.")
    estimable = [cell for cell, name in zip(cells, columns, strict=True) if not name.startswith("time")]
    if any(cell.sum() == 0 for cell in estimable):
        raise DataError(f"{columns[0]}: expected events and non-events in every group, got none at all in one.")
    return cells, kept


def _maximum(design: Design, points: int, sds: int, start: Maximum | None = None) -> Maximum:
    """Maximise with `sds` of the random effects (the last ones: UM.RS keeps its intercepts)."""
    k, coefficients = len(design.offset), design.fixed.shape[2]
    first = np.zeros(coefficients) if start is None else start.parameters[:coefficients]
    spread = np.full(sds, 0.5)
    nuisance = np.zeros(k) if start is None else start.nuisance
    free = None if design.nuisance is None else nuisance
    return maximise(design.function(points, sds), np.append(first, spread), free, spreads=sds)


def _tests(design: Design, points: int, common: Maximum, model: str, cells) -> pd.DataFrame:
    """Likelihood-ratio and Wald tests of each study having its own effect against a common one."""
    df = len(design.offset) - 1
    has_zero = any((cell == 0).any() for cell in cells)
    if model == "UM.RS":
        own = replace(design, fixed=design.fixed[:, :, 1:], nuisance=design.fixed[:, :, 0])
        effects = np.log(_own_effects(cells) if not has_zero else np.ones(df + 1))
        sds = 1
        first = np.append(common.parameters[1:-1], np.abs(common.parameters[-1:]))
        saturated = maximise(own.function(points, sds), first, effects, spreads=sds, bound=30.0)
        ratio, wald = 2 * (saturated.value - common.value), saturated.nuisance_wald()
    else:
        ratio = 2 * (design.likelihood.best().sum() - common.value)
        wald = np.nan if has_zero else _wald(design, cells)
    named = {"likelihood-ratio_heterogeneity": (float(ratio), df)}
    if not has_zero:
        named["Wald_heterogeneity"] = (float(wald), df)
    return heterogeneity_tests(**named)


def _own_effects(cells) -> np.ndarray:
    a, b, c, d = cells
    return a * d / (b * c)


def _wald(design: Design, cells) -> float:
    """Q of the studies' own maximum-likelihood effects with their information."""
    likelihood = design.likelihood
    if isinstance(likelihood, Hypergeometric):
        effect = likelihood.peak()
        variance = -1 / likelihood.terms(effect[:, None])[2][:, 0]
    elif design.nuisance is not None or isinstance(likelihood, Poisson):
        effect, variance = MEASURES[_WALD[type(likelihood), design.offset.shape[1]]].formula(*cells)
    else:
        effect, variance = MEASURES["PLO"].formula(likelihood.events[:, 0], (likelihood.n - likelihood.events)[:, 0])
        effect = effect - design.offset[:, 0]
    return float(fit(studies(effect, variance), "EE").q[0])


_WALD = {(Binomial, 2): "OR", (Poisson, 2): "IRR", (Poisson, 1): "IRLN"}


def _result(measure, model, level, found: Maximum, single, tests) -> Pooled:
    effect, se = float(found.parameters[0]), float(np.sqrt(found.covariance[0, 0]))
    spreads = found.parameters[found.parameters.size - found.spreads :]
    tau2 = float(spreads[0] ** 2)
    half = quantile(level) * se
    given = studies(single["effect"].to_numpy(), single["variance"].to_numpy())
    typical = float(fit(given, "EE").typical[0])
    weights = 1 / (given.v[0] + tau2)
    return Pooled(
        measure=measure,
        method="GLMM" if model == "one" else f"GLMM {model}",
        test="z",
        level=level,
        k=len(single),
        effect=effect,
        se=se,
        effect_low=effect - half,
        effect_high=effect + half,
        statistic=effect / se,
        df=np.inf,
        p=float(two_sided(effect / se, np.inf)),
        tau2=tau2,
        se_tau2=np.nan,
        i2=tau2 / (tau2 + typical),
        h2=tau2 / typical + 1,
        prediction_rule="model",
        i2_from="tau2",
        tests=tests,
        studies=with_limits(single, weights / weights.sum(), measure, level),
    )
