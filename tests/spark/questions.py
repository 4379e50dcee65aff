"""What is asked of both engines: every analysis function that takes a study, and every way to select one."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from unittest import mock

import numpy as np
import pandas as pd

import analysis.cases
from analysis.cases.clinical import coingestants, dose_response, effects, measurements, outcomes
from analysis.cases.clinical.table_one import table_one
from analysis.cases.counts import counts, periods, standardized, weighted
from analysis.cases.counts.table import Counts, framed
from analysis.cases.counts.trends import annual_trend
from analysis.cases.study.selection import Study, select
from analysis.errors import DataError

SELECTIONS = {
    "all records": {"human_exposures": False},
    "human exposures": {},
    "any": {"substance": "baclofen"},
    "first": {"substance": "Baclofen", "how": "first"},
    "single": {"substance": "Ibuprofen", "how": "single"},
    "single, any substance": {"how": "single"},
    "several": {"substance": ["Baclofen", "Gabapentin", "KRATOM"]},
    "letters": {"substance": "*sanitizer, ethan*"},
    "pattern": {"substance": re.compile(r"^(keto\w+|\w+pam)$|\bbleach\b")},
    "pattern in capitals": {"substance": re.compile("ALPRA|GABA", re.IGNORECASE)},
    "code": {"substance": "9000000"},
    "years": {"substance": "Baclofen", "years": (2012, 2019)},
    "ages": {"substance": "Ibuprofen", "ages": (13, 19)},
    "reason": {"substance": "Acetaminophen", "reason": "Intentional"},
    "all at once": {
        "substance": "Acet*",
        "how": "first",
        "years": (2005, 2022),
        "ages": (6, 59),
        "reason": "Intentional",
    },
}


def population(study: Study) -> pd.DataFrame:
    """Give the states of a study with invented numbers of people."""
    states = counts.state_counts(study)[["state"]].sort_values("state", ignore_index=True)
    return states.assign(population=50_000.0 + 1_000 * np.arange(len(states)))


def aged(study: Study) -> pd.DataFrame:
    bands = {"0-4": 9_000.0, "5-19": 20_000.0, "20-64": 60_000.0, "65+": 11_000.0}
    rows = [(sex, band, people) for sex in ("Female", "Male") for band, people in bands.items()]
    return pd.DataFrame(rows, columns=["sex", "age_band", "population"])


def rates(study: Study) -> Counts:
    counted = counts.annual_counts(study)
    years = counted.frame[["year"]]
    return counts.with_rates(counted, years.assign(population=1e5 + 100.0 * years.index))


def refused(study: Study) -> pd.DataFrame:
    """Ask for weighted counts of cases without weights: both engines say that there are none."""
    try:
        return weighted.weighted_counts(study)
    except DataError as error:
        return pd.DataFrame({"said": [str(error)]})


def in_the_engine(study: Study) -> pd.DataFrame:
    """Table 1 with numbers, with so many values that the engine works out the quartiles."""
    with mock.patch.object(measurements, "MOST_VALUES", 3):
        return table_one(study, by="sex", variables=(), numbers=("age_years", "dose"))


# (function asked, selection, how it is asked). A function that needs only a study and is not here is asked as it is.
ASKED: list[tuple[Callable, str, Callable[[Study], object]]] = [
    *((Study.flow, name, Study.flow) for name in SELECTIONS),
    *((Study.count, name, Study.count) for name in SELECTIONS),
    (counts.annual_counts, "human exposures", counts.annual_counts),
    (counts.annual_counts, "human exposures", lambda s: counts.annual_counts(s, by="mention")),
    (counts.annual_counts, "any", lambda s: counts.annual_counts(s, by="age_band")),
    (counts.annual_counts, "any", lambda s: counts.annual_counts(s, by="serious")),
    (counts.annual_counts, "human exposures", lambda s: counts.annual_counts(s, by="route")),
    (counts.with_rates, "any", rates),
    (counts.change, "any", lambda s: counts.change(rates(s), first=2010, last=2020)),
    (annual_trend, "any", lambda s: annual_trend(rates(s))),
    (counts.monthly_counts, "human exposures", counts.monthly_counts),
    (counts.monthly_counts, "any", lambda s: counts.monthly_counts(s, by="sex")),
    (counts.weekly_counts, "human exposures", counts.weekly_counts),
    (counts.weekly_counts, "any", lambda s: counts.weekly_counts(s, by="sex")),
    (counts.weekly_counts, "human exposures", lambda s: counts.weekly_counts(s, week="monday")),
    (counts.state_counts, "human exposures", lambda s: counts.state_counts(s, area="region")),
    (counts.state_rates, "human exposures", lambda s: counts.state_rates(s, population(s))),
    (standardized.standardized_rates, "human exposures", lambda s: standardized.standardized_rates(
        s, aged(s), aged(s)[["age_band", "population"]].drop_duplicates()
    )),
    (table_one, "any", lambda s: table_one(s, by="sex", variables=("age_group", "reason"))),
    (table_one, "any", lambda s: table_one(s, by="mention", unknowns="kept", variables=("route",))),
    (measurements.measured, "any", lambda s: table_one(s, by="sex", variables=(), numbers=("age_years", "dose"))),
    (measurements.number_rows, "any", in_the_engine),
    (effects.clinical_effects, "any", lambda s: effects.clinical_effects(s, single=False, related=False)),
    (effects.with_shares, "human exposures", lambda s: effects.therapies(s, single=True, performed=False)),
    (effects.effect_pairs, "human exposures", lambda s: effects.effect_pairs(s, at_least=5)),
    (effects.effect_pairs, "several", lambda s: effects.effect_pairs(s, single=False)),
    (coingestants.combinations, "human exposures", coingestants.combinations),
    (coingestants.combinations, "any", coingestants.combinations),
    (coingestants.combination_shares, "any", coingestants.combination_shares),
    (coingestants.co_ingestants, "first", coingestants.co_ingestants),
    (outcomes.outcome_shares, "human exposures", lambda s: outcomes.outcome_shares(s, by="age_band", of="admitted")),
    (outcomes.odds_ratios, "human exposures", outcomes.odds_ratios),
    (outcomes.odds_ratios, "several", lambda s: outcomes.odds_ratios(s, of="admitted", factors=("mention",))),
    (dose_response.doses, "pattern", lambda s: dose_response.doses(s, per_kg=True)),
    (outcomes.check_graded, "letters", lambda s: outcomes.check_graded(s, "serious")),
    (weighted.weighted_counts, "human exposures", refused),
    (periods.coverage, "years", periods.coverage),
    (Study.held, "any", lambda s: counts.annual_counts(s.held())),
    (Study.single.fget, "any", lambda s: s.single.count()),
]  # fmt: skip


# What these cases do not answer, as it is: they have no sampling weights.
REFUSED = {weighted.weighted_counts}


def takers() -> dict[Callable, str]:
    """Find every public function of the room whose first argument is a study, with its name."""
    found = {}
    for module in pkgutil.walk_packages(analysis.cases.__path__, "analysis.cases."):
        room = importlib.import_module(module.name)
        for name, function in inspect.getmembers(room, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            own = function.__module__ == room.__name__ and not name.startswith("_")
            if own and first is not None and first.annotation in (Study, "Study"):
                found[function] = f"{module.name}.{name}"
    return found


def needs_more(function: Callable) -> bool:
    """Tell whether a function needs more than a study."""
    others = list(inspect.signature(function).parameters.values())[1:]
    return any(each.default is each.empty for each in others)


def questions() -> dict[str, tuple[str, Callable[[Study], object]]]:
    """Give (selection, question) by a name for the reader."""
    asked = [(f"{function.__qualname__} of {name}", name, ask) for function, name, ask in ASKED]
    asked += [
        (f"{name} as it is", "any", ask) for ask, name in takers().items() if not needs_more(ask) and ask not in REFUSED
    ]
    return {f"{place:02d} {name}": (selection, ask) for place, (name, selection, ask) in enumerate(asked)}


def answer(store, selection: str, ask: Callable[[Study], object]):
    """Ask one question of a store."""
    return framed(ask(select(store, **SELECTIONS[selection])))
