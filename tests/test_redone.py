"""Published results and tables redone: every number that can be is, and every known error is found by name."""

import csv

import pandas as pd
import pytest
from scipy import stats

from analysis import loaders
from analysis.errors import DataError
from analysis.sources import data_directory
from analysis.summaries import redone_results, redone_tables
from analysis.summaries.published_tables import published_cells
from analysis.summaries.recompute import amount, in_words

# What the publications got wrong, or printed by another convention, and a part of the sentence that says so.
ERRORS = {
    "carter_age_6_19": ("differs", "10,156 of 118,900 is 8.54%"),
    "carter_single_total": ("differs", "78,228, not to 77,228: one digit differs"),
    "carter_intentional_total": ("differs", "71,451, not to 70,451: one digit differs"),
    "carter_suicide_total": ("differs", "55,205, not to 54,205: one digit differs"),
    "lelak_age_13_19": ("other rounding", "truncation"),
    "lelak_minor": ("other rounding", "rounded a second time"),
    "tweet_2017_2021": ("differs", "1375% is right, the zeros after the point are not"),
    "wood_cathinones_total": ("differs", "7,367, not to 7,467: one digit differs"),
    "wood_cannabinoids_total": ("differs", "11,479, not to 11,561."),
    "richards_2019_2020": ("differs", "the change divided by the later number"),
    "gut_abstinence": ("limits disagree", "The upper limit 6.1 is below its own estimate 6.3"),
    "allen_admission_6_12": ("limits disagree", "6.62 is not in the middle of 6.06 to 7.02"),
}
POSSIBLE = {
    "carter_rate_2012_2019": "236.0 to 238.0",
    "govindarajan_2012_2015": "1,280.0 to 1,507.7",
    "govindarajan_2015_2016": "-21.1 to -19.3",
    "brophy_2000_2012": "69.6 to 70.2",
    "hooijman_calls_2000_2019": "166 to 193",
}
CELLS = {
    ("gabapentin_pct", ">=60"): ("other rounding", "17.05%"),
    ("pregabalin_pct", "Unintentional"): ("other rounding", "truncation"),
    ("total_pct", "6-19 y"): ("differs", "8.54%"),
    ("total_n", "Single-substance"): ("differs", "one digit"),
    ("total_n", "Intentional"): ("differs", "one digit"),
    ("total_n", "Intentional-suspected suicide"): ("differs", "one digit"),
    ("total_pct", "Single-substance"): ("differs", "78,228, what the parts of that count add up to, gives it"),
    ("total_pct", "Intentional"): ("differs", "71,451, what the parts of that count add up to, gives it"),
    ("total_pct", "Intentional-suspected suicide"): ("differs", "55,205, what the parts of that count add up to"),
    ("percent", "13-19"): ("other rounding", "truncation"),
    ("percent", "Female"): ("other rounding", "truncation"),
    ("percent", "Minor effect"): ("other rounding", "rounded a second time"),
}


@pytest.fixture(scope="module")
def results():
    return redone_results().set_index("result")


def redone(**row):
    """Give the verdict on one row of the reader's own."""
    columns = loaders.load_published_results().columns
    own = pd.DataFrame([dict.fromkeys(columns) | {"result": "own", "quantity": "own", "source": "own"} | row])
    return redone_results(own).iloc[0]


def edited(result, **cells):
    """Give the verdict on one shipped row after an edit."""
    own = loaders.load_published_results()
    own = own[own["result"] == result].reset_index(drop=True)
    for column, cell in cells.items():
        own.loc[0, column] = cell
    return redone_results(own)["verdict"].iloc[0]


def test_every_row_has_a_verdict_and_every_other_one_a_reason(results):
    assert len(results) == len(loaders.load_published_results()) and results["verdict"].notna().all()
    assert ((results["why"] == "") == (results["verdict"] == "recomputed")).all()
    reasons = results.loc[results["verdict"] == "not recomputable", "why"]
    assert reasons.str.contains("not seen|is not computed from other numbers").all()


def test_the_known_errors_are_found_by_name_and_nothing_else_is_called_one(results):
    found = results[results["verdict"].isin(["differs", "other rounding", "limits disagree"])]
    assert set(found.index) == set(ERRORS)
    for result, (verdict, says) in ERRORS.items():
        assert results.loc[result, "verdict"] == verdict and says in results.loc[result, "why"], result


def test_rounded_rates_leave_the_printed_change_possible(results):
    assert set(results.index[results["verdict"] == "possible"]) == set(POSSIBLE)
    for result, reach in POSSIBLE.items():
        assert reach in results.loc[result, "why"]
    assert edited("carter_rate_2012_2019", printed="239.0%") == "differs", "beyond what 22.7 and 76.5 allow"
    assert edited("carter_rate_2012_2019", printed="237.0%") == "recomputed"


@pytest.mark.parametrize(
    ("result", "cells", "verdict"),
    [
        ("richards_2019_2020", {"printed": "157%"}, "recomputed"),
        ("richards_2019_2020", {"printed": "61%", "old": "247"}, "recomputed"),
        ("lelak_ingestions_2012_2021", {"new": "52653"}, "differs"),
        ("npds_human_2009_2010", {"old": "2497355"}, "differs"),
        ("carter_single_total", {"printed": "78228"}, "recomputed"),
        ("carter_single_total", {"numerator": "66819 + 10409"}, "recomputed"),
        ("anwar_intentional", {"numerator": "478"}, "differs"),
        ("smith_mean", {"denominator": "10"}, "differs"),
        ("anwar_calls_2010_2015", {"denominator": "62"}, "differs"),
        ("lelak_minor", {"printed": "67.7"}, "recomputed"),
        ("tweet_2017_2021", {"printed": "1375%"}, "recomputed"),
        ("allen_admission_6_12", {"printed_low": "6.24", "printed_high": "7.02"}, "limits agree"),
        ("li_death_6_12", {"chi_square": "1.853"}, "limits disagree"),
        ("li_death_6_12", {"printed_p": "0.3"}, "limits disagree"),
        ("anwar_intentional", {"numerator": None}, "not recomputable"),
        ("anwar_intentional", {"printed": None}, "not printed"),
    ],
)
def test_a_changed_number_changes_the_verdict(result, cells, verdict):
    assert edited(result, **cells) == verdict


def test_limits_agree_with_a_second_method(results):
    share = results.loc["anwar_professionals"]
    limits = stats.binomtest(496, 660).proportion_ci(0.95, method="wilson")
    assert (share["low"], share["high"]) == pytest.approx((100 * limits.low, 100 * limits.high))
    change, exact = results.loc["richards_2019_2020"], stats.binomtest(398, 398 + 155).proportion_ci(0.95)
    odds = [100 * (limit / (1 - limit) - 1) for limit in (exact.low, exact.high)]
    assert (change["low"], change["high"]) == pytest.approx(odds)
    rates = results.loc[list(POSSIBLE), ["low", "high"]]
    assert rates.isna().all().all(), "no counts, no limits"


def test_unseen_counts_are_named_by_what_would_fit(results):
    assert "1,596 to 1,602 of 7,043 would fit" in results.loc["tweet_admitted", "why"]
    shares = [round(100 * count / 7043, 1) for count in (1595, 1596, 1602, 1603)]
    assert shares == [22.6, 22.7, 22.7, 22.8]
    assert results.loc["decoster_2000_2021", "why"] == "The earlier count was not seen; 1,312 would fit."
    assert [round(100 * (5235 / old - 1), 1) for old in (1311, 1312, 1313)] == [299.3, 299.0, 298.7]
    later = redone(kind="percent_change", printed="50%", old="10")
    assert later["why"] == "The later count was not seen; 15 would fit."


def test_a_percentage_that_no_count_gives_differs_without_its_count():
    row = redone(kind="percent", printed="68.2%", denominator="43")
    assert row["verdict"] == "differs" and "29 of 43 is 67.4%" in row["why"]


def test_rates_of_the_reader_s_own():
    rate = {"kind": "rate", "numerator": "1037", "denominator": "25674681", "per": 100_000}
    right, wrong = redone(printed="4.04", **rate), redone(printed="40.4", **rate)
    assert right["verdict"] == "recomputed" and right["low"] < right["value"] < right["high"]
    assert wrong["verdict"] == "differs" and "per 1,000,000" in wrong["why"]


def test_inputs_that_are_no_numbers_are_clear_errors():
    with pytest.raises(DataError, match=r"expected whole numbers joined by \+ and -, got '1\.5'"):
        redone(kind="percent", printed="10%", numerator="1.5", denominator="15")
    with pytest.raises(DataError, match="expected a number, got 'many'"):
        redone(kind="percent_change", printed="10%", old="many", new="2.0", per=1000)
    assert (amount("124161 - 5261"), amount("1,037")) == (118900, 1037)
    assert in_words("124161 - 5261") == "118,900 (derived: 124,161 - 5,261)" and in_words("14364.0") == "14,364.0"


def test_no_number_of_another_table_is_written_twice():
    with (data_directory() / "published_results.csv").open(encoding="utf-8", newline="") as file:
        raw = {row["result"]: row for row in csv.DictReader(file)}
    own = loaders.load_published_results().set_index("result")
    totals = loaders.load_npds_totals().set_index("year")
    assert raw["npds_human_2009_2010"]["new"] == "npds_totals:2010:human_exposures"
    assert own.loc["npds_human_2009_2010", "new"] == str(totals.loc[2010, "human_exposures"])
    assert own.loc["reynolds_baclofen_all", "printed"] == "36.2%"
    held = {str(number) for number in totals.select_dtypes("number").stack()}
    reports = [row for row in raw.values() if row["source"].startswith("npds_")]
    written = {row[name] for row in reports for name in ("old", "new", "numerator", "denominator")} - {""}
    assert len(reports) == 18 and not held & written and all(":" in cell for cell in written)


@pytest.mark.parametrize(
    "reference",
    [
        "npds_totals:2012:human_exposures",
        "npds_totals:2010:humans",
        "npds_total:2010:human_exposures",
        "npds_totals:human_exposures",
        "npds_totals:2003:animal_exposures",
    ],
)
def test_a_reference_to_no_cell_is_named_with_its_row(data, reference):
    path = data / "published_results.csv"
    path.write_text(path.read_text().replace("npds_totals:2010:human_exposures", reference))
    with pytest.raises(DataError, match=f"row 'npds_human_2009_2010': '{reference}' names no cell"):
        loaders.load_published_results()


def test_every_cell_of_two_tables_holds_but_the_known_ones():
    table = redone_tables()
    assert (table["kind"] == "total").sum() == 30 and (table["kind"] == "percent").sum() == 3 * 26 + 28
    rest = table[table["verdict"] != "recomputed"]
    assert {(row.column, row.level) for row in rest.itertuples()} == set(CELLS) and len(rest) == len(CELLS)
    for row in rest.itertuples():
        verdict, says = CELLS[row.column, row.level]
        assert row.verdict == verdict and says in row.why, row


def test_a_table_of_the_reader_s_own_is_judged_alike():
    cells = published_cells()
    pd.testing.assert_frame_equal(redone_tables(cells), redone_tables())
    melatonin = cells[cells["table"] == "melatonin"].copy()
    melatonin.loc[melatonin["level"] == "Male", "numerator"] = "143101"
    row = redone_tables(melatonin).query("level == 'Male'").iloc[0]
    assert row["verdict"] == "differs" and "143,101 of 260,435 is 54.95%" in row["why"]
