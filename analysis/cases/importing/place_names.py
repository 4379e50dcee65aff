"""States and counties in one spelling each, and what was folded for it said in the report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from ..codebook.places import one_spelling
from ..codebook.regions import state_of
from ..masking import is_plate, mask_label, withheld
from ..privacy import plain
from ..profiles.values import mask_term
from .labels import Answer, Labels

SHOWN = 8


def _masker(labels: Labels, target: str) -> Callable[[str], str]:
    """Give what a place becomes: one that names a person is withheld, unless its column is kept word for word."""
    if {plain(name) for name in labels.mapping.columns[target].names()} <= labels.keep:
        return str
    if target == "state":  # few words are states
        return lambda text: text if state_of(text) else mask_label(text)
    return lambda text: withheld("vehicle") if is_plate(text) else mask_term(text)


def fold(labels: Labels, target: str, cell: str) -> None:
    """Make the table ``lookup_TARGET`` of the cells of a case's state or county, and note what it changes."""
    cells = f"SELECT {cell} AS cell, count(*) AS n FROM case_rows GROUP BY 1"
    query = f"SELECT tidy(cell) AS said, sum(n) FROM ({cells}) WHERE said IS NOT NULL GROUP BY 1 ORDER BY 1"
    masked, counts = _masker(labels, target), Counter()
    for said, count in labels.connection.execute(query).fetchall():
        counts[masked(said)] += count
    names = one_spelling(target, counts)

    def answer(text: str | None, count: int) -> Answer:
        said = labels.tidy(text)
        return Answer((names.get(said and masked(said)),))

    labels.lookup(target, [cell], "case_rows", answer, ["text"])
    changed = defaultdict(list)
    for said, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if names[said] != said:
            changed[names[said]].append(f"{said!r} ({count:,})")
    for name, cells in list(changed.items())[:SHOWN]:
        more = f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else ""
        what = f"written {name!r}" if name else "taken as not known"
        labels.notes.append(f"{target}: {', '.join(cells[:SHOWN])}{more} {what}.")
    if len(changed) > SHOWN:
        left = sum(map(len, list(changed.values())[SHOWN:]))
        labels.notes.append(f"{target}: {left:,} more spellings brought to those of {len(changed) - SHOWN:,} places.")
