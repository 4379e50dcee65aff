"""Columns that say more of each substance, effect or therapy: its dose, its unit, whether it was related, or given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...forms import percent
from ..codebook.values import UNITS
from ..mapping.model import FOLLOWERS, TARGETS, Source
from .candidate import Candidate, Look
from .columns import Column, flag_labels, known_labels, number_share
from .numbered_columns import beside_numbered
from .separators import unpacked
from .yes_no_columns import therapy_of

SOME = 0.1  # share of filled cells that are a number and its unit from which these are taken apart
BARE = (("unit",), ("units",), ("u",), ("einheit",), ("unite",), ("unidad",))
_DOSED = re.compile(r"[~\u2248]?\s*\d[\d.,/ ]*[\s-]*[^\W\d][^\d]*")
_SPELT = (("[\u00b5\u03bc]", "u"), (r"(?<![A-Za-z])mL(?![A-Za-z])", "ml"))  # else words would be cut within these


def follower_candidates(look: Look, leader: str, source: Source) -> Iterator[Candidate]:
    """Yield the columns that say more of each value of a leader, divided or numbered as those of its `source`."""
    if source.columns:
        places = [
            (column, next(filter(lambda one: one.heading, family.columns)), Source(columns=family.headings))
            for family, column in beside_numbered(look, source.columns)
        ]
    else:
        places = [(unpacked(one, source.separator), one, Source(column=one.heading)) for one in look.open]
    for target in (name for name, of in FOLLOWERS.items() if of == leader):
        for values, first, place in places:
            yield from _follower(look, leader, target, values, first, place)


def _follower(
    look: Look, leader: str, target: str, values: Column, first: Column, place: Source
) -> Iterator[Candidate]:
    """Yield a column, or several of one heading, as what follows a leader; `first` is the first of them."""
    called = values if place.columns else first
    unit, words = unit_in_heading(called) if target == "dose" else ("", ())
    called = Column(" ".join(words), ()) if unit else called
    heading = max(look.words.heading(target, called), 0.9 * _bare_unit(look, target, called, first))
    if heading < 0.6 or not values.counts or (leader == "substance" and _of_antidote(look, first)):
        return
    numbers = number_share(values, 0, float("inf")) if target == "dose" else 0.0
    if target == "dose" and (both := _dosed_share(values)) > max(numbers, SOME):
        why = (
            f"heading {first.heading!r}; {percent(both, 0)} of the filled cells are a number and its unit, taken apart"
        )
        for name, sure in (("dose", 0.9), ("dose_unit", 0.85)):
            yield Candidate(name, sure * heading * (0.5 + 0.5 * both), why, place)
        return
    share, why = 1.0, f"heading {first.heading!r}, beside {leader}"
    if target == "dose":
        share = numbers
        if unit:
            place, why = replace(place, fixed_unit=unit), f"{why}, in {unit} as the heading says"
    elif TARGETS[target]:
        share = values.share(known_labels(values, look.codebook[TARGETS[target]]))
    kind = "numbers" if target == "dose" else "known"
    why += f"; {percent(share, 0)} of the filled cells are {kind}" if share < 1 else ""
    yield Candidate(target, 0.9 * heading * (0.5 + 0.5 * share), why, place)


def unit_in_heading(column: Column) -> tuple[str, tuple[str, ...]]:
    """Give the unit of doses at the end of a heading and the words before it; no unit where it names none.

    Examples
    --------
    >>> [unit_in_heading(Column(name, ())) for name in ("Dose (mg)", "amt_mg_per_kg", "Dosis (\u00b5g)", "Dose")]
    [('mg', ('dose',)), ('mg/kg', ('amt',)), ('mcg', ('dosis',)), ('', ('dose',))]
    """
    text = column.title or column.heading
    for form, plain in _SPELT:
        text = re.sub(form, plain, text)
    words = tuple(word for word in Column(text, ()).words if not word.isdecimal())
    per_kg = words[-1:] == ("kg",)
    named = words[:-1] if per_kg else words
    named = named[:-1] if per_kg and named[-1:] == ("per",) else named
    unit = UNITS.get(named[-1], "") if len(named) > 1 else ""
    before = named[:-2] if named[-2:-1] == ("in",) else named[:-1]
    return (f"{unit}/kg" if per_kg else unit, before) if unit and before else ("", words)


def _bare_unit(look: Look, target: str, called: Column, first: Column) -> bool:
    """Say whether a column called Unit, and no more, stands right behind the one of doses: it is the unit of these."""
    place = next(place for place, column in enumerate(look.columns) if column.heading == first.heading)
    before = look.columns[place - 1] if place else None
    return (
        target == "dose_unit"
        and called.words in BARE
        and before is not None
        and look.words.heading("dose", before) >= 0.6
        and number_share(first, float("-inf"), float("inf")) < 0.5
    )


def _dosed_share(column: Column) -> float:
    """Give the share of filled cells that hold a number and its unit, as ``200 mg`` or ``1/2 tab``."""
    return column.share(label for label in column.counts if _DOSED.fullmatch(label))


def _of_antidote(look: Look, column: Column) -> bool:
    """Say whether a column is filled only in rows whose yes/no column of a therapy says yes: it tells of that."""
    for flag in look.columns:
        yes = flag_labels(flag) if column.filled < 0.95 and therapy_of(look, flag) else ()
        if yes and flag.share(yes) < 0.95:
            pairs = zip(column.cells, flag.cells, strict=True)
            given = [answer in yes for cell, answer in pairs if cell in column.counts]
            if given and sum(given) >= 0.98 * len(given):
                return True
    return False
