"""Columns whose cells hold an age and a sex together: ``34/F``, ``F34``, ``45yo M``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...forms import percent
from ..codebook.ages import age_of_text, unit_apart
from ..mapping.model import Source
from ..mapping.within import AGE, SEX, fits, part
from .candidate import DOUBTED, Candidate, Look
from .columns import Column, number_share

MOST, BOTH = 0.95, 0.5  # shares of filled cells that have the form, and that have both an age and a sex
# 3MF is a girl of three months, so that M behind a number alone may be of a boy or of months.
_UNITS = re.compile(r"\s*\d+\s*[mw]\W*[mf]\b.*", re.IGNORECASE)
_LETTER = re.compile(r"\s*\d+\W*[mw]\W*", re.IGNORECASE)


def shared_candidates(look: Look) -> Iterator[Candidate]:
    """Yield the age and the sex of cells that hold both."""
    for column in look.open:
        if not (look.words.heading("age", column) or look.words.heading("sex", column)):
            continue
        ages = {label: part(label, AGE) for label in column.counts if fits(label, AGE) and fits(label, SEX)}
        sexes = {label: part(label, SEX) for label in ages}
        terms = {label: look.codebook["sex"].find(sexes[label]) for label in ages if ages[label] and sexes[label]}
        both = column.share(label for label, term in terms.items() if term)
        # 18 M is 18 months beside 2 Y, and a man beside 34 F; beside 34w, it may be either
        least = BOTH if look.words.heading("sex", column) else MOST
        if column.share(ages) < MOST or both < least or "Female" not in terms.values():
            continue
        known = column.share(label for label in ages if not ages[label] or _is_age(ages[label]))
        why = f"heading {column.heading!r}; {percent(both, 0)} of the filled cells are an age and a sex, taken apart"
        sure = 0.95
        units = next((label for label in column.counts if _UNITS.fullmatch(label)), "")
        if units and any(map(_LETTER.fullmatch, column.counts)):
            why, sure = (
                f"{why}; but by {units!r}, M or W may stand for months or weeks: look at cells of one letter",
                sure * DOUBTED,
            )
        yield Candidate("age", sure * known, why, Source(value=column.heading, fixed_unit="Years", within=AGE))
        yield Candidate("sex", sure, why, Source(column=column.heading, within=SEX))


def _is_age(text: str) -> bool:
    return age_of_text(unit_apart(text)) is not None or number_share(Column("", (text,)), 0, 130) == 1
