"""Columns of the analyst's own that an export has: what no target takes, and groups of cases can be made of."""

from __future__ import annotations

import re
from collections.abc import Container

from ..codebook.columns import attribute_fault
from ..mapping.model import Source
from ..masking import withheld_of
from ..masking.headings import mask_heading
from ..privacy import declared_identifier
from .candidate import Look
from .columns import Column, number_share

# Different cells of a column by which cases may be grouped, and of one whose heading says that it is such a column.
MOST, MOST_KNOWN = 25, 200
FEW = 0.005  # share of filled cells below which a column says too little


def proposed_attributes(look: Look, used: Container[str]) -> tuple[dict[str, Source], dict[str, Source]]:
    """Give the attributes to state, and those to offer as remarks: by name, where they stand.

    Stated is what nearly every study describes its cases by (race, ethnicity, manner of death, place of injury,
    insurance), under these names; offered is every other column of few different texts that identifies nobody.
    """
    stated, offered = {}, {}
    for column in look.columns:
        known = look.words.attribute(column)
        if column.heading in used or not _groups(column, MOST_KNOWN if known else MOST):
            continue
        name = known or _name_of(column)
        if attribute_fault(name) or name in stated or name in offered:
            continue
        (stated if known else offered)[name] = Source(column=column.heading)
    return stated, offered


def _groups(column: Column, most: int) -> bool:
    """Say whether cases can be grouped by a column: few different texts, each of several cases, that name nobody."""
    if declared_identifier(column.heading) or withheld_of(mask_heading(column.heading)) or column.filled < FEW:
        return False
    most = min(most, max(2, column.counts.total() // 3))
    return 2 <= len(column.counts) <= most and number_share(column, float("-inf"), float("inf")) < 0.9


def _name_of(column: Column) -> str:
    """Give the words of a heading as a name."""
    return re.sub(r"^[^a-z]+", "", "_".join(column.words))[:40].rstrip("_")
