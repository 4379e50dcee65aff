"""A publication as a record of RIS."""

from __future__ import annotations

from collections.abc import Iterable

from ..sources import Source
from .names import first_and_last, pointed, surname_and_initials, unseen

# ELEC is a web page, CPAPER a paper or poster of a meeting. RIS has no type for a press release or the label of a drug:
# M3 says what they are.
TYPES = {
    "article": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "thesis": "THES",
    "dataset": "DATA",
    "news": "NEWS",
    "web page": "ELEC",
    "press release": "ELEC",
    "label": "GEN",
    "conference abstract": "CPAPER",
}
NAMED = {
    "press release": "Press release",
    "label": "Prescribing information",
    "conference abstract": "Conference abstract",
}


def ris(source: Source) -> str:
    r"""Give one publication as a record whose lines end in CR LF; what was not seen is not there.

    ``AN`` is the number in PubMed and ``C2`` that in PubMed Central.

    Parameters
    ----------
    source : Source
        The publication; its key stands as ``ID``.

    Returns
    -------
    str
        From ``TY`` to ``ER``.

    Examples
    --------
    >>> source = Source("perry_1998", "evidence", "primary", "article", "P", authors=("Perry HE",), pages="1045-1048")
    >>> ris(source).split("\r\n")[:4]
    ['TY  - JOUR', 'ID  - perry_1998', 'AU  - Perry, H. E.', 'SP  - 1045']
    """
    return "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in _lines(source) if text) + "ER  - \r\n"


def _lines(source: Source) -> Iterable[tuple[str, str]]:
    first, last = first_and_last(source.pages)
    yield "TY", TYPES[source.type]
    yield "ID", source.key
    for name in source.authors:
        surname, initials = surname_and_initials(name)
        yield "AU", f"{surname}, {pointed(initials)}" if initials else surname
    yield "AU", "" if source.authors else source.organization
    yield "TI", source.title
    yield "T2", source.container
    yield "PB", source.publisher
    yield "CY", source.place
    yield "ET", source.edition
    yield "PY", str(source.year or "")
    yield "VL", source.volume
    yield "IS", source.issue
    yield "SP", first
    yield "EP", last
    yield "M3", NAMED.get(source.type, "")
    yield "SN", source.isbn
    yield "M1", source.number
    yield "DO", source.doi
    yield "AN", source.pmid
    yield "C2", source.pmcid
    yield "UR", source.address()
    yield "N1", f"Registration: {source.registration}." if source.registration else ""
    yield "N1", unseen(source)
