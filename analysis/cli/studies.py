"""The questions of ``poison-center cases``: every verb a study of the store, one function of the case room, a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..errors import DataError
from .asking import answered, checked_column, counts_of, denominators, rated
from .help import Verb
from .options import command_of, listed, pairs_of, year_of

app = typer.Typer()
VERBS: dict[str, str | None] = {}  # verb: name of its picture, where there is one

By = Annotated[
    str | None, typer.Option("--by", help="Column to split by (of your own too), or mention, age_band, region.")
]
Level = Annotated[float, typer.Option("--level", help="Confidence level of the limits.")]
Top = Annotated[int | None, typer.Option("--top", help="Only the first so many rows.", min=1)]
AtLeast = Annotated[int, typer.Option("--at-least", help="Leave out what fewer cases have.", min=1)]
Denominator = Annotated[
    Path | None, typer.Option("--denominator", help="CSV file: population or prescriptions by year (or state).")
]
Per = Annotated[float, typer.Option("--per", help="Rates per so many; needs --denominator.")]
Of = Annotated[str, typer.Option("--of", help="serious, admitted or medically_admitted.")]
AllSubstances = Annotated[bool, typer.Option("--all-substances", help="Cases with several substances too.")]
Breaks = Annotated[
    list[str] | None,
    typer.Option("--break", metavar="YEAR=WHY", help="The coding changed in that year; repeat it for several."),
]
Every = Annotated[
    str | None,
    typer.Option("--every", help="year (the default), month, week (from Sunday: MMWR) or week-monday (ISO)."),
]


def verb(
    name: str,
    *,
    picture: str | None = None,
    series: bool = False,
    grouped: bool = False,
    printed: Callable | None = None,
) -> Callable:
    """Add a function of a study as a verb, with the selection, engine and output options of all of them.

    One whose answer can be printed as a journal does names what gives that table (`printed`).
    """

    def register(function: Callable) -> Callable:
        VERBS[name] = picture
        function.printed = printed  # type: ignore[attr-defined]
        run = partial(answered, function, picture)
        app.command(name, cls=Verb)(
            command_of(function, run, series=series, picture=picture is not None, grouped=grouped)
        )
        return function

    return register


@verb("flow", picture="flow")
def flow(study):
    """Count the cases left out at every step."""
    return study.flow()


@verb("counts", picture="counts", series=True)
def counts(
    source, every: Every = None, by: By = None, denominator: Denominator = None, per: Per = 100_000, level: Level = 0.95
):
    """Count cases per year, month or week, or give rates."""
    return rated(counts_of(source, every, by), denominator, per, level)


@verb("change", picture="counts", series=True)
def change(
    source,
    first: Annotated[int | None, typer.Option("--first", help="Year to compare with; the first whole one.")] = None,
    last: Annotated[str | None, typer.Option("--last", help="Year to compare, or peak; the last whole one.")] = None,
    by: By = None,
    breaks: Breaks = None,
    denominator: Denominator = None,
    level: Level = 0.95,
):
    """Give the percent change between two years.

    Of counts, or of unrounded rates, with exact limits.
    """
    from ..cases.counts.rates import change

    if last not in (None, "peak") and not last.isdecimal():
        raise DataError(f"--last: expected a year or peak, got {last!r}.")
    annual = rated(counts_of(source, "year", by), denominator, 100_000, level)
    last = int(last) if last and last != "peak" else last
    return change(annual, first=first, last=last, breaks=_declared(breaks), level=level), lambda: annual


@verb("trend", picture="trend", series=True, grouped=True)
def trend(
    source,
    at_break: Annotated[str, typer.Option("--at-break", help="Where the coding changed: refuse or step.")] = "refuse",
    model: Annotated[
        str | None, typer.Option("--model", help="quasi-poisson, poisson, negative-binomial or log-rate.")
    ] = None,
    joinpoint: Annotated[bool, typer.Option("--joinpoint", help="Joinpoint regression (log-rate).")] = False,
    partial_years: Annotated[bool, typer.Option("--partial-years", help="Years not recorded whole too.")] = False,
    breaks: Breaks = None,
    denominator: Denominator = None,
    per: Per = 100_000,
    level: Level = 0.95,
):
    """Fit the annual percent change of counts or rates."""
    from ..cases.counts.trends import annual_trend, fitted, joinpoint_trend

    if joinpoint and at_break != "refuse":
        raise DataError("--at-break: a joinpoint trend crosses no break; fit each side of it by itself with --years.")
    annual = rated(counts_of(source, "year", None), denominator, per, level)
    how: dict = {"level": level, "breaks": _declared(breaks)} | ({"model": model} if model else {})
    how |= {"partial": "keep"} if partial_years else {}
    fit = joinpoint_trend(annual, **how) if joinpoint else annual_trend(annual, at_break=at_break, **how)
    return fit, lambda: fitted(annual, fit)


@verb("effects", picture="effects", grouped=True)
def effects(
    study,
    all_substances: AllSubstances = False,
    all_effects: Annotated[bool, typer.Option("--all-effects", help="Effects not coded as related too.")] = False,
    top: Top = None,
    level: Level = 0.95,
):
    """Count the cases with each clinical effect.

    Related effects in single-substance cases, unless asked otherwise.
    """
    from ..cases.clinical.effects import clinical_effects

    return _first(clinical_effects(study, single=not all_substances, related=not all_effects, level=level), top)


@verb("therapies", picture="therapies", grouped=True)
def therapies(
    study,
    single: Annotated[
        bool, typer.Option("--single/--all-substances", help="Single-substance cases only, or all (the default).")
    ] = False,
    recommended: Annotated[bool, typer.Option("--recommended", help="Therapies not performed too.")] = False,
    top: Top = None,
    level: Level = 0.95,
):
    """Count the cases with each therapy performed."""
    from ..cases.clinical.effects import therapies

    return _first(therapies(study, single=single, performed=not recommended, level=level), top)


@verb("coingestants", picture="coingestants", grouped=True)
def coingestants(study, top: Top = None, level: Level = 0.95):
    """Count the other substances of the cases."""
    from ..cases.clinical.coingestants import co_ingestants

    return _first(co_ingestants(study, level=level), top)


@verb("combinations", picture="combinations", grouped=True)
def combinations(study, at_least: AtLeast = 2, top: Top = None):
    """Count pairs of substances, against chance."""
    from ..cases.clinical.coingestants import combinations

    return _first(combinations(study, at_least=at_least), top)


@verb("combination-shares", picture="combination_shares", grouped=True)
def combination_shares(study, at_least: AtLeast = 2, top: Top = None, level: Level = 0.95):
    """Give each pair's share of all cases and of combined ones."""
    from ..cases.clinical.coingestants import combination_shares

    return _first(combination_shares(study, at_least=at_least, level=level), top)


@verb("outcomes", picture="outcomes")
def outcomes(study, of: Of = "serious", by: By = None, level: Level = 0.95):
    """Give the share with a serious outcome, or admitted."""
    from ..cases.clinical.outcomes import outcome_shares

    checked_column(study, by)
    return outcome_shares(study, by=by, of=of, level=level)


@verb("odds", picture="odds", grouped=True)
def odds(
    study,
    of: Of = "serious",
    factors: Annotated[
        str, typer.Option("--factors", help="Columns with commas, adjusted for each other.")
    ] = "age_band,sex,mention",
    level: Level = 0.95,
):
    """Give crude and adjusted odds ratios of an outcome."""
    from ..cases.clinical.outcomes import odds_ratios

    for name in listed(factors):
        checked_column(study, name, "--factors")
    return odds_ratios(study, of=of, factors=listed(factors), level=level)


@verb("severity", picture="severity", grouped=True)
def severity(
    study,
    of: Of = "serious",
    unit: Annotated[str, typer.Option("--unit", help="Unit of the doses to take; none is converted.")] = "mg",
    per_kg: Annotated[bool, typer.Option("--per-kg", help="Dose by body weight, where it is known.")] = False,
    level: Level = 0.95,
):
    """Say how the outcome grows with the dose.

    Of the substance, in single-substance cases.
    """
    from ..cases.clinical.dose_response import dose_curve, severity_by_dose

    how: dict = {"of": of, "unit": unit, "per_kg": per_kg, "level": level}
    return severity_by_dose(study, **how), lambda: dose_curve(study, **how)


@verb("states", picture="states", grouped=True)
def states(
    study,
    area: Annotated[str, typer.Option("--area", help="state, or region of the Census Bureau.")] = "state",
    denominator: Denominator = None,
    per: Per = 100_000,
    top: Top = None,
    level: Level = 0.95,
):
    """Count cases per state, or give rates."""
    from ..cases.counts.counts import state_counts, state_rates

    if denominator is None:
        return _first(state_counts(study, area=area), top)
    return _first(state_rates(study, denominators(denominator), area=area, per=per, level=level), top)


@verb("pairs", grouped=True)
def pairs(study, all_substances: AllSubstances = False, at_least: AtLeast = 1, top: Top = None):
    """Count pairs of substance and clinical effect."""
    from ..cases.clinical.effects import effect_pairs

    return _first(effect_pairs(study, single=not all_substances, at_least=at_least), top)


def _first(table, top: int | None):
    return table if top is None else table.head(top)


def _declared(breaks: list[str] | None) -> dict[int, str]:
    """Give the breaks that everybody knows and those typed."""
    from ..cases.counts.comparable_years import CODING_BREAKS

    return CODING_BREAKS | {year_of(year): why for year, why in pairs_of(breaks, "--break", "2006=new codes")}
