"""The cases of a study: which substance, in which role, which years, ages and reasons; and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise
from numbers import Integral
from operator import or_
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...errors import DataError
from ...patterns import pattern_fault
from ...stats.arguments import choice
from ..codebook.records import Records, records_of
from ..store.shown import in_short, table_of
from ..store.store import Store
from .derived import where_steps
from .exclusions import age_steps, call_steps, reason_steps, span, substance_steps, texts, true, year_ends, year_steps
from .held import check_column

if TYPE_CHECKING:
    import ibis.expr.types as ir

ROLES = {
    "any": "mentioned at any rank",
    "first": "ranked first",
    "single": "the only substance",
}


# No share or count of the records of a sample is that of the population.
UNWEIGHTED = "unweighted records of a sample"


@dataclass(frozen=True)
class Study:
    """The selected cases, as expressions on a store.

    Attributes
    ----------
    store : Store
    cases : ibis Table
        The selected rows of ``store.cases``.
    mentions : ibis Table
        The rows of ``store.substances`` that name the substance of the study, whatever the case; all of them when the
        study has no substance.
    steps : tuple of (str, ibis expression)
        Reasons to leave a case out, in order, on `screened`.
    screened : ibis Table
        All cases of the store with the columns that `steps` need.
    stated : str
        What was selected, in words.
    years : (int, int), optional
        The calendar years asked for; counts fill these with zeros as far as the records of the store reach.
    breaks : mapping of int to str
        Declared breaks in coding: the first year under the new one, and what changed.
    how : {"any", "first", "single"}
        Role of the substance, as in `select`.
    base : ibis Table
        The cases that the study would have without its substance: what chance is reckoned among.
    """

    store: Store
    cases: ir.Table
    mentions: ir.Table
    steps: tuple[tuple[str, Any], ...]
    screened: ir.Table
    stated: str
    years: tuple[int, int] | None = None
    breaks: Mapping[int, str] = field(default_factory=dict)
    how: str = "any"
    base: ir.Table | None = None

    def __repr__(self) -> str:
        return f"Study: {self.stated} ({in_short(self.store)})"

    def _repr_html_(self) -> str:
        breaks = {f"coding break {year}": why for year, why in self.breaks.items()}
        return table_of(self.store, self.cases, "Study", **{"selected": self.stated}, **breaks)

    def run(self, expression) -> pd.DataFrame:
        """Compute an expression on the store's engine."""
        return self.store.run(expression)

    def of(self, table: str) -> ir.Table:
        """Give the rows of a table of the store that belong to the selected cases."""
        return self.among(self.store.table(table))

    def among(self, rows: ir.Table) -> ir.Table:
        """Give the rows of a table with a ``case_id`` that belong to the selected cases."""
        return rows if self.cases is self.store.cases else rows.semi_join(self.cases, "case_id")

    @property
    def records(self) -> str:
        """What the cases are, as the store says: ``"poison center"``, ``"deaths"`` ..."""
        return self.store.records

    @property
    def single(self) -> Study:
        """The single-substance cases of the study, in which effects can be told apart."""
        alone = self.cases.filter(self.cases.substances == 1)
        return replace(self, cases=alone, stated=f"{self.stated}; single-substance cases")

    def stamped(self, frame: pd.DataFrame, **more) -> pd.DataFrame:
        """Write into ``attrs`` of a frame which cases it is about, whether they are made up, and `more`."""
        frame.attrs = {"study": self.stated, "synthetic": self.store.synthetic, "records": self.store.records, **more}
        return frame

    def count(self) -> int:
        """Give the number of selected cases."""
        return int(self.run(self.cases.aggregate(n=self.cases.count()))["n"].iloc[0])

    def held(self) -> Study:
        """Give the same study with its cases computed once and kept in the engine: worth it for rare substances."""
        return replace(self, cases=self.store.held(self.cases))

    def flow(self) -> pd.DataFrame:
        """Count the cases left out at every step, in one pass over the store.

        Returns
        -------
        DataFrame
            ``step, excluded, remaining``; the first row holds all records, and every case is counted at the first
            step that leaves it out, so that the exclusions add up.
        """
        table, counts = self.screened, {"n0": self.screened.count()}
        kept: Any = None
        for place, (_, excluded) in enumerate(self.steps, start=1):
            kept = ~excluded if kept is None else kept & ~excluded
            counts[f"n{place}"] = table.count(where=kept)
        left = self.run(table.aggregate(**counts)).iloc[0].astype(int).tolist()
        names = ["records", *(name for name, _ in self.steps)]
        excluded = [0, *(before - after for before, after in pairwise(left))]
        return self.stamped(pd.DataFrame({"step": names, "excluded": excluded, "remaining": left}))


def select(
    store: Store,
    *,
    substance: str | re.Pattern | Iterable | None = None,
    how: str = "any",
    years: int | tuple[int, int] | None = None,
    ages: tuple[float, float] | None = None,
    reason: str | Iterable[str] | None = None,
    where: Mapping[str, str | Iterable[str]] | None = None,
    human_exposures: bool = True,
    breaks: Mapping[int, str] | None = None,
) -> Study:
    """Select the cases of a study.

    Parameters
    ----------
    store : Store
    substance : str, re.Pattern or several of them, optional
        A name (whole, in any case), a name with ``*`` for any letters, a generic or product code (digits), or a
        compiled pattern that is searched for in the lower-cased name. Several mean any of them.
    how : {"any", "first", "single"}
        Role of the substance: mentioned at any rank, ranked first (held most responsible), or the only substance of
        the case.
    years : int or (first, last), optional
        Calendar years, both ends included.
    ages : (youngest, oldest), optional
        Completed years, both ends included: ``(13, 19)`` takes 13.0 up to, not including, 20. An age that is known
        only as a group counts when the whole group lies inside; a group that straddles an end is an unknown age. A
        last year of 120 or more has no end: ``(65, 120)`` takes ``>=90``.
    reason : str or several, optional
        Reasons (``"Intentional - Abuse"``) or groups of reasons (``"Intentional"``).
    where : mapping of str to str or several, optional
        By column of the cases (``"sex"``, ``"state"``, one of your own such as ``"race"``) or one that follows from
        them (``"age_band"``), the values to keep: ``{"race": ["Black", "White"]}``.
    human_exposures : bool
        Leave out information calls, animals and confirmed nonexposures. A record without a type of call (or species)
        is taken for a human exposure, as exports of exposures only often lack the column. Records of another kind
        (deaths, visits, reports) hold no calls, and none of them is left out.
    breaks : mapping of int to str, optional
        Breaks in the coding of these cases, besides those that the trends know: the first year under the new coding,
        and what changed. No trend crosses them unsaid.

    Returns
    -------
    Study

    Raises
    ------
    DataError
        When an argument is not of these kinds, ends are in the wrong order, `reason` is not in the codebook, or a
        column of `where` is not there.
    """
    choice(how, "how", tuple(ROLES))
    kind = records_of(store.records)
    for name in where or {}:
        check_column(store, name, "where")

    def others(cases: ir.Table, substance: Sequence = ()) -> list:
        return [
            *call_steps(cases, human_exposures and kind.calls),
            *year_steps(cases, years),
            *substance,
            *age_steps(cases, ages),
            *reason_steps(cases, reason),
            *where_steps(cases, where or {}),
        ]

    def steps(cases: ir.Table, names: Iterable[str] = ()) -> list:
        return others(cases, substance_steps(cases, list(names), how))

    screened = among = store.cases
    mentions, names = store.substances, []
    if substance is not None:
        wanted = list(substance) if isinstance(substance, Iterable) and not isinstance(substance, str) else [substance]
        mentions = mentions.filter(reduce(or_, (_named(mentions, name) for name in _checked_names(wanted))))
        names = [_words(name) for name in wanted]
        # the flow needs every case and how it names the substance; the study, faster, only those that do
        screened = _marked(store.cases, mentions)
        named = mentions.filter(mentions["rank"] == 1) if how == "first" else mentions
        among = store.cases.semi_join(named, "case_id")
    kept = _left(among, steps(among))
    words = [f"{' or '.join(names)} {role_words(how, kind)}"] if names else ["all substances"]
    words += [f"years {span(years)}"] if years is not None else []
    words += [f"ages {ages[0]:g} to {ages[1]:g}"] if ages is not None else []
    words += [f"reason {', '.join(texts(reason))}"] if reason is not None else []
    words += [f"{name} {' or '.join(texts(values))}" for name, values in (where or {}).items()]
    words += [UNWEIGHTED] if store.weighted else []
    return Study(
        store,
        kept,
        mentions,
        tuple(steps(screened, names)),
        screened,
        "; ".join(words),
        years=None if years is None else (int(year_ends(years)[0]), int(year_ends(years)[1])),
        breaks=checked_breaks(breaks or {}),
        how=how,
        base=kept if substance is None else _left(store.cases, others(store.cases)),
    )


def role_words(how: str, kind: Records) -> str:
    """Say how a substance stands in the cases that a study selects by it."""
    return kind.on_record if how == "any" else ROLES[how]


def _left(cases: ir.Table, steps: list) -> ir.Table:
    """Give the cases that no step leaves out."""
    return cases.filter([~condition for _, condition in steps]) if steps else cases


def _checked_names(wanted: list) -> list:
    bad = [name for name in wanted if not isinstance(name, str | re.Pattern) or not _words(name).strip("* ")]
    if bad or not wanted:
        raise DataError(f"substance: expected a name, a code or a pattern, got {bad[0] if bad else wanted!r}.")
    for name in wanted:
        if isinstance(name, re.Pattern) and (fault := pattern_fault(name.pattern)):
            raise DataError(f"substance: expected a pattern that the engine takes, got {name.pattern[:80]!r}: {fault}.")
    return wanted


def _words(name: str | re.Pattern) -> str:
    return name.pattern if isinstance(name, re.Pattern) else name


def _named(substances: ir.Table, name: str | re.Pattern):
    label = substances.substance.lower()
    if isinstance(name, re.Pattern):
        return true(label.re_search(f"(?i){name.pattern}" if name.flags & re.IGNORECASE else name.pattern))
    text = " ".join(name.split()).lower()
    if text.isdecimal():
        return true((substances.generic_code == text) | (substances.product_code == text))
    if "*" not in text:
        return true(label == text)
    return true(label.re_search("^" + ".*".join(re.escape(part) for part in text.split("*")) + "$"))


def _marked(cases: ir.Table, mentions: ir.Table) -> ir.Table:
    """Add how a case names the substance: 1 at first rank, more below, missing when it does not."""
    best = mentions.group_by("case_id").aggregate(best=mentions["rank"].min())
    joined = cases.left_join(best, "case_id")
    return joined.select(*cases.columns, "best")


def checked_breaks(breaks: Mapping[int, str]) -> dict[int, str]:
    """Give breaks in coding in order of time, after checking that each has a year and words."""
    expected = "breaks: expected years (whole numbers) and what changed in each (words)"
    if not isinstance(breaks, Mapping):
        raise DataError(f"{expected}, got {breaks!r}.")
    wrong = [start for start in breaks if type(start) is bool or not isinstance(start, Integral)]
    wrong += [start for start, why in breaks.items() if not isinstance(why, str)]
    if wrong:
        raise DataError(f"{expected}, got {wrong[0]!r}.")
    return {int(start): why for start, why in sorted(breaks.items())}
