"""What of a cell says who somebody is: telephone numbers, addresses, record numbers, names; and the cell without it.

A cell with such a trace is withheld whole: what stands beside a telephone number is a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .numbers import checked_number
from .persons import NAMED, TITLE, names_somebody

_DASH = "\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}"  # what stands for a hyphen in a text that was typeset
_GAP = f"[-._/ \N{NO-BREAK SPACE}\N{FIGURE SPACE}\N{NARROW NO-BREAK SPACE}{_DASH}]"
_OF = r"(?:\W{0,3}(?:id|no|nr|num|number|is|was|ending(?: in)?|#)){0,3}\W{0,3}"  # between what a number is and itself
_CALL = (
    r"(?:tel|tele(?:phone|fon)|phone|ph|cell|mobile|handy|fax|call(?:ed|back)?(?: back)?(?: at)?|contact|whats ?app)"
)
_RECORD = (
    r"(?:mrn|med(?:ical)?\.? ?rec(?:ord)?|ssn|soc(?:ial)?\.? ?sec(?:urity)?|chart|account|acct|policy|passport"
    r"|licen[cs]e|encounter|medicare|medicaid"
    r"|(?:pt|pat|patient|member|subscriber|beneficiary|insurance)[ -]?(?:id|number)"
    r"|(?:hospital|visit|insurance) (?:number|no))"
)
_SHORT = r"(?:fin|hn|har|csn|nhs|npi|dea|dl|hicn)"
_STREET = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|way|apt|terrace|highway|hwy"
    r"|parkway|pkwy|circle|cir|place|pl|loop|square|trail|turnpike|pike)"
)
# The first word of a street's name: no unit of a dose, as in "500 mg DR" (delayed release).
_FIRST = r"(?:[a-ln-z][a-z.']+|m[aiouy][a-z.']*|me[a-pr-z][a-z.']*|mc[a-fh-z][a-z.']*|mt\.?)"
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_PLATE = r"(?:[a-z]{1,3}[- ]?(?:[a-z]{1,2} ?)?\d{2,5}|\d[a-z]{2,3}\d{2,4}|\d{1,4}[- ][a-z]{2,3})"
_NTH = r"\d{1,3}(?:st|nd|rd|th)"
_HOUSE = r"\b\d{1,5}[a-f]? (?:[nsew]\.? |(?:north|south|east|west) )?"
_RUE = r"(?:rue|avenida|avda|calle|carrer|plaza|paseo|rua|chemin|impasse|quai)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez)"
_MEDICARE = "[ac-hj-np-rt-y]"  # the letters of a Medicare beneficiary identifier
_VIN = "[A-HJ-NPR-Z]"  # the letters of a vehicle identification number; one of its first three signs is one
_SITE = r"(?:com|org|net|edu|gov|ly|me|be|io|gl|de|fr|es|ch|uk|us|ca|mx|info|app)"
_NETWORK = r"(?:twitter|instagram|insta|snapchat|facebook|tiktok|discord|skype|telegram|ig|fb)"
# Python and the engine read these alike (RE2): no look-around. What each finds, and how it is called.
TRACES = {
    "e-mail address": r"[^\s@,;]@[^\s@,;]+\.[^\s@,;]|(?i:[\[(] ?(?:at|dot) ?[\])]|\bdot (?:com|org|net|edu|gov)\b)",
    "web address": (
        r"(?i:h(?:tt|xx)ps?://|\bftp://|\bwww\.|\b[\w-]{2,60}\.(?:com|org|net|edu|gov)\b|\b[\w-]{2,60}\.co\.uk\b|"
        rf"\b[a-z][\w-]{{0,60}}\.{_SITE}/[\w@-]|\b(?:\d{{1,3}}\.){{3}}\d{{1,3}}\b|"
        r"\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){1,6}::|\bfe80::)"
    ),
    "account of a network": (
        r"(?i:\b(?:facebook|instagram|twitter|tiktok|snapchat|linkedin|reddit)(?: |/)(?:u/)?[\w.@-]*[/@\d_]\w|"
        r"\b(?:facebook|instagram|twitter|tiktok|snapchat|linkedin)/\w{3,}|^/?u/[a-z_][\w-]*\d|\bsnap ?: ?[a-z]{2,}|"
        rf"(?:^|[\s(,;:])@[a-z_][\w.]{{2,}}|\b{_NETWORK}\b ?[:=] ?\S|\b{_NETWORK} [a-z._]+[#\d]\d)"
    ),
    "phone number": (
        rf"(?i:(?:\(\d{{3}}\){_GAP}{{0,3}}|\b\d{{3}}{_GAP}{{1,3}})\d{{3}}{_GAP}{{1,3}}\d{{4}}(?:\b|x\d|ext)|"
        rf"\(\d{{3}}\) ?\d{{7}}\b|(?:\b{_DIGIT}\b[-, ]{{0,2}}){{7}}|"
        rf"\b\d{{3}}[-, ]{{1,2}}(?:{_DIGIT}[-, ]{{1,2}}){{3}}(?:\d{{4}}|{_DIGIT})\b|"
        rf"\b[2-9]\d\d[-.{_DASH}]\d{{7}}\b|\b0\d{{2,4}}[-/ ]{{1,3}}\d{{5,8}}\b|\b0\d{{2,4}} \d{{3,4}} \d{{3,4}}\b|"
        rf"\+\d{{1,3}}{_GAP}?\(?\d{{1,4}}\)?(?:{_GAP}?\d{{2,4}}){{2,4}}\b|\b0\d(?:{_GAP}\d\d){{4}}\b|"
        rf"\b{_CALL}\b\W{{0,3}}(?:no|nr|number|#)?\W{{0,3}}[(+]?\d[-. ()\d{_DASH}]{{5,}}\d\b)"
    ),
    "record number": (
        rf"(?i:\b(?:\d{{3}}|x{{3}})[-. {_DASH}](?:\d\d|xx)[-. {_DASH}]\d{{4}}\b|\bmr ?# ?[a-z]{{0,3}}\d{{4,}}|"
        r"\bmr ?\d{5,}\b|\blast ?(?:four|4)(?: digits)?(?: of ssn)?\W{0,2}\d{4}\b|\b(?:member|enc) \d{6,}\b|"
        r"\b(?:pt|pat|patient|client|group|grp|enc|rx|dl|claim) ?# ?[a-z]{0,2}\d[\d-]{3,}|"
        rf"\b(?:{_RECORD}\b|(?:ss|visit|member|hospital) ?#){_OF}[a-z]{{0,3}}-?\d{{3,}}|"
        rf"\b{_SHORT}\b{_OF}[a-z]{{0,2}}-?\d{{6,}}|"
        # also the numbers of the tax in Brazil (CPF) and of the social insurance in Switzerland
        r"\b(?:mrn|ssn)\d{5,}|\b\d{3}\.\d{3}\.\d{3}-\d\d\b|\b756\.\d{4}\.\d{4}\.\d\d\b|"
        rf"\bpassport\b{_OF}[a-z]{{0,2}}\d[a-z\d]{{5,}}|\b[1-9]{_MEDICARE}[a-z\d]\d-?{_MEDICARE}[a-z\d]\d-?"
        rf"{_MEDICARE}{{2}}\d\d\b)"
    ),
    "vehicle": (
        r"(?i:\b(?:plate|kennzeichen|lic(?:ense)?\.? plate|matr[ií]cula|placas?)\b\W{0,3}(?:no|nr|number|is|#)?\W{0,3}"
        rf"{_PLATE}\b|\btag ?#? ?(?:[a-z]{{2,3}}[- ]?\d{{4}}|\d[a-z]{{3}}\d{{3}})\b|"
        r"\bvin\b\W{0,3}(?:no|nr|number|is|#)?\W{0,3}[a-z\d]*\d{4,})|"
        rf"\b(?:[1-9]{_VIN}[A-Z\d]|[1-9]\d{_VIN}|{_VIN}[A-Z\d]{{2}})[A-HJ-NPR-Z\d]{{10}}\d{{4}}\b"
    ),
    "device": (
        rf"(?i:\b(?:[0-9a-f]{{2}}[:-]){{5}}[0-9a-f]{{2}}\b|\b[0-9a-f]{{4}}\.[0-9a-f]{{4}}\.[0-9a-f]{{4}}\b|"
        rf"\b(?:imei|serial|device|pacemaker)\b{_OF}[a-z]{{0,3}}-?\d{{4,}})"
    ),
    "date of birth": (
        r"(?i:\b(?:dob|d\.o\.b\.?|birth ?(?:date|day)|date of birth|born(?: on)?|geb(?:\.|oren)|n(?:é|e)e? le"
        rf"|nacid[oa]|f\.? ?nac\.?)(?:\W{{1,3}}|\b)(?:am |el )?(?:\d|{_MONTH}[a-z]{{0,6}}\.? \d)|"
        r"\bb\.? ?\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d\b|\bb\. ?\d{1,2}[/-]\d{1,2}[/-]\d\d\b|\bb-?day \d)"
    ),
    "exact place": (
        r"(?i:-?\b\d{1,3}\.\d{4,} ?°? ?[ns]?[,;/ ]{1,2}-?\d{1,3}\.\d{4,}|\b(?:lat|lon|latitude|longitude)\W{0,2}-?"
        r"\d{1,3}\.\d{3,}|\b\d{1,3} ?[°º] ?\d{1,2}(?:\.\d+)? ?['’′](?: ?\d{1,2}(?:\.\d+)? ?(?:[\"”″]|''))? ?[nsewo]\b|"
        r"\b[ns] ?\d{1,2}[° ] ?\d{1,2}\.\d{3}|\b[23456789cfghjmpqrvwx]{8}\+[23456789cfghjmpqrvwx]{2,3}\b)"  # plus codes
    ),
    "street address": (
        rf"(?i:{_HOUSE}(?:{_FIRST}(?: [a-z][a-z.']+){{0,3}}|{_NTH}) {_STREET}\b\.?(?:$|[,;#]|\W+\d)|"
        rf"^{_HOUSE}{_FIRST}(?: [a-z][a-z.']+)? (?:street|avenue|ave|road|rd|boulevard|blvd|lane)\b|"
        rf"{_HOUSE}{_NTH} (?:street|st|avenue|ave|road|rd)\b|"
        rf"\bp\.? ?o\.? ?box\W{{0,2}}\d|\b(?:rr|rt|rte|route|hc) ?#?\d{{1,3}},? box \d|\bpostfach \d|"
        rf"\b\d{{1,4}}(?: bis| ter)?,? {_RUE} [a-z]|\b(?:calle|avenida|rua) \d{{1,2}} de [a-z]+ \d|"
        r"\bapt\.? ?#?\d{1,4}[a-z]?\b|\b(?:corner|intersection) of \S+ (?:and|&) |"
        r"(?:ул|пр|просп|бул)\. ?\S{2,40},? (?:д\. ?)?\d{1,4}|"
        r"\bstra(?:ß|ss)e (?:\S+ ){1,4}\d{1,4}\b|"
        r"\b(?:av\.|blvd\.?|calz(?:ada|\.)|viale|piazza|corso|travessa|pra[çc]a|via) [a-zÀ-ɏ]{3,}(?: [a-zÀ-ɏ]+){0,3}, ?"
        r"(?:no?\.? ?|# ?)?\d{1,5}\b|"
        r"\b(?:av\.|blvd\.|calz\.|viale|piazza|corso|travessa|pra[çc]a) [a-zÀ-ɏ]{3,}(?: [a-zÀ-ɏ]+){0,3} \d{1,5}\b|"
        rf"\b{_RUE} (?:[a-z.'À-ɏ]+ ){{1,4}}(?:no\.? |n\S )?\d{{1,4}}\b|"
        r"\b[a-zÀ-ÿ]{3,40}(?:stra(?:ß|ss)e|str\.?|weg|platz|gasse|allee) ?\d{1,4}[a-z]?\b)|"
        r"\bAv [A-ZÀ-Þ][a-zß-ÿ]+ \d{2,5}\b|\b(?:Am|An der|Zum|Zur|Auf der|In der) [A-ZÄÖÜ][a-zäöüß]{3,} \d{1,3}[a-z]?\b"
    ),
}
_TRACES = {what: re.compile(pattern, re.ASCII) for what, pattern in TRACES.items()}
_ANY = re.compile("|".join(TRACES.values()), re.ASCII)
# Numbers that are telephones of persons or devices where no code or product stands: in labels alone.
_UNIT = r"(?! ?(?:mc?g|g|ml|iu|units?|%)\b)"
_BARE = re.compile(
    r"\b1?[2-9]\d\d[2-9]\d{6}\b|\b0[1-9]\d{8}\b|\b\d{15}\b" rf"|\b[2-9]\d\d[- ]\d{{4}}\b{_UNIT}", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}.*|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")
# Of the United States; of Germany, France and the United Kingdom.
_PLATES = re.compile(
    r"[A-Z]{2,3}[- ]\d{4}|\d[A-Z]{3}\d{3}|[A-Z]{3}[- ]?\d{3}[A-Z]?\d|"
    r"[A-Z]{1,3}-[A-Z]{1,2} ?\d{2,4}[EH]?|[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2}\d{2} ?[A-Z]{3}"
)
MOST_WORDS = 14  # of a label; more are a narrative
FREE_TEXT = "free text"


@lru_cache(1 << 16)
def trace(text: str) -> str | None:
    """Say what identifying thing a cell holds by its pattern (``"phone number"``); None where none is seen."""
    if not _ANY.search(text):
        return None
    return next(what for what, pattern in _TRACES.items() if pattern.search(text))


def holds_trace(*columns: Any) -> bool:
    """Say whether any text of some Arrow arrays holds what `trace` finds.

    All are looked at in one go: the pattern takes longer to prepare than to look for in one column.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not columns:
        return False
    cells = pa.concat_arrays([column.cast(pa.large_string()) for column in columns])
    return bool(pc.any(pc.match_substring_regex(cells, traces_pattern())).as_py())


def withheld(what: str) -> str:
    """Give what stands in the place of a cell."""
    return f"[withheld: {what}]"


def withheld_of(text: str) -> str | None:
    """Say what was withheld where something stands in the place of a cell; None of a cell that is itself."""
    return text[len("[withheld: ") : -1] if text.startswith("[withheld: ") and text.endswith("]") else None


def mask(text: str) -> str:
    """Give a cell, or what stands in its place where it shows who somebody is."""
    what = trace(text)
    return withheld(what) if what else text


@lru_cache(1 << 14)
def mask_label(text: str) -> str:
    """Give a label that no codebook or mapping knows; also names of persons and narratives are withheld.

    A name is told by a title, by what says that it is one, or by a given name (``data/given_names.toml``) beside
    another word. Other names cannot be told from labels.
    """
    plain = unicodedata.normalize("NFKC", text)
    what = trace(plain) or bare_number(plain) or checked_number(plain) or ("vehicle" if is_plate(plain) else None)
    what = what or ("name" if names_somebody(plain) else None)
    what = what or (FREE_TEXT if len(text.split()) > MOST_WORDS else None)
    return withheld(what) if what else text


def is_record(cells: Sequence[str], below: Sequence[Sequence[str]] = ()) -> bool:
    """Say whether a line that should name the columns of a table is a record: somebody's, and not to be shown.

    It is where a cell identifies somebody or is a day, where a third of the cells are numbers, or where several stand
    again in the rows below, in their own columns.
    """
    filled = {place: cell.strip() for place, cell in enumerate(cells) if cell.strip()}
    if any(trace(cell) or _DAY.fullmatch(cell) for cell in filled.values()):
        return True
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in filled.values())
    again = sum(any(place < len(row) and row[place].strip() == cell for row in below) for place, cell in filled.items())
    return len(filled) > 1 and (3 * numbers >= len(filled) or (again > 1 and 5 * again >= len(filled)))


def masked_sql(column: str) -> str:
    """Give the SQL of a cell as `mask` gives it."""
    whens = (f"WHEN regexp_matches({column}, '{_sql(TRACES[what])}') THEN '{withheld(what)}'" for what in TRACES)
    return f"CASE {' '.join(whens)} ELSE {column} END"


def traces_pattern() -> str:
    """Give one pattern of everything that `trace` finds, for the engines that read RE2."""
    return "|".join(TRACES.values())


def _sql(pattern: str) -> str:
    return pattern.replace("'", "''")


def bare_number(text: str) -> str | None:
    """Say what a number is that is a person's where no product or code stands: in labels and names of places."""
    return "phone number" if _BARE.search(text) else None


def is_plate(text: str) -> bool:
    """Say whether a text is nothing but what a license plate is: no label and no place is (a product may be)."""
    return bool(_PLATES.fullmatch(text.strip()))


def addressed_sql(column: str) -> str:
    """Give the SQL of a text of an own column, withheld where it names somebody by a title or is a narrative."""
    named = " OR ".join(f"regexp_matches({column}, '{_sql(one.pattern)}', 'i')" for one in (TITLE, NAMED))
    long = f"len(string_split_regex({column}, '\\s+')) > {MOST_WORDS}"
    return f"CASE WHEN {named} THEN '{withheld('name')}' WHEN {long} THEN '{withheld(FREE_TEXT)}' ELSE {column} END"
