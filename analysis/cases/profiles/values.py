"""What a single text gives away: numbers and addresses by their form, names by the given name in them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..codebook.regions import state_of
from ..masking import FREE_TEXT, bare_number, checked_number, trace, withheld, withheld_of
from ..masking import MOST_WORDS as NARRATIVE
from ..masking.headings import holds_name, is_name
from ..masking.persons import is_addressed, name_words, names_person
from .strict import STRICT

LONGEST, MOST_WORDS = 60, 8  # of a term; a longer text is prose
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-------")
_STRICT = re.compile("|".join(f"(?P<f{place}>{form})" for place, form in enumerate(STRICT.values())))
# Counties and cities of the United States that are called like a person of two names.
_PLACES = frozenset(
    (
        *("anne arundel", "carson city", "charles city", "charles mix", "dona ana", "jeff davis", "jefferson davis"),
        *("jim hogg", "jim wells", "jo daviess", "judith basin", "king george", "king william", "lewis and clark"),
        *("queen anne", "queen annes", "roger mills", "tom green", "ann arbor", "carol stream", "catalina foothills"),
        *("florence graham", "yorba linda"),
    )
)


def _is_place(text: str) -> bool:
    """Say whether a text is such a place, or one name with the letters of a state behind it."""
    town, _, state = text.replace(",", " ").rpartition(" ")
    if len(state) == 2 and state.isupper() and state_of(state):
        text = town.strip()
        if len(text.split()) == 1 and text.istitle():
            return True
    return " ".join(name_words(text.replace("'", ""))).removesuffix(" county") in _PLACES


@lru_cache(1 << 16)
def mask_term(text: str) -> str:
    """Give a place or a term of an own column, or what stands for one that names a person or is a narrative.

    A given name alone stays: wards, rooms and towns bear them.

    Examples
    --------
    >>> mask_term("North ward"), mask_term("told by Mrs. Roe"), mask_term("Jim Wells County"), mask_term("ROE, JANE")
    ('North ward', '[withheld: name]', 'Jim Wells County', '[withheld: name]')
    """
    if withheld_of(text):
        return text
    plain = unicodedata.normalize("NFKC", text)
    if _is_place(plain):
        return text
    why = trace(plain) or bare_number(plain) or checked_number(plain)
    why = why or ("name" if any(told(plain) for told in (is_addressed, names_person, is_name, holds_name)) else None)
    why = why or (FREE_TEXT if len(plain.split()) > NARRATIVE else None)
    return withheld(why) if why else text


@lru_cache(1 << 16)
def withheld_for(text: str) -> str | None:
    """Say why a text may not be held under Safe Harbor (its form, a name, a date, a number, prose); None where it may.

    Examples
    --------
    >>> withheld_for("Acetaminophen 500 mg"), withheld_for("found by Jane Roe"), withheld_for("seen 3/4/2020")
    (None, 'name', 'date')
    """
    if found := withheld_of(text) or trace(text):
        return found
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if (strict := _STRICT.search(text)) and strict.lastgroup:
        return list(STRICT)[int(strict.lastgroup[1:])]
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return "prose"
    return "name" if is_name(text) or holds_name(text) or names_person(text) else None
