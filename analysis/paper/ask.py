"""What a paper asks of its store: every number of the tables, the figures and the text, as tidy tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from ..cases.clinical.coingestants import co_ingestants, substances_involved
from ..cases.clinical.effects import clinical_effects, therapies
from ..cases.clinical.outcomes import grades_severity, odds_ratios, outcome_shares
from ..cases.clinical.table_one import table_one
from ..cases.codebook.records import records_of
from ..cases.counts.comparable_years import whole_years
from ..cases.counts.counts import annual_counts, change, with_rates
from ..cases.counts.periods import coverage
from ..cases.counts.table import Counts, framed
from ..cases.counts.trends import annual_trend
from ..cases.store.store import Store
from ..cases.study.derived import column
from ..cases.study.selection import Study, select
from ..errors import DataError
from .answers import Answers
from .characteristics import absent_words, with_sizes, without_empty
from .figures import chosen_figures
from .run import told_of_run
from .study import Plan

MOST_GROUPS = 8
CHANGES = ["term", "first", "last", "old", "new", "value", "low", "high", "p", "model"]


def ask(plan: Plan, store: Store, *, say: Callable[[str], None] = lambda step: None) -> Answers:
    """Select the cases of a plan and compute every table and every figure's.

    Raises
    ------
    DataError
        When no case is selected (the exclusion flow is in the message) or the plan asks for a column that is not there.
    """
    say("selection")
    plan = plan.settled(records_of(store.records), _levels_of_care(store))
    study = select(store, **plan.selection())
    flow = study.flow()
    if not flow["remaining"].iloc[-1]:
        said = "; ".join(f"{row.step}: {row.remaining:,} left" for row in flow.itertuples())
        raise DataError(f"{plan.file.name}, selection: expected cases, got none ({study.stated}). {said}.")
    study, reasons = study.held(), _not_in_export(store)
    level = plan["tables"]["level"]
    say("annual counts")
    annual = _annual(plan, study)
    complete = framed(annual).assign(complete=~annual["year"].isin(list(annual.partial)))
    tables = {"flow": flow, "annual": complete, "change": _changes(annual, plan, level, reasons)}
    say("table 1")
    tables["table-1"] = _table_1(plan, study, reasons)
    say("table 2")
    of_substances = {"effect", "therapy"} <= reasons.keys() and not records_of(store.records).calls
    tables["table-2"] = _substances(plan, study, level) if of_substances else _table_2(study, level)
    say("table 3")
    tables["table-3"] = _table_3(plan, study, reasons)
    tables["run"] = told_of_run(plan, study, annual, tables)
    store_id = store.origin.id if store.origin else None
    answers = Answers(plan, study.stated, store.records, store.synthetic, store_id, tables, reasons)
    return replace(answers, figures=tuple(chosen_figures(answers, study, annual)))


def _levels_of_care(store: Store) -> bool:
    """Say whether any case of a store has one, so that admissions can be told."""
    cases = store.cases
    return not store.run(cases.filter(cases.level_of_care.notnull()).limit(1)).empty  # noqa: PD004 (an Ibis column)


def _not_in_export(store: Store) -> dict[str, str]:
    """Say which of effects and therapies no case of a store has."""
    tables = {"effect": store.effects, "therapy": store.therapies}
    return {name: "not in this export" for name, table in tables.items() if store.run(table.limit(1)).empty}


def _table_1(plan: Plan, study: Study, reasons: dict[str, str]) -> pd.DataFrame:
    """Give Table 1 with the number of cases of every group in its first rows."""
    chosen = plan["table_1"]
    by, names = chosen.get("by"), [name for name in chosen["variables"] if name != chosen.get("by")]
    for name in [*names, *chosen["denominators"], *([by] if by else [])]:
        _known_column(plan, study, name)
    denominators = {name: kind for name, kind in chosen["denominators"].items() if name in names}
    options = {"unknowns": chosen["unknowns"], "numbers": chosen["numbers"], "denominators": denominators}
    try:
        table = without_empty(table_one(study, by=by, variables=names, **options))
    except DataError as error:
        raise DataError([f"{plan.file.name}, table_1.{fault}" for fault in error.faults]) from None
    groups = list(dict.fromkeys(table["group"]))
    if len(groups) - 1 > MOST_GROUPS:
        raise DataError(
            f"{plan.file.name}, table_1.by: expected a column with at most {MOST_GROUPS} groups, "
            f"got {len(groups) - 1} in {by!r}; take a coarser one."
        )
    if absent := absent_words(table):
        reasons["table-1"] = absent
    return with_sizes(study, table, by)


def _known_column(plan: Plan, study: Study, name: str) -> None:
    try:
        column(study.cases, name)
    except DataError as error:
        said = str(error).removeprefix("by: ")
        raise DataError(f"{plan.file.name}, table_1: {said}") from None


def _table_2(study: Study, level: float) -> pd.DataFrame:
    """Give clinical effects and therapies of the single-substance cases in one tidy table, their number first."""
    single = study.single.count()
    both = {
        "effect": clinical_effects(study, single=True, level=level),
        "therapy": therapies(study, single=True, level=level),
    }
    alone = records_of(study.store.records).worded("Single-substance cases")
    base = pd.DataFrame({"kind": ["cases"], "term": [alone], "n": [single], "cases": [single]})
    rows = [table.rename(columns={kind: "term"}).assign(kind=kind) for kind, table in both.items()]
    frame = pd.concat([base, *(part for part in rows if len(part))], ignore_index=True)
    frame = frame.reindex(columns=["kind", "term", "n", "cases", "value", "low", "high"])
    return frame.assign(method=next((table.attrs["method"] for table in both.values() if "method" in table.attrs), ""))


def _substances(plan: Plan, study: Study, level: float) -> pd.DataFrame:
    """Give the substances of the cases, but for those that the study was selected by, as `_table_2` gives effects."""
    asked = co_ingestants if "substance" in plan["selection"] else substances_involved
    found = asked(study, level=level).rename(columns={"substance": "term"}).assign(kind="substance")
    everyone, n = records_of(study.store.records).worded("All cases"), study.count()
    base = pd.DataFrame({"kind": ["cases"], "term": [everyone], "n": [n], "cases": [n]})
    frame = pd.concat([base, found], ignore_index=True) if len(found) else base
    frame = frame.reindex(columns=["kind", "term", "n", "cases", "value", "low", "high"])
    return frame.assign(method=found.attrs["method"])


def _table_3(plan: Plan, study: Study, reasons: dict[str, str]) -> pd.DataFrame:
    """Give shares and odds ratios of each outcome; what cannot be estimated goes to `reasons` in words."""
    rows, chosen, kind = [], plan["tables"], records_of(study.store.records)
    for of in chosen["outcomes"]:
        try:
            share = outcome_shares(study, of=of, level=chosen["level"])
        except DataError:
            ungraded = of == "serious" and not grades_severity(study)
            unknown = kind.worded("it is known of none of the cases")
            reasons[of] = "the records grade no milder one" if ungraded else unknown
            continue
        rows.append(share.assign(outcome=of, factor="all", term="known"))
        events, n = int(share["events"].iloc[0]), int(share["n"].iloc[0])
        if not 0 < events < n:
            reasons[of] = kind.worded(
                "every case in which it is known had it" if events else "no case in which it is known had it"
            )
            continue
        try:
            ratios = odds_ratios(study, of=of, factors=tuple(chosen["factors"]), level=chosen["level"])
        except DataError:
            reasons[of] = kind.worded("no factor has two levels among the cases with and without it")
            continue
        rows.append(ratios.assign(outcome=of, left_out=ratios.attrs["left_out"]))
    columns = ["outcome", "factor", "term", "events", "n", "value", "low", "high"]
    columns += ["crude", "crude_low", "crude_high", "adjusted", "adjusted_low", "adjusted_high", "p"]
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    return frame.reindex(columns=[*columns, "method", "left_out"]).astype({"method": object})


def _annual(plan: Plan, study: Study) -> Counts:
    """Count by year, years without a case included as far as plan and data reach; rates."""
    reach = coverage(study)
    if reach.years is None:
        raise DataError("store: expected cases with a year, got none; a paper needs dates.")
    annual = annual_counts(study if study.years else replace(study, years=reach.years))
    population = plan.denominator()
    if population is not None:
        try:
            annual = with_rates(annual, population, per=plan["denominator"]["per"], level=plan["tables"]["level"])
        except DataError as error:
            raise DataError([f"{plan.file.name}, {fault}" for fault in error.faults]) from None
    return annual


def _changes(annual: Counts, plan: Plan, level: float, reasons: dict[str, str]) -> pd.DataFrame:
    """Give the change from the first to the last whole year and the annual percent change, where they can be had."""
    rows = []
    if len(whole_years(annual)) < 2:
        reasons["change"] = reasons["trend"] = "the records cover fewer than two whole years"
        return pd.DataFrame(columns=CHANGES)
    try:
        changed = change(annual, level=level)
        rows.append(changed.assign(term="first to last year", model=changed.attrs["method"]))
    except DataError as error:
        reasons["change"] = error.faults[0]
    try:
        trend = annual_trend(annual, **plan["trend"], level=level)
        if trend["low"].isna().any():
            raise DataError("counts: two years give a trend without limits; more are needed.")
        rows.append(trend)
    except DataError as error:
        reasons["trend"] = error.faults[0].removeprefix("counts: ")
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    return frame.reindex(columns=CHANGES)
