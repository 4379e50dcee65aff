"""What Safe Harbor leaves of the texts of a store, value by value: terms that are known, and texts that tell nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from ..codebook.ages import UNKNOWN_BANDS, age_bounds, age_of_text, band_label
from ..codebook.columns import TABLES
from ..codebook.regions import state_of
from ..codebook.vocabularies import Codebook
from ..mapping.model import LABELED, PACKED, Mapping
from ..masking import mask_label, withheld, withheld_of
from ..masking.headings import is_name
from ..masking.persons import is_addressed
from ..privacy import heading_words, identifier
from .eighteen import AGE, EIGHTEEN
from .profile import Privacy
from .serial import numbered
from .strict import CALENDAR
from .values import withheld_for
from .zip_areas import area_of

OLD, OLDEST_GROUP, OLDER = 90.0, ">=90", "90 or older"
OLD_WORDS, OPENED = "90 years or more", "a group that ends above 90 years"
MANY, PROSE = 50, 0.1  # different values of an own column; the share of them that makes it one of free text
SEVERAL = "; "
_TITLED_PRODUCT = re.compile(
    r"(?i)(?:dr\.? ?(?:pepper|scholl|bronner|teal)|mr\.? ?(?:clean|muscle|bubble)|mrs\.? ?(?:meyer|dash))"
)
UNKNOWN_LABEL, NO_STATE, NO_AGE = "unknown label", "no state", "no age"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is held of a value, and why it is less than the whole where it is."""

    value: str | None
    why: str = ""


Rule = Callable[[Iterable[str]], dict[str, Kept]]


def rules_of(table: str, mapping: Mapping, codebook: Codebook, privacy: Privacy) -> dict[str, Rule]:
    """Give the rule of every text column of a table of the store, but for those that are replaced or emptied whole."""
    own: dict[str, Rule] = {
        "state": partial(_each, _state),
        "zip3": partial(_each, _zip(area_of(privacy.zip_areas))),
        "age_group": partial(_each, _age_group),
        "stratum": _serial,
        "cluster": _serial,
        "substance": partial(_each, _substance),
        "generic_code": partial(_each, _code),
        "product_code": partial(_each, _code),
    }
    rules = {}
    for field in TABLES[table]:
        if field.kind != "text" or field.name in ("case_id", "file", "county"):
            continue
        known = partial(_each, _term(field.vocabulary, field.name, mapping, codebook)) if field.vocabulary else None
        rules[field.name] = own.get(field.name) or known or partial(_each, _text)
    return rules


def attribute_rules(headings: Iterable[str], counts: dict[str, int]) -> Rule | str:
    """Give the rule of a column of the analyst's own; or, as a text, why it is left out.

    It is left out when its heading is one of the eighteen items (a place smaller than a state, a date, a number of a
    person), when it has many different values, or holds prose, dates, numbers or names rather than terms.
    """
    for heading in headings:
        if identifier(heading):
            return f"its heading says {identifier(heading)}"
        for item in EIGHTEEN:
            if item.names(heading_words(heading)) and not _only_age(item.letter, heading):
                return f"item {item.letter}: {item.rule}"
    if any(_only_age("C", heading) for heading in headings) or _are_age_groups(counts):
        return partial(_each, _aged)
    if len(counts) > 1 and all(CALENDAR.fullmatch(value) for value in counts):
        return "item C: its values are months, weeks, quarters, seasons or days of the week"
    total = sum(counts.values())
    if len(counts) > MANY or (len(counts) > 10 and 2 * len(counts) > total):
        return f"{len(counts):,} different values are those of free text or of a number, not of terms"
    if (names := sum(map(is_name, counts))) >= 3 and 2 * names >= len(counts):
        return "its values look like names"
    told = [why for value in counts if (why := _why_no_text(value))]
    if len(told) > PROSE * len(counts) and len(told) > 1:
        return f"{len(told):,} of {len(counts):,} different values are no terms ({', '.join(sorted(set(told)))})"
    return partial(_each, _text)


def _are_age_groups(values: Iterable[str]) -> bool:
    """Say whether all values of a column are groups that ages have, some of them above 89."""
    ends = [age_bounds(value) for value in values if not re.fullmatch(r"\d+", value)]
    known = [end for end in ends if end is not None]
    among = all(low <= 120 and (high <= 126 or high == float("inf")) for low, high in known)
    return len(known) > 1 and len(known) == len(ends) and among and any(high > OLD for _, high in known)


def _only_age(letter: str, heading: str) -> bool:
    """Say whether a heading is among the dates by the word age alone; ages above 89 are put together instead."""
    rest = re.sub(AGE, "", heading_words(heading))
    item = next(item for item in EIGHTEEN if item.letter == "C")
    return letter == "C" and bool(re.search(AGE, heading_words(heading))) and not re.search(item.heading, rest)


def _each(judge: Callable[[str], Kept], values: Iterable[str]) -> dict[str, Kept]:
    return {value: judge(value) for value in values}


def _serial(values: Iterable[str]) -> dict[str, Kept]:
    return {value: Kept(number) for value, number in numbered(list(values)).items()}


def _why_no_text(value: str) -> str | None:
    """Say why a text other than a product's name may not be held: as a label too it may name somebody."""
    return withheld_for(value) or withheld_of(mask_label(value))


def _text(value: str) -> Kept:
    why = _why_no_text(value)
    return Kept(None, why) if why else Kept(value)


def _substance(value: str) -> Kept:
    titled = is_addressed(value) and not _TITLED_PRODUCT.match(value)
    why = withheld_for(value) or ("name" if titled else None)
    return Kept(withheld(why), why) if why else Kept(value)  # a case still has as many


def _code(value: str) -> Kept:
    return Kept(value) if re.fullmatch(r"\d{1,8}(\.0)?", value) else _text(value)


def _term(vocabulary: str, column: str, mapping: Mapping, codebook: Codebook) -> Callable[[str], Kept]:
    """Give the judge of a column with a vocabulary: its terms and the mapping's own words stay.

    Labels of another vocabulary, which the mapping keeps word for word, stay where they look like terms.
    """
    targets = [target for target, book in LABELED.items() if book == vocabulary]
    known = {*codebook[vocabulary].terms}
    for target in targets:
        known |= {*mapping.labels.get(target, {}).values(), *mapping.own_labels.get(target, {}).values()}
        known |= {mapping.constants[target]} if target in mapping.constants else set()
    word_for_word = any(target in mapping.verbatim for target in targets)

    def judge(value: str) -> Kept:
        parts = [part for part in value.split(SEVERAL) if part in known or (word_for_word and not _why_no_text(part))]
        if len(parts) == len(value.split(SEVERAL)):
            return Kept(value)
        why = withheld_of(value) or UNKNOWN_LABEL
        return Kept(SEVERAL.join(parts) or (withheld(why) if column in PACKED else None), why)

    return judge


def _state(value: str) -> Kept:
    return Kept(value) if state_of(value) else Kept(None, NO_STATE)


def _zip(area: Callable[[str], str]) -> Callable[[str], Kept]:
    def judge(value: str) -> Kept:
        held = area(value)
        return Kept(held, "20,000 people or fewer" if held != value else "")

    return judge


def _age_group(value: str) -> Kept:
    """Put all groups from 90 years on together, and leave a group open that reaches over 90; keep no other words."""
    bounds = UNKNOWN_BANDS.get(value) or age_bounds(value)
    if bounds is None:
        return Kept(value) if value.startswith("unknown") else Kept(None, UNKNOWN_LABEL)
    low, high = bounds
    if low >= OLD:
        return Kept(OLDEST_GROUP, "" if value == OLDEST_GROUP else OLD_WORDS)
    if OLD < high < float("inf"):
        return Kept(band_label(low, float("inf")), OPENED)
    return Kept(value)


def _aged(value: str) -> Kept:
    """Judge a value of a column of ages of the analyst's own: nothing but ages stays, and those from 90 on together."""
    years = float(value) if re.fullmatch(r"\d{1,3}\.\d{1,4}", value) else age_of_text(value)
    ends = age_bounds(value) or (None if years is None else (years, years))
    if ends is None:
        return Kept(None, NO_AGE)
    low, high = ends
    if low < OLD < high < float("inf"):
        return Kept(band_label(low, float("inf")), OPENED)
    return Kept(OLDER, OLD_WORDS) if low >= OLD else Kept(value)
