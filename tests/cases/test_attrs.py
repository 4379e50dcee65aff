"""Every frame about a study says which cases it is about, whether they are made up, and what its limits are."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pandas as pd
import pytest
from cases.invented import synthetic_store, weighted_folder

import analysis.cases
from analysis.cases.clinical.table_one import printed_table_one, table_one
from analysis.cases.counts.counts import annual_counts, change, monthly_counts, with_rates, yearly
from analysis.cases.counts.table import framed
from analysis.cases.counts.trends import annual_trend, fitted, joinpoint_trend
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select

PARTS = {"number_rows", "with_shares"}  # rows of a table, and the last step of one
STATES = pd.DataFrame({"state": ["PA", "TX", "CA", "OH"], "population": [1e6, 2e6, 3e6, 4e6]})
AGES = pd.DataFrame({"age_band": ["0-19", "20+"], "population": [1e6, 3e6]})
OTHER_ARGUMENTS = {
    "state_rates": {"population": STATES, "area": "region"},
    "standardized_rates": {"population": AGES, "standard": AGES},
    "table_one": {"by": "mention", "variables": ["sex"], "numbers": ["age_years"]},
}


def asked() -> dict:
    """Find every public function of the cases whose first argument is a study and whose answer is a frame or Counts."""
    found = {}
    for module in pkgutil.walk_packages(analysis.cases.__path__, "analysis.cases."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            answers = inspect.signature(function).return_annotation in ("pd.DataFrame", "Counts")
            if first is not None and first.annotation == "Study" and answers and not name.startswith("_"):
                found[name] = function
    return {name: function for name, function in found.items() if name not in PARTS}


QUESTIONS = asked()


def study(store=None, **more):
    return select(store or synthetic_store(), substance="baclofen", **more)


def test_the_walk_finds_the_questions():
    known = {"annual_counts", "table_one", "clinical_effects", "combinations", "odds_ratios", "standardized_rates"}
    assert known <= QUESTIONS.keys()
    assert QUESTIONS.keys() >= OTHER_ARGUMENTS.keys()


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_frames_say_what_they_are_about(name):
    store = open_store(weighted_folder()) if name == "weighted_counts" else synthetic_store()
    frame = framed(QUESTIONS[name](study(store), **OTHER_ARGUMENTS.get(name, {})))
    assert len(frame)
    assert frame.attrs["study"].startswith("baclofen mentioned at any rank")
    assert frame.attrs["synthetic"] is True
    if {"low", "high"} <= set(frame) or "crude_low" in frame:
        assert frame.attrs["level"] == 0.95
        assert frame.attrs.get("method") or frame["method"].all()  # one for all rows, or one for each


@pytest.mark.parametrize("name", ["clinical_effects", "therapies", "co_ingestants", "effect_pairs", "combinations"])
def test_empty_frames_say_so_too(name):
    frame = QUESTIONS[name](study(years=1900))
    assert frame.empty
    assert frame.attrs["study"].startswith(study(years=1900).stated)
    assert frame.attrs["synthetic"] is True
    assert "level" in frame.attrs or "low" not in frame


def test_the_flow_and_what_is_made_of_counts_say_it_as_well():
    counts = annual_counts(study())
    people = pd.DataFrame({"year": counts["year"], "population": 1e6})
    rated = with_rates(counts, people)
    fit = annual_trend(rated)
    frames = [study().flow(), rated, change(rated), change(counts, last="peak"), yearly(monthly_counts(study()))]
    frames += [fit, joinpoint_trend(counts, model="poisson"), fitted(rated, fit)]
    frames += [printed_table_one(table_one(study(), variables=["sex"]))]
    for frame in map(framed, frames):
        assert frame.attrs["study"] == study().stated
        assert frame.attrs["synthetic"] is True
        if "low" in frame:
            assert frame.attrs["level"] == 0.95
            assert frame.attrs["method"]
