"""Which documents print a concept, in any of its spellings: searched in every line, proven both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from ..errors import DataError
from .arguments import frame_with
from .documents import by_source

SENSES = ("concept", "another sense")
_COLUMNS = ["concept", "source", "line", "printed", "sense"]
_FAULTS = ["source", "line", "concept", "printed", "fault"]


def find_mentions(phrases: pd.DataFrame, documents: Mapping[str, list[str]]) -> pd.DataFrame:
    """Find every line of the documents that prints a concept, in any of its phrases.

    Phrases are whole words in upper or lower case; a space stands for any white space or hyphens, a straight apostrophe
    for a curved one. Where phrases overlap the one that begins first counts, then the longest, so that a phrase of
    another sense ("withdrawal from loved ones") covers the word inside it.

    Parameters
    ----------
    phrases : pandas.DataFrame
        Columns ``concept``, ``phrase`` (a spelling or inflection) and ``sense``: ``concept``, or ``another sense`` for
        a phrase that holds the word and means something else.
    documents : mapping of str to list of str
        Lines of the documents at hand, by source key (see `find_documents`).

    Returns
    -------
    pandas.DataFrame
        One row per concept, document and line: ``concept``, ``source``, ``line`` (from 1), ``printed`` (the characters
        on the line) and ``sense``. A line that prints both gets the row of the concept.

    Raises
    ------
    DataError
        When a column is missing, a phrase is no text or stands for two senses of one concept, a sense is unknown, or
        `documents` holds no lists of lines.

    Examples
    --------
    >>> phrases = pd.DataFrame(
    ...     {
    ...         "concept": ["seizure", "withdrawal", "withdrawal"],
    ...         "phrase": ["seizures", "withdrawal", "withdrawal from loved ones"],
    ...         "sense": ["concept", "concept", "another sense"],
    ...     }
    ... )
    >>> documents = {"page": ["Signs:", "Withdrawal from loved ones", "Seizures in withdrawal"]}
    >>> find_mentions(phrases, documents)[["concept", "line", "sense"]].to_numpy().tolist()
    [['seizure', 3, 'concept'], ['withdrawal', 2, 'another sense'], ['withdrawal', 3, 'concept']]
    """
    spelled, documents = _spelled(phrases), by_source(documents)
    found = [
        (concept, source, number, *hit)
        for concept, (pattern, senses) in spelled.items()
        for source, lines in documents.items()
        for number, text in enumerate(lines, start=1)
        if (hit := _first(pattern, senses, text))
    ]
    frame = pd.DataFrame(found, columns=_COLUMNS)
    return frame.astype({"line": "Int64", "sense": pd.CategoricalDtype(SENSES, ordered=True)})


def verify_mentions(mentions: pd.DataFrame, phrases: pd.DataFrame, documents: Mapping[str, list[str]]) -> pd.DataFrame:
    """Hold a table of mentions against the documents both ways: what is marked is there, what is blank is nowhere.

    Parameters
    ----------
    mentions : pandas.DataFrame
        Columns as `find_mentions` gives them. Rows of documents that are not at hand are passed over.
    phrases, documents
        As for `find_mentions`.

    Returns
    -------
    pandas.DataFrame
        One row per disagreement: ``source``, ``line``, ``concept``, ``printed`` and ``fault`` (``marked, but not
        there``; ``there, but not marked``; ``other characters or another sense``); empty when both ways hold.

    Raises
    ------
    DataError
        As `find_mentions`.

    Examples
    --------
    >>> phrases = pd.DataFrame({"concept": ["coma"], "phrase": ["coma"], "sense": ["concept"]})
    >>> marked = pd.DataFrame(
    ...     {"concept": ["coma"], "source": ["page"], "line": [1], "printed": ["Coma"], "sense": ["concept"]}
    ... )
    >>> verify_mentions(marked, phrases, {"page": ["Stupor", "Coma"]})[["line", "fault"]].to_numpy().tolist()
    [[1, 'marked, but not there'], [2, 'there, but not marked']]
    """
    frame_with(mentions, "mentions", tuple(_COLUMNS))
    found = find_mentions(phrases, documents)
    at_hand = mentions[mentions["source"].isin(list(documents))][_COLUMNS]
    key = ["concept", "source", "line"]
    parts = [part.astype(dict.fromkeys(("printed", "sense"), str)) for part in (at_hand, found)]
    both = parts[0].merge(parts[1], on=key, how="outer", suffixes=("", "_found"), indicator=True)
    both["fault"] = both["_merge"].map({"left_only": "marked, but not there", "right_only": "there, but not marked"})
    changed = (both["printed"] != both["printed_found"]) | (both["sense"] != both["sense_found"])
    both["fault"] = both["fault"].astype(object).where(both["_merge"] != "both", "other characters or another sense")
    both["printed"] = both["printed"].fillna(both["printed_found"])
    return both.loc[changed, _FAULTS].sort_values(_FAULTS[:3], ignore_index=True)


def _spelled(phrases: pd.DataFrame) -> dict[str, tuple[re.Pattern, dict[str, str]]]:
    """Give one pattern per concept, longest phrases first, and the sense of every phrase."""
    frame_with(phrases, "phrases", ("concept", "phrase", "sense"))
    spelled: dict[str, dict[str, str]] = {}
    for concept, phrase, sense in phrases[["concept", "phrase", "sense"]].itertuples(index=False, name=None):
        if not isinstance(phrase, str) or not phrase.strip():
            raise DataError(f"phrases: expected words for the concept {concept!r}, got {phrase!r}.")
        if sense not in SENSES:
            raise DataError(f"phrases: expected a sense among {', '.join(SENSES)} for {phrase!r}, got {sense!r}.")
        senses = spelled.setdefault(concept, {})
        if senses.setdefault(_plain(phrase), sense) != sense:
            raise DataError(f"phrases: {phrase!r} stands for {concept!r} in both senses; remove one.")
    return {concept: (_pattern(senses), senses) for concept, senses in spelled.items()}


def _pattern(senses: dict[str, str]) -> re.Pattern:
    longest = sorted(senses, key=lambda phrase: (-len(phrase), phrase))
    words = (r"[\s-]+".join(map(re.escape, phrase.split())).replace("'", "['’]") for phrase in longest)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(re.split(r"[\s-]+", text.casefold().replace("’", "'")))


def _first(pattern: re.Pattern, senses: dict[str, str], text: str) -> tuple[str, str] | None:
    """Give the first phrase on a line that means the concept, else the first of another sense."""
    hits = [(match.group(), senses[_plain(match.group())]) for match in pattern.finditer(text)]
    return next((hit for hit in hits if hit[1] == SENSES[0]), hits[0] if hits else None)
