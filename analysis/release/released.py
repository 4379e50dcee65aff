"""What a reader of a release sees: printed counts, marks, and the sums that hold between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from .cells import Key, Percentage, in_words, ordered


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """The public side of a release: nothing in it that is not printed or known to every reader.

    Attributes
    ----------
    shown : mapping of Key to int
        Counts as printed (rounded where the policy rounds).
    hidden : frozenset of Key
        Cells that carry the mark.
    unprinted : frozenset of Key
        Cells that were never printed and follow by subtraction.
    sums : tuple of (Key, tuple of Key)
        Totals and their parts.
    percentages : tuple of Percentage
        Percentages that stayed.
    selection : str
        Which cases were counted, as "ages 16 to 120"; releases of other selections are told apart by it.
    """

    shown: Mapping[Key, int]
    hidden: frozenset[Key]
    unprinted: frozenset[Key] = frozenset()
    sums: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    percentages: tuple[Percentage, ...] = ()
    selection: str = ""
    known: Mapping[Key, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))

    def to_frame(self) -> pd.DataFrame:
        """Give every printed cell as ``cell, shown``; a hidden one is missing."""
        keys = sorted([*self.shown, *self.hidden], key=ordered)
        counts = pd.array([self.shown.get(key, pd.NA) for key in keys], dtype="Int64")
        return pd.DataFrame({"cell": [in_words(key) for key in keys], "shown": counts})
