"""Pieces of text with their look and place, joined into the text of one block."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from .characters import LOWERED, SUPERSCRIPTS, plain
from .document import Mark
from .raised import meaning, shown

_TAIL = 80  # characters before and behind a raised one that tell what it is
_RAISED_SIGNS = re.compile(f"([{SUPERSCRIPTS}]+)")
_CUT_WORD = re.compile(r"([^\W\d_]*[^\W\d_A-Z\u0370-\u03ff])-$")
_WORD = re.compile(r"[^\W\d_]+")
_OPEN_RANGE = re.compile(r"\d[%)]?[–−-]$|\w/$")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look and one line.

    Attributes
    ----------
    text : str
        The characters as they stand in the file.
    kind : str
        Empty, ``raised``, ``lowered``, ``note`` or ``citation`` (where the document says that it is one), and
        ``raised note``, ``raised citation``.
    page, line : int or None
        Where they stand.
    """

    text: str
    kind: str = ""
    page: int | None = None
    line: int | None = None


@dataclass(slots=True)
class Text:
    """The text of a block as it grows: in parts, so that a long one takes no longer than its length."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    tail: str = ""  # its last characters
    marks: list[Mark] = field(default_factory=list)
    lines: list[tuple[int, int | None, int]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add characters at the end."""
        if text:
            self.parts.append(text)
            self.length += len(text)
            self.tail = (self.tail + text)[-_TAIL:]

    def cut(self) -> None:
        """Take the last character away."""
        self.parts[-1], self.tail, self.length = self.parts[-1][:-1], self.tail[:-1], self.length - 1
        if not self.parts[-1]:
            self.parts.pop()

    def mark(self, kind: str, start: int, text: str) -> None:
        """Mark the text from a place on."""
        self.marks.append(Mark(kind, start, self.length, text))


def joined(runs: Iterable[Run], words: Collection[str] = ()) -> tuple[str, tuple[Mark, ...], tuple]:
    """Join runs: (text, marks, lines) of a `Block`.

    Parameters
    ----------
    runs : iterable of Run
        In reading order.
    words : collection of str
        Words of the whole document, in lower case, which tell whether a hyphen at a line end belongs to the word.

    Examples
    --------
    >>> runs = [Run("The dose of 10"), Run("3", "raised"), Run(" mg was ex-", line=1), Run("ceeded by 12.5%", line=2)]
    >>> text, marks, lines = joined([*runs, Run("4", "raised", line=2)])
    >>> text, marks[1]
    ('The dose of 10³ mg was exceeded by 12.5%', Mark(kind='note', start=40, end=40, text='4'))
    >>> lines
    ((15, None, 1), (25, None, 2))
    """
    pieces = _pieces(runs)
    out, place = Text(), None
    for at, run in enumerate(pieces):
        said = plain(run.text)
        if run.line is not None and (run.page, run.line) != place:
            if out.length and place is not None:
                soft = pieces[at - 1].text.endswith(("\u00ad", "\u200b"))
                out.add("" if soft else _between(out, said, words))
            place = run.page, run.line
            out.lines.append((out.length, *place))
        if not out.length or out.tail.endswith(" "):
            said = said.lstrip(" ")
        after = "".join(piece.text[:_TAIL] for piece in pieces[at + 1 : at + 3])
        _add(out, run.kind, said, plain(after))
    return "".join(out.parts).rstrip(" "), tuple(out.marks), tuple(out.lines)


def _pieces(runs: Iterable[Run]) -> list[Run]:
    """Give runs that hold something, superscripts of Unicode parted from what they stand at, raised lists whole."""
    parted = []
    for run in runs:
        if run.kind or not any(sign in run.text for sign in SUPERSCRIPTS):
            parted.append(run)
            continue
        for at, text in enumerate(_RAISED_SIGNS.split(run.text)):
            parted.append(
                Run(text.translate(LOWERED) if at % 2 else text, "raised" if at % 2 else "", run.page, run.line)
            )
    found: list[Run] = []
    for run in parted:
        if not run.text:
            continue
        whole = found and len(found[-1].text) > _TAIL
        if not whole and run.kind.startswith("raised") and len(found) > 1 and _is_joint(found[-1], found[-2]):
            joint, first = found.pop(), found.pop()
            run = Run(first.text + joint.text + run.text, first.kind, first.page, first.line)
        elif found and not whole and run.kind == found[-1].kind == "raised" and run.line == found[-1].line:
            run = Run(found.pop().text + run.text, "raised", run.page, run.line)
        found.append(run)
    return found


def _is_joint(joint: Run, first: Run) -> bool:
    joins = not joint.kind and joint.text.strip() in (",", "–", "-")
    return joins and first.kind.startswith("raised") and len(first.text) < _TAIL


def _add(out: Text, kind: str, said: str, after: str) -> None:
    """Add the characters of one run, or only their mark."""
    here = out.length
    if kind in ("", "lowered", "note", "citation"):
        out.add(said)
        if kind and said.strip():
            out.mark(kind.replace("lowered", "subscript"), here, said)
        return
    said = said.strip()
    if not said:
        return
    found = kind.partition(" ")[2] or meaning(out.tail, said, after)
    if found in ("note", "citation"):
        if after[:1] in (".", ",", ";", ")") and out.tail.endswith(" "):
            out.cut()
        out.mark(found, out.length, said)
        return
    out.add("°" if said in ("o", "0") and after[:1] in ("C", "F") else shown(said) if found == "power" else said)
    out.mark("superscript", here, said)


def _between(out: Text, said: str, words: Collection[str]) -> str:
    """Give what parts two lines, a space or nothing; take the hyphen of a cut word away."""
    text, said = out.tail, said.lstrip()
    if text.endswith("-") and not text.endswith((" -", "--")) and said[:1].isalnum():
        cut, rest = _CUT_WORD.search(text), _WORD.match(said)
        if cut and rest and rest[0][0].islower():
            left = re.search(r"\w+-$", text)[0][:-1].lower()
            whole, with_hyphen = left + rest[0].lower(), f"{left}-{rest[0].lower()}"
            if whole in words or with_hyphen not in words:
                out.cut()
        return ""
    if _OPEN_RANGE.search(text) and said[:1].isalnum():
        return ""
    if re.search(r"\d,$", text) and re.match(r"000(?!\d)", said):
        return ""
    if re.search(r"(?:(?<![\w.,])0|[=<>≤≥(\s])\.$", text) and said[:1].isdecimal():
        return ""
    return " "
