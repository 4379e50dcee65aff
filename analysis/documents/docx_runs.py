"""The runs of a paragraph of a DOCX file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .docx_parts import W
from .markup import tag_of
from .runs import Run

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEFT_OUT = frozenset(
    (
        *(
            "del",
            "moveFrom",
            "instrText",
            "delText",
            "Fallback",
            "pPr",
            "rPr",
            "tblPr",
            "tcPr",
            "trPr",
            "sectPr",
            "fldData",
        ),
        *("commentReference", "annotationRef", "footnoteRef", "endnoteRef", "ctrlPr", "rPrChange"),
    )
)
_SIGNS = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "ptab": "\t"}
# Signs of the font "Symbol", which stand in a private area of Unicode.
_SYMBOL = {0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB0: "°", 0xBB: "≈", 0xB9: "≠", 0x2D: "−", 0xB7: "•"}
_GREEK = dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))


@dataclass(slots=True)
class Collected:
    """What stands in a paragraph: its runs, the text boxes in it, and whether changes in it are tracked."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    bold: bool = True
    tracked: bool = False


def collect(node: _Element, found: Collected, kind: str = "") -> Collected:
    """Add the text within an element: links, fields, tags, content controls and insertions are text like other."""
    for child in node:
        tag = tag_of(child)
        if tag in ("del", "ins", "moveFrom", "moveTo"):
            found.tracked = True
        if tag in _LEFT_OUT:
            continue
        if tag == "r" and child.tag.startswith(W):
            _run(child, found, kind)
        elif tag == "txbxContent":
            found.boxes.append(child)
        elif tag in ("sup", "sub"):
            collect(child, found, "raised" if tag == "sup" else "lowered")
        elif tag == "den":
            found.runs.append(Run("/", kind))
            collect(child, found, kind)
        elif tag == "t":
            found.runs.append(Run(child.text or "", kind))
        else:
            collect(child, found, kind)
    return found


def _run(node: _Element, found: Collected, kind: str) -> None:
    look = node.find(f"{W}rPr")
    if _on(look, "vanish"):
        return
    place = look.find(f"{W}vertAlign") if look is not None else None
    raised = "" if place is None else {"superscript": "raised", "subscript": "lowered"}.get(place.get(f"{W}val"), "")
    kind = raised or kind
    for child in node:
        tag = tag_of(child)
        if tag == "t":
            found.runs.append(Run(child.text or "", kind))
            found.bold = found.bold and (_on(look, "b") or not (child.text or "").strip())
        elif tag in _SIGNS:
            found.runs.append(Run(_SIGNS[tag], kind))
        elif tag == "sym":
            found.runs.append(Run(_symbol(child), kind))
        elif tag in ("footnoteReference", "endnoteReference"):
            found.runs.append(Run(child.get(f"{W}id", "*"), "raised note"))
        elif tag in ("drawing", "pict", "AlternateContent", "object"):
            collect(child, found, kind)


def _on(look: _Element | None, name: str) -> bool:
    found = None if look is None else look.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "none", "off")


def _symbol(node: _Element) -> str:
    try:
        code = int(node.get(f"{W}char", ""), 16)
    except ValueError:
        return "\ufffd"
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
        return _SYMBOL.get(code) or _GREEK.get(code) or "\ufffd"
    return chr(code) if 0x20 <= code < 0xD800 else "\ufffd"
