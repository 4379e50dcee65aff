"""The text of markup as runs: what is raised, lowered, or refers to a note or a reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .markup import entity, tag_of
from .runs import Run

if TYPE_CHECKING:
    from lxml.etree import _Element

_RAISED, _LOWERED = frozenset(("sup", "msup")), frozenset(("sub", "msub"))


@dataclass(slots=True)
class Inline:
    """Collects the runs of an element; what is a block of its own is set aside.

    Attributes
    ----------
    name : str
        How errors call the file.
    aside : frozenset of str
        Elements that are blocks of their own.
    skipped : frozenset of str
        Elements that hold no text of the document.
    refers : callable
        From an element to ``note``, ``citation`` or nothing.
    blocks : list
        The elements that were set aside.
    """

    name: str
    aside: frozenset[str]
    skipped: frozenset[str]
    refers: Callable[[_Element], str]
    runs: list[Run] = field(default_factory=list)
    blocks: list[_Element] = field(default_factory=list)

    def walk(self, node: _Element, kind: str = "") -> None:
        """Add the text of an element and of all in it that is no block."""
        self._say(node.text, kind)
        for child in node:
            self.child(child, kind)
            self._say(child.tail, kind)

    def child(self, child: _Element, kind: str = "") -> None:
        """Add the text of one element within another."""
        tag = tag_of(child)
        if not tag:
            self._say(entity(self.name, child), kind)
        elif tag in self.aside:
            self.blocks.append(child)
            self._say(" ", kind)
        elif tag in ("br", "break", "hr"):
            self._say(" ", kind)
        elif tag in ("math", "tex-math"):
            self._formula(child, kind)
        elif tag not in self.skipped:
            self.walk(child, self._kind(child, tag, kind))

    def _kind(self, child: _Element, tag: str, kind: str) -> str:
        if tag in _LOWERED:
            return "lowered"
        refers = self.refers(child) or kind.removeprefix("raised").strip().removeprefix("lowered")
        raised = tag in _RAISED or kind.startswith("raised") or refers == "note"
        return f"raised {refers}".strip() if raised else refers or kind

    def _formula(self, node: _Element, kind: str) -> None:
        """Add MathML on one line: fractions with a slash, powers raised; TeX is left out."""
        tag, parts = tag_of(node), list(node)
        if tag == "tex-math" or tag.startswith("annotation"):
            return
        between = {"mfrac": "/"}.get(tag, "")
        for at, part in enumerate(parts):
            if at and between:
                self._say(between, kind)
            look = {"msup": "raised", "msub": "lowered", "msubsup": ("lowered", "raised")[at == 2]}.get(tag, "")
            self._formula(part, look if at and look else kind)
        if not parts:
            self._say((node.text or "").strip(), kind)

    def _say(self, text: str | None, kind: str) -> None:
        if text:
            self.runs.append(Run(text, kind))
