"""Severity of overdose against dose, beside the cited line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import DataError
from ..loaders import load_overdose_studies, load_severity_threshold
from ..stats.proportions import proportion
from .registry import summary

_DOSES = ("mean", "sd", "median", "min", "max")
_WHOLE_SERIES = ("all", "dose known")
_SEVERITY_SCORES = ("GCS", "PSS")


@summary(
    "Dose and severity in published overdose series, beside the cited 200 mg line",
    tables=("overdose_studies", "cited_figures"),
    methods=("clopper_1934",),
    caveat=(
        "The 200 mg line is a cited claim. No later series is a test of it: they show that a safe dose is not "
        "established. Definitions of severity differ (coma, Glasgow Coma Scale below 8 to 12, severity score), doses "
        "are as reported, and some patients took other substances."
    ),
    needs={
        "studies": "study source label year group measure statistic relation value denominator unit severity",
    },
)
def severity_by_dose(studies: pd.DataFrame | None = None, *, threshold: float | None = None) -> pd.DataFrame:
    """What each published series says of dose and of severe toxicity.

    Parameters
    ----------
    studies : DataFrame, optional
        Columns as from `load_overdose_studies`; the shipped series when left out.
    threshold : float, optional
        Dose in mg that groups are compared with; the cited line when left out.

    Returns
    -------
    DataFrame
        One row per study and group with a reported dose, and one per dose that a study names as a line: ``study``,
        ``label``, ``year``, ``group``; ``dose_mean``, ``dose_sd``, ``dose_median``, ``dose_min``, ``dose_max`` (mg;
        missing where not reported); ``center`` (mean, median or the dose named); ``named`` (a dose that the study
        names, not doses taken); ``threshold``; ``beside_threshold`` (``below``, ``above`` or ``spans``: the reported
        range, else center and standard deviation); ``severe_group`` (the group whose severity is given), ``severe``
        (every measure of severity, in words), ``severe_events``, ``severe_n`` and ``severe_share`` of the most
        frequent measure with exact ``low`` and ``high``; ``source``.
    """
    rows = load_overdose_studies() if studies is None else studies
    threshold = cited_threshold() if threshold is None else float(threshold)
    groups = pd.concat([_groups_with_doses(rows), _doses_named(rows)], ignore_index=True)
    about = rows.drop_duplicates("study").set_index("study")[["label", "year", "source"]]
    groups = groups.join(about, on="study").assign(threshold=threshold)
    groups["beside_threshold"] = [_beside(group, threshold) for group in groups.to_dict("records")]
    severe = pd.DataFrame([_severity(rows, group) for group in groups.to_dict("records")])
    frame = pd.concat([groups, severe], axis=1)
    doses = [f"dose_{name}" for name in _DOSES]
    first = ["study", "label", "year", "group", *doses, "center", "named", "threshold", "beside_threshold"]
    return frame[[*first, *severe.columns, "source"]].sort_values(["year", "study"], kind="stable", ignore_index=True)


def cited_threshold() -> float:
    """Give the dose in mg that the documents cite as the line of severity: a claim, not a constant of nature."""
    rows = load_severity_threshold()
    cited = rows.loc[(rows["kind"] == "cited") & rows["value"].notna(), "value"]
    if cited.empty:
        raise DataError("threshold: the ledger cites no dose as a line of severity (topic severity); give one.")
    return float(cited.iloc[0])


def _groups_with_doses(rows: pd.DataFrame) -> pd.DataFrame:
    doses = rows[(rows["measure"] == "dose") & rows["statistic"].isin(_DOSES)]
    wide = doses.pivot_table(index=["study", "group"], columns="statistic", values="value", sort=False, observed=True)
    wide = wide.reindex(columns=list(_DOSES)).add_prefix("dose_").reset_index()
    return wide.assign(center=wide["dose_mean"].fillna(wide["dose_median"]), named=False, words="")


def _doses_named(rows: pd.DataFrame) -> pd.DataFrame:
    lines = rows[(rows["statistic"] == "threshold") & (rows["unit"] == "mg")]
    parts = zip(lines["measure"], lines["relation"], lines["value"], strict=True)
    words = [f"{_spelled(measure)} {relation} {value:g} mg" for measure, relation, value in parts]
    doses = {f"dose_{name}": np.nan for name in _DOSES}
    return lines[["study", "group"]].assign(**doses, center=lines["value"], named=True, words=words)


def _beside(row: dict, threshold: float) -> str:
    """Place a group beside the threshold by its reported range, else by its center with its standard deviation."""
    low, high = row["dose_min"], row["dose_max"]
    if np.isnan(low) and np.isnan(high):
        spread = 0 if np.isnan(row["dose_sd"]) else row["dose_sd"]
        low, high = row["center"] - spread, row["center"] + spread
    if high < threshold:
        return "below"
    return "above" if low >= threshold else "spans"


def _severity(rows: pd.DataFrame, place: dict) -> dict:
    """Give the counts of severe toxicity for a group: every measure in words, the most frequent in numbers.

    Where doses are those of a whole series and severity was counted in a part of it, that part stands in; a group
    that is defined by its severity is severe, or not, as a whole.
    """
    group = place["group"]
    words = place["words"] or ("group defined by severity" if group.startswith(_SEVERITY_SCORES) else "")
    own = rows[(rows["study"] == place["study"]) & rows["severity"].fillna(False).astype(bool)]
    counted = own[(own["statistic"] == "count") & own["denominator"].notna()]
    allowed = (group, *_WHOLE_SERIES, *counted["group"]) if group in _WHOLE_SERIES else (group,)
    chosen = next((name for name in allowed if name in set(counted["group"])), "")
    if words or not chosen:
        nothing = dict.fromkeys(("severe_share", "low", "high"), float("nan"))
        return {"severe_group": group, "severe": words, "severe_events": pd.NA, "severe_n": pd.NA, **nothing}
    counted = counted[counted["group"] == chosen]
    listed = [f"{_spelled(row.measure)}: {row.value:.0f}/{row.denominator:.0f}" for row in counted.itertuples()]
    most = counted.loc[counted["value"].idxmax()]
    limits = proportion(int(most["value"]), int(most["denominator"]), method="clopper-pearson")
    return {
        "severe_group": chosen,
        "severe": ", ".join(listed),
        "severe_events": int(most["value"]),
        "severe_n": int(most["denominator"]),
        "severe_share": limits.value,
        "low": limits.low,
        "high": limits.high,
    }


def _spelled(measure: str) -> str:
    return measure.replace("_", " ").replace("gcs", "GCS").replace("pss", "PSS")
