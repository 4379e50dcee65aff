"""All statements of a document: its prose and captions by sentences, its tables by cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from ..document import Block, Document, checked_document
from .aside import find_asides
from .cells import cell_statements
from .grammar import found_in_text
from .placing import as_statement, moved
from .statement import Aside, Statement
from .writing import Writing, writing_of

_SENTENCE = re.compile(
    r"(?<=[.!?])\s+(?=[A-Z\"'“(\[])(?<!\bvs\.\s)(?<!e\.g\.\s)(?<!i\.e\.\s)(?<!Fig\.\s)(?<!al\.\s)(?<!No\.\s)"
)
_LONGEST, _SENTENCE_MOST = 20_000, 3_000


def read_statements(document: Document) -> list[Statement]:
    """Give everything that a document says in numbers, in reading order.

    Parameters
    ----------
    document : Document
        What `read_document` gives.

    Examples
    --------
    >>> from analysis.documents import Block, Document, Locator
    >>> said = Block("paragraph", "Of 40 patients, 12 (30%) had seizures (OR 2.1, 95% CI 1.2-3.7).", Locator(line=1))
    >>> for one in read_statements(Document("", {}, (said,), "a.txt")):
    ...     print(one.kind, one.printed, {name: number.value for name, number in one.numbers.items()})
    count 40 {'count': 40.0}
    proportion 12 (30% {'count': 12.0, 'percent': 30.0}
    estimate 2.1, 95% CI 1.2-3.7) {'estimate': 2.1, 'low': 1.2, 'high': 3.7, 'level': 95.0}
    """
    writing = writing_of(block.text for block in checked_document(document).prose)
    found = []
    for at, block in enumerate(document.blocks):
        if block.kind in ("front matter", "reference") or not block.text:
            continue
        if block.table is not None:
            found += cell_statements(block, at, writing)
        else:
            found += list(_of_block(block, at, writing))
    return found


def set_aside(document: Document) -> list[Aside]:
    """Give the numbers of a document that state nothing, each with the reason.

    Examples
    --------
    >>> from analysis.documents import Block, Document, Locator
    >>> said = Block("paragraph", "Version 4.2.1 (doi:10.1000/182), see Figure 3.", Locator(line=1))
    >>> [one.reason for one in set_aside(Document("", {}, (said,), "a.txt"))][:2]
    ['an identifier of a publication', 'a version']
    """
    asides = []
    for at, block in enumerate(checked_document(document).blocks):
        if block.kind not in ("front matter", "reference"):
            for start, end, reason in find_asides(block.text):
                asides.append(Aside((start, end), block.text[start:end], reason, block.at(start), at))
            marks = [mark for mark in block.marks if mark.kind in ("note", "citation") and re.search(r"\d", mark.text)]
            asides += [Aside((m.start, m.end), m.text, f"a mark of a {m.kind}", block.at(m.start), at) for m in marks]
    return asides


def _of_block(block: Block, at: int, writing: Writing) -> Iterator[Statement]:
    text, spans = block.text, sentences(block.text)
    starts = [start for start, _ in spans]
    for first, last in _pieces(spans):
        for found in found_in_text(text[first:last], writing):
            start, end = spans[bisect_right(starts, found.start + first) - 1]
            if end - start > _SENTENCE_MOST:  # a list without a full stop
                start, end = max(start, found.start + first - 500), min(end, found.end + first + 500)
            statement = as_statement(moved(found, first), text, writing, block, at, text[start:end])
            if statement is not None:
                yield statement


def _pieces(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give a text in pieces of whole sentences that are read at once, none much longer than `_LONGEST`."""
    first = spans[0][0]
    for start, end in spans:
        if end - first > _LONGEST and start > first:
            yield first, start
            first = start
        while end - first > _LONGEST:
            yield first, first + _LONGEST
            first += _LONGEST
    yield first, spans[-1][1]


def sentences(text: str) -> list[tuple[int, int]]:
    """Give the spans of the sentences of a text.

    Examples
    --------
    >>> text = "It rose to 3.5. Of 12 cases (see Fig. 2), all lived."
    >>> [text[start:end] for start, end in sentences(text)]
    ['It rose to 3.5. ', 'Of 12 cases (see Fig. 2), all lived.']
    """
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(cuts) if start < end] or [(0, len(text))]
