"""References: a publication as text in the style of Vancouver, as BibTeX, as RIS and as CSL-JSON.

Each form prints what `analysis.sources.Source` holds and nothing else: what was not seen of a publication is left out,
and where its title or further authors were not seen the reference says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import DataError, meant
from ..sources import Source
from .bibtex import bibtex
from .csl import csl_json
from .ris import ris
from .vancouver import vancouver

__all__ = ["FORMS", "bibtex", "csl_json", "references", "ris", "vancouver"]


def _marked(sources: list[Source]) -> str:
    return "\n".join(f"[{source.standing()}] {vancouver(source)}" for source in sources)


def _numbered(sources: list[Source]) -> str:
    return "\n".join(f"{number}. {vancouver(source)}" for number, source in enumerate(sources, 1))


FORMS = {
    "text": _marked,
    "vancouver": _numbered,
    "bibtex": lambda sources: "\n\n".join(map(bibtex, sources)),
    "ris": lambda sources: "\r\n".join(map(ris, sources)),
    "csl-json": csl_json,
}


def references(sources: Iterable[Source], form: str = "text") -> str:
    """Give publications as one text.

    Parameters
    ----------
    sources : iterable of Source
        The publications, in the order in which they are to stand.
    form : str
        ``text``: a line each in the style of Vancouver, after its rank (or its role, for a document or the paper of a
        method); ``vancouver``: the same, numbered and without the rank; ``bibtex``; ``ris`` (its lines end in CR LF);
        ``csl-json``.

    Returns
    -------
    str
        Without an end of line after the last reference.

    Raises
    ------
    DataError
        For a form of another name.

    Examples
    --------
    >>> from analysis.sources import read_sources
    >>> print(references([read_sources()["ameisen_2008_fr"]], "vancouver"))
    1. Ameisen O. Le dernier verre.
    """
    if form not in FORMS:
        raise DataError(f"format: expected one of {', '.join(FORMS)}, got {form!r}{meant(form, FORMS)}")
    return FORMS[form](list(sources))
