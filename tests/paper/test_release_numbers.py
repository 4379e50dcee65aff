"""Every number that leaves is known to the gate; what a withheld one tells by another number, test or digit goes."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest
from paper.test_release_edges import FEW, answers_of, passed, varied

from analysis.errors import DataError
from analysis.forms import Withheld, alike, p_value
from analysis.paper.figures import draw
from analysis.paper.released.accounted import check_accounted
from analysis.paper.released.cells import counted_in
from analysis.paper.released.gate import pass_gate
from analysis.paper.released.withhold import as_printed
from analysis.release import policy
from analysis.release.cells import MENTIONS


def marked(value):
    return isinstance(value, Withheld)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Cases of which a few are of no sex, so that one sex is withheld with them."""
    rows = varied(150)
    return answers_of(tmp_path_factory.mktemp("numbers"), rows, '[table_1]\nby = "sex"\n')


@pytest.fixture(scope="module", params=["cms", "opensafely", "acro"])
def released(request, answers):
    return pass_gate(answers, policy(request.param), programs=FEW).answers


def test_the_size_of_a_group_has_one_fate_beside_its_ages_too(released):
    """The denominator of age in years printed the size of a group that was withheld, to the last case."""
    table = released["table-1"]
    sizes = table[table["variable"] == "cases"].set_index("group")["n"]
    ages = table[table["variable"] == "age_years"]
    assert len(ages)
    for row in ages.itertuples():
        assert str(row.denominator).removesuffix(".0") == str(sizes[row.group])


def test_cases_with_several_values_have_one_fate_in_the_rows_of_every_group(answers, released):
    """The rows of all cases had the mark, those of each group the count."""
    table = released["table-1"]
    rows = table[table["variable"] == "route"]
    true = answers["table-1"].loc[answers["table-1"]["variable"] == "route", "several"].iloc[0]
    assert true and len(set(rows["several"].map(str))) == 1


def test_a_number_of_which_nothing_is_known_does_not_leave(answers):
    counted = counted_in(answers)
    check_accounted(counted)
    place = next(place for place in counted.places if place.column == "denominator")
    del counted.places[place]
    with pytest.raises(DataError, match=r"got others in table-1\.csv, denominator"):
        check_accounted(counted)
    table = answers["table-2"].assign(most=3)
    counted = counted_in(answers)
    counted.tables = {**counted.tables, "table-2": table}
    with pytest.raises(DataError, match=r"table-2\.csv, most"):
        check_accounted(counted)


def test_the_name_of_a_test_goes_with_its_p_value(released):
    """Fisher or chi-square hangs on whether an expected count is below five."""
    table = released["table-1"]
    hidden = {row.variable for row in table.itertuples() if marked(row.p)}
    assert hidden and table.loc[table["variable"].isin(hidden), "test"].isna().all()


def test_words_on_limits_tests_and_ratios_that_are_nowhere_are_not_said(answers):
    text, tables, _ = passed(answers, "opensafely")
    for word in ("confidence intervals (CI)", "Wilson", "were compared with the", "P values"):
        assert word not in text and not any(word in note for table in tables for note in table.notes), word
    assert "adjusted for each other" not in text or "; they are withheld" in text
    assert "P value" not in next(table for table in tables if table.stem == "table-1").header


def test_adjusted_ratios_of_a_model_with_a_withheld_count_are_no_more_exact_than_their_print(released):
    table = released["table-3"]
    for _, model in table[table["factor"] != "all"].groupby("outcome"):
        if not model[["events", "n"]].map(marked).any(axis=None):
            continue
        for row in model.itertuples():
            ends = (row.adjusted, row.adjusted_low, row.adjusted_high)
            if any(marked(value) or pd.isna(value) or not math.isfinite(value) for value in ends):
                continue
            assert all(abs(end - round(end, 4)) < 1e-9 for end in ends), row
            assert released.control.policy != "acro"


@pytest.mark.parametrize("values", [(1.1245306, 0.690813, 1.831551), (0.0312, 0.0011, 10.5), (9.994, 0.004, math.inf)])
def test_a_number_as_printed_prints_the_same(values):
    said = alike(*values)
    assert alike(*(as_printed(one, value) for one, value in zip(said, values, strict=True)))[1:2] == said[1:2]


@pytest.mark.parametrize("p", [0.00002, 0.0389299, 0.0996, 0.754, 0.996])
def test_a_p_value_as_printed_prints_the_same(p):
    said = p_value(p)
    assert p_value(as_printed(said, p)) == said or said == "0.100"


def test_a_reference_that_was_chosen_as_the_most_frequent_is_known_to_be(tmp_path):
    rows = varied(150, route="Ingestion")
    sites = ("Own residence", "Workplace", "School")
    rows = [row | {"exposure_site": sites[0 if k % 3 else 1 + k % 2]} for k, row in enumerate(rows)]
    answers = answers_of(tmp_path, rows, '[table_1]\nby = "sex"\n[tables]\nfactors = ["exposure_site", "sex"]\n')
    fewer = {key for key in counted_in(answers).unseen if (MENTIONS, "fewer than of the reference") in key}
    assert {dict(key).get("exposure_site") for key in fewer} == {"Workplace", "School"}
    assert not any("sex" in dict(key) for key in fewer)


def test_a_mark_in_bold_has_the_room_of_a_word_in_word():
    from analysis.paper.lines import LINE, SECTION, Line, PrintedTable
    from analysis.paper.word import _widths, new_document

    def last(kind):
        table = PrintedTable("a", "A", "a", ("Group", "P"), (Line(kind, ("Age", "Suppressed")),))
        return _widths(new_document(""), table)[1]

    assert last(SECTION) > last(LINE)


def test_counts_that_are_left_of_a_trend_are_no_rates_have_no_limits_and_say_that_some_are_not_shown(tmp_path):
    """They were called "cases by denominator" with limits, and the lowest of those shown the lowest of all."""
    rows = varied(200) + [row | {"case_id": f"d{k}", "date": "2021-05-05"} for k, row in enumerate(varied(120))]
    rows += [row | {"case_id": f"e{k}", "date": "2022-05-05"} for k, row in enumerate(varied(4))]
    rows += [row | {"case_id": f"f{k}", "date": "2023-12-31"} for k, row in enumerate(varied(60))]
    _, _, released = passed(answers_of(tmp_path, rows))
    figure = next(one for one in released.figures if one.stem == "figure-2")
    assert figure.chart == "counts" and not {"value", "low", "high"} & set(figure.table)
    assert "2022" in figure.table.attrs["withheld"]
    legend = draw(figure, released, into=tmp_path, origin={})
    said = json.loads((tmp_path / "figure-2.json").read_text())
    assert "denominator" not in said["subtitle"] and "Limits: 95%" not in legend
    assert "Of those shown, the lowest value is" in said["alt"]


def test_capitals_have_room_in_word():
    from analysis.paper.word import _letters

    assert _letters("[REDACTED]") > 1.3 * len("suppressed") and _letters("1,234") == 5
