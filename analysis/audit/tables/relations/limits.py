"""Estimates against their limits and p-values, over the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ....errors import DataError
from ....printed import Interval, read_printed
from ...findings import Finding
from ...intervals import above_always, check_interval, fits, scale_of
from ...p_values import check_p_of_interval, p_interval, p_of_limits
from ...prints import shown_number
from .grid import Grid, Told
from .headings import read_heading
from .strands import Strand

INSIDE, SYMMETRIC, P = "estimate inside its limits", "symmetric limits", "p of an interval"
_DEMANDED = 0.8  # share of the rows that must be symmetric before a lopsided one is told by itself
_MANY, _NEARLY = 8, 0.9  # ratios of a table, and share of them, that are symmetric before one that is not is wrong
_APART = 4  # a p of another test (exact, likelihood ratio) differs from that of the limits by less than this factor


@dataclass(slots=True)
class Limits:
    """An estimate, its limits and, where there is one, its p-value."""

    estimate: Strand
    low: Strand
    high: Strand
    p: Strand | None = None

    def row(self, i: int) -> tuple[str, str, str] | None:
        """Give the three numbers of a row; nothing where one is missing or a bound."""
        texts = self.estimate.texts[i], self.low.texts[i], self.high.texts[i]
        return texts if all(text and text[0] not in "<>~" for text in texts) else None

    @property
    def rows(self) -> list[int]:
        """Rows that hold all three."""
        return [i for i in range(len(self.low.texts)) if self.row(i)]

    @property
    def columns(self) -> list[int]:
        """Columns that they stand in."""
        return sorted({strand.place for strand in (self.estimate, self.low, self.high)})


def find_limits(strands: Sequence[Strand]) -> Iterator[Limits]:
    """Pair each lower limit with the upper one, the estimate and the p-value that belong to it."""
    lows = [strand for strand in strands if strand.role == "low"]
    for number, low in enumerate(lows):
        end = lows[number + 1].place if number + 1 < len(lows) else 10**6
        high = next((s for s in strands if s.role == "high" and low.place <= s.place <= end), None)
        if high is None:
            continue
        estimate = _estimate(strands, low, high, lows[number - 1].place if number else -1)
        if estimate is not None:
            yield Limits(estimate, low, high, _p(strands, high, end))


def _estimate(strands: Sequence[Strand], low: Strand, high: Strand, start: int) -> Strand | None:
    """Give the estimate of two limits: in their cell, else the nearest before them, else just behind."""
    known = [
        s for s in strands if s.role in ("estimate", "quotient", "difference", "mean", "percent", "rate", "growth")
    ]
    same = [s for s in known if s.place == low.place and s.part == "value"]
    before = [s for s in known if start < s.place < low.place and s.part == "value"]
    behind = [s for s in known if s.place == high.place + 1 and s.role == "estimate"]
    sure = [s for s in before if s.role == "estimate"]
    return next(iter([*same, *sure[::-1], *before[::-1], *behind]), None)


def _p(strands: Sequence[Strand], high: Strand, end: int) -> Strand | None:
    own = [s for s in strands if s.role == "p" and (s.place == high.place or high.place < s.place < end)]
    return own[0] if own else None


def check_limits(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every estimate of a grid against its limits, and its p-value against both."""
    pairs = [_in_order(limits) for limits in find_limits(strands)]
    others = _symmetric([limits for limits in pairs if _scale(limits) == "log" and _is_ratio(limits)])
    for limits in pairs:
        scale = _scale(limits)
        _inside(grid, limits, scale, told, others if scale == "log" and _is_ratio(limits) else 0)
        if limits.p is not None:
            _p_of_limits(grid, limits, scale, told)


def _is_ratio(limits: Limits) -> bool:
    return any(h.measure not in ("", "any") for h in (limits.estimate.heading, limits.low.heading))


def _symmetric(pairs: list[Limits]) -> int:
    """Give how many ratios of a table are in the middle of their limits, if nearly all of eight or more are; else 0."""
    rows = [row for limits in pairs for i in limits.rows if (row := limits.row(i)) and float(row[1]) > 0]
    symmetric = sum(fits(*row, "log") for row in rows)
    return symmetric if symmetric >= _MANY and symmetric >= _NEARLY * (len(rows) - 1) else 0


def _in_order(limits: Limits) -> Limits:
    """Turn limits round that are printed the upper one first, as those of an efficacy are."""
    rows = limits.rows
    turned = sum(limits.low.numbers[i] > limits.high.numbers[i] for i in rows)
    return replace(limits, low=limits.high, high=limits.low) if turned * 2 > len(rows) > 1 else limits


def _scale(limits: Limits) -> str:
    """Give the scale of the measure in the heading, else that on which more rows are symmetric; empty if neither is."""
    heading = limits.estimate.heading
    named = [h.measure for h in (heading, limits.low.heading) if h.measure not in ("", "any")]
    if named:
        return scale_of(named[0])
    if limits.estimate.role == "quotient":
        return "log"
    rows = [limits.row(i) for i in limits.rows]
    agree = {scale: sum(fits(*row, scale) for row in rows) for scale in ("log", "linear")}
    best = max(agree, key=agree.get)
    return best if len(rows) > 3 and agree[best] >= _DEMANDED * len(rows) else ""


def _inside(grid: Grid, limits: Limits, scale: str, told: Told, others: int) -> None:
    rows = {i: limits.row(i) for i in limits.rows}
    outside = {i for i, (estimate, low, high) in rows.items() if _outside(estimate, low, high)}
    if len(limits.columns) > 1 and len(outside) > 1 and len(outside) * 2 > len(rows):
        return  # another column is the estimate of these limits
    named = not _why(limits, 0, 0)  # symmetry is asked only of limits that a heading names
    roundings = ("half-up",) if others else ("half-up", "any")
    apart = {i: not fits(*row, scale, roundings) for i, row in rows.items()} if scale and named else {}
    lopsided = {i for i, lies in apart.items() if lies and i not in outside}
    few = len(lopsided) <= max(1, (1 - _DEMANDED) * len(rows))
    for i, row in rows.items():
        told.cover(INSIDE, grid, i, limits.columns)
        if scale and named:
            told.reach(SYMMETRIC, grid, i, limits.columns)
        if i in outside or ((few or others) and i in lopsided):
            asked = others and i in lopsided and float(row[1]) > 0
            findings = [_beside(row, others)] if asked else check_interval(*row, measure=scale or "linear")
            told.tell(findings, grid, i, limits.low.place, _why(limits, len(rows) - len(outside), len(rows)))
    if not few and not others:
        told.tell([_often(len(lopsided), len(rows), scale)], grid, min(lopsided), limits.low.place)


def _beside(row: tuple[str, str, str], others: int) -> Finding:
    """Call a ratio that is not in the middle of its limits inconsistent where all others of its table are."""
    estimate, low, high = row
    middle = shown_number((float(low) * float(high)) ** 0.5, read_printed(estimate).decimals + 1)
    said = (
        f"{low} to {high} have their middle at {middle} on the log scale, and {estimate} is printed; {others} others "
    )
    words = f"{said}of this table are in the middle of theirs."
    return Finding(SYMMETRIC, "inconsistent", words, f"{estimate} ({low} to {high})", expected=middle)


def _outside(estimate: str, low: str, high: str) -> bool:
    return any(above_always(*pair) for pair in ((low, high), (low, estimate), (estimate, high)))


def _why(limits: Limits, inside: int, rows: int) -> str:
    if all(s.why == "heading" for s in (limits.estimate, limits.low, limits.high)):
        return ""
    return f"(No heading says so: the number lies between the two others in {inside} of {rows} rows.)"


def _often(lopsided: int, rows: int, scale: str) -> Finding:
    words = (
        f"{lopsided} of {rows} estimates are not in the middle of their limits on the {scale} scale: exact, profile, "
    )
    return Finding(SYMMETRIC, "unusual", f"{words}score and bootstrap limits need not be symmetric; or another scale.")


def _p_of_limits(grid: Grid, limits: Limits, scale: str, told: Told) -> None:
    """Hold p-values against limits; those of another test are told once, not row by row."""
    if not scale or not _has_null(limits, scale) or "trend" in limits.p.heading.flags:
        return
    found = {i: _p_findings(limits, i, scale, grid) for i in limits.rows if limits.p.texts[i]}
    found = {i: findings for i, findings in found.items() if findings is not None}
    for i, findings in found.items():
        told.cover(P, grid, i, [*limits.columns, limits.p.place])
        told.tell([f for f in findings if f.severity != "unusual"], grid, i, limits.p.place)
    other = [i for i, findings in found.items() if findings and findings[0].severity == "unusual"]
    if len(other) > max(1, len(found) // 5):
        words = f"{len(other)} of {len(found)} p-values are not those of a normal test with the standard error of the "
        note = Finding(P, "unusual", f"{words}limits: they are of another test, or of other numbers.")
        told.tell([note], grid, other[0], limits.p.place)
    else:
        for i in other:
            told.tell(found[i], grid, i, limits.p.place)


def _has_null(limits: Limits, scale: str) -> bool:
    """Tell whether the value without effect is known: 1 of a ratio, 0 of a difference, none of a mean or a share."""
    named = limits.estimate.heading.measure not in ("", "any") or limits.estimate.role in ("quotient", "difference")
    return named or scale == "log" or limits.estimate.role == "growth"


def _p_findings(limits: Limits, i: int, scale: str, grid: Grid) -> list[Finding] | None:
    text, row = limits.p.texts[i], limits.row(i)
    heading = limits.p.heading
    level = limits.low.heading.level
    try:
        findings = check_p_of_interval(text, *row, measure=scale, level=level)
        claimed = p_interval(text, "any")
    except DataError:
        return None
    if not findings or findings[0].severity != "inconsistent":
        return findings
    if "one-sided" in heading.flags | read_heading(grid.labels[i]).flags:
        return []
    implied = p_of_limits(*row, measure=scale, level=level)
    if implied and not apart(claimed, implied):
        said = f"{findings[0].explanation[:-1]}, as a p of another test than that of the limits can."
        return [replace(findings[0], severity="unusual", explanation=said)]
    return findings


def apart(claimed: Interval, implied: Interval) -> bool:
    """Tell whether two p-values are so far apart that no choice of the test makes one of the other."""
    return claimed.low > _APART * implied.high or _APART * claimed.high < implied.low
