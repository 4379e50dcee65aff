"""Pooling the abstinence trials: by their counts, or by the effect that they printed."""

from __future__ import annotations

import pandas as pd

from ..forms import p_value, percent
from ..loaders import load_syntheses, load_trials
from ..stats.synthesis import pool
from .registry import summary
from .trial_effects import DERIVED, NAMES, left_out, trial_effects

_COLUMNS = (
    "label",
    "role",
    "outcome",
    "time_point",
    "dose",
    "patients",
    "measure",
    "value",
    "low",
    "high",
    "weight",
    "events",
    "n",
    "comparator_events",
    "comparator_n",
    "basis",
    "method",
    "source",
)
_COUNTS = {"events_1": "events", "n_1": "n", "events_2": "comparator_events", "n_2": "comparator_n"}
_OTHER_METHODS = {
    "DerSimonian-Laird": {"method": "DL", "test": "z"},
    "Hartung-Knapp": {"method": "REML", "test": "knha"},
    "common effect": {"method": "EE", "test": "z"},
}


@summary(
    "Abstinence with baclofen against placebo: four trials pooled, one shown as printed",
    tables=("trials", "syntheses"),
    methods=("viechtbauer_2005", "dersimonian_1986", "higgins_2009"),
    caveat=(
        "ALPADIR enters by its printed odds ratio, Hauser 2017 by counts derived from percentages (shown with and "
        "without). Why they differ cannot be told apart: endpoints (12 weeks, weeks 4 to 12, 20 weeks in a row), doses "
        "and patients differ together. Bacloville's endpoint is not abstinence; the Cochrane ratio is of relapse."
    ),
    needs={
        "trials": (
            "trial source label year design drug_of_dependence patients role dose_printed analyzed outcome "
            "outcome_kind time_point events basis effect_measure effect effect_low effect_high"
        ),
    },
)
def trial_meta_analysis(
    trials: pd.DataFrame | None = None, *, measure: str = "OR", convention: str = "metafor", level: float = 0.95
) -> pd.DataFrame:
    """Pool abstinence in the double-blind alcohol trials, and set what cannot enter beside it.

    A trial enters by its counts; without counts by its printed effect of the same measure, with the standard error of
    its printed 95% limits (inverse variance).

    Parameters
    ----------
    trials : DataFrame, optional
        Columns as from `load_trials`; the shipped arms when left out.
    measure : {"OR", "RR", "RD"}
        Effect that is pooled; above 1 (or 0) favors baclofen.
    convention : {"metafor", "meta", "revman5"}
        Whose defaults hold for the between-study variance, the test and the prediction interval.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        ``label``, ``role`` (``trial``, ``pooled``, ``prediction``, ``other method``, ``without derived counts``,
        ``as printed``, ``benchmark``), ``outcome``, ``time_point``, ``dose`` (mg/day as printed), ``patients``,
        ``measure``, ``value``, ``low``, ``high``, ``weight`` (share), ``events``, ``n``, ``comparator_events``,
        ``comparator_n``, ``basis`` (by what a trial enters, or why it does not; of the
        pool its heterogeneity), ``method`` and ``source``.

    Raises
    ------
    DataError
        When no trial enters, or an option is unknown.
    """
    arms = load_trials() if trials is None else trials
    effects = trial_effects(arms, measure=measure, convention=convention)
    pooled = pool(effects, convention=convention, level=level)
    rows = [
        {**row, **_printed_limits(row, level), "role": "trial"}
        for row in pooled.studies.rename(columns=_COUNTS).to_dict("records")
    ]
    rows += [_answer("pooled", pooled, pooled.estimate, convention) | {"basis": _heterogeneity(pooled)}]
    rows += [_answer("prediction", pooled, pooled.prediction(), convention)]
    rows += _sensitivity(effects, pooled, convention, level)
    outside = left_out(arms, effects).assign(role="as printed", method="as printed").to_dict("records")
    frame = pd.DataFrame(
        [{**row, "measure": NAMES[measure]} for row in rows] + outside + [_benchmark()],
    )
    frame = frame.rename(columns={"dose_printed": "dose"}).reindex(columns=list(_COLUMNS))
    return frame.astype(dict.fromkeys(_COUNTS.values(), "Int64"))


def _printed_limits(row: dict, level: float) -> dict:
    """Give the limits of a trial as it printed them, where it did so at this level, and how limits were made."""
    if pd.isna(row.get("effect_low")) or level != 0.95:
        return {"method": "log scale" if row["measure"] != "RD" else "normal"}
    return {"low": row["effect_low"], "high": row["effect_high"], "method": "as printed"}


def _sensitivity(effects: pd.DataFrame, pooled, convention: str, level: float) -> list[dict]:
    """Give the same trials by other methods, and the same method without the trials whose counts are derived."""
    rows = []
    for name, options in _OTHER_METHODS.items():
        if (options["method"], options["test"]) != (pooled.method, pooled.test):
            other = pool(effects, convention=convention, level=level, **options)
            rows.append(_answer("other method", other, other.estimate, convention) | {"label": name})
    derived = effects["basis"] == DERIVED
    if derived.any() and not derived.all():
        rest = pool(effects[~derived], convention=convention, level=level)
        label = f"without {' and '.join(effects.loc[derived, 'label'])} ({rest.k} trials)"
        rows.append(_answer("without derived counts", rest, rest.estimate, convention) | {"label": label})
    return rows


def _heterogeneity(pooled) -> str:
    """Say how far the trials differ: Cochran's Q with its p, I2 and the between-study variance of the pool."""
    if pooled.k < 2:
        return ""
    test = pooled.tests.loc["Cochran Q"]
    p = p_value(test["p"])
    said = f"Q = {test['statistic']:.2f} (df = {test['df']:.0f}, p {p if p[0] in '<>' else f'= {p}'})"
    return f"{said}, I² = {percent(pooled.i2, 0)}, τ² = {pooled.tau2:.2f}"


def _answer(role: str, pooled, estimate, convention: str) -> dict:
    return {
        "label": f"{role} ({pooled.k} trials)",
        "role": role,
        "outcome": "abstinence",
        "method": f"{convention}: {estimate.method}",
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
    }


def _benchmark() -> dict:
    rows = load_syntheses()
    row = rows[(rows["source"] == "agabio_2023") & (rows["measure"] == "risk ratio")].iloc[0]
    return {
        "label": "Cochrane 2023",
        "role": "benchmark",
        "method": "as printed",
        "basis": "not pooled: a review of relapse",
        **row[["outcome", "measure", "value", "low", "high", "source"]].to_dict(),
    }
