"""Test statistics of prose and tables held against their p values and effect sizes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...documents.statements import Statement
from ...errors import DataError
from ...printed import Interval, Printed
from ..p_values import p_text
from ..prints import is_whole, printed_set, shown_number, verdict_of
from ..statistics import disagreement, statistic_p_span
from .context import Context
from .groups import Arm, judge_two_arms
from .judgment import Judgment
from .limits import fitting_total

_ONE_TAILED = "one-sided"
_MOST_TESTS = 10  # by which a p value may have been multiplied


def judge_tests(context: Context) -> Iterator[Judgment]:
    """Judge every test statistic with its p value."""
    for one in context.statements:
        if one.kind == "test" and "value" in one.numbers:
            if "p" in one.numbers or one.details.get("p_sign") == "ns":
                yield judge_test(one, context)
            else:
                yield Judgment("test statistic and p", "cannot be checked", "No p value is printed with it.", (one,))
            if "effect" in one.numbers:
                yield from _judge_effect(one)
        elif one.kind == "p value":
            yield from judge_p_alone(one)
            yield from _of_two_groups(one, context)


def judge_p_alone(one: Statement) -> Iterator[Judgment]:
    """Judge what a p value can be by itself."""
    p = one.numbers["p"]
    if p.value < 0 or (p.value == 0 and p.relation == "<"):
        yield Judgment(
            "p value within 0 and 1", "inconsistent", f"No p value is {p.relation}{p.text.strip('<>= ')}.", (one,)
        )
    elif p.value > 1:
        yield Judgment(
            "p value within 0 and 1", "cannot be checked", f"{p.text} is above 1: P names something else.", (one,)
        )


def _of_two_groups(one: Statement, context: Context) -> Iterator[Judgment]:
    """Judge a p value of prose by the two groups that its sentence names before it."""
    if context.document.blocks[one.block].table is not None or not 0 <= one.numbers["p"].value <= 1:
        return
    before = [other for other in context.near(one) if other.words == one.words and other.span[0] < one.span[0]]
    arms = [Arm(other, n) for other in before if (n := _size(other, context))]
    kinds = {"mean" if "sd" in arm.statement.numbers else "share" for arm in arms}
    if len(arms) == 2 and len(kinds) == 1:
        judged = judge_two_arms(one, *arms)
        if judged is not None and judged.verdict in ("holds", "rounding slip"):
            yield judged


def _size(one: Statement, context: Context) -> int:
    """Give the n of a group of prose: in its own words, or the nearest total that its percentage fits."""
    if one.kind == "mean" and "sd" in one.numbers:
        return 0
    if one.kind != "proportion" or "count" not in one.numbers:
        return 0
    return whole(one, "n") or (fitting_total(one, context) if "percent" in one.numbers else 0)


def judge_test(one: Statement, context: Context) -> Judgment:
    """Judge a p value by its test statistic and degrees of freedom, as statcheck does."""
    check = "test statistic and p"
    options = list(_readings(one, context))
    if not options:
        return Judgment(check, "cannot be checked", "Its degrees of freedom are not printed.", (one,))
    p = one.numbers.get("p")
    if p is not None and (p.value > 1 or p.value < 0 or (p.value == 0 and p.relation == "<")):
        return Judgment(check, "inconsistent", f"No p value is {p.text}.", (one,))
    try:
        spans = [
            (words, statistic_p_span(test, said, df=df, alternative=_sides(one, said, side)))
            for words, test, said, df, side in options
        ]
    except DataError as error:
        return Judgment(check, "inconsistent", str(error), (one,))
    claimed = _claimed(one, context.alpha.value)
    fits = next(((words, span) for words, span in spans if _agree(claimed, span)), None)
    shown = (
        f"p = {p.text}" if p is not None and p.relation == "" else f"p {p.text}" if p is not None else "not significant"
    )
    if fits and p is not None and p.value == 0:
        said = f"{fits[0]} has p = {p_text(fits[1])}; no p is zero, so {shown} should read as a bound."
        return Judgment(check, "rounding slip", said, (one,))
    if fits:
        return Judgment(check, "holds", f"{fits[0]} has p = {p_text(fits[1])}; {shown} is printed.", (one,))
    if "df1" not in one.numbers and one.measure in ("r", "rho"):
        return Judgment(
            check, "cannot be checked", "Its number of pairs is not printed, and no n nearby gives that p.", (one,)
        )
    words, span = spans[0]
    said = f"{words} has p = {p_text(span)}, and {shown} is printed"
    verdict = _miss(p, span)
    said += _explanation(one, claimed, span, options)
    said += disagreement(p.text, span, context.alpha.value) if p is not None and verdict == "inconsistent" else ""
    return Judgment(check, verdict, f"{said}.", (one,))


def _readings(one: Statement, context: Context) -> Iterator[tuple]:
    """Give the ways in which a statistic can be read: words, test, its set, degrees of freedom, sides."""
    value, name = one.numbers["value"], one.measure
    said = _sizes(value, one.details.get("value_sign", "="))
    df1, df2 = (one.numbers[role].value if role in one.numbers else None for role in ("df1", "df2"))
    side = "one-sided" if one.details.get("side") == _ONE_TAILED and name in ("t", "z", "r") else "two-sided"
    called = f"{name}{one.details.get('value_sign', '=')}{value.text.lstrip('<>= ')}".replace("=", " = ")
    sides = ("two-sided", side) if side != "two-sided" else ("two-sided",)
    if name == "Wald":
        yield f"{called} (chi-square, 1 df)", "chi-square", said, 1, "two-sided"
        yield f"{called} (z)", "z", said, None, "two-sided"
    elif name == "z":
        yield from ((called, "z", said, None, side) for side in sides)
    elif name in ("r", "rho") and not df1:
        sizes = (n for n, _, _ in context.candidates(one) if 5 <= n <= 100_000)
        yield from ((f"{called} in {n:,}", "r", said, n - 2, "two-sided") for n in sizes)
    elif df1:
        yield from _with_degrees(called, name, said, (df1, df2), sides)


def _with_degrees(called: str, name: str, said: Interval, df: tuple, sides: tuple[str, ...]) -> Iterator[tuple]:
    if name in ("Q", "chi-square"):
        yield f"{called} ({df[0]:g} df)", "chi-square", said, df[0], "two-sided"
    elif name == "F" and df[1]:
        yield f"{called} ({df[0]:g}, {df[1]:g} df)", "F", said, df, "two-sided"
    elif name in ("t", "r"):
        yield from ((f"{called} ({df[0]:g} df)", name, said, df[0], side) for side in sides)


def _sides(one: Statement, said: Interval, side: str) -> str:
    if side == "two-sided":
        return side
    return "less" if said.high <= 0 else "greater"


def _sizes(value: Printed, sign: str) -> Interval:
    """Give what a statistic can mean; bounds speak of its size, and sign its rounding around the absolute value."""
    if sign in ("<", ">", "<=", ">=", "≤", "≥"):
        return value.interval()
    return printed_set(value)


def _claimed(one: Statement, alpha: float) -> Interval:
    p = one.numbers.get("p")
    if p is None:
        return Interval.of(alpha).__class__(Interval.of(alpha).low, Interval.of(1).low, False, True)
    low_high = printed_set(p)
    low = max(low_high.low, 0)
    high = min(low_high.high, 1)
    return Interval(low, high, low_high.low_closed or low > low_high.low, low_high.high_closed or high < low_high.high)


def _agree(claimed: Interval, span: Interval) -> bool:
    return claimed.overlaps(span)


def _miss(p: Printed | None, span: Interval) -> str:
    """Judge a p that does not fit: a slip misses by less than a unit, or stands for less than its last digit."""
    if p is None or p.relation in ("<", ">", "<=", ">="):
        return "inconsistent"
    digits = p.text.strip("=<> ").lstrip("0").lstrip(".")
    if digits.lstrip("0") == "1" and p.quantum <= 0.001 and span.high < p.value:
        return "rounding slip"
    return "rounding slip" if verdict_of(p, span) == "rounding slip" else "inconsistent"


def _explanation(one: Statement, claimed: Interval, span: Interval, options: list) -> str:
    """Say what would explain a p that does not fit: one tail, or a correction for several tests."""
    _, test, said, df, side = options[0]
    if test in ("t", "z", "r") and side == "two-sided":
        half = statistic_p_span(test, said, df=df, alternative=_sides(one, said, "one-sided"))
        if claimed.overlaps(half):
            return "; it would fit a one-tailed test"
    for times in range(2, _MOST_TESTS + 1):
        multiplied = Interval(span.low * times, min(span.high * times, 1))
        if span.low * times <= 1 and claimed.overlaps(multiplied):
            return f"; it fits if multiplied by {times}, as a correction for {times} tests does"
    return ""


def _judge_effect(one: Statement) -> Iterator[Judgment]:
    """Judge an effect size by the statistic before it: d = 2t / sqrt(df), eta squared = F df1 / (F df1 + df2)."""
    value, effect = one.numbers["value"], one.numbers["effect"]
    df1, df2 = (one.numbers[role].value if role in one.numbers else None for role in ("df1", "df2"))
    ends = printed_set(value)
    if not df1 or value.relation in ("<", ">", "<=", ">="):
        return
    if one.details.get("effect") == "eta" and df2 and one.measure == "F":
        reach = [float(end) * df1 / (float(end) * df1 + df2) for end in (ends.low, ends.high)]
        options = {"F df1 / (F df1 + df2)": reach}
    elif one.details.get("effect") == "d" and one.measure == "t":
        sizes = sorted(abs(float(end)) for end in (ends.low, ends.high))
        factors = {
            "2 t / sqrt(df)": 2 / math.sqrt(df1),
            "2 t / sqrt(n)": 2 / math.sqrt(df1 + 2),
            "t / sqrt(n)": 1 / math.sqrt(df1 + 1),
        }
        options = {name: [size * factor for size in sizes] for name, factor in factors.items()}
    else:
        return
    size = abs(effect.value)
    half = effect.quantum / 2 + 1e-9
    fits = next((name for name, reach in options.items() if min(reach) - half <= size <= max(reach) + half), "")
    name, reach = (fits, options[fits]) if fits else next(iter(options.items()))
    decimals = effect.decimals + 1
    said = (
        f"{name} is {shown_number(min(reach), decimals)} to {shown_number(max(reach), decimals)}; "
        f"{effect.text} is printed."
    )
    verdict = "holds" if fits else "inconsistent" if one.details["effect"] == "eta" else "cannot be checked"
    yield Judgment("effect size and test statistic", verdict, said, (one,))


def whole(one: Statement, role: str) -> int | None:
    """Give a whole number of a statement."""
    said = one.numbers.get(role)
    return int(said.value) if is_whole(said) else None
