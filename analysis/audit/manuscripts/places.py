"""Numbers of the text that other places of the document exclude: totals, ranges, missing values, degrees of freedom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ...documents.statements import Statement, folded
from ..prints import is_whole
from .context import Context
from .judgment import Judgment
from .names import label_words
from .printed_tables import PrintedTable

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
    prose = [one for one in context.statements if context.document.blocks[one.block].table is None]
    yield from _degrees(prose, context)
    yield from _ranges(prose, context.tables)
    yield from _orphans(prose, context)
    yield from _missing(prose, context)
    yield from _moments(prose, context)


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


def _ranges(prose: list[Statement], tables: Iterable[PrintedTable]) -> Iterator[Judgment]:
    """Hold a range of counts against the column of a table whose highest it names."""
    columns = [(table, words, _counts(table, column)) for table in tables for column, words in table.headings.items()]
    for one in prose:
        if one.kind != "range" or not is_whole(one.numbers.get("low")) or not is_whole(one.numbers.get("high")):
            continue
        low, high = int(one.numbers["low"].value), int(one.numbers["high"].value)
        for table, words, counts in columns:
            if len(counts) < 5 or max(counts) != high or high < 20 or not _names(words, one.words.lower()):
                continue
            verdict = "holds" if min(counts) == low else "inconsistent"
            said = f"The column {words!r} of {table.label} goes from {min(counts):,} to {high:,}."
            yield Judgment("range and column", verdict, said, (one,))


def _counts(table: PrintedTable, column: int) -> list[int]:
    said = [row.statements[column].numbers.get("count") for row in table.rows if column in row.statements]
    said += [row.statements[column].numbers.get("n") for row in table.rows if column in row.statements]
    return [int(one.value) for one in said if is_whole(one)]


def _names(heading: str, text: str) -> bool:
    named = {*label_words(heading), *({"patients"} if "patient" in heading.lower() else ())}
    return any(word in text for word in named)


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


def _missing(prose: list[Statement], context: Context) -> Iterator[Judgment]:
    """Hold "age was missing in 27" against a row of a table that says how many are missing."""
    cells = [
        (table, row.number + 1, text)
        for table in context.tables
        for row in table.rows
        for text in dict.fromkeys(table.block.table.cells[row.number])
        if _MISSING_CELL.search(text)
    ]
    for one in prose if cells else ():
        text = folded(context.document.blocks[one.block].text)
        found = next((found for found in _MISSING_IN.finditer(text) if found.start(2) == one.span[0]), None)
        if found is None or not is_whole(one.numbers.get("count")):
            continue
        words = set(label_words(found[1].rpartition(",")[2])) | set(re.findall(r"[a-z]{3,}", found[1].lower()))
        for table, row, cell in cells:
            if (set(label_words(cell)) | set(re.findall(r"[a-z]{3,}", cell.lower()))) & words - {
                "missing",
                "was",
                "the",
            }:
                there = int(re.sub(r"\D", "", _MISSING_CELL.search(cell)[1]))
                verdict = "holds" if there == one.numbers["count"].value else "inconsistent"
                yield Judgment("missing in text and table", verdict, f"{table.label}, row {row} has {cell!r}.", (one,))


def _moments(prose: list[Statement], context: Context) -> Iterator[Judgment]:
    """Find the means and medians of the text in the cells of a table."""
    tabled = [one for one in context.statements if one.kind in ("mean", "median")]
    tabled = [one for one in tabled if context.document.blocks[one.block].table is not None]
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
