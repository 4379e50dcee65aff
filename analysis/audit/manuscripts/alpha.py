"""The level of significance that a document states, and where; .05 is assumed where it states none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...documents import Block, Document, Locator
from ...documents.document import checked_document
from ...documents.statements import folded, sentences

USUAL = 0.05
_VALUE = r"(?P<value>0?[.,·]\d{1,4}|\d{1,2}(?:[.,]\d)?\s?%)(?![\d%]|[.,]\d)"
_P = r"\bp(?:[-\s]?values?)?\b"
_BELOW = (
    r"\s*(?:was\s|were\s|of\s|is\s|at\s)*(?:(?:less|lower|smaller)\sthan|below|under|[<≤=]=?)?(?:\sor\sequal\sto)?\s*"
)
_JUDGED = (
    r"(?:considered|regarded|deemed|taken|accepted|judged|defined|declared|interpreted|viewed|treated|used|set|chosen)"
)
_SIGNIFICANT = r"\b(?:statistical(?:ly)?[\s-])?significan(?:t|ce)\b"
_STATED = (
    rf"{_P}{_BELOW}{_VALUE}[^.;]{{0,60}}?\b{_JUDGED}\b[^.;]{{0,40}}?{_SIGNIFICANT}",
    rf"{_P}{_BELOW}{_VALUE}\s*(?:as|indicat\w+|denot\w+|signif(?:ied|ies)|meant)\s[^.;]{{0,30}}?{_SIGNIFICANT}",
    rf"\b{_JUDGED}\s(?:an?\s|the\s|two\S+\s)*{_P}{_BELOW}{_VALUE}\s(?:as\s|to\sbe\s)?{_SIGNIFICANT}",
    rf"\b{_JUDGED}\s[^.;()]{{0,30}}?{_SIGNIFICANT}\s(?:at|if|when|with|for)\s(?:the\s|an?\s)*(?:{_P}{_BELOW})?{_VALUE}",
    rf"{_SIGNIFICANT}[^.;()]{{0,60}}?\b(?:{_JUDGED}|assumed|established|determined|assessed|tested|was|were|is|level)\b"
    rf"[^.;<>=%()]{{0,45}}?(?:{_P}{_BELOW}|(?:at|as|to(?:\sbe)?|of|was|is|with|[<≤=:]=?)\s(?:an?\s|the\s)?(?:alpha|α)?"
    rf"[\s=]*){_VALUE}",
    rf"(?<![\w-])(?:alpha|α)(?![-\d])(?:\s(?:level|error|risk))?(?:\s\([^)]*\))?\s*"
    rf"(?:[=:<≤]|of|was|is|set|at|to|fixed|chosen|a\spriori|\s)*{_VALUE}",
    r"\b(?P<value>0?[.·]\d{1,3}|\d{1,2}\s?%)\s(?:[\w-]+\s)?(?:significance\slevel|level\sof\s(?:statistical\s)?significance)",
)
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _STATED)
_OTHER = re.compile(
    r"bonferroni|\badjust|correct(?:ed|ion)|heterogene|homogene|\bCochran|entr(?:y|ies)\b|\benter|retain|candidate|screen|"
    r"inclu(?:de|sion)|stepwise|interaction|normality|Shapiro|Levene|Egger|interim|genome|pilot|univaria",
    re.IGNORECASE,
)  # levels of a part of the tests alone
_METHODS = re.compile(r"method|statistic|analys|procedure|design", re.IGNORECASE)
_RESULTS = re.compile(r"result|discussion|introduction|background|conclusion", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alpha:
    """A level of significance.

    Attributes
    ----------
    value : float
        From 0 to 1.
    printed : str
        The words that state it; empty where .05 is assumed.
    locator : Locator or None
        Where they stand.
    others : tuple of str
        Other levels that the document states, each with its place: of corrected tests, of heterogeneity.
    """

    value: float = USUAL
    printed: str = ""
    locator: Locator | None = None
    others: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Give in one sentence which level was used, and where it was found."""
        also = f" It also states {'; '.join(self.others)}." if self.others else ""
        if self.locator is None:
            return f"No level of significance is stated{' for all tests' * bool(also)}; .05 was assumed.{also}"
        return f'Level of significance {self.value:g}, as stated at {self.locator}: "{self.printed}".{also}'


def alpha_of(document: Document) -> Alpha:
    """Find the level of significance of a document: the first that its methods state for all tests.

    Examples
    --------
    >>> said = Block("paragraph", "P < 0.01 was considered significant.", Locator(line=3))
    >>> alpha_of(Document("", {}, (said,), "a.txt")).said
    'Level of significance 0.01, as stated at line 3: "P < 0.01 was considered significant".'
    >>> alpha_of(Document("", {}, (), "a.txt")).said
    'No level of significance is stated; .05 was assumed.'
    """
    found = [one for block in checked_document(document).prose if block.table is None for one in _of_block(block)]
    found.sort(key=lambda one: one[0])
    if not found or found[0][0][0]:
        return Alpha(others=tuple(dict.fromkeys(_told(one) for one in found)))
    first = found[0][1]
    others = tuple(dict.fromkeys(_told(one) for one in found if one[1].value != first.value))
    return Alpha(first.value, first.printed, first.locator, others)


def _told(found: tuple) -> str:
    one = found[1]
    return f'"{one.printed}" at {one.locator}'


def _of_block(block: Block) -> Iterator[tuple[tuple[bool, int], Alpha]]:
    """Give the levels that a block states, those of a part of the tests last, those of the methods first."""
    text = folded(block.text)
    for start, end in sentences(text):
        matches = [found for pattern in _PATTERNS for found in pattern.finditer(text, start, end)]
        for found in matches:
            value = _read(found["value"])
            if 0 < value < 0.5 and "cronbach" not in text[start : found.start()].lower():
                printed = " ".join(block.text[found.start() : found.end()].split())
                part = bool(_OTHER.search(text[start:end]))
                yield (part, _rank(block)), Alpha(value, printed, block.at(found.start()))


def _rank(block: Block) -> int:
    """Give 0 to the methods, 1 to what is neither and 2 to results and the rest."""
    section = " ".join(block.locator.section)
    return 0 if _METHODS.search(section) else 2 if _RESULTS.search(section) else 1


def _read(text: str) -> float:
    number = float(text.rstrip("% ").replace(",", ".").replace("·", "."))
    return number / 100 if "%" in text else number
