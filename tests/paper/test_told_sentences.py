"""Sentences of a paper that a reader quotes: whole, said once, and every table and figure of the paper cited."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from paper.desks import invented, plan, small_store

from analysis.cases.store.store import open_store
from analysis.paper import read_plan
from analysis.paper.ask import ask
from analysis.paper.findings import finding
from analysis.paper.layout import printed_tables
from analysis.paper.methods import write_text


def asked(folder, rows=None, text="", **more):
    small_store(folder / "store", rows or invented(), **more)
    chosen = read_plan(plan(folder, text))
    return ask(chosen, open_store(chosen.store))


def said_of(answers):
    text = write_text(answers)
    return " ".join(words for _, words in (*text.methods, *text.results))


@pytest.mark.parametrize("third", ["severity", "outcomes", "therapies"])
def test_every_table_and_figure_is_cited(third, tmp_path):
    seen = {"effects": [("c1", "Coma"), ("c2", "Coma")], "therapies": [("c1", "Oxygen")]}
    answers = asked(tmp_path, text=f'[figures]\nfigure_3 = "{third}"\n', **seen)
    text = said_of(answers)
    for number in ("Table 1", "Table 2", "Table 3", "Table S1", "Table S2", *(f.number for f in answers.figures)):
        assert number in text, number
    assert "(Table S1, Figure 1)" in text and "(Table S2, Figure 2)" in text


def test_the_criterion_is_said_once_and_a_change_in_few_words(tmp_path):
    answers = asked(tmp_path, text='[selection]\nsubstance = "Baclofen"\n')
    text = said_of(answers)
    assert text.count("mentioned at any rank") == 1 and "The substance counted" not in text
    assert "a change of the number" not in text and re.search(r", a change of .{1,8}% \(95% CI", text)


def test_what_rests_on_two_years_is_the_comparison(tmp_path):
    from dataclasses import replace

    from analysis.paper.years import compared

    answers = asked(tmp_path)
    rows = {"value": [-13.5, -1.0], "low": [-43.3, -1.9], "high": [31.5, -0.1], "first": [2000] * 2, "last": [2023] * 2}
    table = pd.DataFrame({"term": ["first to last year", "annual percent change"]} | rows)
    (told,) = compared(replace(answers, tables={**answers.tables, "change": table}))
    assert "the comparison rests on two single years" in told and "the one" not in told


def test_a_table_without_a_row_is_no_table(tmp_path):
    unknown = "Not followed, judged as nontoxic exposure (clinical effects not expected)"
    answers = asked(tmp_path, [row | {"medical_outcome": unknown, "level_of_care": None} for row in invented()])
    assert "Table 3" not in [table.number for table in printed_tables(answers.tables)]
    assert "Table 3" not in said_of(answers) and "Serious outcome was not modeled" in said_of(answers)


def test_the_year_with_the_most_is_no_majority(tmp_path):
    answers = asked(tmp_path, text='[figures]\nfigure_2 = "counts"\n')
    titles = [finding(figure, answers) for figure in answers.figures if figure.chart == "counts"]
    assert titles and not any(title.startswith("Most ") for title in titles)
