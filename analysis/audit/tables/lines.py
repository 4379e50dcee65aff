"""The lines of an axis from their labels: what stands before a dash (``Intentional - abuse``), and single letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .labels import Label, dimension_of, plain_label, read_label
from .table import Line

_SEPARATOR = re.compile(r"\s+[-–—]\s+|:\s*|(?<!\d)_|_(?!\d)|[-–](?=[^\W\d])|,\s+|\.(?=[A-Za-z])|\s+\((?=[^\W\d])")
_STRONG = re.compile(r"\s+[-–—]\s+|:\s*|_")  # separators that two lines can share without a line of what stands before
_COUNTED = re.compile(r"[_ ](?:n|no|num|count|counts|pct|percent|freq)$", re.IGNORECASE)
_SEXES = re.compile(r"^(?:m|f|males?|females?|u|unk|unknown.*|not .*|missing|other.*|total|all|both.*)$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A label as printed: its heading, its indent, and its place in the sheet."""

    text: str
    section: str = ""
    indent: int = 0
    place: int = 0


def lines_of(labels: Sequence[Printed], stub: str = "") -> list[Line]:
    """Read the labels of one axis together; `stub` is the heading of the labels' own column."""
    known = {(label.section, plain_label(label.text)): label.text for label in reversed(labels)}
    known |= {key: text for key, text in _subtotals(labels) if key not in known}
    stub = _usual(stub, labels)
    shared = Counter((one.section, one.text.strip()[: cut.end()]) for one in labels for cut in _cuts(one.text.strip()))
    lines = [_line(label, _stem(label, known, shared), stub, known) for label in labels]
    sections = {plain_label(line.text): line.section for line in reversed(lines)}
    lines = [replace(one, section=one.section or sections.get(one.stem, "")) if one.stem else one for one in lines]
    return [_in_company(line, lines) for line in lines]


def _subtotals(labels: Sequence[Printed]) -> Iterator[tuple[tuple[str, str], str]]:
    """Take ``Other reason - total`` as the line of other reasons."""
    for label in labels:
        head, _, tail = label.text.strip().rpartition(" - ") if " - " in label.text else label.text.rpartition("_")
        level = read_label(head).level or plain_label(head).startswith("other") if head else ""
        if level and read_label(tail).total:
            yield (label.section, plain_label(head)), label.text


def _line(label: Printed, stem: tuple[str, str], stub: str, known: dict) -> Line:
    head, tail = stem
    if not head:
        return Line(label.text, label.section, label.indent, label.place, read_label(label.text, label.section or stub))
    whole = _named(head, label.section, known)
    if whole == label.text:
        return Line(label.text, label.section, label.indent, label.place, read_label(head, label.section or stub))
    context = next((text for text in (head, whole, label.section) if text and dimension_of(text)), head)
    section = label.section or ("" if whole else head)
    return Line(label.text, section, label.indent, label.place, read_label(tail, context), plain_label(whole or head))


def _stem(label: Printed, known: dict, shared: Counter) -> tuple[str, str]:
    """Cut a label into what it is nested in and the rest: the longest start that is a line, or that most share."""
    text = _COUNTED.sub("", label.text.strip())
    cuts = [found for found in _cuts(text) if len(plain_label(text[: found.start()])) > 2]
    for found in reversed(cuts):
        whole = _named(text[: found.start()], label.section, known)
        if whole and not (found[0].startswith(",") and _apart(text, whole)):
            return text[: found.start()], text[found.end() :].rstrip(")")
    strong = [(shared[label.section, text[: found.end()]], found.end(), found) for found in cuts]
    many, _, found = max((one for one in strong if _STRONG.fullmatch(one[2][0])), default=(0, 0, None))
    return (text[: found.start()], text[found.end() :]) if many > 1 else ("", text)


def _cuts(text: str) -> list[re.Match]:
    return [found for found in _SEPARATOR.finditer(text) if found.start() and found.end() < len(text)]


def _apart(text: str, whole: str) -> bool:
    """Tell a level of its own (``Death, indirect report`` beside ``Death``) from one nested in the other."""
    own, other = read_label(text), read_label(whole)
    return own.dimension in ("outcome", "site", "age") and own.level != other.level


def _named(head: str, section: str, known: dict) -> str:
    """Give the line that a start names: ``Other`` is the line ``OtherReason`` where no line has its very name."""
    plain = plain_label(head)
    names = (plain, "other reason", "other reasons") if plain == "other" else (plain,)
    return next((known[section, name] for name in names if (section, name) in known), "")


def _usual(stub: str, labels: Sequence[Printed]) -> str:
    """Give the heading of the labels as their section when it names what most of them are, and none another thing."""
    dimension = dimension_of(stub)
    if not dimension or any(label.section for label in labels):
        return ""
    own = Counter(read_label(label.text).dimension for label in labels)
    strangers = sum(count for name, count in own.items() if name not in ("", dimension))
    return stub if strangers < len(labels) / 3 else ""


def _in_company(line: Line, lines: Sequence[Line]) -> Line:
    """Take a single letter for a word (F, N) only where the lines beside it agree."""
    plain = line.label.plain
    if (line.label.dimension, line.label.level) == ("site", "facility"):
        own = [one.label.dimension for one in lines if one.section == line.section and one is not line]
        if own.count("place") > 1 and "site" not in own and "care" not in own:  # where it happened, not where treated
            return replace(line, label=replace(line.label, dimension="place", level="other place"))
    if len(plain) != 1 or dimension_of(line.section):
        return line
    beside = [other.label.plain for other in lines if other.section == line.section and other is not line]
    sexes = line.label.dimension == "sex" and beside and all(_SEXES.match(other) for other in beside)
    total = line.label.total and not any(len(other) == 1 for other in beside)
    return line if sexes or total else Line(line.text, line.section, line.indent, line.place, Label(plain), line.stem)
