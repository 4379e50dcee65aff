"""Pooling of counts under a common effect: Mantel-Haenszel and Peto."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import checked_level, choice
from .effects import effect_sizes, study_cells
from .measures import MEASURES, TWO_PROPORTIONS
from .pooled import Pooled, heterogeneity_tests, quantile, with_limits
from .pooling import two_sided

POOLABLE = ("OR", "RR", "RD", "IRR", "IRD")


def mantel_haenszel(frame: pd.DataFrame, *, measure: str, level: float = 0.95) -> Pooled:
    """Mantel-Haenszel common odds ratio, risk ratio, risk difference, rate ratio or rate difference.

    Nothing is added to zero cells, and double-zero studies add nothing to ratios (they do to RD). Only the
    effects per study, which Cochran's Q and the forest plot use, have 1/2 added where a cell is zero and are
    left out where both groups are without events (or without non-events).

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``events_1, n_1, events_2, n_2`` (OR, RR, RD) or ``events_1, time_1, events_2, time_2`` (IRR,
        IRD).
    measure : {"OR", "RR", "RD", "IRR", "IRD"}
        What to pool.
    level : float
        Confidence level as a share.

    Returns
    -------
    Pooled
        `tests` has Cochran's Q around the common effect; for OR and IRR the Mantel-Haenszel test with its
        continuity correction of 1/2 as published and as metafor has it, also when the distance is shorter
        (`stats.strata.mantel_haenszel_test` then leaves it out); for OR Tarone's test of equal odds ratios.
        Without events in one of the groups of all studies a ratio is not estimable and missing.

    Raises
    ------
    DataError
        When columns are lacking or counts are broken.

    References
    ----------
    Mantel N, Haenszel W. Statistical aspects of the analysis of data from retrospective studies of disease.
    J Natl Cancer Inst 1959;22:719-748. doi:10.1093/jnci/22.4.719
    Robins J, Breslow N, Greenland S. Estimators of the Mantel-Haenszel variance consistent in both sparse
    data and large-strata limiting models. Biometrics 1986;42:311-323. doi:10.2307/2531052
    Greenland S, Robins JM. Estimation of a common effect parameter from sparse follow-up data. Biometrics
    1985;41:55-68. doi:10.2307/2530643
    Sato T. On the variance estimator for the Mantel-Haenszel risk difference. Biometrics 1989;45:1323-1324.
    Tarone RE. On heterogeneity tests based on efficient scores. Biometrika 1985;72:91-95.
    doi:10.1093/biomet/72.1.91
    """
    columns = MEASURES[choice(measure, "measure", POOLABLE)].columns
    cells = _complete_cells(frame, columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect, variance, weight = _COMMON[measure](*cells)
        tests = _score_tests(measure, cells, effect)
    return _common_effect(frame, measure, "Mantel-Haenszel", level, (effect, np.sqrt(variance), weight), tests)


def peto(frame: pd.DataFrame, *, level: float = 0.95) -> Pooled:
    """Peto's one-step common odds ratio: sum of observed less expected over the sum of their variances.

    Sound when events are rare, groups of similar size and effects small. Nothing is added to zero cells,
    neither for the pooled effect nor for those of the studies; studies without events (or without
    non-events) say nothing.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``events_1, n_1, events_2, n_2``.
    level : float
        Confidence level as a share.

    Raises
    ------
    DataError
        When columns are lacking or counts are broken.

    References
    ----------
    Yusuf S et al. Beta blockade during and after myocardial infarction. Prog Cardiovasc Dis 1985;27:335-371.
    doi:10.1016/S0033-0620(85)80003-7
    """
    cells = _complete_cells(frame, TWO_PROPORTIONS)
    excess, variance = _hypergeometric(*cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (excess.sum() / variance.sum(), 1 / np.sqrt(variance.sum()), variance)
    return _common_effect(frame, "PETO", "Peto", level, parts, {})


def _common_effect(frame, measure, method, level, parts, tests) -> Pooled:
    effect, se, weight = parts
    se = np.nan if np.isnan(effect) else se
    level = checked_level(level)
    complete = frame.loc[frame[list(MEASURES[measure].columns)].notna().all(axis=1)]
    single = effect_sizes(complete, measure=measure, add=0.0 if measure == "PETO" else 0.5, drop00=True)
    kept = single["effect"].notna().to_numpy()
    single = single.loc[kept]
    q = float((((single["effect"] - effect) ** 2) / single["variance"]).sum(skipna=False))
    df = max(len(single) - 1, 0)
    half = quantile(level) * se
    with np.errstate(invalid="ignore"):  # without an event in group 2 every weight is 0
        shares = weight[kept] / weight.sum()
    return Pooled(
        measure=measure,
        method=method,
        test="z",
        level=level,
        k=len(single),
        effect=float(effect),
        se=float(se),
        effect_low=float(effect - half),
        effect_high=float(effect + half),
        statistic=float(effect / se) if se > 0 else np.nan,
        df=np.inf,
        p=float(two_sided(effect / se, np.inf)) if se > 0 else np.nan,
        tau2=np.nan,
        se_tau2=np.nan,
        i2=float(np.clip((q - df) / q, 0, 1)) if df and q != 0 else 0.0,
        h2=q / df if df else 1.0,
        prediction_rule="model",
        tests=pd.concat([heterogeneity_tests(Cochran_Q=(q if df else 0.0, df)), *tests.values()]),
        studies=with_limits(single, shares, measure, level),
    )


def _complete_cells(frame, columns) -> tuple[np.ndarray, ...]:
    cells = np.array(study_cells(frame, columns))
    complete = ~np.isnan(cells).any(axis=0)
    if not complete.any():
        raise DataError("frame: expected at least one study with all its counts, got none.")
    return tuple(cells[:, complete])


def _odds_ratio(a, b, c, d):
    n = a + b + c + d
    r, s = a * d / n, b * c / n
    p, q = (a + d) / n, (b + c) / n
    total_r, total_s = r.sum(), s.sum()
    mixed = (p * s + q * r).sum() / (total_r * total_s)
    variance = ((p * r).sum() / total_r**2 + mixed + (q * s).sum() / total_s**2) / 2
    return _log_ratio(total_r, total_s), variance, s


def _risk_ratio(a, b, c, d):
    n_1, n_2 = a + b, c + d
    n = n_1 + n_2
    r, s = a * n_2 / n, c * n_1 / n
    variance = (n_1 * n_2 * (a + c) / n**2 - a * c / n).sum() / (r.sum() * s.sum())
    return _log_ratio(r.sum(), s.sum()), variance, s


def _risk_difference(a, b, c, d):
    n_1, n_2 = a + b, c + d
    n = n_1 + n_2
    share_1, share_2, weight = n_1 / n, n_2 / n, n_1 * n_2 / n
    effect = (a * share_2 - c * share_1).sum() / weight.sum()
    skew = (c * share_1**2 - a * share_2**2 + share_1 * share_2 * (n_2 - n_1) / 2).sum()
    within = (a * d / n + c * b / n).sum() / 2
    return effect, (effect * skew + within) / weight.sum() ** 2, weight


def _rate_ratio(x_1, t_1, x_2, t_2):
    t = t_1 + t_2
    r, s = x_1 * t_2 / t, x_2 * t_1 / t
    variance = (t_1 * t_2 * (x_1 + x_2) / t**2).sum() / (r.sum() * s.sum())
    return _log_ratio(r.sum(), s.sum()), variance, s


def _rate_difference(x_1, t_1, x_2, t_2):
    weight = t_1 * t_2 / (t_1 + t_2)
    effect = (weight * (x_1 / t_1 - x_2 / t_2)).sum() / weight.sum()
    variance = (weight**2 * (x_1 / t_1**2 + x_2 / t_2**2)).sum() / weight.sum() ** 2
    return effect, variance, weight


_COMMON = dict(zip(POOLABLE, (_odds_ratio, _risk_ratio, _risk_difference, _rate_ratio, _rate_difference), strict=True))


def _log_ratio(above, below) -> float:
    return np.log(above / below) if above > 0 and below > 0 else np.nan


def _hypergeometric(a, b, c, d):
    """Observed less expected events of group 1 given the margins, and their variance."""
    n_1, events, n = a + b, a + c, a + b + c + d
    variance = n_1 * (c + d) * events * (b + d) / (n**2 * np.maximum(n - 1, 1))
    return a - n_1 * events / n, variance


def _score_tests(measure, cells, effect) -> dict:
    tests = {}
    if measure in ("OR", "IRR"):
        if measure == "OR":
            excess, variance = _hypergeometric(*cells)
        else:
            x_1, t_1, x_2, t_2 = cells
            share = t_1 / (t_1 + t_2)
            excess, variance = x_1 - (x_1 + x_2) * share, (x_1 + x_2) * share * (1 - share)
        statistic = (abs(excess.sum()) - 0.5) ** 2 / variance.sum() if variance.sum() > 0 else np.nan
        tests["association"] = heterogeneity_tests(**{"Cochran-Mantel-Haenszel": (float(statistic), 1)})
    if measure == "OR":
        tests["Tarone"] = _tarone(*cells, np.exp(effect))
    return tests


def _tarone(a, b, c, d, odds_ratio) -> pd.DataFrame:
    """Breslow-Day's statistic at the Mantel-Haenszel odds ratio with Tarone's correction."""
    varied = (a + c > 0) & (b + d > 0)
    a, b, c, d = (cell[varied] for cell in (a, b, c, d))
    n_1, n_2, events = a + b, c + d, a + c
    # Fitted a solves a (n_2 - events + a) = OR (n_1 - a)(events - a), by the stable form of the root.
    square, linear = 1 - odds_ratio, n_2 - events + odds_ratio * (n_1 + events)
    constant = -odds_ratio * n_1 * events
    fitted = -2 * constant / (linear + np.sqrt(linear**2 - 4 * square * constant))
    cells = (fitted, n_1 - fitted, events - fitted, n_2 - events + fitted)
    variance = 1 / sum(1 / cell for cell in cells)
    gap, df = a - fitted, max(len(a) - 1, 0)
    statistic = float((gap**2 / variance).sum() - gap.sum() ** 2 / variance.sum())
    if not df:
        statistic = 0.0 if np.isfinite(odds_ratio) else np.nan
    table = heterogeneity_tests(Tarone=(statistic, df))
    return table if df else table.assign(p=np.nan)
