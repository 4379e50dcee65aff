"""The cases of a study: which substance, in which role, which years, ages and reasons; and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from ..stats.arguments import choice
from .codebook import age_bounds, read_codebook
from .store import Store

if TYPE_CHECKING:
    import ibis.expr.types as ir

ROLES = {
    "any": "mentioned at any rank",
    "first": "ranked first",
    "single": "the only substance",
}
UNKNOWN_BANDS = {"unknown <=5": (0.0, 6.0), "unknown child": (0.0, 20.0), "unknown adult": (20.0, float("inf"))}


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
    """

    store: Store
    cases: ir.Table
    mentions: ir.Table
    steps: tuple[tuple[str, object], ...]
    screened: ir.Table
    stated: str

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
    def single(self) -> Study:
        """The single-substance cases of the study, in which effects can be told apart."""
        alone = self.cases.filter(self.cases.substances == 1)
        return replace(self, cases=alone, stated=f"{self.stated}; single-substance cases")

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
        table, kept, counts = self.screened, True, {"n0": self.screened.count()}
        for place, (_, excluded) in enumerate(self.steps, start=1):
            kept = ~excluded if kept is True else kept & ~excluded
            counts[f"n{place}"] = table.count(where=kept)
        left = self.run(table.aggregate(**counts)).iloc[0].astype(int).tolist()
        names = ["records", *(name for name, _ in self.steps)]
        excluded = [0, *(before - after for before, after in pairwise(left))]
        return pd.DataFrame({"step": names, "excluded": excluded, "remaining": left})


def select(
    store: Store,
    *,
    substance: str | re.Pattern | Iterable | None = None,
    how: str = "any",
    years: int | tuple[int, int] | None = None,
    ages: tuple[float, float] | None = None,
    reason: str | Iterable[str] | None = None,
    human_exposures: bool = True,
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
        only as a group counts when the whole group lies inside; a group that straddles an end is an unknown age.
    reason : str or several, optional
        Reasons (``"Intentional - Abuse"``) or groups of reasons (``"Intentional"``).
    human_exposures : bool
        Leave out information calls, animals and confirmed nonexposures. A record without a type of call (or species)
        is taken for a human exposure, as exports of exposures only often lack the column.

    Returns
    -------
    Study

    Raises
    ------
    DataError
        When an argument is not of these kinds, ends are in the wrong order, or `reason` is not in the codebook.
    """
    choice(how, "how", tuple(ROLES))

    def steps(cases: ir.Table, names: Iterable[str] = ()) -> list:
        return [
            *_call_steps(cases, human_exposures),
            *_year_steps(cases, years),
            *_substance_steps(cases, list(names), how),
            *_age_steps(cases, ages),
            *_reason_steps(cases, reason),
        ]

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
    excluded = [condition for _, condition in steps(among)]
    kept = among.filter([~condition for condition in excluded]) if excluded else among
    words = [f"{' or '.join(names)} {ROLES[how]}"] if names else ["all substances"]
    words += [f"years {_span(years)}"] if years is not None else []
    words += [f"ages {ages[0]:g} to {ages[1]:g}"] if ages is not None else []
    words += [f"reason {', '.join(_texts(reason))}"] if reason is not None else []
    return Study(store, kept, mentions, tuple(steps(screened, names)), screened, "; ".join(words))


def true(condition):
    """Read a condition on missing values as false."""
    return condition.fill_null(False)


def missing(value):
    """Tell where a column of the store has no value."""
    return value.isnull()  # noqa: PD003 (an Ibis column, not pandas)


def _checked_names(wanted: list) -> list:
    bad = [name for name in wanted if not isinstance(name, str | re.Pattern) or not _words(name).strip("* ")]
    if bad or not wanted:
        raise DataError(f"substance: expected a name, a code or a pattern, got {bad[0] if bad else wanted!r}.")
    return wanted


def _words(name: str | re.Pattern) -> str:
    return name.pattern if isinstance(name, re.Pattern) else name


def _named(substances: ir.Table, name: str | re.Pattern):
    label = substances.substance.lower()
    if isinstance(name, re.Pattern):
        return true(label.re_search(name.pattern.lower() if name.flags & re.IGNORECASE else name.pattern))
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


def _call_steps(cases: ir.Table, human_exposures: bool) -> list:
    if not human_exposures:
        return []
    book = read_codebook()
    kinds = book["call_type"].terms
    animal = [term for term in kinds if term.startswith("animal")]
    never = [term for term in kinds if "nonexposure" in term]
    calls = [term for term in kinds if term not in (*book.human_exposure, *animal, *never)]
    nonexposure = true(cases.call_type.isin(never)) | true(cases.medical_outcome.isin(book.nonexposure))
    return [
        ("no exposure (information and other calls)", true(cases.call_type.isin(calls))),
        ("animals", true(cases.species == "animal") | true(cases.call_type.isin(animal))),
        ("confirmed nonexposure", nonexposure),
    ]


def _year_steps(cases: ir.Table, years) -> list:
    if years is None:
        return []
    first, last = _ends(years if isinstance(years, tuple | list) else (years, years), "years")
    outside = ~true(cases.year.between(int(first), int(last)))
    return [("date unknown", missing(cases.year)), (f"outside {_span(years)}", outside)]


def _span(years) -> str:
    ends = years if isinstance(years, tuple | list) else (years, years)
    return f"{ends[0]}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _substance_steps(cases: ir.Table, names: list[str], how: str) -> list:
    if not names:
        return [("more than one substance, or none", ~true(cases.substances == 1))] if how == "single" else []
    steps = [(f"{' or '.join(names)} not mentioned", missing(cases.best))]
    if how == "first":
        steps.append(("not ranked first", ~true(cases.best == 1)))
    if how == "single":
        steps.append(("other substances too", ~true(cases.substances == 1)))
    return steps


def _age_steps(cases: ir.Table, ages) -> list:
    if ages is None:
        return []
    low, high = _ends(ages, "ages")
    bands = {group: UNKNOWN_BANDS.get(group) or age_bounds(group) for group in read_codebook()["age_group"].terms}
    within = [group for group, band in bands.items() if band and low <= band[0] and band[1] <= high + 1]
    outside = [group for group, band in bands.items() if band and (band[1] <= low or band[0] >= high + 1)]
    number = cases.age_years
    known = ~missing(number) | true(cases.age_group.isin([*within, *outside]))
    inside = true((number >= low) & (number < high + 1)) | (missing(number) & true(cases.age_group.isin(within)))
    return [("age unknown", ~known), (f"not aged {low:g} to {high:g}", ~inside)]


def _reason_steps(cases: ir.Table, reason) -> list:
    if reason is None:
        return []
    book, wanted = read_codebook(), _texts(reason)
    known = {*book["reason"].terms, *book["reason_group"].terms}
    strange = [text for text in wanted if text not in known]
    if strange or not wanted:
        near = book["reason"].nearest(strange[0]) if strange else None
        hint = f"; did you mean {near!r}?" if near else "."
        raise DataError(f"reason: expected a reason or group of the codebook, got {strange[:1] or wanted!r}{hint}")
    fits = true(cases.reason.isin(wanted)) | true(cases.reason_group.isin(wanted))
    return [(f"reason not {' or '.join(wanted)}", ~fits)]


def _texts(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _ends(pair, name: str) -> tuple[float, float]:
    try:
        low, high = (float(end) for end in pair)
    except (TypeError, ValueError):
        raise DataError(f"{name}: expected two numbers (first, last), got {pair!r}.") from None
    if not low <= high:
        raise DataError(f"{name}: expected first and last in order, got {low:g} and {high:g}.")
    return low, high
