"""What of an export must not enter a store unasked: direct identifiers, free text, exact times, whole ZIP codes."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

# As what the records of a store are held, and what that is called. A store whose report does not say is a limited one.
LIMITED, SAFE_HARBOR, IDENTIFIED = "limited", "safe-harbor", "identified"
HELD = MappingProxyType(
    {
        LIMITED: "a limited data set, not de-identified",
        SAFE_HARBOR: "de-identified by the Safe Harbor method (45 CFR 164.514(b)(2))",
        IDENTIFIED: "records with direct identifiers or free text that were kept because asked for, not de-identified",
    }
)

# The same in the sentence of a paper.
PRINTED = MappingProxyType(
    {
        LIMITED: "The records were held as a limited data set, not de-identified.",
        SAFE_HARBOR: "The records were de-identified by the Safe Harbor method of the HIPAA Privacy Rule: years in the "
        "place of dates, the oldest in one age group.",
        IDENTIFIED: "The records were held with identifying columns and were not de-identified.",
    }
)

# Words of a column's name, in order of precedence, and why such a column is dropped unless it is named in `keep`.
_PERSON = (
    "(patient|pt|caller|victim|person|parent|guardian|mother|father|contact|provider|physician|nurse|specialist|spi"
    "|user|reporter)"
)
IDENTIFIERS = (
    (rf"\b({_PERSON} )?(first|last|middle|full|maiden|family|given|sur) ?name\b|\bsurname\b|\binitials\b", "name"),
    (r"\b[lfm] ?name\b|\b(nach|vor|patienten)name\b|\bpr[eé]nom\b|\bnom( du patient| de famille)?$", "name"),
    (rf"\b{_PERSON} name\b|^name$|\bname of {_PERSON}\b", "name"),
    (rf"\b{_PERSON} ?(nm|nam)\b|\b[fl] ?nm\b|\bnombre\b|\bapellidos?\b", "name"),
    (r"\bt[eé]l[eé]phone\b|\btelefon(nummer)?\b", "phone number"),
    (r"\b(tele)?phone\b|\bmobile\b|\bfax\b|\bcell (no|num|number)\b|\bcallback\b", "phone number"),
    (r"\be ?mail\b", "e-mail address"),
    (r"\bstreet\b|\baddress\b|\baddr\b|\bapartment\b|\badresse\b|\banschrift\b|\bstrasse\b", "street address"),
    (r"\bdob\b|\bbirth ?(date|day|dt)\b|\bdate ?of ?birth\b|\bb ?(date|day|dt)\b|\bdob ?(date|dt)\b", "date of birth"),
    (r"\bd o b\b|\bborn on\b|\bgeburts(datum|tag)\b|\bnaissance\b", "date of birth"),
    (r"\b(birth ?year|year of birth|yob|birth ?month|geburtsjahr)\b", "date of birth"),
    (
        r"\bmed(ical)? ?rec(ord)?\b|\bmr (no|num|number)\b|\bss (no|num|number)\b|\bsoc sec\b|"
        r"\bbeneficiary\b|\b(member|subscriber) (id|no|number)\b",
        "record number",
    ),
    (r"\baccount (id|no|num|number)\b|\bacct\b", "account number"),
    (r"\bvin\b|\blicen[cs]e plates?\b|\bplate (no|num|number)\b|\bvehicle (id\w*|serial|reg\w*|no|num)", "vehicle"),
    (r"\bserial (no|num|number)\b|\bimei\b|\bmac address\b", "device"),
    (r"\burl\b|\bweb ?(site|page)\b|\bweb address\b", "web address"),
    (r"\bfinger ?prints?\b|\bbiometrics?\b|\bvoice ?prints?\b|\bretina\b|\biris scan\b", "biometric record"),
    (r"\bphoto(s|graph|graphs)?\b|\bselfie\b|\bface image\b", "photograph"),
    (r"^tel$|\btel (no|num|number)\b|\b(home|work|cell|caller) tel\b|\bpager\b", "phone number"),
    (
        r"\bssn\b|\bsocial security\b|\bmrn\b|\bmedical record\b|\bpassport\b|\blicen[cs]e\b|\binsurance\b",
        "record number",
    ),
    (r"\bip( address)?\b|\bdevice id\b", "device"),
    (r"\blatitude\b|\blongitude\b|\bgeo(code|location|metry|point)?\b|\bgps\b|\bcoord(inate)?s?\b", "exact place"),
    (r"\b(lat|long?|lng)$", "exact place"),
    (
        r"\bnotes?\b|\bcomments?\b|\bnarrative\b|\bfree ?text\b|\bremarks?\b|\bhistory\b|\bsummary\b|\bdescription\b",
        "free text",
    ),
    (r"\bremarques?\b|\bbemerkung(en)?\b|\banmerkung(en)?\b|\bfoi text\b|\bhpi\b", "free text"),
    (r"\btime\b|\btimestamp\b|\buhrzeit\b", "exact time"),
)
# A column of such a name is no target of a proposal, and is dropped whatever a mapping takes it for.
PERSONAL = ("name", "phone number", "e-mail address", "street address", "date of birth", "record number", "exact place")
PERSONAL += ("account number", "vehicle", "web address", "biometric record", "photograph")
_INSURANCE = re.compile(r"((health|medical|primary|patient) )*insurance( (type|status|kind|class|category|coverage))?")
_TIME = re.compile(r"[T ]?(?<!\d)\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm]\b)?(Z|[+-]\d{2}:?\d{2})?")


@lru_cache(1 << 15)
def plain(name: str) -> str:
    """Give the form in which column names are compared: lower-case words and single spaces."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", spaced).casefold().split())


def heading_words(column: str) -> str:
    """Give a heading in plain words, ``SS#`` as ``ss no``."""
    return plain(column.replace("#", " no "))


@lru_cache(1 << 15)
def identifier(column: str) -> str | None:
    """Say what identifying thing a column of this name holds (``"phone number"``); None where nothing suggests it."""
    words = heading_words(column)
    return next((what for pattern, what in IDENTIFIERS if re.search(pattern, words)), None)


def declared_identifier(column: str) -> str | None:
    """Say what identifying thing a column holds that an analyst declares: whole ZIP codes too, no kind of insurance."""
    words = heading_words(column)
    if re.search(r"\b(zip ?codes?|zip|postal|postcode|plz)\b", words):
        return "whole ZIP code"
    return None if _INSURANCE.fullmatch(words) else identifier(column)


def cut_time(text: str) -> str:
    """Take the times of day out of a text: ``01/05/2020 13:45`` becomes ``01/05/2020``."""
    return _TIME.sub("", text).strip()


def cut_zip_cell(text: str) -> str:
    """Cut a cell of a column of ZIP codes, good or bad: three of five digits or more, two of four (a zero may lack)."""
    return re.sub(r"\d{4,}(-\d{4})?", lambda found: found[0][: 3 if len(found[0]) > 4 else 2], text)
