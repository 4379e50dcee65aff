"""Releases of parts of one selection: two years, then all years; a reader takes both from the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .cells import JOINT, PUBLIC, VIRTUAL, Cell, Key, System
from .released import beyond, in_release

Counts = Mapping[Key, int]


def beside_each_other(system: System, earlier: Mapping[str, Counts]) -> tuple[str, list[str]]:
    """Give the widest release, and those that fit into it together; none where this one, "", is not among them."""
    here = {key: cell.value for key, cell in system.cells.items() if cell.kind not in (PUBLIC, JOINT)}
    counts = {"": here, **earlier}
    whole = max(counts, key=lambda name: (counts[name].get(Key(), 0), name == ""))
    parts = _parts(counts, whole)
    return (whole, parts) if len(parts) > 1 and "" in (whole, *parts) else ("", [])


def are_apart(system: System, counts: Counts) -> bool:
    """Tell whether each of two parts of a whole is the larger one somewhere, so that neither holds the other."""
    common = [(n, system.cells[key].value) for key, n in counts.items() if key in system.cells]
    return any(n > m for n, m in common) and any(n < m for n, m in common)


def link_together(
    joined: System, system: System, earlier: Mapping[str, Counts], whole: str, parts: Sequence[str]
) -> str:
    """Add what the widest selection has more than all others that fit into it beside each other.

    Parameters
    ----------
    joined : System
        This release and the earlier ones, side by side; what is left over is added to it.
    system : System
        This release alone.
    earlier : mapping of str to mapping of Key to int
        The counts of each earlier release, by its name.
    whole, parts : str, sequence of str
        As `beside_each_other` gives them.

    Returns
    -------
    str
        What the left over cells are called by.

    Notes
    -----
    That parts do not overlap is not known, only that their sums nowhere exceed the whole: a reader may know more.
    """
    here = {key: cell.value for key, cell in system.cells.items() if cell.kind not in (PUBLIC, JOINT)}
    counts = {"": here, **earlier}
    others = " and ".join(name for name in (*parts, whole) if name)
    for key in here:
        cells = [key if not name else in_release(key, name) for name in (whole, *parts)]
        if all(cell in joined.cells for cell in cells) and all(key in counts[name] for name in (whole, *parts)):
            left = counts[whole][key] - sum(counts[name][key] for name in parts)
            if left >= 0:  # counts that stand in for rounded ones may exceed the whole
                joined.cells[beyond(key, others)] = Cell(left, VIRTUAL, 0.0)
                joined.sum(cells[0], [*cells[1:], beyond(key, others)])
    return others


def _parts(counts: Mapping[str, Counts], whole: str) -> list[str]:
    """Give the releases, this one first, whose counts together nowhere exceed those of the whole."""
    parts: list[str] = []
    for name in counts:
        tried = [*parts, name]
        common = set(counts[whole]).intersection(*(counts[one] for one in tried))
        fit = all(sum(counts[one][key] for one in tried) <= counts[whole][key] for key in common)
        if name != whole and common and fit:
            parts = tried
    return parts
