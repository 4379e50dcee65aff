"""One printed result recomputed from printed numbers: its value, its limits, whether it holds, and why not."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

from ..audit.arithmetic import check_percent_change, check_rate, check_ratio, percent_change_set
from ..audit.findings import Finding
from ..audit.shares import check_percentage
from ..errors import DataError
from ..estimate import Estimate
from ..printed import read_printed
from ..stats.proportions import proportion
from ..stats.rate_ratio import percent_change, rate_ratio
from ..stats.rates import rate

VERDICTS = (
    "recomputed",
    "possible",
    "other rounding",
    "differs",
    "not printed",
    "limits agree",
    "limits disagree",
    "not recomputable",
)
"""``recomputed``: to the printed digit. ``possible``: the inputs are rounded and allow it. ``other rounding``: cut off
or rounded twice. ``differs``: no rounding gives it. ``not printed``: the inputs are, the result is not."""

UNKNOWN = {"value": math.nan, "low": math.nan, "high": math.nan, "least": math.nan, "greatest": math.nan}
_SIGN = re.compile(r"\s+([+-])\s+")


def recompute_change(printed: str | None, old: str, new: str, *, per: int | None = None, level: float = 0.95) -> dict:
    """Recompute a percent change from two counts, or from two rounded rates where `per` is given.

    Returns
    -------
    dict
        ``inputs`` in words, ``value``, ``low`` and ``high`` (percent; limits of two Poisson counts, NaN for rates,
        whose counts are not known), ``least`` and ``greatest`` (all that the rounding of the rates leaves open),
        ``verdict`` (one of `VERDICTS`) and ``why``.
    """
    if per is None:
        ends = (amount(old), amount(new))
        parts, unit = _limits(percent_change(*ends, level=level)), ""
    else:
        ends, unit = (old, new), f" per {per:,}"
        span, value = percent_change_set(*ends), percent_change_set(*(_exact(end) for end in ends))
        parts = UNKNOWN | {"value": float(value.low), "least": float(span.low), "greatest": float(span.high)}
    findings = check_percent_change(printed, *ends) if printed else []
    return {"inputs": f"{in_words(old)} to {in_words(new)}{unit}", **parts, **_judged(printed, parts, findings)}


def recompute_percent(printed: str | None, count: str, whole: str, *, level: float = 0.95) -> dict:
    """Recompute a percentage, with Wilson's limits; see `recompute_change`."""
    events, n = amount(count), amount(whole)
    parts = _limits(proportion(events, n, level=level), 100)
    findings = check_percentage(printed, n, count=events) if printed else []
    return {"inputs": f"{in_words(count)} of {in_words(whole)}", **parts, **_judged(printed, parts, findings)}


def recompute_ratio(printed: str | None, count: str, comparator: str, *, level: float = 0.95) -> dict:
    """Recompute the ratio of two counts, with the limits of two Poisson counts; see `recompute_change`."""
    ends = (amount(count), amount(comparator))
    parts = _limits(rate_ratio(ends[0], 1, ends[1], 1, level=level))
    findings = check_ratio(printed, *ends) if printed else []
    return {"inputs": f"{in_words(count)} / {in_words(comparator)}", **parts, **_judged(printed, parts, findings)}


def recompute_mean(printed: str | None, count: str, years: str, *, level: float = 0.95) -> dict:
    """Recompute a mean per year, with the limits of a Poisson count; see `recompute_change`."""
    ends = (amount(count), amount(years))
    parts = _limits(rate(*ends, level=level))
    findings = check_ratio(printed, *ends) if printed else []
    return {"inputs": f"{in_words(count)} in {in_words(years)} years", **parts, **_judged(printed, parts, findings)}


def recompute_rate(printed: str | None, count: str, population: str, *, per: int, level: float = 0.95) -> dict:
    """Recompute a rate per `per` people, with the exact limits of a Poisson count; see `recompute_change`."""
    ends = (amount(count), amount(population))
    parts = _limits(rate(*ends, multiplier=per, level=level))
    findings = check_rate(printed, *ends, per=per) if printed else []
    inputs = f"{in_words(count)} among {in_words(population)}, per {per:,}"
    return {"inputs": inputs, **parts, **_judged(printed, parts, findings)}


def recompute_total(printed: str | None, parts: str) -> dict:
    """Recompute a total from its parts; it has no limits. See `recompute_change`."""
    total = amount(parts)
    made = UNKNOWN | dict.fromkeys(("value", "least", "greatest"), float(total))
    if printed is None or total == amount(printed):
        return {"inputs": in_words(parts, derived=False), **made, **_judged(printed, made, [])}
    slip = ": one digit differs" if _one_digit(str(total), printed.replace(",", "")) else ""
    why = f"The parts add up to {total:,}, not to {in_words(printed)}{slip}."
    return {"inputs": in_words(parts, derived=False), **made, "verdict": "differs", "why": why}


def amount(cell: str) -> int:
    """Add up the whole numbers of a cell such as ``"66819 + 11409"`` or ``"124161 - 5261"``.

    Raises
    ------
    DataError
        When there is anything but whole numbers joined by plus and minus.
    """
    first, *rest = _SIGN.split(cell.replace(",", ""))
    numbers = [first, *rest[1::2]]
    if not all(number.isdecimal() for number in numbers):
        raise DataError(f"inputs: expected whole numbers joined by + and -, got {cell!r}; write counts only.")
    signs = [1, *(1 if sign == "+" else -1 for sign in rest[::2])]
    return sum(sign * int(number) for sign, number in zip(signs, numbers, strict=True))


def in_words(cell: str, *, derived: bool = True) -> str:
    """Write an input for a reader; a sum says that it is derived, unless `derived` is false."""
    said = re.sub(r"(?<![.\d])\d+", lambda found: f"{int(found[0]):,}", cell.replace(",", ""))
    return f"{amount(cell):,} (derived: {said})" if derived and _SIGN.search(cell) else said


def _limits(made: Estimate, scale: int = 1) -> dict:
    value, low, high = (scale * part for part in (made.value, made.low, made.high))
    return {"value": value, "low": low, "high": high, "least": value, "greatest": value}


def _judged(printed: str | None, parts: dict, findings: Sequence[Finding]) -> dict:
    if printed is None:
        return {"verdict": "not printed", "why": "Its inputs are printed, the result was not seen."}
    if findings:
        verdict = "differs" if findings[0].severity == "impossible" else "other rounding"
        return {"verdict": verdict, "why": findings[0].explanation}
    said = read_printed(printed)
    if parts["least"] == parts["greatest"] or said.holds(parts["value"]):
        return {"verdict": "recomputed", "why": ""}
    reach = " to ".join(f"{parts[end]:,.{said.decimals}f}" for end in ("least", "greatest"))
    return {"verdict": "possible", "why": f"The inputs are rounded: they allow {reach}."}


def _exact(printed: str) -> Fraction:
    return Fraction(str(read_printed(printed).value))


def _one_digit(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
