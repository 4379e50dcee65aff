"""Estimates held against their limits, and p values against both."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ...documents.statements import Statement
from ...errors import DataError
from ...printed import Interval, Printed, read_printed
from ..intervals import as_ratio, check_limits_of_count
from ..p_values import check_p_of_interval
from ..prints import is_whole, printed_set, shown_number
from .context import Context
from .judgment import Judgment
from .shares import share_verdict

_LOG = {"OR", "RR", "HR", "IRR", "SMR", "ratio"}
_SCALES = ("log", "linear", "efficacy", "growth", "logit", "percent logit")


def judge_limits(context: Context) -> Iterator[Judgment]:
    """Judge every estimate of prose with limits."""
    for one in context.statements:
        if (
            context.document.blocks[one.block].table is None
            and one.kind == "estimate"
            and {"estimate", "low", "high"} <= one.numbers.keys()
        ):
            yield judge_estimate(one, context)
            if "p" in one.numbers:
                yield judge_p(one)


def judge_estimate(one: Statement, context: Context) -> Judgment:
    """Judge one estimate by its limits: inside, in the middle of them on a scale of its kind, or those of its count."""
    estimate, low, high = (one.numbers[name] for name in ("estimate", "low", "high"))
    check = "estimate and limits"
    sets = [printed_set(said) for said in (low, estimate, high)]
    limits = f"{low.text} to {high.text}"
    if sets[0].low > sets[2].high:
        return Judgment(
            check, "impossible", f"The lower limit {low.text} is above the upper limit {high.text}.", (one,)
        )
    if sets[0].low > sets[1].high or sets[1].low > sets[2].high:
        if (sets[0].low > 0 or sets[2].high < 0) and (sets[0] + sets[2]).overlaps(-sets[1] - sets[1]):
            said = f"{estimate.text} is in the middle of {limits} if its sign is turned, as a fall or rise in words."
            return Judgment(check, "holds", said, (one,))
        said = f"{estimate.text} lies outside its own limits {limits}."
        if one.sureness < 0.78:
            said = (
                f"{estimate.text} stands apart from the limits {limits} and lies outside them: they "
                f"may be of another number."
            )
            return Judgment(check, "cannot be checked", said, (one,))
        return Judgment(check, "impossible", said, (one,))
    if (of_count := _limits_of_count(one, context)) is not None:
        return of_count
    scale = symmetric_scale(one)
    if scale:
        return Judgment(check, "holds", f"{estimate.text} is in the middle of {limits} on the {scale} scale.", (one,))
    if one.measure in _LOG and low.value <= 0:
        return Judgment(check, "cannot be checked", f"The lower limit {low.text} has no logarithm.", (one,))
    if one.measure in _LOG and _at_an_end(*sets):
        middle = shown_number((low.value * high.value) ** 0.5, estimate.decimals + 1)
        said = f"{estimate.text} stands at the end of its limits {limits}; their middle on the log scale is {middle}."
        return Judgment(check, "inconsistent", said, (one,))
    said = (
        f"{estimate.text} lies within {limits}, but in their middle on no usual scale; exact and "
        f"bootstrap limits need not be."
    )
    return Judgment(check, "cannot be checked", said, (one,))


def _at_an_end(low: Interval, estimate: Interval, high: Interval) -> bool:
    """Tell whether an estimate can only be inside its limits by rounding, though these lie well apart."""
    apart = low.high > 0 and high.low > low.high * Fraction(11, 10)
    return apart and (estimate.high >= high.low or estimate.low <= low.high)


def symmetric_scale(one: Statement) -> str:
    """Name the scale on which an estimate is in the middle of its limits; empty where there is none."""
    sets = [printed_set(one.numbers[name]) for name in ("estimate", "low", "high")]
    scales = ("log",) if one.measure in _LOG else _SCALES
    return next((scale for scale in scales if _in_the_middle(scale, *sets)), "")


def _in_the_middle(scale: str, estimate: Interval, low: Interval, high: Interval) -> bool:
    if scale == "linear":
        return (low + high).overlaps(estimate + estimate)
    if scale == "efficacy":
        hundred = Interval.of(100)
        return _in_the_middle("log", hundred - estimate, hundred - high, hundred - low)
    if scale == "percent logit":
        hundred = Interval.of(100)
        return _in_the_middle("logit", estimate / hundred, low / hundred, high / hundred)
    if scale == "logit" and not (low.low > 0 and high.high < 1):
        return False
    placed = [as_ratio(scale, one) for one in (estimate, low, high)]
    return placed[1].low > 0 and (placed[1] * placed[2]).overlaps(placed[0] * placed[0])


def _limits_of_count(one: Statement, context: Context) -> Judgment | None:
    """Judge the limits of a percentage whose count and total are printed with it."""
    estimate = one.numbers["estimate"]
    for other in context.near(one):
        numbers = other.numbers
        shares = other.kind == "proportion" and {"count", "percent"} <= numbers.keys() and is_whole(numbers["count"])
        if shares and abs(other.span[0] - one.span[0]) < 60 and numbers["percent"].value == estimate.value:
            n = int(numbers["n"].value) if is_whole(numbers.get("n")) else fitting_total(other, context)
            return _by_method((one, other), int(numbers["count"].value), n) if n else None
    return None


def fitting_total(share: Statement, context: Context) -> int:
    """Give the nearest total of which the count is that percentage; 0 where there is none."""
    count, percent = int(share.numbers["count"].value), share.numbers["percent"]
    totals = (n for n, _, _ in context.candidates(share) if n >= max(count, 2))
    return next((n for n in totals if share_verdict(count, n, percent)[0] == "holds"), 0)


def _by_method(pair: tuple[Statement, Statement], count: int, n: int) -> Judgment | None:
    one = pair[0]
    low, high = (f"{one.numbers[name].text}%" for name in ("low", "high"))
    try:
        found = check_limits_of_count(low.replace("%%", "%"), high.replace("%%", "%"), count, n, level=_level(one))
    except DataError:
        return None
    if not found:
        return Judgment(
            "limits of a share", "holds", f"An interval method gives {low} to {high} for {count} of {n}.", pair
        )
    if found[0].severity == "unusual":
        return Judgment("limits of a share", "rounding slip", found[0].explanation, pair)
    return None


def judge_p(one: Statement) -> Judgment:
    """Judge a p value by the estimate and limits beside it."""
    p, check = one.numbers["p"], "p value and limits"
    prints = _ratio_prints(one)
    measure = "OR" if one.measure in _LOG or prints is not None or symmetric_scale(one) == "log" else "linear"
    estimate, low, high = prints or [one.numbers[name].text for name in ("estimate", "low", "high")]
    try:
        found = check_p_of_interval(p.text, estimate, low, high, measure=measure, level=_level(one))
    except DataError:
        return Judgment(check, "cannot be checked", "p or the limits are no such numbers.", (one,))
    if not found:
        return Judgment(check, "holds", f"The limits give a p that prints as {p.text}.", (one,))
    expected = found[0].expected.replace("below", "").split(" to ")
    verdict = "inconsistent" if one.measure not in ("mean", "") or prints is not None else "cannot be checked"
    if found[0].severity == "unusual":
        verdict = "holds" if _near(p, expected) else "cannot be checked"
    return Judgment(check, verdict, found[0].explanation, (one,))


def _near(p: Printed, expected: list[str]) -> bool:
    """Tell whether a p lies within a factor of two of those of a normal test, as other tests of the same data do."""
    ends = [float(read_printed(text).value) for text in expected]
    return bool(ends) and min(ends) / 2 <= p.value <= max(ends) * 2


def _ratio_prints(one: Statement) -> list[str] | None:
    """Give a percentage of protection as the ratio it comes from: 57% (24 to 76) is 0.43 (0.24 to 0.76)."""
    if (
        "percent" not in one.details
        or one.measure not in ("efficacy", "")
        or symmetric_scale(one) not in ("efficacy", "log")
    ):
        return None
    if not _in_the_middle("efficacy", *(printed_set(one.numbers[name]) for name in ("estimate", "low", "high"))):
        return None
    said = [one.numbers[name] for name in ("estimate", "high", "low")]
    return [f"{float((100 - Fraction(repr(number.value))) / 100):.{number.decimals + 2}f}" for number in said]


def _level(one: Statement) -> float:
    level = one.numbers.get("level")
    return level.value / 100 if level is not None and 50 <= level.value < 100 else 0.95
