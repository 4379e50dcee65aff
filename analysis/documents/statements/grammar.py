"""The grammars of one text, in the order of how sure they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .aside import blanked
from .estimates import find_estimates
from .found import Found, without_overlaps
from .moments import find_moments
from .p_values import find_p_values
from .proportions import find_percentages, find_proportions
from .quantities import find_quantities
from .tests import find_tests
from .writing import Writing, folded


def found_in_text(text: str, writing: Writing, known: bool = False) -> list[Found]:
    """Give what one text says in numbers, by the grammars in the order of how sure they are."""
    plain, _ = blanked(folded(text))
    writing = writing.of(plain)
    if not writing.words and not re.search(r"\d", plain):
        return []
    grammars = (find_tests, find_estimates, find_moments, _changes, find_proportions, find_p_values, find_quantities)
    found: list[Found] = []
    for grammar in grammars:
        found += grammar(plain, writing, known) if grammar is find_estimates else grammar(plain, writing)
    return without_overlaps([*found, *find_percentages(plain, writing)])


def _changes(text: str, writing: Writing) -> Iterator[Found]:
    return (one for one in find_quantities(text, writing) if one.kind == "change")
