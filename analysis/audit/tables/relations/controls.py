"""Columns made of a rate and that of the control below it: differences, efficacies and their limits."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ....printed import Interval, read_printed
from ...prints import printed_set, shown_number, verdict_of
from .grid import Grid, Told
from .strands import Strand

DIFFERENCE, EFFICACY, LIMITS = "difference of rates", "efficacy of two rates", "ratio and its events"
_EFFICACY = re.compile(r"\bPE\b|\bVE\b|\befficacy\b|\breduction\b|\beffectiveness\b", re.IGNORECASE)
_Z = 1.959964
_WITHIN, _NEAR = 5, 0.12  # rows below in which a control stands; share of their width by which limits may be off


@dataclass(slots=True)
class _Columns:
    rate: Strand
    difference: Strand | None
    efficacy: Strand | None
    low: Strand | None
    high: Strand | None
    events: Strand | None


def check_controls(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold differences and efficacies against the rate of their row and of the control row below it.

    Only what fits is said: a difference or efficacy may be adjusted, or of another control.
    """
    columns = None if grid.turned else _columns(strands)
    if columns is None:
        return
    for i in columns.rate.filled:
        made = columns.difference or columns.efficacy
        rows = range(i + 1, min(i + 1 + _WITHIN, len(grid.labels)))
        control = next((k for k in rows if columns.rate.texts[k] and not made.texts[k]), None)
        if made.texts[i] and control is not None:
            _difference(grid, i, control, columns, told)
            _efficacy(grid, i, control, columns, told)


def _columns(strands: Sequence[Strand]) -> _Columns | None:
    values = [s for s in strands if s.part == "value"]
    rate = next((s for s in values if s.role == "rate"), None)
    difference = next((s for s in values if "difference" in s.heading.text.lower() and s is not rate), None)
    efficacy = next((s for s in values if s.role != "rate" and _EFFICACY.search(s.heading.text)), None)
    if rate is None or (difference is None and efficacy is None):
        return None
    events = next((s for s in values if s.role == "count" and re.search(r"episodes?|events?|cases?|deaths?",
                                                                       s.heading.text, re.IGNORECASE)
                   and abs(s.place - rate.place) == 1), None)  # fmt: skip
    limits = {s.part: s for s in strands if efficacy is not None and s.place == efficacy.place}
    return _Columns(rate, difference, efficacy, limits.get("low"), limits.get("high"), events)


def _difference(grid: Grid, i: int, control: int, columns: _Columns, told: Told) -> None:
    if columns.difference is None or not columns.difference.texts[i]:
        return
    mine, theirs = (printed_set(read_printed(columns.rate.texts[k])) for k in (i, control))
    gap = theirs - mine if (theirs - mine).high > 0 else mine - theirs
    said = read_printed(columns.difference.texts[i])
    if verdict_of(said, gap) == "holds":
        middle = shown_number((gap.low + gap.high) / 2, said.decimals + 1)
        words = f"{columns.rate.texts[control]} less {columns.rate.texts[i]} is {middle}; {said.text} is printed."
        cells = [(i, columns.difference.place), (i, columns.rate.place), (control, columns.rate.place)]
        told.hold(DIFFERENCE, grid, cells, words)


def _efficacy(grid: Grid, i: int, control: int, columns: _Columns, told: Told) -> None:
    text = columns.efficacy.texts[i] if columns.efficacy is not None else ""
    mine, theirs = (read_printed(columns.rate.texts[k]) for k in (i, control))
    if not text or not theirs.value or not mine.value:
        return
    share = (Interval.of(1) - printed_set(mine) / printed_set(theirs)) * Interval.of(100)
    cells = [(i, columns.efficacy.place), (i, columns.rate.place), (control, columns.rate.place)]
    if verdict_of(read_printed(text), share) == "holds":
        middle = shown_number((share.low + share.high) / 2, read_printed(text).decimals + 1)
        told.hold(EFFICACY, grid, cells, f"1 - {mine.text}/{theirs.text} is {middle}; {text} is printed.")
        _limits(grid, i, control, columns, told)


def _limits(grid: Grid, i: int, control: int, columns: _Columns, told: Told) -> None:
    """Hold the limits of an efficacy against the events: log of the ratio of rates +- 1.96 sqrt(1/a + 1/b)."""
    if columns.events is None or columns.low is None or not columns.low.texts[i]:
        return
    events = [columns.events.texts[k] for k in (i, control)]
    if not all(text.isdigit() and int(text) for text in events):
        return
    ratio = columns.rate.numbers[i] / columns.rate.numbers[control]
    error = _Z * math.sqrt(sum(1 / int(text) for text in events))
    limits = [100 * (1 - ratio * math.exp(sign * error)) for sign in (1, -1)]
    said = [read_printed(strand.texts[i]) for strand in (columns.low, columns.high)]
    pairs = list(zip(said, limits, strict=True))
    near = all(abs(one.value - limit) <= _NEAR * (limits[1] - limits[0]) for one, limit in pairs)
    if near or all(verdict_of(one, Interval.of(Fraction(f"{limit:.6f}"))) == "holds" for one, limit in pairs):
        words = f"The rates and their {' and '.join(events)} events give {limits[0]:.1f} to {limits[1]:.1f} without "
        words += f"clusters; {said[0].text} to {said[1].text} is printed."
        cells = [(i, columns.efficacy.place), *((k, columns.events.place) for k in (i, control))]
        told.hold(LIMITS, grid, cells, words)
