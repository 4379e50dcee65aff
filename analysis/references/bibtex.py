"""A publication as an entry of BibTeX."""

from __future__ import annotations

from ..sources import Source
from .latex import escaped, titled
from .names import pointed, surname_and_initials, unseen

ENTRIES = {
    "article": "article",
    "book": "book",
    "chapter": "incollection",
    "conference abstract": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}


def bibtex(source: Source) -> str:
    r"""Give one publication as an entry; a field that was not seen is not there.

    Web pages, news, press releases, labels of drugs and datasets are ``@misc``. ``pmid`` and ``pmcid`` are fields that
    older styles pass over; ``key`` is what a style sorts and labels by where there is no author. Addresses and DOIs
    stand as they are, which is what the packages url and hyperref and biblatex expect. Some accents need the font
    encoding T1.

    Parameters
    ----------
    source : Source
        The publication; its key is the entry's.

    Returns
    -------
    str
        The entry, ASCII wherever LaTeX has a command for the sign.

    Examples
    --------
    >>> print(bibtex(Source("anand_2017", "evidence", "primary", "article", "Anand 2017", title="High doses",
    ...     authors=("Anand JS", "Zając M"), year=2017, pages="566-569")))
    @article{anand_2017,
      author = {Anand, J. S. and Zaj{\k a}c, M.},
      title = {High doses},
      year = {2017},
      pages = {566--569}
    }
    """
    entry = ENTRIES.get(source.type, "misc")
    texts = {
        CONTAINERS.get(entry, "howpublished"): _container(source, entry),
        PUBLISHERS.get(entry, "publisher"): _publisher(source, entry),
        "address": source.place,
        "edition": source.edition if entry == "book" else "",
        "year": str(source.year or ""),
        "volume": source.volume,
        "number": source.issue or source.number,
        "pages": source.pages.replace("-", "--"),
        "isbn": source.isbn,
        "note": _note(source, entry),
        "key": "" if source.authors or source.organization else source.label,
    }
    literal = {"doi": source.doi, "pmid": source.pmid, "pmcid": source.pmcid, "url": _address(source.address())}
    fields = {"author": _authors(source), "title": titled(source.title)}
    fields |= {name: escaped(text) for name, text in texts.items()} | literal
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@{entry}{{{source.key},\n" + ",\n".join(lines) + "\n}"


def _authors(source: Source) -> str:
    names = [_name(name) for name in source.authors] or (
        [f"{{{escaped(source.organization)}}}"] * bool(source.organization)
    )
    return " and ".join([*names, *(["others"] if source.et_al and names else [])])


def _name(name: str) -> str:
    surname, initials = surname_and_initials(name)
    words = surname.split()
    small = [word[0].islower() for word in words]
    # BibTeX reads small words as a particle of the name: right in front of it, wrong in the midst of it.
    inside = any(small) and small != sorted(small, reverse=True)
    written = f"{{{escaped(surname)}}}" if inside or all(small) or not initials else escaped(surname)
    return f"{written}, {pointed(initials)}" if initials else written


def _container(source: Source, entry: str) -> str:
    if entry != "misc":
        return source.container
    return source.container or source.publisher or ("" if source.type == "label" else source.type.capitalize())


def _publisher(source: Source, entry: str) -> str:
    if entry in PUBLISHERS:
        return source.publisher or source.organization
    return "" if entry == "misc" else source.publisher


def _note(source: Source, entry: str) -> str:
    edition = f"{source.edition.capitalize()}." if source.edition and entry != "book" else ""
    registered = f"Registration: {source.registration}." if source.registration else ""
    return " ".join(filter(None, [edition, registered, unseen(source)]))


def _address(url: str) -> str:
    return url.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20").replace("\\", "%5C")
