"""What a statement may be of: the totals that its sentence, its paragraph and its document state."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from ...documents import Document
from ...documents.statements import Statement
from ..prints import is_whole
from .alpha import Alpha, alpha_of
from .printed_tables import PrintedTable, read_tables

PEOPLE = re.compile(
    r"(?:patients?|participants?|subjects?|cases?|individuals?|people|persons?|children|women|men|adults?|samples?|studies"
    r"|exposures?|calls?|records?|cohorts?|infants?|students?|volunteers?|respondents?|complaints?|users?|deaths?|admissions?"
    r"|datasets?|trials?|articles?|poisonings?|overdoses?|males?|females?)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:were|was|had|who)\b")
_AROUND = 50  # statements on each side that can belong to one
MOST = 14


@dataclass(frozen=True)
class Context:
    """The statements of a document, and the totals in it.

    Attributes
    ----------
    document : Document
        What was read.
    statements : tuple of Statement
        In reading order.
    totals : tuple of int
        Numbers of people or things that the document names more than once, or as ``n =``, the most frequent first.
    by_block : dict of int to list of Statement
        The statements of every block.
    alpha : Alpha
        The level of significance.
    tables : tuple of PrintedTable
        The tables as the audit's model reads them.
    """

    document: Document
    statements: tuple[Statement, ...]
    totals: tuple[int, ...] = ()
    by_block: dict[int, list[Statement]] = field(default_factory=dict)
    alpha: Alpha = field(default_factory=Alpha)
    tables: tuple[PrintedTable, ...] = ()

    @classmethod
    def of(cls, document: Document, statements: list[Statement]) -> Context:
        """Make the context of a document."""
        prose = [one for one in statements if document.blocks[one.block].table is None]
        counted = Counter()
        for one in prose:
            for number, weight in _totals_in(one, document):
                counted[number] += weight
        totals = tuple(number for number, weight in counted.most_common(60) if weight >= 2 and number >= 5)
        alpha = alpha_of(document)
        tables = read_tables(document, statements, totals, alpha.value)
        tabled = [one for table in tables for cell in table.statements.values() for one in cell]
        by_block: dict[int, list[Statement]] = {}
        for one in sorted([*prose, *tabled], key=lambda one: (one.block, one.span)):
            by_block.setdefault(one.block, []).append(one)
        every = tuple(one for at in sorted(by_block) for one in by_block[at])
        return cls(document, every, totals, by_block, alpha, tuple(tables))

    def near(self, one: Statement) -> list[Statement]:
        """Give the statements of the block of a statement that stand around it, those before and behind."""
        block = self.by_block[one.block]
        if len(block) <= _AROUND:
            return block
        at = bisect_left(block, one.span, key=lambda other: other.span)
        return block[max(at - _AROUND, 0) : at + _AROUND]

    def candidates(self, one: Statement) -> list[tuple[int, str, Statement | None]]:
        """Give the totals that a share may be of, the nearest first, with where they stand."""
        block = self.near(one)
        before = [other for other in block if other.span[0] < one.span[0]]
        sentence = [other for other in block if other.words == one.words and other is not one]
        found: dict[int, tuple[int, str, Statement | None]] = {}
        for where, group in (("the sentence", sentence), ("the paragraph", before[::-1])):
            for other in group:
                for role in ("n", "count", "size"):
                    if is_whole(other.numbers.get(role)):
                        value = int(other.numbers[role].value)
                        found.setdefault(value, (value, where, other))
        for value in self.totals[:MOST]:
            found.setdefault(value, (value, "the document", None))
        return list(found.values())


def _totals_in(one: Statement, document: Document):
    if one.kind == "proportion" and is_whole(one.numbers.get("n")):
        yield int(one.numbers["n"].value), 2
    if one.kind == "proportion" and is_whole(one.numbers.get("count")):
        yield int(one.numbers["count"].value), 1
    if one.kind == "count" and is_whole(one.numbers.get("count")):
        text = document.blocks[one.block].text
        behind = " ".join(text[one.span[1] : one.span[1] + 60].split()[:4])
        named = re.match(r"n\s?=", one.printed, re.IGNORECASE)
        if named or PEOPLE.search(behind) or _VERB.search(behind):
            yield int(one.numbers["count"].value), 2
