"""States and counties as people spell them, brought to one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping

from .regions import state_of
from .vocabularies import squeeze

# Cells that name no place.
_NOWHERE = frozenset(
    ("", "unknown", "unk", "unkn", "ukn", "u", "na", "none", "notknown", "notstated", "unspecified", "xx")
)
_NOWHERE |= {
    "notavailable",
    "notapplicable",
    "notrecorded",
    "notreported",
    "missing",
    "null",
    "zz",
    "unavailable",
    "nan",
}
_KIND = re.compile(r"\b(?:county of|county|parish|borough|census area|cnty|cty|co)\b")
_SAINT = re.compile(r"\b(?:sainte|saint|ste)\b")


def one_spelling(target: str, counts: Mapping[str, int]) -> dict[str, str | None]:
    """Give the one spelling of every cell of ``"state"`` or ``"county"``; None for those that name no place.

    Parameters
    ----------
    target : str
    counts : dict of str to int
        The cells, and how often each occurs.

    Notes
    -----
    States are written as postal codes or as names, whichever more cells have, other places as most cells spell them.
    Counties agree without capitals, signs and the word for county; a city of the same name is another place.

    Examples
    --------
    >>> one_spelling("county", {"Berks": 9, "BERKS": 2, "Berks County": 3, "Unknown": 1})
    {'Berks': 'Berks', 'BERKS': 'Berks', 'Berks County': 'Berks', 'Unknown': None}
    >>> one_spelling("state", {"Pennsylvania": 2, "PA": 9, "Penna.": 1, "Ontario": 1})
    {'Pennsylvania': 'PA', 'PA': 'PA', 'Penna.': 'PA', 'Ontario': 'Ontario'}
    """
    tails = {state for cell in counts if (state := state_of(_tail(cell)[1]))} if target == "county" else set()
    keys = {cell: _key(target, _tail(cell)[0] if len(tails) == 1 else cell) for cell in counts}
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, key in keys.items():
        spelled[key][cell.strip()] += counts[cell]
    names: dict[str, str | None]
    names = {key: max(cells, key=lambda cell: (cells[cell], cell)) for key, cells in spelled.items()}
    states = {key: state for key in names if target == "state" and (state := state_of(key))}
    codes = sum(count for key in states for cell, count in spelled[key].items() if len(cell) == 2)
    place = 0 if 2 * codes >= sum(spelled[key].total() for key in states) else 1
    names |= {key: state[place] for key, state in states.items()} | {"": None}
    return {cell: names[key] for cell, key in keys.items()}


def _tail(cell: str) -> tuple[str, str]:
    """Divide ``Berks County, PA`` before the state; what has none stays whole."""
    head, comma, tail = cell.rpartition(",")
    return (head, tail) if comma and state_of(tail) else (cell, "")


def _key(target: str, cell: str) -> str:
    """Give what cells of one place have in common: a postal code, or plain letters and numbers; empty for no place."""
    if target == "state" and (state := state_of(cell)):
        return state[0]
    letters = unicodedata.normalize("NFKD", squeeze(cell)).replace(".", " ")
    kind = _KIND if target == "county" else re.compile(r"\bstate\b")
    plain = re.sub(r"\W|_|[\u0300-\u036f]", "", kind.sub(" ", _SAINT.sub("st", letters)))
    return "" if plain in _NOWHERE else plain
