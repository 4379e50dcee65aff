"""Which lines of a block are nested in which: by indent, by what stands before a dash, by age, and by words."""

from __future__ import annotations

from itertools import product

from .labels import age_range, plain_label
from .table import Line

# Lines that stand under another one in the usual poison-center form, by dimension and level.
_CHILDREN = {
    ("reason", "unintentional"): {
        "general", "environmental", "occupational", "therapeutic error", "misuse", "bite", "food",
    },
    ("reason", "intentional"): {"suicide", "misuse", "abuse"},
    ("reason", "other"): {"adverse", "malicious", "withdrawal"},
    ("site", "facility"): {"already", "referred"},
    ("care", "admitted"): {"critical", "non-critical", "psychiatric"},
    ("outcome", "serious"): {"moderate", "major", "death", "death indirect"},
    ("outcome", "known"): {"none", "minor", "moderate", "major", "death", "death indirect"},
}  # fmt: skip
# Sums over lines that may stand anywhere in the block.
_AGGREGATES = {
    ("outcome", "serious"): {"moderate", "major", "death", "death indirect"},
    ("outcome", "known"): {"none", "minor", "serious", "moderate", "major", "death", "death indirect"},
    ("site", "facility"): {"already", "referred"},
    ("care", "admitted"): {"critical", "non-critical", "psychiatric"},
}
_OPEN = (("reason", "other"), ("site", "facility"))  # lines of their level may stand beside what follows them
MOST_CHOICES = 4  # places where the words leave two readings open
Parents = dict[int, int]


def nestings(block: list[int], lines: list[Line]) -> list[dict[int, list[int]]]:
    """Give every reading of who is nested in whom that labels leave open, the likeliest first."""
    sure = _by_indent(block, lines)
    choices: list[Parents] = []
    if not sure:
        sure = _by_stem(block, lines) | _by_age(block, lines)
        by_words, choices = _by_words([i for i in block if i not in sure], lines)
        sure |= by_words
    found = []
    for taken in product((True, False), repeat=len(choices[:MOST_CHOICES])):
        parents = dict(sure)
        for choice, one in zip(choices, taken, strict=False):
            parents |= choice if one else {}
        children = _gathered(_children(parents, block), block, lines)
        if children not in found:
            found.append(children)
    return found


def _children(parents: Parents, block: list[int]) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for i in block:
        if i in parents:
            children.setdefault(parents[i], []).append(i)
    return children


def _by_indent(block: list[int], lines: list[Line]) -> Parents:
    parents, above = {}, []
    for i in block:
        while above and lines[above[-1]].indent >= lines[i].indent:
            above.pop()
        if above:
            parents[i] = above[-1]
        above.append(i)
    return parents


def _by_stem(block: list[int], lines: list[Line]) -> Parents:
    named = {plain_label(lines[i].text): i for i in reversed(block)}
    named |= {lines[i].label.plain: i for i in reversed(block) if not lines[i].stem}
    found, last = {}, None
    for i in block:
        whole = named.get(lines[i].stem) if lines[i].stem else last if lines[i].label.subset else None
        if whole is not None and whole != i:
            found[i] = whole
        last = last if lines[i].label.subset else i
    return found


def _by_age(block: list[int], lines: list[Line]) -> Parents:
    """Nest ages in the narrowest group that spans them; an unknown adult in adults."""
    ages = {i: found for i in block if lines[i].label.dimension == "age" and (found := age_range(lines[i].label.plain))}
    words = {i: (18.0, float("inf")) for i in block if lines[i].label.plain in ("adult", "adults", "all adults")}
    wide = ages | {i: span for i, span in words.items() if i not in ages}
    parents = {}
    for i, (low, high) in ages.items():
        around = [
            (b - a, k) for k, (a, b) in wide.items() if k != i and a <= low and high <= b and (a, b) != (low, high)
        ]
        if around:
            parents[i] = min(around)[1]
    adults = next(iter(words), None)
    unknown = [i for i in block if lines[i].label.unknown and "adult" in lines[i].label.plain]
    return parents | {i: adults for i in unknown if adults is not None and adults in parents.values()}


def _by_words(block: list[int], lines: list[Line]) -> tuple[Parents, list[Parents]]:
    """Nest the lines of a flat list by what they name; what two readings fit comes back as choices."""
    parents: Parents = {}
    choices: list[Parents] = []
    head, open_ones, mine = None, [], {}
    for i in [*block, None]:
        kind = _kind(lines[i], lines[head]) if i is not None and head is not None else "no"
        if kind == "child":
            mine |= dict.fromkeys([*open_ones, i], head)
            open_ones = []
        elif kind == "maybe":
            open_ones.append(i)
        else:
            if mine and _level(lines[head]) in _OPEN:
                choices.append(mine)
            else:
                parents |= mine
            if mine and open_ones:
                choices.append(dict.fromkeys(open_ones, head))
            head, open_ones, mine = (i if i is not None and _level(lines[i]) in _CHILDREN else None), [], {}
    return parents, choices


def _level(line: Line) -> tuple[str, str]:
    other = line.label.plain in ("other", "other reason", "other reasons") and line.label.dimension == "reason"
    return (line.label.dimension, "other" if other else line.label.level)


def _kind(line: Line, head: Line) -> str:
    """Tell whether a line is nested in the one that heads it: child, maybe or no."""
    label, (dimension, level) = line.label, _level(head)
    cared = (dimension, level) == ("site", "facility") and label.dimension == "care" and label.level
    if cared or (label.level in _CHILDREN[dimension, level] and label.dimension == dimension):
        return "child"
    rest = not label.level and (label.unknown or label.plain.startswith("other")) and label.dimension in ("", dimension)
    return "maybe" if dimension in ("reason", "site") and rest and label.plain != "other reason" else "no"


def _gathered(children: dict[int, list[int]], block: list[int], lines: list[Line]) -> dict[int, list[int]]:
    """Take an aggregate (serious outcome) that stands apart from its parts as their parent."""
    for kind, levels in _AGGREGATES.items():
        nested = {i for inner in children.values() for i in inner}
        whole = [i for i in block if (lines[i].label.dimension, lines[i].label.level) == kind]
        parts = [i for i in block if i not in nested and i not in whole and lines[i].label.level in levels]
        if len(whole) == 1 and whole[0] not in children and len(parts) > 1:
            children = children | {whole[0]: parts}
    return children
