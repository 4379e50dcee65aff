"""Means and standard deviations of whole numbers beside their n: GRIM, GRIMMER, DEBIT; and standard errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

from ....errors import DataError
from ....printed import read_printed
from ...binary import check_binary
from ...compare import as_interval, compared
from ...findings import SEVERITIES, Finding
from ...means import check_mean
from .grid import Grid, Told
from .headings import read_heading
from .strands import Strand

WHOLE, BINARY, ERROR = "mean of whole numbers", "mean of zeros and ones", "standard error"
_CHANCE = 1e-3  # of so many means of other numbers passing, below which ages and scores count as whole numbers


@dataclass(slots=True)
class Moments:
    """A mean with the standard deviation, the standard error and the n that belong to it."""

    mean: Strand
    sd: Strand | None = None
    se: Strand | None = None
    n: Strand | None = None


def find_moments(strands: Sequence[Strand]) -> Iterator[Moments]:
    """Give each column of means with the columns that belong to it: those up to the next mean, and the nearest n."""
    means = [s for s in strands if s.role in ("mean", "estimate") and s.part == "value"]
    sizes = [s for s in strands if s.role == "n" and s.whole]
    for number, mean in enumerate(means):
        end = means[number + 1].place if number + 1 < len(means) else 10**6
        own = [s for s in strands if mean.place <= s.place < end]
        sd, se = (next((s for s in own if s.role == role), None) for role in ("sd", "se"))
        inside = [s for s in sizes if s.part != "value" and s.place == mean.place]
        before = [s for s in sizes if s.place < mean.place]
        behind = [s for s in sizes if mean.place < s.place < end]
        yield Moments(mean, sd, se, next(iter([*inside, *before[::-1], *behind]), None))


def check_moments(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold means and standard deviations of whole numbers against n, and standard errors against both."""
    for moments in find_moments(strands):
        found = {i: _row(grid, i, moments) for i in moments.mean.filled if moments.mean.role == "mean"}
        held = {i: one for i, one in found.items() if one is not None}
        for kind in ("whole", "often-whole", "unnamed", BINARY):
            rows = {i: findings for i, (of_kind, findings) in held.items() if of_kind == kind}
            certain = kind in ("whole", BINARY) or _behave(rows, moments, grid)
            if kind == "unnamed" and not certain and any(rows.values()):
                continue
            for i, findings in rows.items():
                told.cover(BINARY if kind == BINARY else WHOLE, grid, i, _columns(moments))
                if kind == "unnamed":
                    findings = [
                        replace(one, severity=max(one.severity, "inconsistent", key=SEVERITIES.index))
                        for one in findings
                    ]
                told.tell(findings if certain else [*map(_if_whole, findings)], grid, i, moments.mean.place)
        if moments.sd is not None and moments.se is not None:
            _errors(grid, moments, told)


def _behave(rows: dict[int, list[Finding]], moments: Moments, grid: Grid) -> bool:
    """Tell whether ages or scores are whole numbers: means of others would hardly have passed in all rows but one."""
    good = [i for i, findings in rows.items() if not findings]
    chances = (_size(grid, i, moments) / 10 ** read_printed(moments.mean.texts[i]).decimals for i in good)
    return len(rows) - len(good) <= 1 and prod(min(1, chance) for chance in chances) < _CHANCE


def _columns(moments: Moments) -> list[int]:
    return sorted({s.place for s in (moments.mean, moments.sd, moments.n) if s is not None})


def _if_whole(finding: Finding) -> Finding:
    return replace(finding, severity="unusual", explanation=f"If these are whole numbers: {finding.explanation}")


def _size(grid: Grid, i: int, moments: Moments) -> int | None:
    """Give the n of a row: that of its cell or column, else ``n = 43`` of its label or of the heading."""
    if moments.n is not None:
        return int(moments.n.texts[i]) if moments.n.texts[i].isdigit() else None
    return read_heading(grid.labels[i]).n or moments.mean.heading.n


def _row(grid: Grid, i: int, moments: Moments) -> tuple[str, list[Finding]] | None:
    """Give what kind of whole numbers a row may be of, and what was found; nothing where nothing can be told."""
    flags = moments.mean.heading.flags | read_heading(grid.labels[i]).flags
    n = _size(grid, i, moments)
    mean = moments.mean.texts[i]
    sd = moments.sd.texts[i] if moments.sd is not None else ""
    if n is None or n < 2 or flags & {"averaged", "adjusted"} or not mean.replace(".", "").isdigit():
        return None
    decimals = max(read_printed(text).decimals for text in (mean, sd or mean))
    if n >= 10**decimals:  # some whole numbers always fit
        return None
    try:
        if "binary" in flags:
            return (BINARY, check_binary(mean, sd, n)) if sd else None
        kind = "whole" if "whole" in flags else "often-whole" if "often-whole" in flags else "unnamed"
        return (kind, check_mean(mean, n, sd=sd or None)) if kind != "unnamed" or sd else None
    except DataError:
        return None


def _errors(grid: Grid, moments: Moments, told: Told) -> None:
    """Hold standard errors against standard deviations and n, unless most are of something else, such as a model."""
    found = {i: findings for i in moments.se.filled if (findings := _error(grid, i, moments)) is not None}
    if len(found) > 2 and 2 * sum(map(bool, found.values())) > len(found):
        return
    for i, findings in found.items():
        told.cover(ERROR, grid, i, [*_columns(moments), moments.se.place])
        milder = [replace(f, severity="inconsistent") if f.severity == "impossible" else f for f in findings]
        told.tell(milder, grid, i, moments.se.place)


def _error(grid: Grid, i: int, moments: Moments) -> list[Finding] | None:
    n, sd, said = _size(grid, i, moments), moments.sd.texts[i], moments.se.texts[i]
    if not n or not sd or (sd + said).strip("0123456789.%"):
        return None
    return compared(
        ERROR,
        read_printed(said),
        lambda take: as_interval(sd, take) * as_interval(1 / n**0.5, take),
        rounding="half-up",
        subject=f"The standard error of {n:,} with standard deviation {sd}",
        readings={"the standard deviation": lambda take: as_interval(sd, take)},
    )
