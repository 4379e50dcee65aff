"""What stands behind an effect or a therapy in its own cell: whether it is related, whether it was performed."""

from __future__ import annotations

import re

from .vocabularies import Codebook, squeeze

# The vocabulary of what may stand behind a label of a target.
QUALIFIERS = {"effect": "relatedness", "therapy": "therapy_status"}
_BRACKET = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]\s*", re.DOTALL)
_DASH = re.compile(r"(.*\S)(?:\s+[-\u2013\u2014]+\s*|\s*[:;,|/]\s+)(\S.*)", re.DOTALL)
SHORTEST = 3  # letters of a word that counts without brackets: "Rash - n" may be anything


def taken_apart(target: str, label: str, codebook: Codebook) -> tuple[str, str | None]:
    """Give a label without what stands behind it, and that as a term: ``Coma (not related)`` is Coma and Not related.

    The words behind may stand in brackets or behind a dash or a comma. A label with nothing known behind it is given as
    it is, and None.
    """
    if target not in QUALIFIERS:
        return label, None
    told = codebook[QUALIFIERS[target]]
    for pattern in (_BRACKET, _DASH):
        text = label
        while found := pattern.fullmatch(text):
            text, words = found[1], label[found.start(2) :].strip().rstrip(")]")
            term = told.find(words)
            if term and (pattern is _BRACKET or len(squeeze(words)) >= SHORTEST):
                return text, term
            if pattern is _BRACKET:
                break
    return label, None
