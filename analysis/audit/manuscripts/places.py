"""Numbers of the text that other places of the document exclude: totals, ranges, missing values, degrees of freedom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ...documents.statements import Statement, folded
from ..prints import is_whole
from .context import Context
from .judgment import Judgment
from .names import label_words
from .sheet import Sheet, count_in, sheets_of

_TOTAL_OF = re.compile(
    r"\btotal\sof\s(?:\d[\d,]*\s\w+\s(?:with|comprising|including|of)\s)?(\d[\d,]*\d)\s(?:\w+\s){0,1}?"
    r"(patients|participants|subjects|cases|children|women|men|individuals|exposures|people|calls|studies)\b",
    re.IGNORECASE,
)
_NOUN = r"(\d[\d,]*\d)\s(?:\w+\s)?{noun}\b"
_MISSING_IN = re.compile(
    r"([A-Za-z][\w -]{2,40}?)\s(?:was|were|is|are|information)?\s?missing\s(?:in|for)\s(\d[\d,]*|\w+)"
)
_MISSING_CELL = re.compile(r"\(?\b(\d[\d,]*)\smissing\b", re.IGNORECASE)
_SECTION = re.compile(r"discussion|conclusion|limitation|comment", re.IGNORECASE)


def judge_places(context: Context) -> Iterator[Judgment]:
    """Hold totals, ranges, missing values and degrees of freedom against the rest of the document."""
    sheets = sheets_of(context)
    prose = [one for one in context.statements if context.document.blocks[one.block].table is None]
    yield from _degrees(prose, context)
    yield from _ranges(prose, sheets)
    yield from _orphans(prose, context)
    yield from _missing(prose, sheets, context)
    yield from _moments(prose, sheets)


def _degrees(prose: list[Statement], context: Context) -> Iterator[Judgment]:
    """Find an F of one degree of freedom whose others are just more than the people of the study allow."""
    largest = max(context.totals, default=0)
    for one in prose:
        if (
            one.kind == "test"
            and one.measure == "F"
            and {"df1", "df2"} <= one.numbers.keys()
            and one.numbers["df1"].value == 1
        ):
            df2 = one.numbers["df2"].value
            if largest and largest - 2 < df2 <= largest:
                said = (
                    f"{largest:,} people allow at most {largest - 2:,} degrees of freedom of the "
                    f"error, and {df2:g} are printed."
                )
                yield Judgment("degrees of freedom and n", "inconsistent", said, (one,))


def _ranges(prose: list[Statement], sheets: list[Sheet]) -> Iterator[Judgment]:
    """Hold a range of counts against the column of a table whose highest it names."""
    for one in prose:
        if one.kind != "range" or not is_whole(one.numbers.get("low")) or not is_whole(one.numbers.get("high")):
            continue
        low, high = int(one.numbers["low"].value), int(one.numbers["high"].value)
        for sheet in sheets:
            for column in sheet.columns:
                counts = [count for row in sheet.rows if (count := count_in(sheet, row, column)) is not None]
                named = set(label_words(sheet.heads[column - 1])) | (
                    {"patients"} if "patient" in sheet.heads[column - 1].lower() else set()
                )
                if (
                    len(counts) < 5
                    or max(counts) != high
                    or high < 20
                    or not any(word in one.words.lower() for word in named)
                ):
                    continue
                verdict = "holds" if min(counts) == low else "inconsistent"
                said = (
                    f"The column {sheet.heads[column - 1]!r} of {sheet.grid.label} goes from "
                    f"{min(counts):,} to {high:,}."
                )
                yield Judgment("range and column", verdict, said, (one,))


def _orphans(prose: list[Statement], context: Context) -> Iterator[Judgment]:
    """Find a total in a discussion that stands nowhere else, where the document has another one of the same things."""
    texts = [folded(block.text) for block in context.document.prose]
    spoken = Counter(
        (re.sub(r"\D", "", number), noun.lower()) for text in texts for number, noun in _TOTAL_OF.findall(text)
    )
    numbers = Counter(number for text in texts for number in re.findall(r"(?<![\d.,])\d[\d,]*\d(?![\d.,]*\d)", text))
    for at, block in enumerate(context.document.blocks):
        if block.table is not None or not any(_SECTION.search(title) for title in block.locator.section[:1]):
            continue
        for found in _TOTAL_OF.finditer(folded(block.text)):
            mine, noun = re.sub(r"\D", "", found[1]), found[2].lower()
            others = [number for (number, other), _ in spoken.items() if other == noun and number != mine]
            others = [number for number in others if sum(numbers[text] for text in {number, f"{int(number):,}"}) > 1]
            one = next(
                (one for one in context.by_block.get(at, ()) if one.span[0] <= found.start(1) < one.span[1]), None
            )
            if numbers[found[1]] == 1 and others and one is not None:
                said = (
                    f"A total of {found[1]} {noun} stands nowhere else; the document has "
                    f"{', '.join(f'{int(number):,}' for number in others)}."
                )
                yield Judgment("the same total, twice", "inconsistent", said, (one,))


def _missing(prose: list[Statement], sheets: list[Sheet], context: Context) -> Iterator[Judgment]:
    """Hold "age was missing in 27" against a row of a table that says how many are missing."""
    cells = [
        (sheet, row, text)
        for sheet in sheets
        for row in sheet.rows
        for text in dict.fromkeys(sheet.grid.cells[row - 1])
        if _MISSING_CELL.search(text)
    ]
    for one in prose if cells else ():
        text = folded(context.document.blocks[one.block].text)
        found = next((found for found in _MISSING_IN.finditer(text) if found.start(2) == one.span[0]), None)
        if found is None or not is_whole(one.numbers.get("count")):
            continue
        words = set(label_words(found[1].rpartition(",")[2])) | set(re.findall(r"[a-z]{3,}", found[1].lower()))
        for sheet, row, cell in cells:
            if (set(label_words(cell)) | set(re.findall(r"[a-z]{3,}", cell.lower()))) & words - {
                "missing",
                "was",
                "the",
            }:
                there = int(re.sub(r"\D", "", _MISSING_CELL.search(cell)[1]))
                verdict = "holds" if there == one.numbers["count"].value else "inconsistent"
                yield Judgment(
                    "missing in text and table", verdict, f"{sheet.grid.label}, row {row} has {cell!r}.", (one,)
                )


def _moments(prose: list[Statement], sheets: list[Sheet]) -> Iterator[Judgment]:
    """Find the means and medians of the text in the cells of a table."""
    tabled = [
        one for sheet in sheets for cell in sheet.cells.values() for one in cell if one.kind in ("mean", "median")
    ]
    for one in prose:
        if one.kind in ("mean", "median"):
            mine = [number.value for number in one.numbers.values()]
            same = next(
                (other for other in tabled if [number.value for number in other.numbers.values()] == mine), None
            )
            if same is not None:
                yield Judgment(
                    "the same moments in text and table", "holds", f"{same.locator} has the same.", (one, same)
                )
