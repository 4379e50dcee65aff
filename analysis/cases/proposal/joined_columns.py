"""Columns that hold one value together: the year, month and day of a date, the group of a reason and its detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from ...forms import percent
from ..codebook.dates import day_of
from ..codebook.values import NOTHING
from ..codebook.vocabularies import squeeze
from ..mapping.model import JOINT, Source
from .candidate import UNSURE, Candidate, Look
from .columns import Column, known_labels, number_share

READ = 0.9  # share of rows that a form of the parts must read
FEW = 60  # different labels of a group or a detail
JOINED = 0.7  # share of rows whose group and detail are a reason of the codebook when joined


def joined_candidates(look: Look) -> Iterator[Candidate]:
    """Yield dates and reasons that stand in several columns."""
    yield from _dates(look)
    yield from _reasons(look)


def joined(look: Look, headings: tuple[str, ...]) -> Column:
    """Give the column of the labels that several columns hold together."""
    found = {column.heading: column.cells for column in look.columns}
    rows = zip(*(found[heading] for heading in headings), strict=True)
    return Column(headings[0], tuple(JOINT.join(cell for cell in cells if said(cell)) for cells in rows))


def said(cell: str) -> bool:
    """Say whether a cell says something."""
    return squeeze(cell) not in NOTHING


def _dates(look: Look) -> Iterator[Candidate]:
    parts: dict[frozenset[str], dict[str, Column]] = {}
    for column in look.columns:
        words = set(column.words)
        for name, known in look.words.dates.items():
            if words & known and column.counts and not look.words.forbids("year", column):
                others = frozenset(words - known - look.words.noise)
                parts.setdefault(others, {}).setdefault(name, column)
    for found in parts.values():
        if {"year", "month"} <= found.keys():
            yield from _date(look, found)


def _date(look: Look, found: dict[str, Column]) -> Iterator[Candidate]:
    columns = [found[name] for name in ("year", "month", "day") if name in found]
    headings = tuple(column.heading for column in columns)
    rows = [cells for cells in zip(*(column.cells for column in columns), strict=True) if all(map(said, cells))]
    behind = "-%d" if "day" in found else ""
    forms = {f"{year}-{month}{behind}": 0 for year, month in product(("%Y", "%y"), ("%m", "%B", "%b"))}
    for form in forms:
        full = form if behind else f"{form}-%d"
        forms[form] = sum(day_of("-".join(cells if behind else (*cells, "1")), full) is not None for cells in rows)
    best = max(forms, key=lambda form: forms[form])
    share = forms[best] / len(rows) if rows else 0.0
    if share < READ:
        return
    why = f"headings {', '.join(map(repr, headings))}; the parts of {percent(share, 0)} of the filled rows are a date"
    order = min((look.words.order("date", Column(f"{column.heading} date", ())) for column in columns), default=0)
    sure = 0.9 * share * (0.5 + 0.5 * len(rows) / look.rows)
    if not behind:  # counts by day or week would be wrong
        sure, why = UNSURE, f"{why} without its day: the first of each month would stand for it"
    elif number_share(found["day"], 8, 31) == 0:
        sure, why = UNSURE, f"{why}, but no day is above 7, so that it may be one of the week"
    yield Candidate("date", sure, why, Source(joined=headings, formats=(best,)), order=order)


def _reasons(look: Look) -> Iterator[Candidate]:
    reasons, groups = look.codebook["reason"], look.codebook["reason_group"]
    few = [one for one in look.open if 0 < len(one.counts) <= FEW and not look.words.forbids("reason", one)]
    for group in few:
        if group.share(known_labels(group, groups)) < READ:
            continue
        for detail in few:
            pairs = Counter(zip(group.cells, detail.cells, strict=True)) if detail is not group else Counter()
            pairs = Counter({pair: count for pair, count in pairs.items() if all(map(said, pair))})
            read = sum(count for pair, count in pairs.items() if reasons.find(JOINT.join(pair)))
            if len(pairs) < 2 or read < JOINED * pairs.total():
                continue
            share = read / pairs.total()
            why = f"{percent(share, 0)} of the rows are a reason of the codebook"
            why = f"headings {group.heading!r} and {detail.heading!r}; joined by a dash, {why}"
            yield Candidate("reason", 0.6 + 0.37 * share, why, Source(joined=(group.heading, detail.heading)))
            why = f"heading {group.heading!r}, the group of the reasons in {detail.heading!r}"
            yield Candidate("reason_group", 0.9, why, Source(column=group.heading))
