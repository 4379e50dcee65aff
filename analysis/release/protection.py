"""One call from tables to tables that may leave the house, attacked before they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..errors import DataError
from ..shown import shown
from .attacker import attack
from .cells import in_words, ordered
from .earlier import Before
from .policies import Policy, policy
from .released import Released
from .suppression import PROGRAMS, Suppression, released_of, suppress
from .tables import TableSet, table_set


@dataclass(frozen=True, eq=False)
class Protection:
    """Protected tables with what was hidden and what an attacker reached.

    Attributes
    ----------
    tables : dict of str to DataFrame
        The tables with the mark of the policy in every hidden cell, as text; for the public.
    numbers : dict of str to DataFrame
        The same as nullable whole numbers, missing where hidden; for the public.
    masks : dict of str to DataFrame
        True where a cell is hidden; for the public.
    released : Released
        All that a reader knows: give it to the next release as ``earlier``; for the public.
    statement : DataFrame
        ``cell, count, reason`` of each hidden cell: **in the house only**, it holds the true counts.
    attacked : DataFrame
        ``cell, low, high, must_low, must_high, broken``: what the attacker reached; in the house only, it tells which
        cells are small.
    suppression : Suppression
        Loss, bound and lowered needs; in the house only.
    rule : Policy
        The policy.
    """

    tables: dict[str, pd.DataFrame]
    numbers: dict[str, pd.DataFrame]
    masks: dict[str, pd.DataFrame]
    released: Released
    statement: pd.DataFrame
    attacked: pd.DataFrame
    suppression: Suppression
    rule: Policy

    def before(self) -> Before:
        """Give this release, with its true counts, as an earlier one."""
        values = dict(zip(self.suppression.problem.keys, self.suppression.problem.values, strict=True))
        return Before(self.released, {key: int(values[key]) for key in self.released.keys})

    def public_statement(self) -> pd.DataFrame:
        """Give what may be printed beside the tables: the hidden cells, without a word on which of them are small."""
        cells = [in_words(key) for key in sorted(self.released.hidden, key=ordered)]
        return pd.DataFrame({"cell": cells, "shown": self.rule.mark, "why": self.rule.explained}, dtype=object)

    def to_frame(self) -> pd.DataFrame:
        """Give the numbers of the protection: cells, hidden, small, loss, least loss, lowered, broken, programs."""
        reasons = self.statement["reason"].value_counts()
        row = {
            "policy": self.rule.name,
            "cells": len(self.released.shown) + len(self.released.hidden),
            "hidden": len(self.released.hidden),
            "small": int(reasons.get("small", 0)),
            "protects": int(reasons.get("protects", 0)),
            "loss": self.suppression.loss,
            "least_loss": self.suppression.bound,
            "lowered": len(self.suppression.lowered),
            "broken": int(self.attacked["broken"].sum()),
            "programs": self.suppression.programs,
        }
        return pd.DataFrame([row])

    def summary(self) -> str:
        """Say in one sentence what was hidden and what the attacker reached."""
        row = self.to_frame().iloc[0]
        return (
            f"{row['hidden']:,} of {row['cells']:,} cells hidden under {row['policy']} ({row['small']:,} small, "
            f"{row['protects']:,} to protect them); the attacker narrowed {row['broken']:,} of them too far."
        )

    def _repr_html_(self) -> str:
        return shown("Protection", self.to_frame(), self.summary())


def protect(
    tables: Mapping[str, pd.DataFrame] | TableSet,
    rule: Policy | str,
    *,
    total: str = "All",
    selection: str = "",
    earlier: Sequence[Protection | Released] = (),
    programs: int = PROGRAMS,
) -> Protection:
    """Hide the small counts of linked tables, and as few others as it takes, and attack the result.

    Parameters
    ----------
    tables : mapping of str to DataFrame, or TableSet
        Counts with margins, wide (`pandas.crosstab` with ``margins=True``) or long; see `table_set`, which also takes
        variables with several levels per case and nested levels.
    rule : Policy or str
        A policy, or the name of a preset.
    total : str
        Level that stands for all levels.
    selection : str
        Which cases are counted, as "ages 16 to 120": what names this release to the next one.
    earlier : sequence of Protection or Released
        Earlier releases of a selection that holds this one or lies in it; a reader subtracts.
    programs : int
        Most programs that the search solves; see `suppress`.

    Returns
    -------
    Protection

    Raises
    ------
    DataError
        When the tables contradict each other, the selection differs from an earlier one by few cases, or the attacker
        breaks what would be released.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = {"Female": [412, 98, 3, 513], "Male": [288, 99, 12, 399], "All": [700, 197, 15, 912]}
    >>> table = pd.DataFrame(counts, pd.Index(["Minor", "Moderate", "Death", "All"], name="outcome"))
    >>> done = protect({"Table 1": table.rename_axis(columns="sex")}, "cms")
    >>> done.tables["Table 1"].rename_axis(index=None)
    sex      Female Male  All
    Minor       412  288  700
    Moderate      *    *  197
    Death         *    *   15
    All         513  399  912
    """
    rule = rule if isinstance(rule, Policy) else policy(rule)
    found = tables if isinstance(tables, TableSet) else table_set(tables, total=total)
    before = [one.before() if isinstance(one, Protection) else Before(one) for one in earlier]
    done = suppress(found.system, rule, earlier=before, programs=programs)
    released = released_of(found.system, done.hidden, rule, selection)
    attacked = attack(released, rule, earlier=[one.released for one in before], must_hide=done.must_hide)
    if attacked["broken"].any():
        cells = attacked.loc[attacked["broken"], "cell"].tolist()
        raise DataError(
            f"release: expected that no small count can be computed, the attacker narrowed {len(cells)} cells, "
            f"{cells[0]!r} first; print fewer tables, or coarser levels."
        )
    return Protection(*_printed(found, released, rule), released, done.reasons(rule), attacked, done, rule)


def _printed(found: TableSet, released: Released, rule: Policy) -> tuple[dict, dict, dict]:
    tables, numbers, masks = {}, {}, {}
    for name, frame in found.frames.items():
        texts, counts, mask = frame.astype(object), frame.astype(object), frame.notna() & False
        for (row, column), key in found.places[name].items():
            hidden = key in released.hidden
            texts.iloc[row, column] = rule.mark if hidden else released.shown[key]
            counts.iloc[row, column] = pd.NA if hidden else released.shown[key]
            mask.iloc[row, column] = hidden
        tables[name], numbers[name], masks[name] = texts, counts, mask
        places = sorted({column for _, column in found.places[name]})
        for column in places:
            numbers[name].isetitem(column, counts.iloc[:, column].astype("Int64"))
    return tables, numbers, masks
