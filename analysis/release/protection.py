"""One call from tables to tables that may leave the house, attacked before they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ..errors import DataError
from ..forms import percent
from ..shown import shown
from .attacker import attack
from .cells import VIRTUAL, System, in_words, ordered
from .earlier import Before
from .policies import Policy, policy
from .released import Released
from .suppression import PROGRAMS, Suppression, released_of, suppress
from .tables import TableSet, table_set

ATTEMPTS = 3


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
    notes : tuple of str
        What was not looked at, in sentences.

    Examples
    --------
    >>> from analysis.release import System, cell_key, protect_system
    >>> system, parts = System(), [cell_key(outcome=name) for name in ("Minor", "Moderate", "Death")]
    >>> for key, count in zip([cell_key(), *parts], [900, 700, 197, 3]):
    ...     _ = system.cell(key, count, weight=20 if not key else 1)
    >>> system.sum(cell_key(), parts)
    >>> done = protect_system(system, "cms")
    >>> print(done.summary())
    2 of 4 cells hidden under cms (1 small, 1 to protect them), the least that suffices; the attacker broke none.
    >>> done.released.to_frame()
                    cell  shown
    0                all    900
    1     outcome: Death   <NA>
    2     outcome: Minor    700
    3  outcome: Moderate   <NA>
    """

    tables: dict[str, pd.DataFrame]
    numbers: dict[str, pd.DataFrame]
    masks: dict[str, pd.DataFrame]
    released: Released
    statement: pd.DataFrame
    attacked: pd.DataFrame
    suppression: Suppression
    rule: Policy
    notes: tuple[str, ...] = ()

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
        """Say what was hidden, what the attacker reached, and what was not protected."""
        row = self.to_frame().iloc[0]
        least = _beside(row["loss"], row["least_loss"])
        return (
            f"{row['hidden']:,} of {row['cells']:,} cells hidden under {row['policy']} ({row['small']:,} small, "
            f"{row['protects']:,} to protect them), {least}; the attacker broke {row['broken'] or 'none'}."
            f"{''.join(f' NOT PROTECTED: {note}.' for note in self.notes)}"
        )

    def lowered(self) -> pd.DataFrame:
        """Give ``cell, asked, reached``: counts that a reader can exclude whatever is hidden; in the house only.

        Of three groups that each have a printed, hence positive, count, all together have three or more.
        """
        problem = self.suppression.problem
        rows = [
            (
                in_words(problem.keys[need.cell]),
                *(int(problem.values[need.cell] + need.side * n) for n in (need.amount, reached)),
            )
            for need, reached in self.suppression.lowered
        ]
        return pd.DataFrame(rows, columns=["cell", "asked", "reached"])

    def _repr_html_(self) -> str:
        return shown("Protection", self.to_frame(), self.summary())


def protect(
    tables: Mapping[str, pd.DataFrame] | TableSet,
    rule: Policy | str,
    *,
    total: str | Mapping[str, str] = "All",
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
    total : str or mapping of str to str
        Level that stands for all levels, of every variable or by variable. A level that is the sum of the others in
        every line is refused as a margin under another name; ``total={"grade": "All"}`` says that "All" is the margin
        of "grade" and every other level of it one like any other.
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
    found = tables if isinstance(tables, TableSet) else table_set(tables, total=total)
    done = protect_system(found.system, rule, selection=selection, earlier=earlier, programs=programs)
    printed, numbers, masks = found.printed(done.released, done.rule)
    return replace(done, tables=printed, numbers=numbers, masks=masks)


def protect_system(
    system: System,
    rule: Policy | str,
    *,
    selection: str = "",
    earlier: Sequence[Protection | Released] = (),
    programs: int = PROGRAMS,
) -> Protection:
    """Hide the small counts of a system, and as few others as it takes, and attack the result; see `protect`.

    Where the attacker breaks a cell, the cells that another table of whole numbers moves are hidden too, three times
    at most.

    Raises
    ------
    DataError
        When the system contradicts itself, the selection differs from an earlier one by few cases, or the attacker
        breaks what would be released.

    Examples
    --------
    >>> from analysis.release import System, cell_key
    >>> system = System()
    >>> for key, count in {cell_key(): 812, cell_key(age="adult"): 809}.items():  # "of 812, 809 were adults"
    ...     _ = system.cell(key, count, weight=20 if not key else 1)
    >>> _ = system.difference(cell_key(), cell_key(age="adult"))
    >>> protect_system(system, "cms").public_statement()["cell"].tolist()
    ['age: adult']
    """
    rule = rule if isinstance(rule, Policy) else policy(rule)
    before = [_before(one) for one in ([earlier] if isinstance(earlier, Protection | Released) else earlier)]
    done, attacked = held(system, rule, before, selection=selection, programs=programs)
    released = released_of(system, done.hidden, rule, selection)
    return Protection({}, {}, {}, released, done.reasons(rule), attacked, done, rule, tuple(system.notes))


def held(
    system: System, rule: Policy, before: Sequence[Before] = (), *, selection: str = "", programs: int, bounds=True
) -> tuple[Suppression, pd.DataFrame]:
    """Suppress and attack in turns until the attacker breaks nothing; give what is hidden, and what it reached.

    A count of a joint table that is surely small is protected as one that follows by subtraction: its true value is
    not at hand, but the attacker told within which counts it lies.

    Raises
    ------
    DataError
        When the attacker still breaks a cell after `ATTEMPTS`.
    """
    done = suppress(system, rule, earlier=before, programs=programs)
    for attempt in range(ATTEMPTS + 1):
        released = released_of(system, done.hidden, rule, selection)
        attacked = _attacked(released, rule, before, done, bounds)
        broken = attacked.loc[attacked["broken"], "cell"].tolist()
        if not broken or attempt == ATTEMPTS:
            break
        told = [key for key in released.joint if in_words(key) in broken]
        if told:
            system.cells |= {key: system.cells[key]._replace(kind=VIRTUAL) for key in told}
            done = suppress(system, rule, earlier=before, programs=programs)
        else:
            done = done.hiding_more(broken)
    if broken:
        raise DataError(
            f"release: expected that no small count can be computed, the attacker narrowed {len(broken)} cells, "
            f"{broken[0]!r} first; print fewer tables, or coarser levels."
        )
    return done, attacked


def _attacked(released: Released, rule: Policy, before: Sequence[Before], done: Suppression, bounds: bool):
    earlier = [one.released for one in before]
    try:
        return attack(released, rule, earlier=earlier, must_hide=done.must_hide, bounds=bounds)
    except DataError:
        if not earlier:
            raise
        raise DataError(
            "earlier: expected releases of the same cases, got counts that cannot be true beside these; leave out the "
            "release of other cases."
        ) from None


def _before(one: Protection | Released) -> Before:
    if not isinstance(one, Protection | Released):
        raise DataError(f"earlier: expected releases, got {type(one).__name__}; read each by read_released().")
    return one.before() if isinstance(one, Protection) else Before(one)


def _beside(loss: float, least: float) -> str:
    if loss <= least + 1e-6:
        return "the least that suffices"
    return f"at most {percent(loss / least - 1, 0)} above the least" if least else "how near the least is not known"
