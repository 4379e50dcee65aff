"""Codes of ICD-10 in a cell: the groups of substances that they name, and the intent that they tell."""

from __future__ import annotations

import re
from functools import cache

from ...sources import data_directory
from ...toml import read_toml

ICD10 = "icd10"
# What names a substance, in the order in which it is asked: of a case with a code of an earlier kind, later ones are
# left out, as X42 and F11.20 only repeat more coarsely what T40.2 and T40.4 say. In Python's words and the engine's.
_END = r"(?:\.?[0-9A-Z]{1,4})?\b"
POISONING = rf"\bT(?:3[6-9]|[45][0-9]|6[0-5]){_END}"
EXTERNAL = rf"\b(?:X4[0-9]|X6[0-9]|X8[5-9]|X90|Y1[0-9]){_END}"
DISORDER = rf"\bF1[0-9]{_END}"
KINDS = (POISONING, EXTERNAL, DISORDER)
ANY = r"\b[A-Z][0-9][0-9A-Z]" + _END
_KIND, _ANY, _CM = (re.compile(form) for form in ("|".join(KINDS), ANY, r"T[0-9]{2}[0-9A-Z]([0-9X])([0-9X])[ADS]?"))


@cache
def names() -> dict[str, str]:
    """Give the group of substances of the beginnings of codes, without their points."""
    raw = read_toml(data_directory() / "icd10.toml")
    return raw["substances"] | raw["later"] | raw["external"] | raw["disorders"]


@cache
def _intents() -> tuple[dict[str, str], dict[str, str]]:
    raw = read_toml(data_directory() / "icd10.toml")
    return raw["intent"], raw["external_intent"]


def codes_in(cell: str) -> list[str]:
    """Give all codes of a cell that have the form of one, whatever they stand for.

    Examples
    --------
    >>> codes_in("T40.2X1A; f11.10 / I46.9"), codes_in("Heroin")
    (['T402X1A', 'F1110', 'I469'], [])
    """
    return [code.replace(".", "") for code in _ANY.findall(cell.upper())]


def substance_codes(cell: str) -> list[str]:
    """Give the codes of a cell that name substances."""
    return [code.replace(".", "") for code in _KIND.findall(cell.upper())]


def group_of(code: str) -> str | None:
    """Give the group of substances that a code names.

    Examples
    --------
    >>> group_of("T40.2X1A"), group_of("T4041"), group_of("X42"), group_of("I46.9")
    ('Other opioids', 'Fentanyl or fentanyl analogs', 'Narcotics and psychodysleptics', None)
    """
    bare = code.replace(".", "").upper()
    return next((name for width in (5, 4, 3) if (name := names().get(bare[:width]))), None)


def intents_of(cell: str) -> list[str]:
    """Give the intents that the codes of a cell tell, each once: groups of reasons, or ``"Underdosing"``.

    Examples
    --------
    >>> intents_of("T40.2X1A"), intents_of("T58.02XA X67"), intents_of("T40.2, X42"), intents_of("T40.2X1A T42.4X2A")
    (['Unintentional'], ['Intentional'], ['Unintentional'], ['Unintentional', 'Intentional'])
    """
    by_character, by_cause = _intents()
    found = []
    for code in substance_codes(cell):
        if parts := _CM.fullmatch(code):
            found.append(by_character.get(parts[1] if parts[2] == "X" else parts[2]))
        found.append(by_cause.get(code[:2]))
    return list(dict.fromkeys(filter(None, found)))
