"""A verdict as a sentence to quote: computed from the fields, with the names of publications."""

from __future__ import annotations

from collections.abc import Mapping

from ..printed import read_printed
from ..sources import read_sources
from .fields import ends_of, field_text, is_bound, is_finer, text_of
from .verdicts import Verdict, listed

_SIGNS = {">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most ", "~": "about ", "=": ""}
_SINGULAR = {"people": "person"}
_TELLING = ("form", "place", "endpoint", "population", "time_point", "period")


def source_names() -> dict[str, str]:
    """Give the short name of every shipped publication by its key."""
    return {key: source.label for key, source in read_sources().items()}


def sentence(
    figure: dict,
    verdict: Verdict,
    others: list[dict],
    tertiary: list[dict],
    beside: list[dict],
    names: Mapping[str, str],
) -> str:
    """Tell the verdict on a figure in a few sentences.

    `others` are statements of another context, `tertiary` those of pages that are no evidence, `beside` statements of
    another quantity; `names` has the names of publications by source key.
    """
    parts = [_opening(figure, names) + _BODIES[verdict.word](figure, verdict, names), *_left_out(figure, verdict)]
    if others:
        told = "; ".join(_item(row, names, _telling(row, verdict.nearest)) for row in others)
        parts.append(f"Other statements: {told}.")
    if tertiary and not verdict.word.startswith("agrees"):
        parts.append(f"No evidence, being tertiary: {'; '.join(_item(row, names) for row in tertiary)}.")
    if beside:
        told = "; ".join(_item(row, names, ("endpoint", "period")) for row in beside)
        parts.append(f"Of another quantity: {told}.")
    return " ".join(parts)


def number_in_words(row: dict) -> str:
    """Give the number of a statement as it prints it, or as it was derived, with its unit where it shows none."""
    printed, unit = text_of(row["printed"]), text_of(row["unit"])
    low, high = ends_of(row)
    plain = format if unit == "year" else lambda number, style: format(number, "," + style)
    number = printed or " to ".join(plain(end, ".10g") for end in dict.fromkeys((low, high)))
    sign = "" if printed and read_printed(printed).relation else _SIGNS[row["relation"]]
    if not any(mark.isalpha() or mark == "%" for mark in printed):
        units = {"fold": "-fold", "percent": "%", "year": ""}
        one = _SINGULAR.get(unit, unit.removesuffix("s"))
        number += units.get(unit, f" {one if high == 1 else unit}")
    return sign + number


def _opening(figure: dict, names: Mapping[str, str]) -> str:
    about = [field_text(figure, field) for field in ("endpoint", "period")]
    told = f" ({', '.join(filter(None, about))})" if any(about) else ""
    return f"{_name(figure, names)}, line {figure['line']}, prints “{figure['printed']}”{told}; "


def _name(row: dict, names: Mapping[str, str]) -> str:
    return names.get(row["source"], row["source"])


def _gives(row: dict, names: Mapping[str, str]) -> str:
    second = ", at second hand," if row["rank"] == "secondary" else ""
    return f"{_name(row, names)}{second} gives {number_in_words(row)}"


def _item(row: dict, names: Mapping[str, str], fields: tuple[str, ...] = ("endpoint",)) -> str:
    return f"{_name(row, names)}: {number_in_words(row)}{_entries(row, fields)}"


def _entries(row: dict, fields: tuple[str, ...]) -> str:
    entries = [_entry(row, field) for field in fields if field_text(row, field)]
    return f" ({', '.join(entries)})" if entries else ""


def _entry(row: dict, field: str) -> str:
    entry = field_text(row, field)
    return entry.replace("_", " ") if field == "statistic" else entry.partition(": ")[2] or entry


def _telling(row: dict, nearest: dict) -> tuple[str, ...]:
    """Give the fields in which another statement stands apart from the one that decides."""
    apart = tuple(field for field in _TELLING if field_text(row, field) != field_text(nearest, field))
    return apart or ("endpoint",)


def _agrees(figure: dict, verdict: Verdict, names) -> str:
    row = verdict.nearest
    (low, high), (stated_low, stated_high) = ends_of(figure), ends_of(row)
    how = ": they agree"
    if read_printed(figure["printed"]).alternatives:
        how = ", which is one of them"
    elif low != high and stated_low == stated_high:
        how = ", which lies in that range"
    elif is_finer(figure, row):
        how = ", with fewer digits"
    elif low != stated_low and not is_bound(figure):
        how = ", which rounds to it"
    return f"{_gives(row, names)}{how}."


def _agrees_in_part(figure: dict, verdict: Verdict, names) -> str:
    row = verdict.nearest
    rival = "; ".join(f"{number_in_words(other)} ({other['locator']})" for other in verdict.against)
    return (
        f"{_gives(row, names)} ({row['locator']}), with which it agrees, and {rival}, with which it does not: the "
        f"publication contradicts itself."
    )


def _contested(figure: dict, verdict: Verdict, names) -> str:
    rivals = "; ".join(_item(row, names, ()) for row in verdict.against)
    return f"{_gives(verdict.nearest, names)}, with which it agrees. It does not agree with {rivals}."


def _differs(figure: dict, verdict: Verdict, names) -> str:
    row, fields = verdict.nearest, verdict.fields
    if fields == ("fused ranges",):
        return f"{_gives(row, names)} for this endpoint: the cited range joins the ranges of different endpoints."
    if fields in (("value",), ("boundary",)):
        return f"{_gives(row, names)} for the same: another {listed(fields)}."
    parts = [f"the {listed([f])} is another, {_entry(figure, f)} here and {_entry(row, f)} there" for f in fields]
    return f"{_gives(row, names)}, but {'; '.join(parts)}."


def _not_comparable(figure: dict, verdict: Verdict, names) -> str:
    row = verdict.nearest
    stated = tuple(field for field in verdict.fields if not field.endswith(" unstated"))
    if not stated:
        missing = listed(field.removesuffix(" unstated") for field in verdict.fields)
        return f"{_gives(row, names)}, but only one of them states the {missing}: the numbers cannot be compared."
    return (
        f"{_gives(row, names)}{_entries(row, stated)}: another {listed(stated)}, so that the numbers cannot be "
        f"compared."
    )


def _no_number(figure: dict, verdict: Verdict, names) -> str:
    return f"that is no number. {_gives(verdict.nearest, names)}."


def _unread(figure: dict, verdict: Verdict, names) -> str:
    row = verdict.nearest
    return f"it can be traced to {_name(row, names)}, {row['locator']}, which was not yet read."


def _nothing(figure: dict, verdict: Verdict, names) -> str:
    return "no source was found."


def _only_tertiary(figure: dict, verdict: Verdict, names) -> str:
    return "no source was found but tertiary pages."


_BODIES = {
    "agrees": _agrees,
    "agrees in part": _agrees_in_part,
    "contested": _contested,
    "differs": _differs,
    "not comparable": _not_comparable,
    "no number printed": _no_number,
    "traceable, not yet read": _unread,
    "no source found": _only_tertiary,
    "untraced": _nothing,
}


def _left_out(figure: dict, verdict: Verdict) -> list[str]:
    """Tell what one side leaves unstated, where the verdict rests on a comparison."""
    if verdict.found is None or verdict.word in ("not comparable", "no number printed"):
        return []
    row, unstated, silent = verdict.nearest, verdict.found.unstated, verdict.found.silent
    said = [f"The document does not state the {_named(row, unstated)}."] if unstated else []
    return said + ([f"The source does not state the {_named(figure, silent)}."] if silent else [])


def _named(row: dict, fields: tuple[str, ...]) -> str:
    *others, last = [f"{listed([field])} ({_entry(row, field)})" for field in fields]
    return f"{', '.join(others)} and {last}" if others else last
