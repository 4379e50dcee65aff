"""Names of authors as they stand in ``data/sources.toml``: surname, then initials without points."""

from __future__ import annotations

import re

from ..sources import Source

INITIALS = re.compile(r"(?P<surname>.+?) (?P<initials>[^\W\d_a-zß-öø-ÿ]{1,4}(?:-[^\W\d_a-z])?)")


def surname_and_initials(name: str) -> tuple[str, list[str]]:
    """Split a name as Vancouver style writes it; a name without initials is a surname alone.

    Examples
    --------
    >>> surname_and_initials("van der Kleijn E")
    ('van der Kleijn', ['E'])
    >>> surname_and_initials("Pham NPT")
    ('Pham', ['N', 'P', 'T'])
    >>> surname_and_initials("Rahimi")
    ('Rahimi', [])
    """
    found = INITIALS.fullmatch(name)
    if not found:
        return name, []
    return found["surname"], re.findall(r"-?\w", found["initials"])


def pointed(initials: list[str]) -> str:
    """Give initials with points: ``N. P. T.``, ``J.-P.``."""
    return " ".join(f"{letter}." for letter in initials).replace(". -", ".-")


def unseen(source: Source) -> str:
    """Say what a reference lacks because no page showed it, or give the empty string.

    Examples
    --------
    >>> unseen(Source("x", "evidence", "primary", "article", "X", authors=("Marks",), et_al=True))
    'Title and further authors not seen.'
    """
    parts = [] if source.title else ["title"]
    if source.et_al:
        parts.append("further authors")
    elif not (source.authors or source.organization or source.role == "document"):
        parts.append("authors")
    about = f" About: {source.description}." if source.description and not source.title else ""
    return f"{' and '.join(parts).capitalize()} not seen.{about}" if parts else ""


def first_and_last(pages: str) -> tuple[str, str]:
    """Split a range of pages; an article number has no last page.

    Examples
    --------
    >>> first_and_last("1045-1048"), first_and_last("e026001")
    (('1045', '1048'), ('e026001', ''))
    """
    first, _, last = pages.partition("-")
    return (first, last) if first and last else (pages, "")
