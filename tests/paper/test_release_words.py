"""Sentences with withheld numbers read as English."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from paper.test_release_edges import answers_of, varied

from analysis.forms import Withheld
from analysis.paper.methods import write_text
from analysis.paper.numbers import WITHHELD, counting

# a noun follows the mark only through "of", and no article stands before it
CLUMSY = re.compile(
    rf"\b(the|an?) {WITHHELD}|{WITHHELD} (?!of\b|in\b|were\b|was\b|rejected\b|and\b|each\b|\()[a-z]", re.IGNORECASE
)
PLACES = {
    "table-3": ("n", "events"),
    "table-1": ("n", "denominator"),
    "flow": ("excluded",),
    "run": ("value",),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return answers_of(tmp_path_factory.mktemp("words"), varied(60))


def sentences(answers):
    said = write_text(answers)
    return [one for _, words in (*said.methods, *said.results) for one in re.split(r"(?<=[.;]) ", words)]


def withheld(answers, table, column, rows=None):
    """Give the paper with the counts of a column withheld, some rows or all."""
    found = answers[table].astype(object)
    rows = found.index if rows is None else rows
    found[column] = pd.Series(
        [Withheld("*") if row in rows else value for row, value in found[column].items()], dtype=object
    )
    return replace(answers, tables={**answers.tables, table: found})


@pytest.mark.parametrize(("table", "column"), [(table, name) for table in PLACES for name in PLACES[table]])
def test_a_number_that_is_withheld_reads_as_english(answers, table, column):
    counts = None
    if table == "run":
        names = ("rows in", "rows kept", "rows rejected", "single-substance cases", "cases with an unknown outcome")
        counts = answers["run"].index[answers["run"]["quantity"].isin(names)]
    said = sentences(withheld(answers, table, column, counts))
    assert not [one for one in said if CLUMSY.search(one)]
    if (table, column) == ("table-3", "n"):
        assert any(f"of the cases with a known outcome ({WITHHELD})" in one for one in said), said


def test_no_death_among_cases_of_a_withheld_number(answers):
    alive = answers["table-1"][~answers["table-1"]["level"].astype(str).str.startswith("Death")].reset_index(drop=True)
    said = sentences(withheld(replace(answers, tables={**answers.tables, "table-1": alive}), "table-3", "n"))
    assert f"No death is recorded among the cases with a known outcome ({WITHHELD});" in said


def test_numbers_of_records_read_as_english(answers):
    said = sentences(withheld(answers, "flow", "remaining", [0]))
    assert any(one.startswith(f"This is a retrospective analysis of {WITHHELD} of ") for one in said)
    assert any(one.startswith(f"Of {WITHHELD} of records, ") for one in said)
    assert not [one for one in said if CLUMSY.search(one)]


def test_what_is_counted_follows_its_number():
    assert counting("175", "cases") == "175 cases"
    assert counting(WITHHELD, "cases") == "a withheld number of cases"
