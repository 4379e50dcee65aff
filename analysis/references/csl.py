"""Publications as CSL-JSON, which Zotero, pandoc and Quarto read."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..sources import Source
from .names import pointed, surname_and_initials, unseen

# The types are those of the Citation Style Language 1.0.2.
TYPES = {
    "article": "article-journal",
    "book": "book",
    "chapter": "chapter",
    "report": "report",
    "thesis": "thesis",
    "dataset": "dataset",
    "news": "article-newspaper",
    "web page": "webpage",
    "press release": "webpage",
    "label": "document",
    "conference abstract": "paper-conference",
}


def csl_json(sources: Iterable[Source]) -> str:
    """Give publications as one list of CSL-JSON; what was not seen is not there.

    Examples
    --------
    >>> print(csl_json([Source("x", "evidence", "primary", "article", "X", authors=("Perry HE",), year=1998)]))
    [
      {
        "id": "x",
        "type": "article-journal",
        "author": [
          {
            "family": "Perry",
            "given": "H. E."
          }
        ],
        "issued": {
          "date-parts": [
            [
              1998
            ]
          ]
        },
        "note": "Title not seen."
      }
    ]
    """
    return json.dumps([_item(source) for source in sources], ensure_ascii=False, indent=2)


def _item(source: Source) -> dict[str, object]:
    registered = f"Registration: {source.registration}." if source.registration else ""
    item = {
        "id": source.key,
        "type": TYPES[source.type],
        "author": [_name(name) for name in source.authors] or _organization(source),
        "title": source.title,
        "container-title": source.container,
        "publisher": source.publisher,
        "publisher-place": source.place,
        "edition": source.edition,
        "issued": {"date-parts": [[source.year]]} if source.year else None,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.pages,
        "number": source.number,
        "ISBN": source.isbn,
        "DOI": source.doi,
        "PMID": source.pmid,
        "PMCID": source.pmcid,
        "URL": source.address(),
        "note": " ".join(filter(None, [registered, unseen(source)])),
    }
    return {name: value for name, value in item.items() if value}


def _name(name: str) -> dict[str, str]:
    surname, initials = surname_and_initials(name)
    return {"family": surname, "given": pointed(initials)} if initials else {"literal": surname}


def _organization(source: Source) -> list[dict[str, str]]:
    return [{"literal": source.organization}] if source.organization else []
