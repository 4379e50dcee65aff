"""What a paper knows: its numbers as tidy tables, its figures as tables, and the facts that its words need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from ..cases.codebook.records import Records, records_of
from .study import Plan

# why a released paper has no change or trend
TREND = "counts of the years that it rests on are withheld or rounded"


@dataclass(frozen=True)
class Figure:
    """A figure before it is drawn: its stem and number, the chart's name, the table and the title."""

    stem: str
    number: str
    chart: str
    table: pd.DataFrame
    title: str


@dataclass(frozen=True)
class DisclosureControl:
    """The rule by which counts of a paper were withheld, and how many.

    Attributes
    ----------
    policy, mark, explained, citation : str
        Name of the rule, what stands in a withheld cell, what that means, where the rule stands.
    rounding : str
        How the counts that are shown are rounded, in a sentence; empty when they are not.
    withheld, counts : int
        Counts that carry the mark, of all that are printed; one that stands in several places is one.
    """

    policy: str
    mark: str
    explained: str
    citation: str
    rounding: str
    withheld: int
    counts: int


@dataclass(frozen=True)
class Answers:
    """The numbers of a paper and the facts that guard them; no case is reached from here.

    Attributes
    ----------
    plan : Plan
    stated : str
        The selection in words.
    records : str
        The kind of the records, as `analysis.cases.codebook.records` names them.
    synthetic : bool
        Whether the cases are made up.
    store : str or None
        The id of the store that they came from.
    tables : dict of str to DataFrame
        Tidy tables by file stem: ``flow, annual, change, table-1, table-2, table-3, run``.
    reasons : dict of str to str
        Why something has no numbers, by what it is: ``"trend"``, ``"change"``, ``"serious"``, ``"admitted"``,
        ``"effect"``, ``"therapy"``; ``"table-1"`` names what it leaves out.
    figures : tuple of Figure
    control : DisclosureControl or None
        Of a paper that went through the release gate.
    """

    plan: Plan
    stated: str
    records: str
    synthetic: bool
    store: str | None
    tables: Mapping[str, pd.DataFrame]
    reasons: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    control: DisclosureControl | None = None

    @property
    def kind(self) -> Records:
        """What the records are, in words."""
        return records_of(self.records)

    @property
    def level(self) -> float:
        """The level of all limits."""
        return self.plan["tables"]["level"]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]
