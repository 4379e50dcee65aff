"""Pooling of counts under a common effect: Mantel-Haenszel and Peto."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import checked_level, choice
from .conventions import CONVENTIONS, Convention
from .effects import double_zero, effect_sizes, study_cells, with_added
from .measures import MEASURES, TWO_PROPORTIONS
from .pooled import Pooled, heterogeneity_tests, quantile, with_limits
from .pooling import from_q, options, two_sided
from .tables import COMMON, Common, association_tests, greenland_robins_difference, one_step

POOLABLE = tuple(COMMON)


def mantel_haenszel(frame: pd.DataFrame, *, measure: str, convention: str = "metafor", level: float = 0.95) -> Pooled:
    """Mantel-Haenszel common odds ratio, risk ratio, risk difference, rate ratio or rate difference.

    With R = sum r and S = sum s over the studies, the ratio is R/S:

    =======  =========================  =========================  ================================================
    measure  r                          s                          variance of the logarithm or the difference
    =======  =========================  =========================  ================================================
    OR       a d / n                    b c / n                    Robins, Breslow and Greenland 1986
    RR       a n2 / n                   c n1 / n                   Greenland and Robins 1985
    IRR      x1 t2 / t                  x2 t1 / t                  Greenland and Robins 1985
    RD       (a n2 - c n1) / n          n1 n2 / n                  Sato 1989; meta, revman5: Greenland and Robins
    IRD      (x1 t2 - x2 t1) / t        t1 t2 / t                  Greenland and Robins 1985
    =======  =========================  =========================  ================================================

    A study enters when its r or s is not 0: studies without events in both groups say nothing of a ratio (nor
    those with nothing else of an odds ratio), and all count for a difference. `k`, `studies` and their weights, s as
    a share, are those that enter. The effects per study, which Cochran's Q and the forest plot use, have 1/2 added
    where a cell is zero (see `effect_sizes`); Q leaves out studies without events, or with nothing else, in both
    groups, as metafor does.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``events_1, n_1, events_2, n_2`` (OR, RR, RD) or ``events_1, time_1, events_2, time_2`` (IRR,
        IRD).
    measure : {"OR", "RR", "RD", "IRR", "IRD"}
        What to pool.
    convention : {"metafor", "meta", "revman5"}
        ``"metafor"`` adds nothing to zero cells. The others add 1/2 to every cell of a study with a zero cell, for RD
        in the variance only, and nothing to rates.
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

    Examples
    --------
    Deaths with and without early dialysis in three series of methanol poisoning:

    >>> series = pd.DataFrame(
    ...     {"events_1": [2, 1, 0], "n_1": [30, 21, 12], "events_2": [9, 4, 0], "n_2": [28, 20, 10]}
    ... )
    >>> pooled = mantel_haenszel(series, measure="RR")
    >>> pooled.k, round(pooled.estimate.value, 3)
    (2, 0.217)
    >>> mantel_haenszel(series, measure="RD").k
    3

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
    rules = options(convention)
    frame, cells = _complete(frame, columns)
    dropped = _uninformative(cells, columns, measure, rules)
    frame, cells = frame.loc[~dropped], tuple(cell[~dropped] for cell in cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        if rules.mantel_haenszel == "exact" or columns != TWO_PROPORTIONS:
            common = COMMON[measure](*cells)
        elif measure == "RD":
            common = greenland_robins_difference(cells, with_added(cells, columns, 0.5, "only0"))
        else:
            common = COMMON[measure](*with_added(cells, columns, 0.5, "only0"))
        tests = association_tests(measure, cells, common.effect)
    return _pooled(frame, (measure, "Mantel-Haenszel", convention), checked_level(level), common, tests)


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

    Examples
    --------
    Seizures after flumazenil and after placebo, rare in both groups:

    >>> trials = pd.DataFrame(
    ...     {"events_1": [1, 2, 0], "n_1": [60, 150, 48], "events_2": [0, 1, 0], "n_2": [58, 152, 50]}
    ... )
    >>> pooled = peto(trials)
    >>> pooled.k, round(pooled.estimate.value, 2)
    (2, 2.74)

    References
    ----------
    Yusuf S et al. Beta blockade during and after myocardial infarction. Prog Cardiovasc Dis 1985;27:335-371.
    doi:10.1016/S0033-0620(85)80003-7
    """
    frame, cells = _complete(frame, TWO_PROPORTIONS)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = one_step(*cells)
    return _pooled(frame, ("PETO", "Peto", "metafor"), checked_level(level), common, {})


def _pooled(frame, how: tuple[str, str, str], level: float, common: Common, tests: dict) -> Pooled:
    """Gather the result: the studies that enter, and Q of those with an effect of their own."""
    measure, method, convention = how
    effect, se = common.effect, np.nan if np.isnan(common.effect) else float(np.sqrt(common.variance))
    named: dict = {"measure": measure, "convention": convention, "add": 0.0 if measure == "PETO" else None}
    single = effect_sizes(frame, **named, drop00=False)
    apart = effect_sizes(frame, **named, drop00=True)
    apart = apart[apart["effect"].notna()]
    q = float(((apart["effect"] - effect) ** 2 / apart["variance"]).sum(skipna=False))
    df = max(len(apart) - 1, 0)
    q = q if df else 0.0
    i2, h2 = from_q(q, df, CONVENTIONS[convention])
    half = quantile(level) * se
    with np.errstate(invalid="ignore"):  # without an event in group 2 every weight is 0
        shares = common.weight[common.enters] / common.weight.sum()
    return Pooled(
        measure=measure,
        method=method,
        test="z",
        level=level,
        k=int(common.enters.sum()),
        effect=effect,
        se=se,
        effect_low=effect - half,
        effect_high=effect + half,
        statistic=effect / se if se > 0 else np.nan,
        df=np.inf,
        p=float(two_sided(effect / se, np.inf)) if se > 0 else np.nan,
        tau2=np.nan,
        se_tau2=np.nan,
        i2=float(i2),
        h2=float(h2),
        prediction_rule="model",
        i2_from="Q",
        tests=pd.concat([heterogeneity_tests(Cochran_Q=(q, df)), *tests.values()]),
        studies=with_limits(single.loc[common.enters], shares, measure, level),
    )


def _complete(frame, columns) -> tuple[pd.DataFrame, tuple[np.ndarray, ...]]:
    """Give the studies with all their counts, and the cells of these."""
    cells = np.array(study_cells(frame, columns))
    complete = ~np.isnan(cells).any(axis=0)
    if not complete.any():
        raise DataError("frame: expected at least one study with all its counts, got none.")
    return frame.loc[complete], tuple(cells[:, complete])


def _uninformative(cells, columns, measure: str, rules: Convention) -> np.ndarray:
    """Studies that the convention leaves out before it pools."""
    empty, full = double_zero(cells, columns)
    return (empty & (measure in rules.without_events)) | (full & (measure in rules.events_only))
