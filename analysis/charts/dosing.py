"""Pictures of doses, concentration and withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..cards import read_about
from ..errors import DataError
from ..forms import listed
from ..plots import Column, brackets, curves, linear_scale, log_scale, rows
from ..summaries.severity import cited_threshold
from .credits import credit, name_of, only_quoted, quoted
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_UNITS = {1.0: "hours", 24.0: "days", 168.0: "weeks", 730.5: "months"}
_LIMITS = {"share_of_80": "80", "share_of_100": "100", "share_of_200": "200"}


@chart("dosing_ladder")
def dosing_ladder(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Cited doses beside those of labels and studies, per day and per dose, with the doses named as limits."""
    kinds = {"cited": "cited", "primary": "source"}
    frame = pd.DataFrame(
        {
            "label": [name_of(source) for source in table["source"]],
            "role": [kinds[str(kind)] for kind in table["kind"]],
            "value": table["daily_dose"].fillna(table["single_dose"]),
            "hollow": table["daily_dose"].isna(),
            "printed": [quoted(row.printed) if row.kind == "cited" else row.printed for row in table.itertuples()],
            "per_day": [_per_day(row) for row in table.itertuples()],
            "group": [_group(row) for row in table.itertuples()],
        }
    )
    frame = frame.drop_duplicates().sort_values(
        "group", key=lambda groups: groups.map(list(dict.fromkeys(frame["group"])).index), kind="stable"
    )
    limits = [float(name.removeprefix("share_of_")) for name in table if name.startswith("share_of_")]
    severe = _cited_threshold()
    lines = tuple((limit, f"{limit:g} mg", "cited" if limit == severe else "comparator") for limit in limits)
    scale = log_scale([*frame["value"], *limits])
    scale = type(scale)(scale.low, scale.high, scale.ticks, scale.labels, True, lines=lines)
    right = [Column("As printed", "printed", half=False), Column("mg a day", "per_day")]
    axes = rows(frame, scale, right=right, head="Who prints it", ax=ax, width=width)
    highest = frame.loc[frame["value"].idxmax()]
    about = read_about()
    title = _range(table)
    return on_page(
        axes,
        ax,
        title,
        subtitle=f"Oral {about.drug} in milligrams (log scale), as {about.pages} and their sources print it",
        note=(
            "Daily doses printed with a frequency are multiplied. Hollow: a single dose, its frequency printed "
            f"without a number. {_lines_told(limits, severe, about)} None is advice."
        ),
        source=credit(table),
        alt=(
            f"Rows of doses on a log scale from {frame['value'].min():g} to {frame['value'].max():g} mg, the largest "
            f"printed by {highest['label']}. Lines mark {', '.join(f'{limit:g}' for limit in limits)} mg a day."
        ),
    )


def _lines_told(limits: list[float], severe: float | None, about) -> str:
    """Say what the lines are by the numbers above them, which gray paper shows too."""
    doses = listed([f"{limit:g}" for limit in limits if limit != severe])
    said = [f"lines at {doses} mg: {about.remark('dosing_ladder', 'the largest daily doses')}"] if doses else []
    said += [f"at {severe:g} mg (red): the cited threshold of severity"] if severe in limits else []
    words = "; ".join(said)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _cited_threshold() -> float | None:
    try:
        return cited_threshold()
    except DataError:  # a ledger need not cite one
        return None


def _range(table: pd.DataFrame) -> str:
    """Say between which doses the cited ones lie: of a day, where a frequency is printed."""
    daily = table.loc[table["kind"].astype(str) == "cited", "daily_dose"].dropna()
    if daily.empty:
        return "No cited dose has a frequency with a number"
    if daily.min() == daily.max():
        return f"The cited daily dose is {daily.min():g} mg"
    return f"Cited daily doses run from {daily.min():g} to {daily.max():g} mg"


def _group(row) -> str:
    what = str(row.what)
    return what[:1].upper() + what[1:] + ("" if not np.isnan(row.daily_dose) else ", frequency without a number")


def _per_day(row) -> str:
    if np.isnan(row.daily_dose):
        return "not stated"
    at_most = "at most " if row.relation == "<=" else ""
    return f"{at_most}{row.daily_dose:g}" + (" (derived)" if row.derived else "")


@chart("plasma_concentration")
def plasma_concentration(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Modeled plasma concentration after one oral dose, with the cited half-life and with that reported in overdose."""
    spans = table.drop_duplicates("half_life").set_index("half_life")["half_life_hours"]
    spans = spans.astype(str).str.replace("-", "\u2013")
    named = table["half_life"].map({name: f"{name}, {span} h" for name, span in spans.items()})
    frame = pd.DataFrame(
        {"x": table["time_hours"], "value": table["value"], "low": table["low"], "high": table["high"], "series": named}
    )
    ticks = tuple(float(hour) for hour in np.arange(0, table["time_hours"].max() + 1, 12))
    scale = linear_scale([0, table["time_hours"].max()], zero=True)
    scale = type(scale)(0.0, float(table["time_hours"].max()), ticks, tuple(f"{tick:g} h" for tick in ticks))
    roles = dict(
        zip(dict.fromkeys(named), ("cited", "source"), strict=False)
    )  # as a page cites it, as a study found it
    axes = curves(frame, scale=scale, roles=roles, ax=ax, width=width)
    dose = table["dose_mg"].iloc[0]
    lasting = table[table["half_life"] == spans.index[-1]]
    day = lasting.loc[(lasting["time_hours"] - 24).abs().idxmin()]
    first = table[table["half_life"] == spans.index[0]]
    about = read_about()
    gone = first.loc[(first["time_hours"] - 24).abs().idxmin()]
    return on_page(
        axes,
        ax,
        about.remark("plasma_concentration", "One oral dose with two half-lives"),
        subtitle=f"Plasma concentration (mg/L) after {dose:g} mg of {about.drug} by mouth: a model, not a measurement",
        note=(
            "One compartment with first-order absorption; time to peak as cited, volume of distribution from "
            f"{name_of(table['volume_source'].iloc[0])}. "
            f"Bands: the printed ranges. After 24 h the model leaves {gone['value']:.2f} mg/L with a half-life of "
            f"{spans.iloc[0]} h "
            f"and {day['value']:.2f} with one of {spans.iloc[-1]} h."
        ),
        source=credit(table, "source", "volume_source"),
        alt=(
            f"Two curves of concentration over {table['time_hours'].max():g} hours. With a half-life of "
            f"{spans.iloc[0]} h it "
            f"is {gone['value']:.2f} mg/L after a day, with {spans.iloc[-1]} h, as reported in overdose, "
            f"{day['value']:.2f}."
        ),
    )


@chart("withdrawal_timeline")
def withdrawal_timeline(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Cited times of baclofen withdrawal: closed ends where a number is printed, words alone where none is."""
    shown = table.drop_duplicates(["phase", "kind", "printed", "start_hours", "end_hours"])
    reduction = shown["phase"].str.contains("reduction")
    frame = pd.DataFrame(
        {
            "group": np.where(reduction, "Length of a gradual reduction", "After the last dose"),
            "label": [
                row.phase[:1].upper() + row.phase[1:]
                if not cut
                else name_of(row.source) + "*" * only_quoted(row.source)
                for row, cut in zip(shown.itertuples(), reduction, strict=True)
            ],
            "low": shown["start_hours"].where(shown["start_hours"] > 0),
            "high": shown["end_hours"],
            "unit": np.where(shown["has_number"], "hours", shown["unit_hours"].map(_UNITS)),
            "detail": [
                "" if cut else name_of(row.source) for row, cut in zip(shown.itertuples(), reduction, strict=True)
            ],
            "words": [quoted(row.printed) if row.kind == "cited" else row.printed for row in shown.itertuples()],
            "role": [_role(row) for row in shown.itertuples()],
        }
    ).sort_values("group", kind="stable")
    frame["label"] = frame["label"].str.replace(" after the last dose", "")
    axes = brackets(frame, ax=ax, width=width)
    about = read_about()
    traced = (shown["kind"] != "cited") & ~reduction
    title = (
        "No study was found behind the cited course of withdrawal"
        if not traced.any()
        else "The cited course of withdrawal beside its sources"
    )
    return on_page(
        axes,
        ax,
        title,
        subtitle=f"Times of {about.drug} withdrawal as {about.pages} print them (log scale of time)",
        note=(
            "Closed end: the page prints this number. Open end: it prints no number on this side. Words without a "
            f"number get no mark.{' * Seen only as quoted.' * any(map(only_quoted, shown['source']))}"
        ),
        source=credit(shown),
        alt=(
            f"Bracket chart of {len(frame)} printed times of withdrawal, from {frame['words'].iloc[0]} to "
            f"{frame['words'].iloc[-1]}; "
            f"{int((~shown['has_number']).sum())} of them have no number. No primary source was found for the course."
        ),
    )


def _role(row) -> str:
    """Give how a time is drawn: a source that was seen only in a quotation is none of its own."""
    return "cited" if row.kind == "cited" else "comparator" if only_quoted(row.source) else "source"
