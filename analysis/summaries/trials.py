"""Success rates of trials: what was cited, what it can mean, and the arms behind it."""

from __future__ import annotations

import pandas as pd

from ..audit import possible_counts, trace
from ..loaders import load_trial_success, load_trials
from ..stats.proportions import proportion
from ..stats.risk_difference import risk_difference
from ..stats.risk_ratio import risk_ratio
from .registry import summary

_NAN = float("nan")


@summary(
    "Cited success rates, the counts they can be, and the trial arms behind them",
    tables=("cited_figures", "primary_figures", "trials"),
    methods=("brown_2017", "clopper_1934", "katz_1978", "newcombe_1998"),
    caveat=(
        "Both percentages are those of one arm, printed beside the number of patients of both arms. Bacloville's are "
        "model-based (diaries came back from 42% and 34%): the counts that would fit are shown, and never analyzed."
    ),
    needs={
        "cited": (
            "kind figure source line quantity statistic printed relation value low high unit form place "
            "denominator beside population endpoint arm comparator definition time_point period_start period_end "
            "rank locator"
        ),
        "trials": "source label arm role analyzed outcome_kind events percent_printed basis",
    },
)
def trial_success(
    cited: pd.DataFrame | None = None, trials: pd.DataFrame | None = None, *, level: float = 0.95
) -> pd.DataFrame:
    """Cited success rates beside the trial arm and the comparator that they come from.

    Parameters
    ----------
    cited : DataFrame, optional
        Columns as from `load_trial_success`; the shipped figures when left out.
    trials : DataFrame, optional
        Columns as from `load_trials`; the shipped arms when left out.
    level : float
        Confidence level of all limits.

    Returns
    -------
    DataFrame
        One row per cited rate: ``figure``, ``printed``, ``printed_n``, ``n_is`` (``denominator``, or only printed
        ``beside`` it), ``counts_of_printed_n`` (counts that the percentage can be of that n, ``none`` when it is
        impossible), ``trial``, ``arm``, ``arm_printed``,
        ``arm_n``, ``counts_of_arm_n``, ``basis`` (of the arm's counts), ``events``, ``share``, ``low``, ``high``
        (exact, only where counts are known), the same for the ``comparator_...``, ``risk_ratio`` and
        ``risk_difference`` with limits (log and Newcombe), ``endpoint`` (of the study,
        with its time), ``verdict``, ``source``, ``line`` and ``primary_source``.
    """
    rows = load_trial_success() if cited is None else cited
    arms = load_trials() if trials is None else trials
    quoted = rows[(rows["kind"] == "cited") & rows["value"].notna()].reset_index(drop=True)  # a range has no one arm
    primary = rows[rows["kind"] == "primary"].reset_index(drop=True)
    traced = trace(quoted.assign(topic="trials"), primary)
    behind = primary.set_index("figure")
    found = []
    for row, link in zip(quoted.to_dict("records"), traced.to_dict("records"), strict=True):
        study = behind.loc[link["primary_figure"]] if link["primary_figure"] else None
        found.append(
            {
                **_as_cited(row),
                **_as_tried(study, _comparator_n(study, primary), arms, level),
                "endpoint": "" if study is None else ", ".join(_said(study, ("endpoint", "time_point"))),
                "verdict": link["verdict"],
                "source": row["source"],
                "line": row["line"],
                "primary_source": link["primary_source"],
            }
        )
    return pd.DataFrame(found).astype(
        {
            "printed_n": "Int64",
            "arm_n": "Int64",
            "comparator_n": "Int64",
            "events": "Int64",
            "comparator_events": "Int64",
            "line": "Int64",
        }
    )


@summary(
    "For which numbers of patients two printed percentages are possible",
    tables=("cited_figures", "primary_figures"),
    methods=("brown_2017",),
    caveat="A percentage is possible for n patients when some whole count rounds to it (halves up).",
    needs={
        "figures": "kind source line quantity printed denominator beside",
    },
)
def percent_consistency(figures: pd.DataFrame | None = None, *, n: int = 400) -> pd.DataFrame:
    """Which counts of 1, 2, ... `n` patients can give each cited success rate.

    Parameters
    ----------
    figures : DataFrame, optional
        Columns as from `load_trial_success`; percentages with a denominator, or with a number of patients printed
        beside them, are taken.
    n : int
        Largest number of patients.

    Returns
    -------
    DataFrame
        One row per percentage and number of patients: ``printed``, ``patients``, ``possible``, ``counts`` (as
        text), ``mark`` (``printed beside it``, ``arm of the trial`` or empty), ``source`` and ``line``.
    """
    rows = load_trial_success() if figures is None else figures
    rows = rows.assign(patients=rows["denominator"].fillna(rows["beside"]))
    cited = rows[(rows["kind"] == "cited") & rows["patients"].notna()]
    primary = rows[(rows["kind"] == "primary") & rows["denominator"].notna()]
    found = []
    for row in cited.to_dict("records"):
        same = (primary["quantity"] == row["quantity"]) & (primary["printed"] == row["printed"])
        arms = set(primary.loc[same, "denominator"])
        for patients in range(1, n + 1):
            counts = possible_counts(row["printed"], patients)
            mark = (
                "printed beside it" if patients == row["patients"] else "arm of the trial" if patients in arms else ""
            )
            found.append(
                {
                    "printed": row["printed"],
                    "patients": patients,
                    "possible": bool(counts),
                    "counts": _listed(counts),
                    "mark": mark,
                    "source": row["source"],
                    "line": row["line"],
                }
            )
    return pd.DataFrame(found)


def _said(study: pd.Series, fields: tuple[str, ...]) -> list[str]:
    """Give what the study states in these fields, without what a former one says already."""
    said: list[str] = []
    for field in fields:
        words = study.get(field)
        if isinstance(words, str) and words and words not in " ".join(said):
            said.append(words)
    return said


def _as_cited(row: dict) -> dict:
    n = row["denominator"] if pd.notna(row["denominator"]) else row["beside"]
    counts = _listed(possible_counts(row["printed"], int(n))) or "none" if pd.notna(n) else ""
    return {
        "figure": row["figure"],
        "printed": row["printed"],
        "printed_n": n,
        "n_is": "denominator" if pd.notna(row["denominator"]) else "beside" if pd.notna(n) else "",
        "counts_of_printed_n": counts,
    }


def _as_tried(study: pd.Series | None, comparator_n, arms: pd.DataFrame, level: float) -> dict:
    """Give the arm and the comparator behind a primary percentage, with limits where counts are known."""
    active = _arm(study, arms, ("active", "single"))
    other = _arm(study if active["role"] == "active" else None, arms, ("comparator",))
    n = study["denominator"] if study is not None else pd.NA
    counts = possible_counts(study["printed"], int(n)) if study is not None and pd.notna(n) else []
    known = pd.notna(active["events"]) and pd.notna(other["events"])
    four = (active["events"], active["analyzed"], other["events"], other["analyzed"])
    ratio = risk_ratio(*map(int, four), level=level) if known else None
    difference = risk_difference(*map(int, four), level=level) if known else None
    return {
        "trial": active["label"],
        "arm": active["arm"],
        "arm_printed": active["percent_printed"],
        "arm_n": n,
        "counts_of_arm_n": _listed(counts),
        "basis": active["basis"],
        "events": active["events"],
        **_limits(active, "", level),
        "comparator": other["arm"],
        "comparator_n": comparator_n,
        "comparator_printed": other["percent_printed"],
        "counts_of_comparator_n": _counts(other["percent_printed"], comparator_n),
        "comparator_events": other["events"],
        **_limits(other, "comparator_", level),
        **_estimate(ratio, "risk_ratio"),
        **_estimate(difference, "risk_difference"),
    }


def _comparator_n(study: pd.Series | None, primary: pd.DataFrame):
    """Give the size of the comparator arm as the study states it beside its percentage."""
    if study is None:
        return pd.NA
    name = study["quantity"].replace("_success", "_comparator")
    same = primary[(primary["quantity"] == name) & (primary["source"] == study["source"]) & (name != study["quantity"])]
    return same["denominator"].iloc[0] if len(same) else pd.NA


def _counts(printed, n) -> str:
    if pd.isna(printed) or pd.isna(n):
        return ""
    return _listed(possible_counts(printed, int(n))) or "none"


def _arm(study: pd.Series | None, arms: pd.DataFrame, roles: tuple[str, ...]) -> dict:
    """Give the arm of a study in one of these roles; an active arm is the one with the study's percentage."""
    columns = ("role", "label", "arm", "analyzed", "percent_printed", "basis", "events")
    nobody = {**dict.fromkeys(columns, pd.NA), "role": ""}
    if study is None:
        return nobody
    own = arms[(arms["source"] == study["source"]) & (arms["outcome_kind"] == "patients") & arms["role"].isin(roles)]
    if "comparator" not in roles:
        own = own[own["percent_printed"] == study["printed"]]
    return own.iloc[0][list(columns)].to_dict() if len(own) else nobody


def _limits(arm: dict, prefix: str, level: float) -> dict:
    names = [f"{prefix}share", f"{prefix}low", f"{prefix}high"]
    if pd.isna(arm["events"]) or pd.isna(arm["analyzed"]):
        return dict.fromkeys(names, _NAN)
    exact = proportion(int(arm["events"]), int(arm["analyzed"]), method="clopper-pearson", level=level)
    return dict(zip(names, (exact.value, exact.low, exact.high), strict=True))


def _estimate(estimate, name: str) -> dict:
    values = (_NAN,) * 3 if estimate is None else (estimate.value, estimate.low, estimate.high)
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _listed(counts: list[int]) -> str:
    return ", ".join(map(str, counts))
