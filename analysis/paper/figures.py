"""The three figures of a paper: which table each draws, and what takes its place where the cases do not allow it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..cases.clinical.coingestants import co_ingestants
from ..cases.clinical.dose_response import dose_curve
from ..cases.clinical.effects import clinical_effects, therapies
from ..cases.clinical.outcomes import odds_ratios, outcome_shares
from ..cases.counts.comparable_years import whole_years
from ..cases.counts.table import Counts, framed
from ..cases.counts.trends import annual_trend, fitted
from ..cases.study.selection import Study
from ..errors import DataError
from .answers import Answers, Figure
from .layout import OUTCOME_TITLES

# What is tried, in order, where the plan leaves a figure open.
FALLBACKS = {
    "figure_1": ("flow",),
    "figure_2": ("trend", "counts"),
    "figure_3": ("severity", "odds", "effects", "outcomes", "therapies", "coingestants", "counts"),
}


@dataclass(frozen=True)
class Given:
    """What a figure is chosen and made from."""

    answers: Answers
    study: Study
    annual: Counts


def chosen_figures(answers: Answers, study: Study, annual: Counts) -> list[Figure]:
    """Give the three figures of a paper, from its tables, its cases and its annual counts.

    Raises
    ------
    DataError
        When the plan names a figure that the cases do not allow; names the key and why.
    """
    figures, given = [], Given(answers, study, annual)
    for place, (key, fallbacks) in enumerate(FALLBACKS.items(), start=1):
        named = answers.plan["figures"].get(key)
        used = {figure.chart for figure in figures}
        names = [named] if named else [name for name in fallbacks if name not in used]
        try:
            chart, (table, title) = _first_possible(given, key, names)
        except DataError:
            if named:
                raise
            continue  # left open, and the cases allow none
        figures.append(Figure(f"figure-{place}", f"Figure {place}", chart, table, title))
    return figures


def _first_possible(given: Given, key: str, names: list[str]) -> tuple[str, tuple[pd.DataFrame, str]]:
    reasons = []
    for name in names:
        try:
            return name, TABLES[name](given)
        except DataError as error:
            reasons.append(f"{name}: {error.faults[0]}")
    raise DataError([f"{given.answers.plan.file.name}, figures.{key}: cannot be drawn. {reason}" for reason in reasons])


def _some(table: pd.DataFrame, what: str) -> pd.DataFrame:
    if table.empty:
        raise DataError(f"study: expected {what}, got none.")
    return table


def _flow(given: Given) -> tuple[pd.DataFrame, str]:
    return given.answers["flow"], given.answers.kind.worded("Selection of the cases")


def _of_rates(answers: Answers) -> str:
    rated = answers.plan["denominator"].get("file")
    return answers.kind.worded("Rate of cases per year" if rated else "Cases per year")


def _counts(given: Given) -> tuple[pd.DataFrame, str]:
    whole = whole_years(given.annual)
    return framed(whole if len(whole) else given.annual), _of_rates(given.answers)


def _trend(given: Given) -> tuple[pd.DataFrame, str]:
    if "trend" in given.answers.reasons:
        raise DataError(f"trend: {given.answers.reasons['trend']}")
    annual = given.annual
    fit = annual_trend(annual, **given.answers.plan["trend"], level=given.answers.level)
    return fitted(annual, fit), f"{_of_rates(given.answers)} and their trend"


def _first_outcome(answers: Answers) -> str:
    if not (outcomes := answers.plan["tables"]["outcomes"]):
        raise DataError("tables.outcomes: expected an outcome that these records grade, got none.")
    return outcomes[0]


def _severity(given: Given) -> tuple[pd.DataFrame, str]:
    of, chosen = _first_outcome(given.answers), given.answers.plan["figures"]
    table = dose_curve(given.study, of=of, unit=chosen["dose_unit"], per_kg=chosen["per_kg"], level=given.answers.level)
    return table, given.answers.kind.worded(f"{OUTCOME_TITLES[of]} and dose in single-substance cases")


def _odds(given: Given) -> tuple[pd.DataFrame, str]:
    chosen = given.answers.plan["tables"]
    of = next((of for of in chosen["outcomes"] if of not in given.answers.reasons), None)
    if of is None:
        raise DataError("study: expected cases with and without an outcome, got none.")
    table = odds_ratios(given.study, of=of, factors=tuple(chosen["factors"]), level=given.answers.level)
    return table, f"{OUTCOME_TITLES[of]}: odds ratios"


def _outcomes(given: Given) -> tuple[pd.DataFrame, str]:
    of = _first_outcome(given.answers)
    table = outcome_shares(given.study, by="age_band", of=of, level=given.answers.level)
    return table, f"{OUTCOME_TITLES[of]} by age"


def _effects(given: Given) -> tuple[pd.DataFrame, str]:
    table = _some(
        clinical_effects(given.study, level=given.answers.level), "clinical effects in single-substance cases"
    )
    return table, given.answers.kind.worded("Clinical effects in single-substance cases")


def _therapies(given: Given) -> tuple[pd.DataFrame, str]:
    table = _some(therapies(given.study, single=True, level=given.answers.level), "therapies in single-substance cases")
    return table, given.answers.kind.worded("Therapies in single-substance cases")


def _co_ingestants(given: Given) -> tuple[pd.DataFrame, str]:
    table = _some(co_ingestants(given.study, level=given.answers.level), "other substances")
    return table, given.answers.kind.worded("Other substances in the cases")


TABLES: dict[str, Callable[[Given], tuple[pd.DataFrame, str]]] = {
    "flow": _flow,
    "trend": _trend,
    "counts": _counts,
    "severity": _severity,
    "odds": _odds,
    "outcomes": _outcomes,
    "effects": _effects,
    "therapies": _therapies,
    "coingestants": _co_ingestants,
}


def formats_of(answers: Answers) -> tuple[str, ...]:
    """Give the file types of the pictures; the documents need PNG, whatever the plan says."""
    return tuple(dict.fromkeys(("png", *answers.plan["figures"]["formats"])))


def draw(figure: Figure, answers: Answers, *, into: Path, origin: dict) -> str:
    """Draw a figure into a folder with its numbers and their origin, and give its legend."""
    from ..render import draw_table

    draw_table(
        figure.chart,
        figure.table,
        into=into,
        stem=figure.stem,
        title="",  # journals print title and legend below the picture
        formats=formats_of(answers),
        origin=origin | {"figure": f"{figure.number}. {figure.title}"},
        captioned=False,
    )
    said = json.loads((into / f"{figure.stem}.json").read_text(encoding="utf-8")).get("caption", "")
    return f"{figure.number}. {figure.title}. {said}".strip()
