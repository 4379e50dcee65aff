"""Synthetic cases: seeded, in pieces, of the store's types, with the codebook's terms, and marked."""

from __future__ import annotations

import csv

import pandas as pd
import pyarrow.parquet as pq
import pytest
from cases.invented import synthetic_folder, synthetic_frames

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.store.schema import TABLES
from analysis.cases.store.told import is_synthetic
from analysis.cases.synthetic import synthesize as synthesis
from analysis.cases.synthetic.synthesize import synthesize
from analysis.errors import DataError


def test_tables_have_the_types_of_the_schema():
    for name, schema in TABLES.items():
        assert pq.read_schema(synthetic_folder() / f"{name}.parquet").equals(schema)


def test_every_case_is_marked_and_the_store_knows():
    assert set(synthetic_frames()["cases"]["file"]) == {"synthetic"}
    assert is_synthetic(synthetic_folder())


def test_terms_are_those_of_the_codebook():
    book, frames = read_codebook(), synthetic_frames()
    columns = {name: frames["cases"][name] for name in frames["cases"] if name in book.vocabularies}
    columns |= {"clinical_effect": frames["effects"]["effect"], "relatedness": frames["effects"]["relatedness"]}
    columns |= {"therapy": frames["therapies"]["therapy"], "therapy_status": frames["therapies"]["status"]}
    strange = {name: set(values.dropna()) - set(book[name].terms) for name, values in columns.items()}
    assert len(strange) >= 17
    assert not any(strange.values()), strange


def test_counts_of_substances_agree_and_none_is_twice_in_a_case():
    frames = synthetic_frames()
    rows = frames["substances"]
    counted = rows.groupby("case_id").size()
    stated = frames["cases"].set_index("case_id")["substances"]
    assert (counted.reindex(stated.index) == stated).all()
    assert not rows.duplicated(["case_id", "substance"]).any()
    assert not rows.duplicated(["case_id", "rank"]).any()
    assert not frames["effects"].duplicated(["case_id", "effect"]).any()


def test_derived_columns_follow_the_rules_of_the_codebook():
    from analysis.cases.codebook.ages import age_group
    from analysis.cases.codebook.vocabularies import reason_group

    cases = synthetic_frames()["cases"]
    aged = cases[cases["age_years"].notna()]
    assert [age_group(age) for age in aged["age_years"]] == aged["age_group"].tolist()
    known = cases.dropna(subset="reason")
    assert [reason_group(reason) for reason in known["reason"]] == known["reason_group"].tolist()


def test_the_same_seed_gives_the_same_cases_and_a_longer_run_begins_alike(tmp_path):
    read = {}
    for name, rows, seed in (("a", 50, 3), ("b", 50, 3), ("long", 90, 3), ("other", 50, 4)):
        synthesize(rows, into=tmp_path / name, seed=seed)
        read[name] = [pq.read_table(tmp_path / name / f"{table}.parquet").to_pandas() for table in TABLES]
    for one, two, longer in zip(read["a"], read["b"], read["long"], strict=True):
        pd.testing.assert_frame_equal(one, two)
        pd.testing.assert_frame_equal(one, longer.head(len(one)))
    assert not read["a"][0].equals(read["other"][0])


def test_pieces_are_written_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(synthesis, "PIECE", 400)
    seen = []
    synthesize(1000, into=tmp_path / "store", progress=lambda done, rows: seen.append((done, rows)))
    assert seen == [(400, 1000), (800, 1000), (1000, 1000)]
    file = pq.ParquetFile(tmp_path / "store" / "cases.parquet")
    assert file.metadata.num_row_groups == 3
    ids = file.read(columns=["case_id"]).column(0).to_pylist()
    assert ids == [f"S{number:09d}" for number in range(1, 1001)]


def test_no_rows_make_an_empty_store(tmp_path):
    synthesize(0, into=tmp_path / "store")
    assert {
        name: pq.read_metadata(tmp_path / "store" / f"{name}.parquet").num_rows for name in TABLES
    } == dict.fromkeys(TABLES, 0)


def test_the_listing_holds_the_same_cases_as_the_store(tmp_path):
    path = synthesize(4000, into=tmp_path / "cases.csv", seed=5, format="csv")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frames = synthetic_frames()
    cases = frames["cases"]
    assert [row["Case Number"] for row in rows] == cases["case_id"].tolist()
    assert {row["Data Source"] for row in rows} == {"synthetic"}
    assert [row["Reason"] for row in rows] == cases["reason"].fillna("").tolist()
    packed = [row["Substance"].split("; ") for row in rows]
    listed = frames["substances"].groupby("case_id", sort=False)["substance"].agg(list).tolist()
    assert packed == listed
    effects = {row["Case Number"]: row["Clinical Effects"].split("; ") for row in rows if row["Clinical Effects"]}
    assert effects == frames["effects"].groupby("case_id")["effect"].agg(list).to_dict()
    in_years = {"Years": 1, "Months": 12}
    for row, age in zip(rows, cases["age_years"], strict=True):
        if row["Age"]:
            assert int(row["Age"]) / in_years[row["Age Unit"]] == pytest.approx(age, abs=0.05)
        else:
            assert pd.isna(age)


def test_an_earlier_synthetic_store_is_replaced_and_anything_else_is_left_alone(tmp_path):
    store = synthesize(10, into=tmp_path / "store")
    synthesize(20, into=store)
    assert pq.read_metadata(store / "cases.parquet").num_rows == 20
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "report.json").write_text('{"rows_in": 1}')
    with pytest.raises(DataError, match="is no synthetic store"):
        synthesize(10, into=mine)
    assert (mine / "report.json").exists()
    listing = tmp_path / "listing.csv"
    listing.write_text("Case Number,Age\n1,2\n")
    with pytest.raises(DataError, match="is no synthetic csv"):
        synthesize(10, into=listing, format="csv")


def test_an_interrupted_run_leaves_the_old_store_and_no_rest(tmp_path, monkeypatch):
    store = synthesize(10, into=tmp_path / "store")
    monkeypatch.setattr(synthesis, "PIECE", 5)

    def stop(done, rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synthesize(20, into=store, progress=stop)
    assert pq.read_metadata(store / "cases.parquet").num_rows == 10
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


@pytest.mark.parametrize(
    ("rows", "format", "words"),
    [(-1, "store", "rows"), (1.5, "store", "rows"), (True, "store", "rows"), (1, "xml", "format")],
)
def test_wrong_arguments_are_named(tmp_path, rows, format, words):
    with pytest.raises(DataError, match=words):
        synthesize(rows, into=tmp_path / "x", format=format)


def test_the_listing_imports_to_the_age_groups_of_the_store(tmp_path):
    """Ages without a number are named by their unit, in the listing as in the store."""
    import pandas as pd

    from analysis.cases.importing.import_cases import import_cases

    synthesize(3000, into=tmp_path / "store")
    synthesize(3000, into=tmp_path / "listing.csv", format="csv")
    import_cases(tmp_path / "listing.csv", mapping="npds", into=tmp_path / "imported")
    groups = []
    for name in ("store", "imported"):
        cases = pd.read_parquet(tmp_path / name / "cases.parquet").query("call_type == 'human exposure'")
        groups.append(cases["age_group"].value_counts().sort_index())
    pd.testing.assert_series_equal(*groups)
    assert groups[0]["unknown <=5"] > 0 and groups[0]["unknown adult"] > 0
    assert is_synthetic(tmp_path / "imported"), "made-up cases stay marked through an import"
    with pytest.raises(DataError, match="into:"):
        synthesize(10, into=tmp_path / "imported")
