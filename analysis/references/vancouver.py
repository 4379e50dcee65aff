"""A publication as a reference in the style of Vancouver.

The style is that of the sample references of the International Committee of Medical Journal Editors, after Patrias K.
Citing medicine: the NLM style guide (National Library of Medicine, 2007). Journals keep their full names, since no page
showed the abbreviations.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..sources import Source
from .names import first_and_last, unseen

SHOWN_AUTHORS = 6
MARKS = {
    "web page": "Internet",
    "news": "news",
    "press release": "press release",
    "conference abstract": "conference abstract",
    "dataset": "dataset",
    "thesis": "thesis",
}


def vancouver(source: Source) -> str:
    """Give one publication as a reference of one line, ending in a point.

    The first six authors stand, as in the samples of the committee, and "et al" for the others; a last page drops the
    digits that it shares with the first. A title, an author or a year that no page showed is not there, and the end of
    the reference says what was not seen.

    Parameters
    ----------
    source : Source
        The publication.

    Returns
    -------
    str
        The reference.

    Examples
    --------
    >>> vancouver(Source("x", "evidence", "primary", "article", "X", title="A series", authors=("Leung NY", "Whyte IM"),
    ...     container="Emergency Medicine", year=2006, volume="18", issue="1", pages="77-82", pmid="16454779"))
    'Leung NY, Whyte IM. A series. Emergency Medicine. 2006;18(1):77-82. PMID: 16454779.'
    """
    parts = [_authors(source), _title(source), *_place(source), *_identifiers(source), unseen(source)]
    return " ".join(map(_closed, filter(None, parts)))


def short_range(pages: str) -> str:
    """Give a range of pages with the last page's shared digits left out.

    Examples
    --------
    >>> [short_range(pages) for pages in ("1045-1048", "77-82", "299-301", "e026001", "S12-S15")]
    ['1045-8', '77-82', '299-301', 'e026001', 'S12-S15']
    """
    first, last = first_and_last(pages)
    if not (first.isdecimal() and last.isdecimal() and len(first) == len(last)):
        return pages
    shared = next((place for place, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(last) - 1)
    return f"{first}-{last[shared:]}"


def _authors(source: Source) -> str:
    if not source.authors:
        return source.organization
    more = source.et_al or len(source.authors) > SHOWN_AUTHORS
    return ", ".join([*source.authors[:SHOWN_AUTHORS], *(["et al"] if more else [])])


def _title(source: Source) -> str:
    mark = f" [{MARKS[source.type]}]" if source.type in MARKS else ""
    return f"{source.title}{mark}" if source.title else mark.strip()


def _place(source: Source) -> Iterable[str]:
    if source.edition:
        yield source.edition if source.type == "label" else f"{source.edition} ed"
    if source.type in ("article", "news"):
        yield source.container
        yield _issue(source)
        return
    if source.container:
        yield f"In: {source.container}" if source.type in ("chapter", "conference abstract") else source.container
    year = str(source.year or "")
    publisher = ": ".join(filter(None, [source.place, source.publisher]))
    yield "; ".join(filter(None, [publisher, year]))
    if source.pages:
        yield f"p. {short_range(source.pages)}"
    if source.number:
        yield f"Report No.: {source.number}"


def _issue(source: Source) -> str:
    volume = source.volume + (f"({source.issue})" if source.issue else "")
    dated = ";".join(filter(None, [str(source.year or ""), volume]))
    return ":".join(filter(None, [dated, short_range(source.pages)]))


def _identifiers(source: Source) -> Iterable[str]:
    if source.doi:
        yield f"doi: {source.doi}"
    if source.pmid:
        yield f"PMID: {source.pmid}"
    if source.pmcid:
        yield f"PMCID: {source.pmcid}"
    if source.isbn:
        yield f"ISBN: {source.isbn}"
    if source.registration:
        yield f"Registration: {source.registration}"
    if source.address():
        yield f"Available from: {source.address()}"


def _closed(part: str) -> str:
    return part if part.endswith((".", "?", "!")) else f"{part}."
