"""The grammars of one text, in the order of how sure they are."""

from __future__ import annotations

import re

from .aside import blanked
from .changes import find_changes
from .estimates import find_estimates
from .found import Found, without_overlaps
from .fractions import find_fractions
from .moments import find_moments
from .p_values import find_p_values
from .proportions import find_percentages, find_proportions
from .quantities import find_quantities
from .tests import find_tests
from .worded import PART_WORD, TIMES_WORD
from .writing import Writing

_VAGUE = (
    r"\b(?:several|few|once|decades?|dozens|hundreds|thousands|millions|billions)\b"
    r"|\bfor\s(?:hour|day|week|month|year)s\b"
)
_ANY = re.compile(rf"\d|{TIMES_WORD}|{PART_WORD}|{_VAGUE}", re.IGNORECASE)


def found_in_text(text: str, writing: Writing, known: bool = False) -> list[Found]:
    """Give what one text says in numbers, by the grammars in the order of how sure they are."""
    plain, _ = blanked(writing.folded(text))
    writing = writing.of(plain)
    if not writing.words and not _ANY.search(plain):
        return []
    grammars = (
        find_tests,
        find_estimates,
        find_moments,
        find_changes,
        find_fractions,
        find_proportions,
        find_p_values,
        find_quantities,
    )
    found: list[Found] = []
    for grammar in grammars:
        found += grammar(plain, writing, known) if grammar is find_estimates else grammar(plain, writing)
    return without_overlaps([*found, *find_percentages(plain, writing)])
