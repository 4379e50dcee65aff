"""Verdicts are computed from the two ledgers, by one rule."""

import io
from collections import Counter

import pandas as pd
import pytest

from analysis.audit import trace
from analysis.audit.fields import field_text
from analysis.errors import DataError
from analysis.loaders import load_cited_figures, load_primary_figures
from analysis.sources import RANKS, read_sources
from analysis.summaries import traced_figures


@pytest.fixture(scope="module")
def verdicts():
    return traced_figures().set_index("figure")


# What was said before the sources were ranked and the fields stated stands behind each row.
SHIPPED = [
    ("overdose_consciousness", "agrees, definition unstated", "leung_2006"),  # differs: endpoint
    ("memoir_year", "agrees, form unstated", "ameisen_2009_en"),  # differs: value, with one edition alone
    ("oral_use_decade", "not comparable: endpoint", "baclofen_bmj_1971"),  # differs: value
    ("overdose_death_fold_change", "untraced", ""),  # differs: value, endpoint, period
    ("start_dose_002", "agrees, form and country unstated", "us_label"),  # two rows: one agreed, one differed
    (
        "success_rate_43",  # differs: denominator
        "agrees, endpoint, population, arm, comparator, time point and denominator unstated",
        "mueller_2015",
    ),
    ("success_rate_320", "differs: denominator", "rigal_2020"),  # the same, against a press release
    ("fda_approval_year", "differs: value", "ozobax_label"),  # differs: endpoint, against the intrathecal form
    ("uncounted_opioid_overdoses", "agrees, period unstated", "buchanich_2018"),  # differs: endpoint
    ("severity_threshold", "agrees in part: boundary", "leung_2006"),  # contested: boundary
    ("peak_time_001", "agrees, population and denominator unstated", "wuis_1990"),  # contested: value
    ("peak_time_004", "agrees, population and denominator unstated", "wuis_1990"),  # contested: value
    ("half_life_001", "agrees", "kochak_1985"),  # contested: value
    ("half_life_004", "agrees", "kochak_1985"),  # contested: value
    ("spasm_improvement", "differs: fused ranges", "dario_2004"),  # the same, source not identified
    ("prescriptions_per_year", "untraced", ""),  # no number printed
    ("maximum_dose_unsupervised", "traceable, not yet read", "emc_baclofen_2594"),  # agrees, with web shops
    ("solution_start_dose", "traceable, not yet read", "ozobax_label"),  # agrees, with the label of tablets
    ("solution_start_frequency", "traceable, not yet read", "ozobax_label"),  # agrees, likewise
    ("solution_start_duration", "traceable, not yet read", "ozobax_label"),  # agrees, likewise
    ("solution_maximum_dose", "traceable, not yet read", "ozobax_label"),  # agrees, likewise
    ("first_synthesis_year", "agrees", "drugbank"),  # agrees, with a tertiary page
    ("shelf_life", "traceable, not yet read", "emc_baclofen_2594"),  # untraced
    ("pregnancy_avoidance", "traceable, not yet read", "emc_baclofen_2594"),  # untraced
    ("exposure_rise_misuse", "differs: endpoint", "reynolds_2020"),  # the same
    ("exposure_rise_all", "agrees, population unstated", "reynolds_2020"),  # agrees
    ("suicide_attempt_rise", "differs: endpoint", "stone_2018"),  # the same
    ("cohort_risk_reduction", "differs: time point", "debeaurepaire_2012"),  # the same
    ("opioid_deaths", "no source found", ""),  # agrees, with a news page
    ("chronic_pain_adults", "no number printed", "dahlhamer_2018"),  # untraced
    ("high_impact_pain_2016", "agrees, country and population unstated", "dahlhamer_2018"),  # agrees
    ("tablet_maximum_dose", "agrees, country unstated", "us_label"),  # agrees
    ("overdose_seizures", "agrees", "leung_2006"),  # the same
    ("withdrawal_peak", "untraced", ""),  # the same
]


@pytest.mark.parametrize(("figure", "verdict", "primary"), SHIPPED)
def test_verdict_of_the_shipped_ledger(verdicts, figure, verdict, primary):
    assert (verdicts.loc[figure, "verdict"], verdicts.loc[figure, "primary_source"]) == (verdict, primary)


def test_every_cited_figure_has_one_verdict(verdicts):
    assert list(verdicts.index) == list(load_cited_figures()["figure"])
    kinds = Counter(verdict.partition(":")[0].partition(", ")[0] for verdict in verdicts["verdict"])
    assert kinds == {
        "agrees": 34,
        "untraced": 12,
        "traceable": 7,
        "differs": 6,
        "no number printed": 2,
        "agrees in part": 1,
        "not comparable": 1,
        "no source found": 1,
    }


def test_no_verdict_rests_on_a_tertiary_source(verdicts):
    sources, primary = read_sources(), load_primary_figures().set_index("figure")
    for row in verdicts[verdicts["primary_figure"] != ""].itertuples():
        assert sources[row.primary_source].rank in ("primary", "secondary"), row.Index
        assert primary.loc[row.primary_figure, "rank"] == row.primary_rank != "tertiary"
    for row in primary.itertuples():
        assert RANKS.index(row.rank) >= RANKS.index(sources[row.source].rank), f"{row.Index} is nearer than its source"


def test_what_differs_is_stated_on_both_sides(verdicts):
    cited, primary = load_cited_figures().set_index("figure"), load_primary_figures().set_index("figure")
    accused = verdicts[verdicts["verdict"].str.startswith(("differs", "agrees in part", "contested"))]
    assert len(accused) == 7
    for row in accused.itertuples():
        for field in row.differs.split(", "):
            for table, figure in ((cited, row.Index), (primary, row.primary_figure)):
                number = field in ("value", "boundary")
                said = table.loc[figure]
                assert said[["value", "low"]].notna().any() if number else field_text(said.to_dict(), field), row.Index


def test_every_sentence_can_be_quoted(verdicts):
    slugs = {*load_cited_figures()["quantity"], *load_primary_figures()["figure"], *read_sources()}
    for row in verdicts.itertuples():
        text = row.sentence
        assert text.endswith(".") and "  " not in text and " nan" not in text and "_" not in text, row.Index
        assert f"line {row.line}," in text and f"“{row.printed}”" in text and ".." not in text
        assert not {word for word in text.split() if word in slugs and "_" in word}
        assert "1 patients" not in text and "(of" not in text
    said = verdicts["sentence"]
    assert "Leung 2006 gives 1 patient: they agree." in said["overdose_hypotension"]
    assert "the publication contradicts itself" in said["severity_threshold"]
    assert "Wuis 1989: 6.80 h" in said["half_life_001"], "the outlier is named"
    assert "adults aged 18 years and older" in said["exposure_rise_misuse"]
    assert "Intrathecal NDA 1992: 1992 (intrathecal)" in said["fda_approval_year"]
    assert "10 mg (second step of the titration)" in said["start_dose_002"]
    assert "MMWR 2015: 2.26-fold" in said["overdose_death_fold_change"], "told beside it, and no comparator"


def changed(**cells):
    """Give the verdict on one cited row, the 36.2% rise, changed."""
    cited = load_cited_figures().query("figure == 'exposure_rise_all'").reset_index(drop=True)
    for column, value in cells.items():
        cited[column] = value
    return trace(cited, load_primary_figures())["verdict"].iloc[0]


def test_each_field_is_compared():
    agrees = "agrees, population unstated"
    assert changed() == agrees
    assert changed(value=36.3, printed="36.3%") == "differs: value"
    assert changed(value=36.3, printed="36.3%", population=None) == "not comparable: population unstated"
    assert changed(denominator=15397) == agrees, "the primary figure states no denominator to differ from"
    assert changed(period_end=2018) == "differs: period"
    assert changed(value=36.3, printed="36.3%", period_end=2018) == "not comparable: period"
    assert changed(population="people exposed: children") == "differs: population"
    assert changed(population="patients: children") == "not comparable: population"
    assert changed(statistic="fold_change") == "not comparable: statistic"
    assert changed(quantity="something else") == "untraced"
    assert changed(value=36.0, printed="36%") == agrees, "a coarser print of the same number"
    assert changed(value=34.98, printed="34.98%", endpoint="isolated exposures") == agrees, "finer than its source"


def test_bounds_are_compared_with_numbers_and_with_bounds():
    cited = load_cited_figures().query("figure == 'severity_threshold'").reset_index(drop=True)
    primary = load_primary_figures().query("figure == 'leung_threshold_results'").reset_index(drop=True)
    assert trace(cited, primary)["verdict"].iloc[0] == "differs: boundary"
    assert trace(cited.assign(relation=">="), primary)["verdict"].iloc[0] == "agrees, denominator unstated"


def test_alternatives_agree_with_one_of_them_and_not_between():
    cited = load_cited_figures().query("figure == 'start_dose_002'").reset_index(drop=True)
    primary = load_primary_figures().query("figure == 'us_label_start_dose'").assign(form=None, place=None)
    given = {"5 mg": 5.0, "7.5 mg": 7.5, "10 mg": 10.0, "20 mg": 20.0}
    said = [trace(cited, primary.assign(value=dose, printed=text))["verdict"].iloc[0] for text, dose in given.items()]
    assert said == ["agrees", "differs: value", "agrees", "differs: value"]


def test_an_empty_primary_ledger_leaves_everything_untraced():
    table = trace(load_cited_figures(), load_primary_figures().iloc[:0])
    assert set(table["verdict"]) == {"untraced"}
    assert isinstance(table, pd.DataFrame)


def test_an_unknown_rank_is_refused_and_names_can_be_given():
    cited, primary = load_cited_figures(), load_primary_figures()
    with pytest.raises(DataError, match="rank: expected one of primary, secondary, tertiary; got 'hearsay'"):
        trace(cited, primary.assign(rank="hearsay"))
    table = trace(cited.head(1), primary, names={"doc_000": "My page"})
    assert table["sentence"].iloc[0].startswith("My page, line 41, prints “5 mg” (starting dose); it can be traced")


def test_a_reader_s_own_frames_need_no_special_types():
    cited, primary = load_cited_figures(), load_primary_figures()
    usual = trace(cited, primary)["verdict"]
    plain = [frame.astype(object).where(frame.notna(), None) for frame in (cited, primary)]
    assert trace(*plain)["verdict"].tolist() == usual.tolist()
    text = [pd.read_csv(io.StringIO(frame.to_csv(index=False))) for frame in (cited, primary)]
    assert trace(*text)["verdict"].tolist() == usual.tolist(), "as read from a CSV file, with years and sizes as floats"
    with pytest.raises(DataError, match="cited, value: expected a number, got 'many'"):
        trace(plain[0].assign(value="many"), primary)


def ranged(cited: tuple, printed: str, primary: tuple) -> str:
    """Give the verdict on the 36.2% rise, cited and stated as these ends (one end: a number)."""
    row = load_cited_figures().query("figure == 'exposure_rise_all'").reset_index(drop=True)
    source = load_primary_figures().query("figure == 'reynolds_baclofen_all'").reset_index(drop=True)
    for frame, ends in ((row, cited), (source, primary)):
        number = ends[0] if len(ends) == 1 else float("nan")
        low, high = ends if len(ends) == 2 else (float("nan"), float("nan"))
        frame[["value", "low", "high"]] = [[number, low, high]]
        frame["population"] = None
    return trace(row.assign(printed=printed), source.assign(printed=None))["verdict"].iloc[0]


def test_both_ends_of_a_range_must_agree():
    nowhere, ends = "differs: value", (75.0, 96.0)
    assert ranged((75.0,), "75%", ends) == ranged((96.0,), "96%", ends) == nowhere, "one end of it is not the range"
    assert ranged((75.0,), "75%", (74.8, 75.2)) == "agrees", "both ends print so"
    assert ranged(ends, "75-96%", ends) == "agrees"
    assert ranged(ends, "75-96%", (75.0, 90.0)) == ranged(ends, "75-96%", (80.0, 96.0)) == nowhere
    assert ranged(ends, "75-96%", (75.0,)) == ranged(ends, "75-96%", (80.0,)) == "agrees", "a number within it"
    assert ranged(ends, "75-96%", (60.0,)) == nowhere
