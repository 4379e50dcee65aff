"""Rates of events in a population that their sentence, or the one before it, states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...documents.statements import Statement, folded
from ...printed import Interval, read_printed
from ..prints import is_whole, shown_number, verdict_of
from ..tables.relations.rates import rounded_base
from .context import Context
from .judgment import Judgment

_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\s(?P<scale>million|thousand))?"
_PEOPLE = r"(?:inhabitants|residents|people|persons|population|citizens|children|adults|women|men)"
_POPULATION = (
    re.compile(
        rf"\bpopulations?(?:\ssize)?[\s,:;=(]*(?:(?:of|was|is|at|about|approximately|estimated|the)\s)*{_NUMBER}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.,]){_NUMBER}\s(?:\w+\s)?{_PEOPLE}\b", re.IGNORECASE),
)
_SCALES = {"million": 10**6, "thousand": 10**3, None: 1}
_MODELED = re.compile(r"adjusted|standardi[sz]ed|smoothed|estimated rate|model", re.IGNORECASE)
_LEAST = 1_000  # people of a population
CHECK = "rate of events in a population"


def judge_per_population(one: Statement, context: Context) -> Judgment | None:
    """Judge a rate by the counts and the populations of its sentence; nothing where there are none."""
    per, rate = one.numbers["per"], one.numbers["rate"]
    bases = list(_bases(one))
    spans = [span for span, _, _ in bases]
    events = [other for other in context.near(one) if _is_event(other, one, spans, context)]
    tried = []
    for _, text, base in bases:
        for event in events:
            count = int(event.numbers["count"].value)
            made = Interval.of(count) * Interval.of(int(per.value)) / base
            middle = shown_number((made.low + made.high) / 2, rate.decimals + 1)
            said = f"{count:,} in {text} is {middle} per {per.value:,.0f}; {rate.text} is printed."
            verdict = verdict_of(rate, made)
            if verdict == "holds":
                return Judgment(CHECK, verdict, said, (one, event))
            tried.append((verdict, said, event))
    if len(tried) != 1 or _MODELED.search(one.words) or rate.relation:
        return None
    verdict, said, event = tried[0]
    return Judgment(CHECK, "inconsistent" if verdict == "impossible" else verdict, said, (one, event))


def _bases(one: Statement) -> Iterator[tuple[tuple[int, int], str, Interval]]:
    """Give the populations of a sentence: where they stand, their characters and what they can mean."""
    words = folded(one.words)
    seen = set()
    for pattern in _POPULATION:
        for found in pattern.finditer(words):
            scale = _SCALES[(found["scale"] or "").lower() or None]
            said = read_printed(found["number"].replace(",", ""))
            whole = said.value * scale
            before = words[max(found.start("number") - 6, 0) : found.start("number")].lower()
            if whole < _LEAST or found.span("number") in seen or before.endswith("per "):
                continue
            seen.add(found.span("number"))
            base = said.interval("half-up") * Interval.of(scale) if scale > 1 else rounded_base(int(whole))
            yield found.span("number"), " ".join(filter(None, (found["number"], found["scale"]))), base


def _is_event(other: Statement, one: Statement, bases: list[tuple[int, int]], context: Context) -> bool:
    """Tell whether a count of the same sentence is one of events, and not of its population."""
    if other.kind != "count" or other.words != one.words or not is_whole(other.numbers.get("count")):
        return False
    start = context.document.blocks[one.block].text.find(one.words)
    at = other.span[0] - start
    return other.numbers["count"].value > 0 and not any(first <= at < last for first, last in bases)
