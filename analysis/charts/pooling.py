"""Picture of the pooled trials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..cards import read_about
from ..forms import limits, percent, ratio, rounded
from ..plots import Column, forest
from .credits import credit
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROLES = {
    "trial": "trial", "pooled": "pooled", "prediction": "prediction", "other method": "sensitivity", "note": "note",
    "without derived counts": "sensitivity",
}  # fmt: skip


@chart("trial_meta_analysis")
def trial_meta_analysis(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Abstinence with baclofen against placebo: trials, pooled effect, and what other ways give."""
    shown = _with_heterogeneity(table[table["role"].isin(_ROLES)])
    trials, pooled = shown[shown["role"] == "trial"], shown[shown["role"] == "pooled"].iloc[0]
    measure = pooled["measure"]
    marks = [_mark(basis) if role == "trial" else "" for role, basis in zip(shown["role"], shown["basis"], strict=True)]
    frame = shown.assign(
        role=shown["role"].map(_ROLES),
        label=[_label(row) + mark for row, mark in zip(shown.itertuples(), marks, strict=True)],
        detail=shown["time_point"].fillna("").str.replace(r"(?<=\d)-(?=\d)", "\u2013", regex=True),
        active=[_of(row.events, row.n) for row in shown.itertuples()],
        placebo=[_of(row.comparator_events, row.comparator_n) for row in shown.itertuples()],
    )
    frame.loc[frame["role"] == "prediction", "value"] = float("nan")
    drug = read_about().drug
    counts = [Column(drug.capitalize(), "active"), Column("Placebo", "placebo")]
    name = "OR" if measure == "odds ratio" else measure.capitalize()
    axes = forest(frame, measure=name, counts=counts, favors=("placebo", drug), ax=ax, width=width)
    return on_page(
        axes,
        ax,
        _title(trials, pooled, measure),
        subtitle=(
            f"{measure.capitalize()} of abstinence, {drug} against placebo, in {len(trials)} randomized trials of "
            "alcohol dependence"
        ),
        note=" ".join(["Squares: area by weight.", *_notes(marks), *_apart(table)]),
        source=f"{credit(table)} {_method(pooled)}",
        alt=_alt(trials, pooled, measure),
    )


def _with_heterogeneity(shown: pd.DataFrame) -> pd.DataFrame:
    """Set what the table says of the heterogeneity of its pool as a line of words under the pool."""
    said = shown.loc[(shown["role"] == "pooled") & shown["basis"].fillna("").ne(""), "basis"]
    if said.empty:
        return shown
    return pd.concat([shown, pd.DataFrame({"label": [f"Heterogeneity: {said.iloc[0]}"], "role": ["note"]})])


def _label(row) -> str:
    if row.role == "note":
        return row.label
    if row.role == "pooled":
        return "Pooled, random effects"
    if row.role == "prediction":
        return "Prediction, a new trial"
    label = row.label.partition(" (")[0]
    return label if row.role == "trial" else label[:1].upper() + label[1:]


def _of(events, n) -> str:
    return "" if pd.isna(events) or pd.isna(n) else f"{int(events)} of {int(n)}"


def _mark(basis) -> str:
    if pd.isna(basis) or basis == "counts printed":
        return ""
    return "*" if "derived" in basis else "†"


def _notes(marks: list[str]) -> list[str]:
    told = {
        "*": "* Counts derived from printed percentages.",
        "†": "† No counts printed: enters by its printed ratio and limits.",
    }
    return [words for mark, words in told.items() if mark in marks]


def _apart(table: pd.DataFrame) -> list[str]:
    """Say of each effect that is not pooled what it is and why."""
    said = []
    for row in table[table["role"].isin(["as printed", "benchmark"])].itertuples():
        points = "ratio" not in row.measure
        show = (lambda value: rounded(100 * value)) if points else ratio
        why = str(row.basis).removeprefix("not pooled: ")
        said.append(
            f"{row.label}, {row.measure} {show(row.value)}{' points' * points} "
            f"({limits(row.low, row.high, show)}), {why}"
        )
    return [f"Not pooled: {'; '.join(said)}."] if said else []


def _title(trials: pd.DataFrame, pooled: pd.Series, measure: str) -> str:
    """Say what the interval says, and no more."""
    null = 1.0 if "ratio" in measure else 0.0
    if pooled["low"] > null or pooled["high"] < null:
        return f"Pooled, {len(trials)} trials favor {read_about().drug if pooled['low'] > null else 'placebo'}"
    for_it, against = (int(mask.sum()) for mask in (trials["low"] > null, trials["high"] < null))
    parts = [f"{_number(for_it)} favor{'s' * (for_it == 1)} {read_about().drug}"] if for_it else []
    parts += [f"{_number(against)} favor{'s' * (against == 1)} placebo"] if against else []
    rest = len(trials) - for_it - against
    if rest:
        one = f"{_number(rest).partition(' ')[0]}{' trial' * (not parts) + 's' * (not parts and rest != 1)}"
        parts.append(f"{one} {'does' if rest == 1 else 'do'} not settle it")
    said = ", ".join(parts)
    return f"{said[:1].upper()}{said[1:]}; {'nor does the pool' if rest else 'the pool does not settle it'}"


def _number(count: int) -> str:
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return f"{words[count] if count < len(words) else count} trial{'s' * (count != 1)}"


def _method(pooled: pd.Series) -> str:
    return (
        "Pooling: restricted maximum likelihood, normal interval."
        if "REML" in pooled["method"]
        else f"Pooling: {pooled['method']}."
    )


def _alt(trials: pd.DataFrame, pooled: pd.Series, measure: str) -> str:
    low, high = trials.loc[trials["value"].idxmin()], trials.loc[trials["value"].idxmax()]
    return (
        f"Forest plot of {len(trials)} trials of {read_about().drug} against placebo. "
        f"The {measure} of abstinence runs from "
        f"{ratio(low['value'])} ({low['label']}) to {ratio(high['value'])} ({high['label']}); pooled "
        f"{ratio(pooled['value'])}, "
        f"{limits(pooled['low'], pooled['high'], ratio)}. The largest weight is {percent(trials['weight'].max(), 0)}."
    )
