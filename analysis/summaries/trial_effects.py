"""Which trials of abstinence enter a pooled effect, and by what: counts, or a printed effect with its limits."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError, meant
from ..loaders import load_trials
from ..stats.synthesis import effect_sizes, printed_effects

NAMES = {"OR": "odds ratio", "RR": "risk ratio", "RD": "risk difference"}
DERIVED = "counts derived from percentages"
_BASES = {"counted": "counts printed", "exact": DERIVED, "nearest": DERIVED}
_ABOUT = ("trial", "source", "label", "year", "outcome", "time_point", "dose_printed", "patients")


_NEEDED = (
    *_ABOUT,
    "design",
    "drug_of_dependence",
    "outcome_kind",
    "role",
    "basis",
    "events",
    "analyzed",
    "effect_measure",
    "effect",
    "effect_low",
    "effect_high",
)


def trial_effects(
    trials: pd.DataFrame | None = None, *, measure: str = "OR", convention: str = "metafor"
) -> pd.DataFrame:
    """Give one row per double-blind alcohol trial of abstinence that can be pooled, with its effect and variance.

    A trial with counts in both arms enters by them; one without enters by the printed effect of the same measure and
    its 95% limits. ``basis`` says which.

    Parameters
    ----------
    trials : DataFrame, optional
        Columns as from `load_trials`; the shipped arms when left out.
    measure : {"OR", "RR", "RD"}
    convention : {"metafor", "meta", "revman5"}
        Whose rules for zero cells hold.

    Returns
    -------
    DataFrame
        What the trial is (``trial``, ``source``, ``label``, ``year``, ``outcome``, ``time_point``, ``dose_printed``,
        ``patients``), ``basis``, its counts or its printed limits, and ``measure``, ``effect`` and ``variance`` for
        `analysis.stats.pool`.

    Raises
    ------
    DataError
        When no trial has counts in both arms or a printed effect, a trial has several arms in one role, or two
        publications of one trial would enter.
    """
    arms = load_trials() if trials is None else trials
    lacking = [name for name in _NEEDED if name not in arms]
    if lacking:
        raise DataError(f"trials: expected the columns of load_trials; {', '.join(lacking)} lacking.")
    if measure not in NAMES:
        raise DataError(f"measure: expected one of {', '.join(NAMES)}, got {measure!r}{meant(measure, NAMES)}")
    blind = arms[
        arms["design"].str.startswith("randomized double-blind")
        & (arms["drug_of_dependence"] == "alcohol")
        & (arms["outcome_kind"] == "patients")
        & arms["outcome"].str.contains("abstinen")
    ]
    counted = _counted(blind)
    printed = _printed(blind[~blind["source"].isin(counted["source"])], measure)
    if counted.empty and printed.empty:
        raise DataError(
            f"trials: expected counts in both arms of at least one trial, or a printed {NAMES[measure]} with limits, "
            "found none; see the columns basis and effect_measure."
        )
    parts = [effect_sizes(counted, measure=measure, convention=convention)] if len(counted) else []
    frame = pd.concat([*parts, *([printed] if len(printed) else [])], ignore_index=True)
    twice = sorted(set(frame.loc[frame["trial"].duplicated(), "trial"]))
    if twice:
        raise DataError(f"trials: expected one publication of each trial, got several of {', '.join(twice)}; keep one.")
    return frame.sort_values("year", kind="stable", ignore_index=True)


def left_out(arms: pd.DataFrame, entered: pd.DataFrame) -> pd.DataFrame:
    """Give the printed effects with limits of the trials that do not enter, each with the reason."""
    rows = arms[(arms["outcome_kind"] == "patients") & arms["effect_low"].notna()]
    rows = rows[~rows["source"].isin(entered["source"])]
    points = rows["effect_measure"].str.endswith("percentage points")
    scale = points.map({True: 0.01, False: 1.0})
    other = ~rows["outcome"].str.contains("abstinen")
    reason = rows["outcome"].where(other) + " is not abstinence"
    return rows[list(_ABOUT)].assign(
        measure=rows["effect_measure"].str.removesuffix(", percentage points"),
        value=rows["effect"] * scale,
        low=rows["effect_low"] * scale,
        high=rows["effect_high"] * scale,
        basis="not pooled: " + reason.fillna("no counts, and printed in another measure"),
    )


def _counted(arms: pd.DataFrame) -> pd.DataFrame:
    known = arms[arms["basis"].isin(list(_BASES)) & arms["events"].notna()]
    sides = [known[known["role"] == role].set_index("source") for role in ("active", "comparator")]
    both = sides[0].index.intersection(sides[1].index)
    active, other = (side.loc[both] for side in sides)
    if len(active) != len(both) or len(other) != len(both):
        raise DataError("trials: expected one arm of each role per trial, got several; add up the arms of a trial.")
    bases = [
        DERIVED if DERIVED in (_BASES[mine], _BASES[theirs]) else _BASES[mine]
        for mine, theirs in zip(active["basis"], other["basis"], strict=True)
    ]
    counts = {
        "events_1": active["events"],
        "n_1": active["analyzed"],
        "events_2": other["events"],
        "n_2": other["analyzed"],
    }
    return active.reset_index()[list(_ABOUT)].assign(
        basis=bases, **{name: list(column) for name, column in counts.items()}
    )


def _printed(arms: pd.DataFrame, measure: str) -> pd.DataFrame:
    rows = arms[
        (arms["role"] == "active")
        & (arms["effect_measure"] == NAMES[measure])
        & arms[["effect", "effect_low", "effect_high"]].notna().all(axis=1)
    ].reset_index(drop=True)
    effects = printed_effects(rows["effect"], rows["effect_low"], rows["effect_high"], ratio=measure != "RD")
    return rows[[*_ABOUT, "effect_low", "effect_high"]].assign(
        basis=f"{NAMES[measure]} and limits as printed",
        measure=measure,
        effect=effects["effect"],
        variance=effects["variance"],
    )
