"""Percentages without counts beside their own n: some whole number of n must give each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ....errors import DataError
from ....printed import read_printed
from ...findings import Finding
from ...percentages import chance_of_passing, counts_in
from ...prints import printed_set, shown_number
from .grid import Grid, Told
from .strands import Strand

RULE = "percentage of a total"
_CHANCE = 1e-3  # of so many percentages passing of any other n, below which a column of n is their denominator

_SIZE = re.compile(
    r"sample\ssize|\b(?:number|no\.?)\sof\s(?:patients|participants|subjects|people|children|women|men|adults|records)"
    r"|^\W*(?:patients|participants|subjects|enrolled|analy[sz]ed)\W*$",
    re.IGNORECASE,
)  # "n" alone is a column of counts

Found = dict[int, list[Finding]]  # by row; no finding where some count gives the percentage


def check_own_sizes(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold percentages against the n in their own cell, ``36 (53)`` under "% (N)", or in the one column of sizes."""
    if grid.turned:
        return
    for percents, sizes, inside in _pairs(strands):
        found = {i: _row(percents.texts[i], sizes.texts[i]) for i in percents.filled if sizes.texts[i]}
        held = {i: findings for i, findings in found.items() if findings is not None}
        broken = sum(map(bool, held.values()))
        if (
            2 * broken > len(held)
            or _of_one_base(percents, sizes)
            or not (inside or _telling(held, percents, sizes, broken))
        ):
            continue
        for i, findings in held.items():
            counts = _counts(percents.texts[i], sizes.texts[i])
            said = f"{_listed(counts)} of {sizes.texts[i]} gives {percents.texts[i]}." if counts else ""
            told.hold(RULE, grid, [(i, percents.place), (i, sizes.place)], said)
            told.tell(findings, grid, i, percents.place)


def _pairs(strands: Sequence[Strand]) -> Iterator[tuple[Strand, Strand, bool]]:
    """Give columns of percentages with the n that may be theirs, and whether it stands in the same cells."""
    percents = [s for s in strands if s.role == "percent" and s.part == "value"]
    inside = {s.place: s for s in strands if s.part == "beside" and s.role == "n"}
    yield from ((s, inside[s.place], True) for s in percents if s.place in inside)
    alone = [s for s in percents if s.place not in {t.place for t in strands if t.part != "value"}]
    sizes = [s for s in strands if s.part == "value" and s.role == "n" and s.whole and _SIZE.search(s.heading.text)]
    counts = any(s.role in ("count", "population") for s in strands)
    if len(alone) == len(sizes) == 1 and not counts and not alone[0].heading.flags & {"adjusted"}:
        yield alone[0], sizes[0], False


def _of_one_base(percents: Strand, sizes: Strand) -> bool:
    """Tell whether the numbers in brackets are counts, of which one total gives every percentage: ``28 (12)`` of 43."""
    rows = [(read_printed(percents.texts[i]), sizes.numbers[i]) for i in percents.filled if sizes.texts[i]]
    ends = [(n / (said.value + said.quantum / 2), n / max(said.value - said.quantum / 2, 1e-9)) for said, n in rows]
    return len(ends) > 1 and max(low for low, _ in ends) <= min(high for _, high in ends)


def _telling(found: Found, percents: Strand, sizes: Strand, broken: int) -> bool:
    """Tell whether percentages of another n would hardly have passed, and few did not."""
    chance = 1.0
    for i, findings in found.items():
        chance *= 1.0 if findings else min(1.0, chance_of_passing(percents.texts[i], int(sizes.texts[i])))
    return chance < _CHANCE and broken <= max(1, len(found) // 5)


def _counts(percent: str, n: str) -> range:
    return counts_in(printed_set(read_printed(percent)), int(n))


def _row(percent: str, n: str) -> list[Finding] | None:
    said = read_printed(percent)
    if not n.isdigit() or int(n) == 0 or said.relation or not 0 <= said.value <= 100:
        return None
    try:
        counts = _counts(percent, n)
    except DataError:
        return None
    if counts:
        return []
    size = int(n)
    near = sorted({min(max(round(said.value * size / 100) + step, 0), size) for step in (-1, 0, 1)})
    near = sorted(sorted(near, key=lambda count: abs(100 * count / size - said.value))[:2])
    words = " or ".join(f"{count} of {size:,} is {shown_number(Fraction(100 * count, size))}%" for count in near)
    return [Finding(RULE, "inconsistent", f"No count of {size:,} gives {percent}: {words}.", printed=percent)]


def _listed(counts: range) -> str:
    return f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
