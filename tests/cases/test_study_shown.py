"""A store and a study show themselves: how many cases, which years, what was selected; no plan of a query."""

from __future__ import annotations

import re

import pytest
from cases.invented import synthetic_store

from analysis import cases, tables


@pytest.fixture(scope="module")
def store():
    return synthetic_store()


def words(shown) -> str:
    return " ".join(re.sub("<[^>]+>", " ", shown._repr_html_()).split())


@pytest.mark.parametrize("how", ["any", "single"])
def test_a_study_says_its_cases_years_and_selection(store, how):
    study = cases.select(store, substance="Baclofen", how=how, years=(2010, 2019))
    said = words(study)
    years = store.run(study.cases.select("year"))["year"]
    assert f"cases {study.count():,} " in said
    assert f"years {years.min()} to {years.max()}" in said
    assert study.stated in said
    assert "Synthetic cases: describes no person." in said
    for text in (said, repr(study)):
        assert not re.search(r"r\d := |Filter|JoinChain|DatabaseTable|ibis", text)
    assert len(repr(study)) < 200


def test_a_study_without_cases_shows_itself(store):
    assert "cases 0" in words(cases.select(store, substance="nothing-of-that-name"))


def test_a_store_says_what_can_be_asked(store):
    said = words(store)
    assert f"cases {store.run(store.cases.count().as_table()).iloc[0, 0]:,} " in said
    assert all(column in said for column in ("medical_outcome", "substance", "relatedness", "therapy"))
    assert len(repr(store)) < 120


def test_a_store_of_frames_and_a_closed_one_show_themselves(tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"case_id": ["a", "b"], "year": [2019, 2021]})
    assert "cases 2 years 2019 to 2021" in words(cases.frame_store(frame))
    cases.synthesize(20, into=tmp_path / "store")
    closed = cases.open_store(tmp_path / "store")
    closed.close()
    assert "not counted" in words(closed)
    assert repr(closed).startswith("Store: synthetic")


def test_a_frame_of_a_study_is_printed_as_people_read_it(store):
    study = cases.select(store, substance="Baclofen")
    table = tables.printed(cases.clinical_effects(study).head(2), "Effects")
    assert re.search(r"\d+\.\d% \(\d+\.\d% to \d+\.\d%\)", repr(table))
    assert table._repr_html_() == tables.printed(cases.clinical_effects(study).head(2), "Effects")._repr_html_()
    odds = cases.odds_ratios(study)
    odds.loc[odds.index[1], ["adjusted", "adjusted_high"]] = [9.1e7, 90920922.61]
    assert "not estimable" in repr(tables.printed(odds))
    assert "9092" not in repr(tables.printed(odds))


def test_one_case_no_case_and_deaths_alone_show_themselves():
    import pandas as pd

    frame = pd.DataFrame({"case_id": ["a"], "year": [2019], "sex": ["Female"]})
    one = cases.select(cases.frame_store(frame))
    assert "cases 1 years 2019 selected" in words(one) and "2019 to 2019" not in words(one)
    none = cases.select(cases.frame_store(frame), years=(1990, 1991))
    assert "cases 0 selected" in words(none) and "nan" not in words(none).lower()
    deaths = cases.select(cases.frame_store(frame, records="deaths"))
    assert "deaths" in words(deaths) and "deaths" in repr(deaths)
