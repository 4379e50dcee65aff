"""Names that stand as a heading, within a file's name or alone in a cell: told by a given name among capitals."""

from __future__ import annotations

import re
from functools import lru_cache

from . import bare_number, checked_number, trace, withheld
from .persons import given_names, is_addressed, name_words

_PLACE = re.compile(
    r"(?i)^(?:st|ste|saint|san|santa|fort|ft|port|mount|mt|lake|new|north|south|east|west|prince|the)\b"
    r"|\b(?:county|parish|city|town|township|borough|beach|island|hospital|clinic|school|university|center)\b"
)


@lru_cache(1 << 16)
def is_name(text: str) -> bool:
    """Say whether a text looks like the name of a person: two or three words, a frequent given name among them.

    Examples
    --------
    >>> is_name("Jane Roe"), is_name("ROE, JANE A."), is_name("St. John Parish"), is_name("Oral ingestion")
    (True, True, False, False)
    """
    if not 5 <= len(text) <= 50 or _PLACE.search(text):
        return False
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)
    if re.sub(r"[\s,.]", "", text) != "".join(words):
        return False
    long = [word for word in words if len(word) > 1]
    return 2 <= len(long) <= 3 and not given_names().isdisjoint(name_words(" ".join(long)))


def mask_heading(text: str) -> str:
    """Give a heading, or a part of a file's name, or what stands for one that is itself a person's name or number."""
    text = text.strip()
    spaced = text.replace("_", " ")
    what = trace(spaced) or bare_number(spaced) or checked_number(spaced)
    what = what or ("name" if is_name(spaced) or holds_name(text) or is_addressed(spaced) else None)
    return withheld(what) if what else text


def holds_name(text: str) -> bool:
    """Say whether a given name stands within a text beside another capitalized word, or a word after ``_`` or a dot."""
    pairs = [
        *re.finditer(r"\b([A-Z][a-z]+),? (?:[A-Z]\.? )?(?=([A-Z][a-z]+)\b)", text),
        *re.finditer(r"(?<![^\W_])([A-Za-z]+)[_.](?=([A-Za-z]+))", text),
    ]
    return any(
        given_names() & {word.casefold() for word in pair.groups()} and not _PLACE.search(text) for pair in pairs
    )
