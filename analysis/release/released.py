"""What a reader of a release sees: printed counts, marks, and the sums that hold between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from ..errors import DataError
from ..files.regular import regular_text
from .cells import Key, Percentage, in_words, ordered
from .policies import Policy

NO_NAME = "an earlier release"


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
    rule : Policy or None
        The policy under which it was made.
    exact : frozenset of Key
        Shown cells that are known to the last case although the policy rounds: a census, a public denominator.
    joint : frozenset of Key
        Those of `unprinted` that are counts of a table of which several printed ones are margins.

    Examples
    --------
    >>> from analysis.release import Released, cell_key
    >>> Released({cell_key(): 812}, frozenset({cell_key(outcome="Death")})).to_frame()
                 cell  shown
    0             all    812
    1  outcome: Death   <NA>
    """

    shown: Mapping[Key, int]
    hidden: frozenset[Key]
    unprinted: frozenset[Key] = frozenset()
    sums: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    percentages: tuple[Percentage, ...] = ()
    selection: str = ""
    rule: Policy | None = None
    exact: frozenset[Key] = frozenset()
    joint: frozenset[Key] = frozenset()

    def means(self, key: Key, rule: Policy) -> tuple[int, int]:
        """Give the smallest and the largest count that a shown cell can be."""
        return (self.shown[key],) * 2 if key in self.exact else (self.rule or rule).means(self.shown[key])

    @property
    def keys(self) -> list[Key]:
        """Every cell, sorted."""
        return sorted({*self.shown, *self.hidden, *self.unprinted}, key=ordered)

    def to_frame(self) -> pd.DataFrame:
        """Give every printed cell as ``cell, shown``; a hidden one is missing."""
        keys = sorted([*self.shown, *self.hidden], key=ordered)
        counts = pd.array([self.shown.get(key, pd.NA) for key in keys], dtype="Int64")
        return pd.DataFrame({"cell": [in_words(key) for key in keys], "shown": counts})

    def to_json(self) -> str:
        """Give the release as JSON, to be kept beside its tables for the next release; `read_released` reads it."""
        place = {key: number for number, key in enumerate(self.keys)}
        said = {
            "selection": self.selection,
            "policy": asdict(self.rule) if self.rule else None,
            "cells": [sorted(map(list, key)) for key in place],
            "shown": {
                str(place[key]): count for key, count in sorted(self.shown.items(), key=lambda one: place[one[0]])
            },
            "exact": sorted(place[key] for key in self.exact),
            "hidden": sorted(place[key] for key in self.hidden),
            "joint": sorted(place[key] for key in self.joint),
            "sums": [[place[total], [place[part] for part in parts]] for total, parts in self.sums],
            "percentages": [[place[one.part], place[one.whole], one.printed, one.decimals] for one in self.percentages],
        }
        return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def read_released(path: str | Path) -> Released:
    """Read a release that `Released.to_json` wrote.

    Raises
    ------
    DataError
        When the file is absent, or not such a release.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.release import cell_key
    >>> before = Released({cell_key(): 812}, frozenset({cell_key(outcome="Death")}), selection="ages 16 to 120")
    >>> file = Path(tempfile.mkdtemp(), "released.json")
    >>> _ = file.write_text(before.to_json(), encoding="utf-8")
    >>> read_released(file).shown == before.shown
    True
    """
    path = Path(path)
    try:
        said = json.loads(regular_text(path))
        keys = [Key((str(name), str(level)) for name, level in pairs) for pairs in said["cells"]]
        shown = {keys[int(place)]: int(count) for place, count in said["shown"].items()}
        hidden, exact, joint = (
            frozenset(keys[place] for place in said.get(name, ())) for name in ("hidden", "exact", "joint")
        )
        sums = tuple((keys[total], tuple(keys[part] for part in parts)) for total, parts in said["sums"])
        percentages = tuple(
            Percentage(keys[part], keys[whole], float(printed), int(decimals))
            for part, whole, printed, decimals in said["percentages"]
        )
        rule = Policy(**said["policy"]) if said["policy"] else None
        unprinted = frozenset(keys) - hidden - shown.keys()
        return Released(shown, hidden, unprinted, sums, percentages, str(said["selection"]), rule, exact, joint)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise DataError(
            f"{path.name}: expected a release as JSON, got {type(error).__name__}: {error}; name another file."
        ) from None


def in_release(key: Key, name: str) -> Key:
    """Name the cell of an earlier release."""
    return key | {("in release", name or NO_NAME)}


def beyond(key: Key, name: str) -> Key:
    """Name what a selection and the one of an earlier release differ by, in one cell."""
    return key | {("difference to", name or NO_NAME)}


def names_of(releases) -> list[str]:
    """Give each earlier release a name of its own: its selection, numbered where two have the same."""
    said = [release.selection or NO_NAME for release in releases]
    return [f"{name} ({place + 1})" if said.count(name) > 1 else name for place, name in enumerate(said)]
