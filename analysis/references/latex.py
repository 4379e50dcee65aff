"""Text for LaTeX: signs escaped, accents written out, capitals of titles kept."""

from __future__ import annotations

import re
import unicodedata

SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{EN DASH}": "--",
    "\N{EM DASH}": "---",
    "\N{LEFT SINGLE QUOTATION MARK}": "`",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}",
    "\N{DEGREE SIGN}": r"\textdegree{}",
    "\N{PLUS-MINUS SIGN}": r"\ensuremath{\pm}",
    "\N{MULTIPLICATION SIGN}": r"\ensuremath{\times}",
    "\N{GREATER-THAN OR EQUAL TO}": r"\ensuremath{\geq}",
    "\N{LESS-THAN OR EQUAL TO}": r"\ensuremath{\leq}",
    "\N{MICRO SIGN}": r"\ensuremath{\mu}",
    "\N{GREEK SMALL LETTER ALPHA}": r"\ensuremath{\alpha}",
    "\N{GREEK SMALL LETTER BETA}": r"\ensuremath{\beta}",
    "\N{GREEK SMALL LETTER GAMMA}": r"\ensuremath{\gamma}",
    "\N{GREEK SMALL LETTER MU}": r"\ensuremath{\mu}",
}
# A letter in braces that begin with a backslash is one letter to BibTeX: it keeps case and sorts as the letter.
LETTERS = {
    "ß": r"{\ss}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "å": r"{\aa}",
    "Å": r"{\AA}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ı": r"{\i}",
}
ACCENTS = {
    "\N{COMBINING GRAVE ACCENT}": "`",
    "\N{COMBINING ACUTE ACCENT}": "'",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^",
    "\N{COMBINING TILDE}": "~",
    "\N{COMBINING DIAERESIS}": '"',
    "\N{COMBINING MACRON}": "=",
    "\N{COMBINING DOT ABOVE}": ".",
    "\N{COMBINING BREVE}": "u ",
    "\N{COMBINING CARON}": "v ",
    "\N{COMBINING DOUBLE ACUTE ACCENT}": "H ",
    "\N{COMBINING CEDILLA}": "c ",
    "\N{COMBINING OGONEK}": "k ",
    "\N{COMBINING DOT BELOW}": "d ",
    "\N{COMBINING RING ABOVE}": "r ",
}


# Accents above a letter take an i and a j without their dots.
TOP = frozenset(mark for mark in ACCENTS if ACCENTS[mark] not in ("c ", "k ", "d "))


def escaped(text: str) -> str:
    r"""Give a text for a field of BibTeX; a sign that has no command here stays as it is, in UTF-8.

    A brace becomes a command, for BibTeX counts braces even behind a backslash.

    Examples
    --------
    >>> print(escaped("Müller & Żając: 50% of x_1"))
    M{\"u}ller \& {\.Z}aj{\k a}c: 50\% of x\_1
    """
    return "".join(map(_sign, unicodedata.normalize("NFC", text)))


def titled(text: str) -> str:
    """Give a title whose capitals stay where a style writes titles small.

    BibTeX keeps the first letter of a title and the first after a colon; other words with a capital stand in braces.

    Examples
    --------
    >>> print(titled("Baclofen in the United States: the BACLAD study"))
    Baclofen in the {United} {States}: the {BACLAD} study
    """
    words, first = [], True
    for word in re.split(r"(\s+)", text):
        if word.strip():
            kept = word[1:] if first else word
            words.append(_braced(word) if any(map(str.isupper, kept)) else escaped(word))
            first = word.endswith(":")
        else:
            words.append(word)
    return "".join(words)


def _braced(word: str) -> str:
    end = len(word.rstrip(":;,?!"))
    kept = escaped(word[:end])
    # Braces that begin with a command are one letter to BibTeX, which it does write small.
    return f"{{{{{kept}}}}}{escaped(word[end:])}" if kept.startswith("\\") else f"{{{kept}}}{escaped(word[end:])}"


def _sign(sign: str) -> str:
    if sign in SIGNS or sign in LETTERS:
        return SIGNS.get(sign) or LETTERS[sign]
    letter, *marks = [*unicodedata.normalize("NFD", sign)]
    if len(marks) != 1 or marks[0] not in ACCENTS:
        return sign
    dotless = {"i": r"\i", "j": r"\j"}.get(letter, letter) if marks[0] in TOP else letter
    return f"{{\\{ACCENTS[marks[0]]}{dotless}}}"
