"""Whether a store knows the substances that a study asks for, and which names are near one that it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...errors import DataError
from ..store.store import Store
from .selection import select

NEAR = 3


def check_names(store: Store, wanted: Iterable[str | re.Pattern]) -> None:
    """Check that every substance asked for is named by a case of the store.

    Parameters
    ----------
    store : Store
    wanted : iterable of str or re.Pattern
        Names, names with ``*``, codes or patterns, as `analysis.cases.select` takes them.

    Raises
    ------
    DataError
        One sentence per substance that no case names, with the nearest names there are.
    """
    faults = [
        _fault(store, name) for name in wanted if store.run(select(store, substance=name).mentions.limit(1)).empty
    ]
    if faults:
        raise DataError(faults)


def near_names(store: Store, name: str, *, most: int = NEAR) -> list[str]:
    """Give the substances of a store whose names are nearest to one: first where one holds the other, then by letters.

    Parameters
    ----------
    store : Store
    name : str
    most : int
        Number of names to give.

    Returns
    -------
    list of str
        Names that hold `name` or stand in it, or need edits (Levenshtein distance) to no more than half of its letters.
    """
    import ibis

    text = " ".join(name.replace("*", " ").split()).lower()
    names = store.substances.select("substance").distinct().drop_null()
    label = names.substance.lower()
    holds = label.contains(text) | ((label.length() > 3) & ibis.literal(text).contains(label))
    ranked = names.mutate(holds=holds.ifelse(0, 1), edits=label.levenshtein(text))
    ranked = ranked.filter((ranked.holds == 0) | (ranked.edits <= max(len(text) // 2, 1)))
    return store.run(ranked.order_by("holds", "edits", "substance").limit(most))["substance"].tolist()


def _fault(store: Store, name: str | re.Pattern) -> str:
    if isinstance(name, re.Pattern):
        return f"substance: no case names a substance that fits /{name.pattern}/; try a shorter pattern."
    if name.strip().isdecimal():
        return f"substance: no case has a substance with the generic or product code {name.strip()}."
    near = near_names(store, name)
    hint = f"nearest: {', '.join(near)}." if near else "no name in the store is near."
    return f"substance: no case names {name!r}; {hint}"
