"""Numbers that a state, a bank or a health service gives a person, told by form and check digits: of labels alone.

A product's code may look like one, and a concept of SNOMED CT too, which its partition tells: the second and third
digit from its end.
"""

from __future__ import annotations

import re

RECORD, ACCOUNT = "record number", "account number"
_DIGITS = re.compile(r"\d{9,18}|\d(?:[ -]?\d){14,15}")
_IBAN = re.compile(r"[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?")
# Identity numbers of Italy (codice fiscale), Mexico (CURP), Spain (DNI, NIE); of Sweden and Denmark, which begin with
# a day of birth.
_LETTERED = re.compile(
    r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d|"
    r"(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}|"
    r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d-\d{4}"
)
_SPANISH = re.compile(r"([XYZ]?)(\d{7,8})-?([TRWAGMYFPDXBNJZSQVHLCKE])")
# A letter or two and at least seven digits with a zero before: how hospitals number their patients.
_CHART = re.compile(r"[A-Z]{1,2}-?0\d{6,10}")


def checked_number(text: str) -> str | None:
    """Say what kind of number a label is that is a person's; None where it is another, or no number.

    Examples
    --------
    >>> [checked_number(text) for text in ("219099999", "52998224725", "DE89 3704 0044 0532 0130 00", "X1234567L")]
    ['record number', 'record number', 'account number', 'record number']
    >>> [checked_number(text) for text in ("271782001", "500", "0074-3368-90", "T40.2X1A")]
    [None, None, None, None]
    """
    text = text.strip()
    if _IBAN.fullmatch(text) and _is_iban(text.replace(" ", "")):
        return ACCOUNT
    if _LETTERED.fullmatch(text) or _CHART.fullmatch(text) or _is_spanish(text):
        return RECORD
    if not _DIGITS.fullmatch(text):
        return None
    plain = re.sub(r"\D", "", text)
    digits = [int(digit) for digit in plain]
    if plain[-3:-1] in ("00", "10"):  # the partitions of concepts of SNOMED CT
        return None
    if len(digits) in (15, 16) and plain[0] in "3456" and _luhn(digits):
        return ACCOUNT
    tests = {9: _is_social, 11: _is_cpf, 13: _is_ahv, 15: _is_insee, 18: _is_resident}
    return RECORD if len(digits) in tests and tests[len(digits)](plain, digits) else None


def _is_iban(text: str) -> bool:
    """Check the remainder of 97 (ISO 13616)."""
    return 15 <= len(text) <= 34 and int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _is_spanish(text: str) -> bool:
    found = _SPANISH.fullmatch(text)
    if not found or len(found[2]) != (7 if found[1] else 8):
        return False
    first = str("XYZ".index(found[1])) if found[1] else ""
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(first + found[2]) % 23] == found[3]


def _luhn(digits: list[int]) -> bool:
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[::-2])) % 10 == 0


def _is_social(plain: str, digits: list[int]) -> bool:
    """Tell a number that the Social Security Administration gives out: no part is of zeros alone, no area is 666."""
    return plain[:3] not in ("000", "666") and plain[0] != "9" and plain[3:5] != "00" and plain[5:] != "0000"


def _is_cpf(plain: str, digits: list[int]) -> bool:
    ends = (
        sum(weight * digit for weight, digit in zip(range(length + 1, 1, -1), digits[:length], strict=True)) * 10
        for length in (9, 10)
    )
    return [end % 11 % 10 for end in ends] == digits[9:]


def _is_ahv(plain: str, digits: list[int]) -> bool:
    """Tell a number of the Swiss social insurance: one of EAN-13 that begins with the country, 756."""
    return plain.startswith("756") and -(sum(digits[:12:2]) + 3 * sum(digits[1:12:2])) % 10 == digits[12]


def _is_insee(plain: str, digits: list[int]) -> bool:
    return plain[0] in "12" and 97 - int(plain[:13]) % 97 == int(plain[13:])


def _is_resident(plain: str, digits: list[int]) -> bool:
    """Tell a number of a resident of China by the day of birth in it and its check digit (GB 11643)."""
    weighted = sum(2 ** (17 - place) % 11 * digit for place, digit in enumerate(digits[:17]))
    return plain[6:8] in ("19", "20") and (12 - weighted % 11) % 11 == digits[17]
