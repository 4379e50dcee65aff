"""Synthetic cases: seeded, in pieces, of the store's types, with the codebook's terms, and marked."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from cases.invented import synthetic_folder, synthetic_frames

from analysis.cases.clinical.dose_response import severity_by_dose
from analysis.cases.clinical.effects import clinical_effects
from analysis.cases.clinical.effects import therapies as therapy_shares
from analysis.cases.clinical.outcomes import odds_ratios
from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.store.schema import TABLES
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select
from analysis.cases.synthetic import synthesize as synthesis
from analysis.cases.synthetic.course import course, effects, therapies
from analysis.cases.synthetic.piece import Several
from analysis.cases.synthetic.shares import read_shares
from analysis.cases.synthetic.synthesize import synthesize
from analysis.cases.synthetic.terms import EFFECT_NAMES, FILLED, SUBSTANCE_NAMES, THERAPY_NAMES
from analysis.errors import DataError
from analysis.loaders import load_gabapentinoids, load_published_results, load_synthetic_shares


def test_tables_have_the_types_of_the_schema():
    for name, schema in TABLES.items():
        assert pq.read_schema(synthetic_folder() / f"{name}.parquet").equals(schema)


def test_every_case_is_marked_and_the_store_knows():
    assert set(synthetic_frames()["cases"]["file"]) == {"synthetic"}
    assert synthetic_frames()["cases"]["synthetic"].all()
    assert open_store(synthetic_folder()).synthetic


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
    synthesize(1000, into=tmp_path / "store", progress=lambda what, share: seen.append((what, share)))
    assert seen == [("cases", 0.4), ("cases", 0.8), ("cases", 1.0)]
    file = pq.ParquetFile(tmp_path / "store" / "cases.parquet")
    assert file.metadata.num_row_groups == 3
    ids = file.read(columns=["case_id"]).column(0).to_pylist()
    assert ids == [f"S{number:09d}" for number in range(1, 1001)]


def test_terms_of_the_shares_are_those_of_the_codebook():
    book, table = read_codebook(), load_synthetic_shares()
    for field, name in {
        "effect": "clinical_effect",
        "therapy": "therapy",
        "reason": "reason",
        "route": "route",
    }.items():
        assert set(table.loc[table["field"] == field, "term"]) <= set(book[name].terms)
    assert set(table.loc[table["field"] == "effect", "term"]) == set(EFFECT_NAMES)
    assert set(table.loc[table["field"] == "therapy", "term"]) == set(THERAPY_NAMES)
    wholes = table[table["field"].isin(["age", "reason", "route", "outcome"])]
    assert wholes.groupby(["substance", "field"], observed=True)["value"].sum().between(0.994, 1.006).all()
    named = set(table.loc[table["field"] == "like", "term"])
    assert named <= set(table["substance"])
    assert set(SUBSTANCE_NAMES[:FILLED]) <= set(table["substance"])


def test_published_shares_are_those_of_the_shipped_tables():
    table, printed = load_synthetic_shares(), load_published_results().set_index("result")["printed"]
    assert table["source"].notna().equals(table["basis"] != "invented")
    baclofen = table[table["source"] == "hinchman_2020"].set_index("term")["value"]
    slugs = {
        "drowsiness": "Drowsiness/lethargy",
        "confusion": "Confusion",
        "bradycardia": "Bradycardia",
        "coma": "Coma",
    }
    slugs |= {"fluids": "IV fluids", "oxygen": "Oxygen", "intubation": "Intubation", "ventilation": "Ventilator"}
    slugs |= {"benzodiazepines": "Benzodiazepines"}
    for slug, term in slugs.items():
        assert f"{100 * baclofen[term]:g}" == printed[f"hinchman_{slug}"].rstrip("%").removesuffix(".0")
    gabapentin = table[table["source"] == "carter_2024"].set_index("term")["value"]
    rows = load_gabapentinoids().set_index("level")["gabapentin_pct"]
    terms = {
        "Intentional-suspected suicide": "Intentional - Suspected suicide",
        "Intentional-abuse": "Intentional - Abuse",
    }
    terms |= {"Unintentional-therapeutic error": "Unintentional - Therapeutic error", "Female": "Female", "<=5 y": "<6"}
    for level, term in terms.items():
        assert 100 * gabapentin[term] == pytest.approx(float(str(rows[level]).rstrip("%")))


@pytest.fixture(scope="module")
def many():
    return open_store(synthetic_folder(60_000))


def most(store, substance: str, answer=clinical_effects) -> list[str]:
    return answer(select(store, substance=substance), single=True).iloc[:6, 0].tolist()


def test_effects_of_synthetic_baclofen_are_near_the_published_ones(tmp_path):
    """The shares of 20,609 exposures to baclofen alone (hinchman_2020), within sampling and the model's own spread."""
    shares, profile = read_shares(), SUBSTANCE_NAMES.index("Baclofen")
    n = 40_000
    substance = Several(np.full(n, profile), np.arange(n + 1))
    rng = np.random.default_rng(5)
    on_purpose = rng.random(n) < shares.alone_on_purpose[profile]
    age = np.where(rng.random(n) < shares.old[profile], 70, 40)
    how = {"size": rng.normal(size=n), "age": age, "on_purpose": on_purpose, "others": substance.counts - 1}
    told = course(rng, shares, np.full(n, profile), **how)
    human = np.ones(n, dtype=bool)
    effect, therapy = (draw(rng, shares, substance, told.state, human) for draw in (effects, therapies))
    rows = load_synthetic_shares().query("substance == 'Baclofen' and basis == 'published'").set_index("term")["value"]
    for names, found, kept in ((EFFECT_NAMES, effect, 0.9), (THERAPY_NAMES, therapy, 0.88)):
        drawn = kept * np.bincount(found.codes, minlength=len(names)) / n
        for term in set(names) & set(rows.index):
            assert drawn[names.index(term)] == pytest.approx(rows[term], abs=0.02), term


def test_what_was_taken_shows_in_the_effects_and_therapies(many):
    assert {"Drowsiness/lethargy", "Confusion"} <= set(most(many, "Baclofen"))
    assert "Slurred speech" not in most(many, "Baclofen")
    assert {"Respiratory depression", "Miosis"} <= set(most(many, "Heroin"))
    assert most(many, "Heroin", therapy_shares)[0] == "Naloxone"
    assert most(many, "Acetaminophen", therapy_shares)[0] == "N-acetylcysteine"
    assert {"AST/ALT >100 <=1000", "Vomiting"} <= set(most(many, "Acetaminophen"))
    assert {"Seizure (single)", "Tachycardia"} <= set(most(many, "Bupropion"))
    assert {"Agitated/irritable", "Hallucinations/delusions", "Tachycardia"} <= set(most(many, "Diphenhydramine"))
    assert most(many, "Carbon monoxide")[0] == "Headache"
    assert "Oxygen" in most(many, "Carbon monoxide", therapy_shares)[:2]
    assert "Antivenin/antitoxin" in most(many, "Rattlesnake bite", therapy_shares)[:2]


def test_who_took_it_how_and_why_follows_the_substance(many):
    table = many.run(many.cases.join(many.substances, "case_id").filter(lambda both: both["rank"] == 1))
    human = table[table["call_type"] == "human exposure"].groupby("substance")
    young = human["age_years"].agg(lambda age: (age.dropna() < 6).mean())
    assert young["Laundry detergent packet"] > 0.8 > 0.5 > young["Baclofen"] > young["Heroin"]
    routes = human["route"].agg(lambda route: route.mode()[0])
    expected = {"Carbon monoxide": "Inhalation/nasal", "Bee sting": "Bite/sting", "Heroin": "Parenteral"}
    assert {name: routes[name] for name in expected} == expected
    abused = human["reason"].agg(lambda reason: (reason == "Intentional - Abuse").mean())
    assert abused["Cocaine"] > 0.5 > abused["Baclofen"] > abused["Lisinopril"]
    assert not table.loc[table["age_years"] < 6, "reason_group"].eq("Intentional").any()
    doses = table.loc[table["substance"] == "Baclofen", "dose"].dropna()
    assert (doses % 10 == 0).all() and 20 <= doses.median() <= 400
    assert table.loc[table["substance"] == "Carbon monoxide", "dose"].isna().all()


def test_outcomes_follow_dose_and_other_substances(many):
    shown = severity_by_dose(select(many, substance="Ibuprofen"), of="serious")
    assert shown.loc[0, "low"] > 1
    odds = odds_ratios(select(many, substance=["Baclofen", "Quetiapine", "Trazodone"])).set_index("term")
    assert odds.loc["Multiple substances", "adjusted_low"] > 1


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
    with pytest.raises(DataError, match="is no store of cases"):
        synthesize(10, into=mine)
    assert (mine / "report.json").exists()
    listing = tmp_path / "listing.csv"
    listing.write_text("Case Number,Age\n1,2\n")
    with pytest.raises(DataError, match="is no synthetic csv"):
        synthesize(10, into=listing, format="csv")


def test_an_interrupted_run_leaves_the_old_store_and_no_rest(tmp_path, monkeypatch):
    store = synthesize(10, into=tmp_path / "store")
    monkeypatch.setattr(synthesis, "PIECE", 5)

    def stop(what, share):
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
    assert open_store(tmp_path / "imported").synthetic, "made-up cases stay marked through an import"
    with pytest.raises(DataError, match="into:"):
        synthesize(10, into=tmp_path / "imported")


def test_a_folder_whose_name_is_no_utf_8_is_refused(tmp_path):
    with pytest.raises(DataError, match="expected a folder whose path is UTF-8"):
        synthesize(10, into=tmp_path / "\udcff")
    assert not list(tmp_path.iterdir())
