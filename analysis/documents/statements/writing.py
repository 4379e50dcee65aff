"""How a document writes its numbers: decimal commas, signs, words; the pieces of which all patterns are made."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ...printed import Printed, read_printed
from ...printed.numerals import ALTERNATIVES, in_ascii
from ..characters import GROUP, LOWERED
from .worded import NUMERAL, SCALE, in_words, with_digits

_SIGNS = str.maketrans(
    {"·": ".", "∙": ".", "−": "-", "﹣": "-", "⁄": "/", "∕": "/", "’": "'", "＝": "=", "＜": "<", "＞": ">", "–": "–"}
)
_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,])\d{1,3},\d{1,2}\s?%(?!\s?C\.?I)|(?<![\d.,])0,\d+(?![\d,])|[=<>≤≥]\s?\d+,\d{2}(?![\d,])"
)
_SPACED = re.compile(r"(?<![\w.,])(?<!\d )(?<!\d, )\d{1,3}(?: \d{3})+(?!\d| \d|[.,]\d)")
_SPACED_ROUND = re.compile(r"[A-Za-z(] \d{1,3}(?: \d{3})* 000 (?:\w+ )?[A-Za-z]")
_SPACED_OTHER = re.compile(r"[A-Za-z(] \d{1,3}(?: \d{3})+ (?:[A-Za-z]|\(\d)")
_COMMA_GROUPS = re.compile(r"(?<![\w.,])[1-9]\d{0,2},\d{3}(?![\d,.])")
_POWER = r"(?:\s?[×x*]\s?10(?:\s?\^?\(?[-–]\s?\d{1,3}\)?|\^\d{1,2}|[⁻⁺]?[⁰¹²³⁴-⁹]{1,3})|[eE][-–]\d{1,3})"
_ENGLISH = rf"(?:[1-9]\d{{0,2}}(?:[,{GROUP}]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
_COMMA = (
    rf"(?:[1-9]\d{{0,2}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|[1-9]\d{{0,2}}(?:[.{GROUP}]\d{{3}})+(?!\d)(?:,\d+)?"
    r"|\d+,\d{1,2}(?!\d)|0,\d+|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
)
_ANY_WORD = re.compile(rf"\b(?:{ALTERNATIVES})", re.IGNORECASE)
DASH = r"(?:--?|–|—)"
SIGN = r"(?:(?:[<>=≤≥≈~≪≫]|&lt;|&gt;)=?|=\s?[<>≤≥])"


@dataclass(frozen=True, slots=True)
class Writing:
    """How numbers are written in one document.

    Attributes
    ----------
    comma : bool
        Whether decimal commas occur: then ``5,9`` is 5.9, and ``32.000`` is 32,000.
    words : bool
        Whether numbers in words are looked for.
    spaces : bool
        Whether plain spaces part thousands: then ``5 100`` is 5,100.
    """

    comma: bool = False
    words: bool = True
    spaces: bool = False

    def folded(self, text: str) -> str:
        """Give a text of the same length in the signs that the patterns know."""
        text = folded(text)
        return _SPACED.sub(lambda match: match[0].replace(" ", GROUP), text) if self.spaces else text

    def of(self, text: str) -> Writing:
        """Give the writing of one text: without words where it has no number in words, which is faster."""
        return replace(self, words=_ANY_WORD.search(text) is not None)

    @property
    def number(self) -> str:
        """Give the pattern of an unsigned number in digits."""
        return rf"(?<![\w.])(?<![A-Za-z]-)(?:{_COMMA if self.comma else _ENGLISH}){_POWER}?(?!\d|\.\d){SCALE}?"

    @property
    def signed(self) -> str:
        """Give the pattern of a number that may be below zero."""
        return rf"(?:(?<!\w)[-–]\s?)?{self.number}"

    @property
    def count(self) -> str:
        """Give the pattern of a whole number, in digits or words."""
        groups = rf"[1-9]\d{{0,2}}(?:[,{GROUP}{'.' if self.comma else ''}]\d{{3}})+(?!\d)"
        words = f"|{NUMERAL}" if self.words else ""
        digits = rf"(?:{groups}|\d+)(?![\w/]|[.,]\d)|\d+\.\d+(?={SCALE})"
        return rf"(?<![\w.,/-])(?:{digits}{words}){SCALE}?(?!\s?(?:%|percent\b|per\scent\b))"

    @property
    def percent(self) -> str:
        """Give the pattern of a percentage, in digits or words; not that of a level of confidence."""
        words = rf"|(?<![\w.,/-]){NUMERAL}" if self.words else ""
        not_level = r"(?!\s*(?:C\.?\s?I\b|C\.I\.|CrI|confiden|credib|limits|percentile|power))"
        return rf"(?:{self.number}\s?%|(?:{self.number}{words})\s?(?:percent|per\scent)\b){not_level}"

    def read(self, text: str) -> Printed:
        """Read a printed number in English print: thousands marks gone, a decimal point, words as they are."""
        if (said := in_words(text)) is not None:
            return said
        plain = self.folded(text).strip().replace(GROUP, "").replace("&lt;", "<").replace("&gt;", ">")
        plain = "1" if plain in ("l", "I") else plain  # a letter that a page shows as the digit
        plain = re.sub(r"\s*(?:[×x*]\s?10\s?\^?\(?)\s?([-–]?)\s?(\d+)\)?$", r"e\1\2", _lowered(plain))
        plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain) if not re.match(r"\D*0,", plain) else plain
        if self.comma and "," in plain:
            plain = plain.replace(".", "").replace(",", ".")
        elif self.comma:
            plain = re.sub(r"(?<![\d.])([1-9]\d{0,2})\.(?=\d{3}(?:\.\d{3})*(?!\d))", r"\1", plain)
        plain = with_digits(plain)
        plain = re.sub(r"^([<>=≤≥~≈]*)\s*[-–]\s*(?=[\d.])", r"\1-", plain)
        return read_printed(plain.replace("≪", "<").replace("≫", ">"))


def _lowered(text: str) -> str:
    return text.translate(LOWERED) if "10" in text and ("×" in text or "x" in text) else text


@lru_cache(maxsize=8)
def folded(text: str) -> str:
    """Give a text of the same length in the signs that the patterns know."""
    return in_ascii(text).translate(_SIGNS)


def writing_of(texts) -> Writing:
    """Tell from the unambiguous numbers of a document how it writes all of them.

    Examples
    --------
    >>> writing_of(["55 (5,9%) of 926"]).comma, writing_of(["1,037 recruited (F(1,76) = 5.1)"]).comma
    (True, False)
    """
    plain = [folded(text) for text in texts]
    return Writing(any(_DECIMAL_COMMA.search(text) for text in plain), spaces=_parted_by_spaces(plain))


def _parted_by_spaces(texts: list[str]) -> bool:
    """Tell whether a document parts thousands by plain spaces: it does so among words, and never by commas."""
    if any(_COMMA_GROUPS.search(text) for text in texts):
        return False
    others = sum(len(_SPACED_OTHER.findall(text)) for text in texts)
    return others > 1 or any(_SPACED_ROUND.search(text) for text in texts)
