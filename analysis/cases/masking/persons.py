"""Names of persons in labels and terms: told by titles and roles, by initials, by what follows, by frequent names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ...sources import data_directory
from ...toml import read_toml

TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|mme|mlle|madame|monsieur|herr|frau|se[nñ]ora?|sra|srta|senhora?|signora?|sig\.ra|dhr|mevr)"
    r"\b(?:\. *| +)[A-Z\u00c0-\u00de]",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(?:[Dd]r|DR|[Pp]rof|[Rr]ev|[Ss]gt|[Cc]apt|[Oo]fficer|[Nn]urse)\b(?:\. *| +)"
    r"(?!Office|Visit|Referral|Pepper|Advice|Practitioner|Call|Line|Triage|Manager|Station)[A-Z\u00c0-\u00de][a-z\u00df-\u00ff'\u2019]+"
)
NAMED = re.compile(
    r"\b(?:name(?: (?:des|der|of|du|del) [a-z]+)?|named|called|pt|patient|nombre|nom|nome|naam|nickname|initials|aka"
    r"|a\.k\.a\.) ?[:=]\s*[^\W\d_]",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\b[Ii]nitials? [A-Z]{2,3}\b|\b(?i:dr)\.? [A-Z]\. ?[A-Z][a-z]")
_EPONYM = re.compile(
    r"\b(?:st|saint|san|santa|syndrome|disease|palsy|sign|test|splint|tube|fracture|hospital)\b", re.IGNORECASE
)
_NAME = r"([A-Z\u00c0-\u00de][a-z\u00df-\u00ff'\u2019]+(?:[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]+)?)"
_KIN = (
    r"[Mm](?:other|om|ommy|um)|[Ff]ather|[Dd]ad(?:dy)?|[Pp]arent|[Ss]on|[Dd]aughter|[Ww]ife|[Hh]usband|[Ss]pouse|[Ss]ister"
    r"|[Bb]rother|[Aa]unt|[Uu]ncle|[Cc]ousin|[Nn]iece|[Nn]ephew|[Gg]rand(?:mother|ma|father|pa|son|daughter)|[Ff]riend"
    r"|[Bb]oyfriend|[Gg]irlfriend|[Nn]eighbou?r|[Bb]abysitter|[Rr]oommate"
    r"|[Mm]adre|[Pp]adre|[Hh]ij[oa]|[Ee]spos[oa]|[Hh]erman[oa]|[Aa]buel[oa]|[Mm]\u00e8re|[Pp]\u00e8re|[Ff]ils|[Ff]ille|Mutter|Vater"
    r"|Sohn|Tochter|[Mm]\u00e3e|[Pp]ai|[Ff]ilh[oa]"
)
_ROLE = (
    rf"[Pp]ts?|PT|[Pp]atient(?:e|in)?|[Pp]at|[Pp]aciente|[Cc]aller|{_KIN}|[Bb]aby (?:[Bb]oy|[Gg]irl)|[Tt]win [ABab]"
    r"|[Vv]ictim|[Dd]ecedent|[Cc]lient|[Tt]eacher|[Aa]ttending|PCP(?=:)|[Dd]octor|[Dd]r|RN|LPN|NP|EMT|[Pp]aramedic|[Mm]edic"
    r"|PharmD|CSPI|[Pp]astor|Col(?=\.)|Gen(?=\.)|Hr(?=\.)|[Rr]abbi|[Ii]mam|[Jj]udge|[Cc]oach|[Dd]eputy|[Oo]fc|[Dd]et(?:ective)?|[Tt]rooper|[Pp]vt|[Ll]t|[Cc]pl|[Mm]aj|[Cc]aptain"
    r"|[Ss]ergeant|[Ll]ieutenant|[Aa]ttorney|[Aa]tty|[Ss]r|[Ff]r"
)
_SAID = (
    r"[Nn]amed?(?: is)?|[Cc]alls (?:him|her)self|[Aa][Kk][Aa]|a\.k\.a\.|[Nn]ickname|signed|[Ss]poke (?:to|with)|per"
    r"|[Tt]alked (?:to|with)|(?:told|reported|called|given|found|seen) by|called|[Aa]ttn|c/o|[Nn]ombre|[Nn]om"
    r"|[Aa]pellidos?|[Cc]ase of|[Cc]aso de"
)
_FOLLOWED = re.compile(
    rf"(?:^|(?<=[\s(,;/]))(?:{_ROLE}|{_SAID})(?:[.:,] ?| ?\(| ?[-\u2013] ?| )['\"\u2018\u201c]?"
    rf"(?:(?:of|de|del|von|di|da|do|is) )?(?:RN |[Dd]r\.? )?{_NAME}\b(?!['\u2019]s)"
)
_OWNED = re.compile(rf"\b{_NAME}['\u2019]s? (?:{_KIN}|baby|child|infant|kid)\b")
_DEGREES = ("RN", "LPN", "NP", "EMT", "PCP:", "PT")
_DEGREE = r"(?:RN|LPN|PharmD|RPh|MD|DO|NP|CSPI|DVM|DDS|PA-C|BSN|EMT|M\.D\.|D\.O\.|Ph\.?D\.?)"
_INITIALED = re.compile(
    rf"(?:[A-DF-MO-RT-VX-Z]\. ?|[A-Z]\. ?[A-Z]\. ?){_NAME}(?:-{_NAME})?(?:,? {_DEGREE})?"
    rf"|{_NAME}, (?:[A-Z]\. ?){{1,2}}(?:,? {_DEGREE})?"
)  # but N., S., E., W. of places
_TITLED = re.compile(rf"{_NAME}(?: (?:[A-Z]\. )?{_NAME})?(?:, (?!MD){_DEGREE}| (?!MD|DO|NP){_DEGREE})\.?")
_JUNIOR = re.compile(rf"{_NAME} {_NAME},? (?:Jr|Sr)\.?")
_DATED = re.compile(rf"{_NAME}(?:,? {_NAME})?,? \d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)")
_AGED = re.compile(rf"{_NAME},? \d{{1,3}} ?(?:y/?o|yrs?|y)? ?[MFmf]|\d{{1,3}} ?(?:y/?o|yrs?|y)? ?[MF],? {_NAME}")


def is_addressed(text: str) -> bool:
    """Say whether a text names somebody by a title, or says that a name follows."""
    return bool(TITLE.search(text) or _RANK.search(text) or NAMED.search(text))


def names_person(text: str) -> bool:
    """Say whether what stands before or behind a word tells that it is a name: a role, an initial, a degree, a kinship.

    Examples
    --------
    >>> [names_person(text) for text in ("J. Roe", "pt Quux", "mother of Ana", "RN Kim Lee", "Quux's son")]
    [True, True, True, True, True]
    >>> [names_person(text) for text in ("E. coli", "Patient Refused", "mother of patient", "Mother of Pearl")]
    [False, False, False, False]
    """
    text = text.strip()
    if _INITIALS.search(text) or _frequent(text):
        return True
    if text.isupper() and len(text.split()) > 1:
        text = " ".join(word if word in _DEGREES else word.capitalize() for word in text.split())
    whole = (pattern.fullmatch(text) for pattern in (_INITIALED, _TITLED, _JUNIOR))
    found = [*_FOLLOWED.finditer(text), *_OWNED.finditer(text), *(match for match in whole if match)]
    return any(_are_names(match) for match in found)


def _frequent(text: str) -> bool:
    """Say whether a text is two frequent names without a blank, one and an initial, or one behind a small ``dr``."""
    words, names = name_words(text), given_names() | family_names()
    if re.fullmatch(r"[A-Za-z]+[-+/]?[A-Za-z]+", text) and len(words) == 2:
        return names.issuperset(words)
    if re.fullmatch(r"[^\W\d_]{3,} [A-Za-z]\.?", text):
        return words[0] in given_names()
    return bool(re.match(r"dr\.? ", text)) and len(words) > 1 and words[1] in names


def dated_person(text: str) -> bool:
    """Say whether a label is a word that is none of cases beside a day, or an age and a sex."""
    whole = (pattern.fullmatch(text.strip()) for pattern in (_DATED, _AGED))
    return any(_are_names(match) for match in whole if match)


def names_somebody(text: str) -> bool:
    """Say whether a label names a person: by a title, a role, an initial, or a frequent name beside another word."""
    if is_addressed(text) or names_person(text) or dated_person(text):
        return True
    words = name_words(text)
    if len(words) == 1:
        return words[0] in given_names() and text.strip().casefold() == text.strip(" .,;'\"()").casefold()
    return not (given_names() | family_names()).isdisjoint(words) and not _EPONYM.search(text)


def name_words(text: str) -> list[str]:
    """Give the words of a text in small letters without accents; ``JaneRoe`` is two."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", letters).casefold())


@cache
def given_names() -> frozenset[str]:
    """Give the frequent given names by which persons are told (``data/given_names.toml``), in small letters."""
    return frozenset(read_toml(data_directory() / "given_names.toml")["names"])


@cache
def family_names() -> frozenset[str]:
    """Give frequent family names that are no words of cases (``data/given_names.toml``), in small letters."""
    return frozenset(read_toml(data_directory() / "given_names.toml")["family"])


def _are_names(match: re.Match[str]) -> bool:
    """Say whether the words that should be names are no words that labels of cases use."""
    words = [word for word in match.groups() if word]
    return all(_is_no_word(word) for word in words)


def _is_no_word(word: str) -> bool:
    plain = "".join(name_words(re.sub(r"['\u2019]s?$", "", word)))
    return plain in given_names() | family_names() or not (plain in _words() or plain.endswith(("ed", "ing")))


@cache
def _words() -> frozenset[str]:
    """Give the words of labels of cases: those of the codebook, and those in ``data/given_names.toml``."""
    codebook = (data_directory() / "codebook.toml").read_text(encoding="utf-8")
    return frozenset(re.findall(r"[a-z]+", codebook.casefold())) | set(
        read_toml(data_directory() / "given_names.toml")["words"]
    )
