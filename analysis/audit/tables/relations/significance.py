"""Test statistics beside their degrees of freedom and p-values."""

from __future__ import annotations

from collections.abc import Sequence

from ....errors import DataError
from ...findings import Finding
from ...p_values import check_p_of_correlation
from ...statistics import check_p_of_statistic
from .grid import Grid, Told
from .headings import read_heading
from .strands import Strand

RULE = "p of a test statistic"


def check_statistics(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every p-value against the statistic before it, with the degrees of freedom beside them."""
    statistics = [s for s in strands if s.role == "statistic" and s.part == "value"]
    for number, statistic in enumerate(statistics):
        end = statistics[number + 1].place if number + 1 < len(statistics) else 10**6
        p = next((s for s in strands if s.role == "p" and statistic.place <= s.place < end), None)
        if p is None:
            continue
        degrees = [_nearest(strands, role, statistic) for role in ("df1", "df2", "df", "n")]
        for i in (i for i in statistic.filled if p.texts[i]):
            findings = _row(grid, i, statistic, p.texts[i], degrees)
            if findings is not None:
                used = [s.place for s in degrees[:3] if s is not None]
                told.cover(RULE, grid, i, [statistic.place, p.place, *used])
                told.tell(findings, grid, i, p.place)
                told.held[-1].slip = any(
                    one.severity == "unusual" and "sided" not in one.explanation for one in findings
                )


def _nearest(strands: Sequence[Strand], role: str, to: Strand) -> Strand | None:
    return min((s for s in strands if s.role == role), key=lambda s: abs(s.place - to.place), default=None)


def _row(grid: Grid, i: int, statistic: Strand, p: str, degrees: list) -> list[Finding] | None:
    test = statistic.heading.test
    first, second, one, n = (float(s.texts[i]) if s is not None and _is_number(s.texts[i]) else None for s in degrees)
    pair = (first, second) if first and second else statistic.heading.degrees
    df = pair if test == "F" and len(pair) == 2 else one or next(iter(statistic.heading.degrees), None)
    sides = read_heading(grid.labels[i]).flags | statistic.heading.flags
    try:
        if test == "Wald":  # printed as a chi-square of one degree of freedom, or as its root
            tried = [
                check_p_of_statistic(p, name, statistic.texts[i], df=of)
                for name, of in (("chi-square", 1), ("z", None))
            ]
            return min(tried, key=len)
        if test == "r" and n and df is None:
            return check_p_of_correlation(statistic.texts[i], int(n), p)
        if (df is None) != (test == "z") or (test == "F" and not isinstance(df, tuple)):
            return None
        found = check_p_of_statistic(p, test, statistic.texts[i], df=df, alpha=grid.alpha)
    except DataError:
        return None
    return [] if "one-sided" in sides and any("one-sided" in f.explanation for f in found) else found


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
