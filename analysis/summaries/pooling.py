"""Pooling the abstinence trials whose counts are known."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError
from ..loaders import load_syntheses, load_trials
from ..stats.synthesis import effect_sizes, pool
from .registry import summary

_COUNTED = ("counted", "exact", "nearest")
_NAMES = {"OR": "odds ratio", "RR": "risk ratio", "RD": "risk difference"}


@summary(
    "Abstinence with baclofen against placebo: three trials pooled, two shown as printed",
    tables=("trials", "syntheses"),
    methods=("viechtbauer_2005", "higgins_2009"),
    caveat=(
        "Three small trials whose counts are known. ALPADIR's odds ratio and Bacloville's risk difference are shown as "
        "printed and never turned into counts, so they are not in the pooled effect; the Cochrane ratio is of relapse."
    ),
)
def trial_meta_analysis(
    trials: pd.DataFrame | None = None, *, measure: str = "OR", convention: str = "metafor", level: float = 0.95
) -> pd.DataFrame:
    """Pool abstinence in the double-blind alcohol trials whose counts are known, and set the others beside it.

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
        ``label``, ``role`` (``trial``, ``pooled``, ``prediction``, ``as printed``, ``benchmark``), ``outcome``,
        ``measure``, ``value``, ``low``, ``high``, ``weight`` (share), ``events``, ``n``, ``comparator_events``,
        ``comparator_n``, ``basis`` (of the counts), ``method`` and ``source``.

    Raises
    ------
    DataError
        When no trial has counts in both arms, or an option is unknown.
    """
    arms = load_trials() if trials is None else trials
    if measure not in _NAMES:
        raise DataError(f"measure: expected one of {', '.join(_NAMES)}, got {measure!r}.")
    pairs = _pairs(arms)
    effects = effect_sizes(pairs, measure=measure, convention=convention)
    pooled = pool(effects, convention=convention, level=level)
    rows = [
        {**row, "role": "trial", "measure": _NAMES[measure], "method": "log scale" if measure != "RD" else "normal"}
        for row in pooled.studies.rename(columns=_COUNT_NAMES).to_dict("records")
    ]
    for role, estimate in (("pooled", pooled.estimate), ("prediction", pooled.prediction())):
        rows.append(
            {
                "label": f"{role} ({pooled.k} trials)",
                "role": role,
                "outcome": "abstinence",
                "weight": None,
                "measure": _NAMES[measure],
                "method": f"{convention}: {estimate.method}",
                **_numbers(estimate),
            }
        )
    columns = [
        "label",
        "role",
        "outcome",
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
    ]
    beside = [*_as_printed(arms), *_benchmark()]
    return pd.DataFrame([*rows, *beside]).reindex(columns=columns).astype(dict.fromkeys(columns[8:12], "Int64"))


_COUNT_NAMES = {"events_1": "events", "n_1": "n", "events_2": "comparator_events", "n_2": "comparator_n"}


def _pairs(arms: pd.DataFrame) -> pd.DataFrame:
    """Give one row per double-blind alcohol trial with counts of abstinence in both arms, the larger trial last."""
    known = arms[
        (arms["design"] == "randomized double-blind")
        & (arms["drug_of_dependence"] == "alcohol")
        & (arms["outcome_kind"] == "patients")
        & arms["basis"].isin(_COUNTED)
        & arms["events"].notna()
    ]
    sides = [known[known["role"] == role].set_index("source") for role in ("active", "comparator")]
    both = sides[0].index.intersection(sides[1].index)
    if both.empty:
        raise DataError("trials: expected counts in both arms of at least one trial, found none; see the column basis.")
    active, other = (side.loc[both] for side in sides)
    basis = [
        mine if mine == theirs else f"{mine}, {theirs}"
        for mine, theirs in zip(active["basis"], other["basis"], strict=True)
    ]
    pairs = {
        "source": both,
        "label": active["label"],
        "year": active["year"],
        "outcome": active["outcome"],
        "basis": basis,
        "events_1": active["events"],
        "n_1": active["analyzed"],
        "events_2": other["events"],
        "n_2": other["analyzed"],
    }
    return pd.DataFrame({name: list(values) for name, values in pairs.items()}).sort_values("year", ignore_index=True)


def _as_printed(arms: pd.DataFrame) -> list[dict]:
    """Give the printed between-arm effects of trials without counts, in their own measure and unit."""
    rows = arms[
        arms["basis"].isin(["model", "percent only"])
        & (arms["outcome_kind"] == "patients")
        & arms["effect_low"].notna()
    ]
    return [
        {
            "label": row["label"],
            "role": "as printed",
            "outcome": row["outcome"],
            "measure": row["effect_measure"],
            "value": row["effect"],
            "low": row["effect_low"],
            "high": row["effect_high"],
            "basis": row["basis"],
            "method": "as printed",
            "source": row["source"],
        }
        for row in rows.to_dict("records")
    ]


def _benchmark() -> list[dict]:
    rows = load_syntheses()
    row = rows[(rows["source"] == "agabio_2023") & (rows["measure"] == "risk ratio")].iloc[0]
    return [
        {
            "label": "Cochrane 2023",
            "role": "benchmark",
            "outcome": row["outcome"],
            "measure": row["measure"],
            "method": "as printed",
            **row[["value", "low", "high", "source"]].to_dict(),
        }
    ]


def _numbers(estimate) -> dict:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
