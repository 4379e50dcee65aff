"""Which columns say how a sample survey was drawn: the weight of a record, its stratum and its cluster."""

from __future__ import annotations

from collections.abc import Iterator

from ..mapping.model import Source
from .candidate import Candidate, Look
from .columns import Column, number_share

_SAID = {"sampling", "sample", "survey", "statistical", "stat", "wgt", "expansion"}
_BODY = {"kg", "kgs", "lb", "lbs", "pounds", "body", "g", "grams"}


def is_sampling_weight(look: Look, column: Column) -> bool:
    """Tell a sampling weight from a body weight: by its heading, or by a stratum or sampling unit beside it."""
    words = set(column.words)
    if words & _BODY or not look.words.heading("weight", column) or number_share(column, 0, float("inf")) < 0.9:
        return False
    design = (look.words.heading(target, other) for other in look.columns for target in ("stratum", "cluster"))
    return bool(words & _SAID) or max(design, default=0.0) >= 0.8


def sampling_candidates(look: Look) -> Iterator[Candidate]:
    """Yield the weight, stratum and cluster of a sample; the last two only beside a weight."""
    weights = [column for column in look.open if is_sampling_weight(look, column)]
    for column in weights:
        heading = look.words.heading("weight", column)
        why = f"heading {column.heading!r}, with numbers: how many of the population a record stands for"
        yield Candidate("weight", 0.4 * heading + 0.55, why, Source(column=column.heading))
    for target in ("stratum", "cluster") if weights else ():
        for column in look.open:
            if column not in weights and (heading := look.words.heading(target, column)) and column.counts:
                why = f"heading {column.heading!r} beside a sampling weight"
                yield Candidate(target, 0.95 * heading * column.filled, why, Source(column=column.heading))
