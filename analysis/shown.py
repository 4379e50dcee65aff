"""How a result shows itself in a notebook: a small table of HTML that takes its colors from the page around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from numbers import Integral, Real

import pandas as pd

from .forms import UNKNOWABLE, p_value, significant

# No color is set, so that the light and the dark theme of JupyterLab both stay readable.
_CAPTION = (
    "caption-side: top; text-align: left; font-weight: bold; color: inherit; padding: 0 0 0.3em 0; white-space: nowrap"
)
_LEFT, _NOTE = "text-align: left", "text-align: left; font-size: 90%; opacity: 0.8; margin: 0.2em 0 0.8em 0"
_LIMITS = ("value", "low", "high")

# What an answer says of cases that are in none of its rows, and of its periods.
LEFT_OUT = {
    "without_date": "without a date",
    "without_state": "without a state",
    "without_region": "without a region",
    "without_group": "without a group",
    "without_age": "whose age falls into no band",
    "without_key": "of other years or places, or of none,",
    "without_denominator": "of a group without a denominator",
    "without_outcome": "in which the outcome is not known",
    "left_out": "with an unknown factor",
}
_PERIODS = {"years_left_out": "Left out", "partial": "Cut short", "breaks": "Break in coding"}


def shown(title: str, rows: Mapping | pd.DataFrame, note: str = "", *, level: float | None = None) -> str:
    """Write a result as a table of HTML, every text escaped.

    Parameters
    ----------
    title : str
        What it is; stands above the table.
    rows : mapping or pandas.DataFrame
        Names and what they are: texts, numbers or Estimates. Of a frame, a named index and every column; the
        columns ``value, low, high`` become one, "value (95% CI)".
    note : str
        How it was made; stands below.
    level : float, optional
        Confidence level of ``low`` and ``high``.
    """
    if isinstance(rows, pd.DataFrame):
        frame = _merged(rows if rows.index.name is None else rows.reset_index(), level)
        head = f"<thead><tr>{''.join(_cell(name, 'th', n == 0) for n, name in enumerate(frame))}</tr></thead>"
        lines = [[_text(value, str(name)) for name, value in zip(frame, row, strict=True)] for row in frame.to_numpy()]
    else:
        head, lines = "", [[name, _text(value, name)] for name, value in rows.items()]
    body = "".join(f"<tr>{''.join(_cell(text, 'td', n == 0) for n, text in enumerate(line))}</tr>" for line in lines)
    below = f'<p style="{_NOTE}">{escape(note)}</p>' if note else ""
    return f'<table><caption style="{_CAPTION}">{escape(title)}</caption>{head}<tbody>{body}</tbody></table>{below}'


def valued(value: float) -> str:
    """Print a value; "not estimable" where there is none."""
    return significant(value) or "not estimable"


def between(low: float, high: float, what: str = "") -> str:
    """Print two limits of what was estimated; "none" where there are none, "not estimable" for one out of all reach."""
    if pd.isna(low) and pd.isna(high):
        return "none"
    ends = [significant(end) for end in (low, high)]
    if what.endswith("ratio"):  # of an empty cell: no number
        ends = [
            "not estimable" if UNKNOWABLE < value < float("inf") else end
            for value, end in zip((low, high), ends, strict=True)
        ]
    return " to ".join(ends)


def limits_of(level: float | None) -> str:
    """Print the name of the limits at a level: "95% CI"."""
    return f"{100 * level:.6g}% CI" if level else "limits"


def has_limits(table: pd.DataFrame) -> bool:
    """Tell whether some number of a table has limits."""
    return {"low", "high"} <= set(table.columns) and bool(table[["low", "high"]].notna().any(axis=None))


def in_words(estimate) -> str:
    """Print an Estimate in one line: value and unit, limits and their level, method."""
    how = f", {estimate.method}" if estimate.method else ""
    name, limits = limits_of(estimate.level), between(estimate.low, estimate.high, estimate.what)
    unit = f" {estimate.unit}" if estimate.unit and not pd.isna(estimate.value) else ""
    return f"{valued(estimate.value)}{unit} ({f'no {name}' if limits == 'none' else f'{name} {limits}'}{how})"


def p_in_words(p: float) -> str:
    """Print a p value within a sentence: "p = 0.04", "p < 0.001"; "p not defined" where there is none."""
    said = p_value(p)
    return f"p {said[0]} {said[1:]}" if said[:1] in ("<", ">") else f"p = {said}" if said else "p not defined"


def notes_of(told: Mapping) -> Iterator[str]:
    """Say what numbers need beside them: unit, limits, cases that are in no row, periods cut short, breaks."""
    yield from told.get("notes", ())
    if unit := told.get("unit"):
        yield f"Unit: {unit}."
    if level := told.get("level"):
        yield f"Limits: {', '.join(part for part in (told.get('method'), f'{100 * level:g}%') if part)}."
    for key, words in LEFT_OUT.items():
        if number := told.get(key):
            yield f"{_cases(number)} {words} {'is' if number == 1 else 'are'} not in the table."
    for name, number in (told.get("several") or {}).items():
        have = "has several values of {} and counts" if number == 1 else "have several values of {} and count"
        yield f"{_cases(number)} {have.format(name)} at each."
    if missing := told.get("missing"):
        when, what = next(iter(missing.items()))
        more = f" and {len(missing) - 1:,} others" if len(missing) > 1 else ""
        yield f"No count: {when} ({what}){more}."
    for key, words in _PERIODS.items():
        for period, why in (told.get(key) or {}).items():
            yield f"{words}: {period} ({why})."


def _cases(number: int) -> str:
    return f"{number:,} case{'s' * (number != 1)}"


def _merged(frame: pd.DataFrame, level: float | None) -> pd.DataFrame:
    if not set(_LIMITS) <= set(frame):
        return frame.astype(object)
    rest, ends = frame.astype(object), zip(*(frame[name] for name in _LIMITS), strict=True)
    told = [
        "" if pd.isna(value) and pd.isna(low) else f"{valued(value)} ({between(low, high)})"
        for value, low, high in ends
    ]
    rest.insert(rest.columns.get_loc("value"), f"value ({limits_of(level)})", told)
    return rest.drop(columns=list(_LIMITS))


def _text(value: object, name: str) -> str:
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, tuple | list):
        return ", ".join(_text(part, name) for part in value)
    if hasattr(value, "low") and hasattr(value, "method"):
        return in_words(value)
    if isinstance(value, Real) and not isinstance(value, bool | Integral):
        return p_value(value) if name in ("p", "p_value") else significant(float(value))
    if isinstance(value, Integral) and not isinstance(value, bool) and abs(int(value)) > 9999:
        return f"{value:,}"
    return str(value)


def _cell(text: object, tag: str, first: bool) -> str:
    return f"<{tag}{f' style={chr(34)}{_LEFT}{chr(34)}' if first else ''}>{escape(str(text))}</{tag}>"
