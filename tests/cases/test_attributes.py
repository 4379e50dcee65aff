"""Columns of the analyst's own (race, manner, insurance): declared, kept as text, asked like any other."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis.cases import (
    annual_counts,
    frame_store,
    import_cases,
    odds_ratios,
    open_store,
    outcome_shares,
    propose_mapping,
    select,
    table_one,
)
from analysis.cases.codebook.columns import DERIVED, TABLES, attribute_fault
from analysis.cases.importing.report import read_report
from analysis.cases.mapping.read import parse_mapping
from analysis.cases.mapping.write import mapping_toml
from analysis.cases.study.derived import column
from analysis.errors import DataError

HEAD = 'name = "d"\ntitle = "d"\ncodebook = "2026.1"\nlayout = "{layout}"\n'
CASE = """[columns]
case_id = "id"
date = { column = "day", formats = ["%Y-%m-%d"] }
sex = "sex"
medical_outcome = "outcome"
substance = "drug"
"""
OWN = '[attributes]\nrace = "RACE"\ninsurance = { first_of = ["Insurance", "Payer"] }\n'
ROWS = """id,day,sex,outcome,drug,RACE,Insurance,Payer
1,2020-01-05,F,Major effect,Heroin,Black,,Medicaid
2,2020-02-05,M,No effect,Heroin, White ,none given,Self
3,2020-03-05,M,Minor effect,Fentanyl,NA,Private,
4,2021-03-05,F,Death,Fentanyl,Black,Private,Self
"""


def mapping(columns=CASE, own=OWN, layout="case"):
    return parse_mapping(HEAD.format(layout=layout) + columns + own)


def cases_of(folder):
    store = open_store(folder)
    return store.run(store.cases.order_by("case_id"))


def stored(folder, text=ROWS, **more):
    (folder / "e.csv").write_text(text)
    return import_cases(folder / "e.csv", mapping=mapping(**more), into=folder / "store")


def test_they_are_kept_behind_the_columns_of_every_store_and_told(tmp_path):
    report = stored(tmp_path)
    assert report.attributes == ("race", "insurance") and "columns of your own: race, insurance" in report.summary()
    assert json.loads((tmp_path / "store" / "report.json").read_text())["attributes"] == ["race", "insurance"]
    assert read_report(tmp_path / "store").attributes == ("race", "insurance")
    cases = cases_of(tmp_path / "store")
    assert list(cases)[-2:] == ["race", "insurance"]
    assert cases["race"].fillna("-").tolist() == ["Black", "White", "-", "Black"]
    assert cases["insurance"].tolist() == ["Medicaid", "none given", "Private", "Private"]
    assert not {"RACE", "Insurance", "Payer"} & set(report.dropped_columns["column"])


def test_every_question_takes_them(tmp_path):
    stored(tmp_path)
    store = open_store(tmp_path / "store")
    study = select(store)
    counted = annual_counts(study, by="race")
    assert counted.frame[counted["race"] == "Black"].set_index("year")["count"].to_dict() == {2020: 1, 2021: 1}
    shares = outcome_shares(study, by="race").set_index("race")
    assert shares.loc["Black", ["events", "n"]].tolist() == [2, 2] and shares.attrs["without_group"] == 1
    ratios = odds_ratios(study, factors=["race"])
    assert set(ratios["factor"]) == {"race"} and ratios.attrs["left_out"] == 1
    table = table_one(study, by="race", variables=["insurance", "sex"])
    assert table[table["variable"] == "insurance"]["level"].unique().tolist() == ["Medicaid", "Private", "none given"]
    missing = table_one(study, variables=["race"]).set_index("level")
    assert missing.loc["(missing)", "n"] == 1 and missing.loc["Black", "denominator"] == 3


def test_cases_can_be_selected_by_them_and_by_any_column(tmp_path):
    stored(tmp_path)
    store = open_store(tmp_path / "store")
    black = select(store, where={"race": ["Black"]})
    assert black.count() == 2 and black.stated == "all substances; race Black"
    assert black.flow()["step"].iloc[-1] == "race not Black" and black.flow()["excluded"].iloc[-1] == 2
    assert select(store, where={"race": ["Black", "White"], "sex": "Female"}).count() == 2
    assert select(store, where={"serious": "Yes"}).count() == 2
    for wrong in ({"race": []}, {"race": [3]}, {"year": "2020"}):
        with pytest.raises(DataError, match="where: expected texts, of a column of text"):
            select(store, where=wrong)
    with pytest.raises(DataError, match="where: expected a column of the cases"):
        select(store, where={"rac": "Black"})


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ('[attributes]\nsex = "RACE"\n', r"\[attributes\], sex: it is a column of every store"),
        ('[attributes]\nsubstance = "RACE"\n', "it is a column of every store"),
        ('[attributes]\nage = "RACE"\n', "it is a column of every store"),
        ('[attributes]\nage_band = "RACE"\n', "it is a column of every store"),
        ('[attributes]\ncount = "RACE"\n', "answers have a column of that name"),
        ('[attributes]\n"Race" = "RACE"\n', "expected a name of small letters"),
        ('[attributes]\n"a b" = "RACE"\n', "expected a name of small letters"),
        ('[attributes]\nrace = ""\n', "expected the name of a column, got nothing"),
        ('[attributes]\nrace = 3\n', "got 3, expected the name of a column"),
        ('[attributes]\nrace = ["A", "B"]\n', "two columns for one target"),
        ('[attributes]\nrace = { columns = ["A", "B"] }\n', "unknown entry 'columns'"),
        ('[attributes]\nrace = { first_of = ["A"] }\n', "expected two or more columns"),
        ('[attributes]\nrace = { first_of = ["A", "A"] }\n', "expected two or more columns"),
        ('[attributes]\nrace = { column = "A", first_of = ["A", "B"] }\n', "expected one of column, first_of"),
        ('[attributes]\nrace = { table = "x", column = "A" }\n', r"table 'x' has no \[tables.x\]"),
    ],
)  # fmt: skip
def test_faults_of_a_declaration_are_named(own, fault):
    with pytest.raises(DataError, match=fault):
        mapping(own=own)


def test_a_mapping_with_them_is_written_and_read_back():
    assert parse_mapping(mapping_toml(mapping())) == mapping()
    assert mapping_toml(mapping()).endswith('insurance = { first_of = ["Insurance", "Payer"] }\n')


@pytest.mark.parametrize(
    ("column", "identifies"),
    [
        ("Patient Name", True), ("SSN", True), ("Date of Birth", True), ("Street Address", True), ("Home Phone", True),
        ("Insurance No", True), ("Insurance ID", True), ("Policy License", True), ("DeathCityGeo", True),
        ("Zip", True), ("ZIP Code", True), ("Narrative", True), ("Time of Death", True),
        ("Race", False), ("Insurance", False), ("Health Insurance Type", False), ("Manner of Death", False),
        ("Injury Place", False), ("Hispanic", False), ("Education", False),
    ],
)  # fmt: skip
def test_what_identifies_people_is_refused_unless_kept(tmp_path, column, identifies):
    text = ROWS.replace(",Insurance,Payer", ",x,y").replace("RACE", column, 1)
    (tmp_path / "e.csv").write_text(text)
    columns = mapping(own=f'[attributes]\nmine = "{column}"\n')
    into = tmp_path / "store"
    if identifies:
        with pytest.raises(
            DataError, match=rf"\[attributes\], mine: expected no column that identifies people.*{column}"
        ):
            import_cases(tmp_path / "e.csv", mapping=columns, into=into)
        assert not into.exists()
    import_cases(tmp_path / "e.csv", mapping=columns, into=into, keep=[column] if identifies else ())
    assert "Black" in cases_of(into)["mine"].tolist()


def test_a_row_per_substance_and_linked_tables_have_them_too(tmp_path):
    rows = "id,day,sex,outcome,drug,RACE\n1,2020-01-05,F,Death,Heroin,\n1,2020-01-05,F,Death,Fentanyl,Black\n"
    report = stored(tmp_path, rows, own='[attributes]\nrace = "RACE"\n', layout="substance")
    assert cases_of(tmp_path / "store")["race"].tolist() == ["Black"]
    assert report.tables["substances"] == 2
    folder = tmp_path / "linked"
    folder.mkdir()
    (folder / "demo.csv").write_text("id,day,sex\n1,2020-01-05,F\n2,2020-01-05,M\n")
    (folder / "more.csv").write_text("id,race,manner\n1,,Accident\n1,Black,Suicide\n2,,\n")
    linked = HEAD.format(layout="linked") + (
        '[tables.cases]\nfile = "demo*"\nkey = "id"\n[tables.more]\nfile = "more*"\nkey = "id"\n'
        '[columns]\ncase_id = "id"\nsex = "sex"\n'
        '[attributes]\nrace = { table = "more", column = "race" }\n'
        'manner = { table = "more", column = "manner", prefer = ["Suicide"] }\n'
    )
    import_cases(folder, mapping=parse_mapping(linked), into=tmp_path / "second")
    cases = cases_of(tmp_path / "second")
    assert cases["race"].iloc[0] == "Black" and cases["manner"].iloc[0] == "Suicide" and cases["race"].isna().iloc[1]


def test_frames_may_have_them_and_an_empty_text_is_missing():
    frame = pd.DataFrame({"case_id": ["1", "2", "3", "4"], "sex": ["Female", "", " ", " Male"]})
    store = frame_store(frame.assign(race=["Black", "", " White ", None], ward=[1, 2, None, 3]))
    cases = store.run(store.cases)
    assert cases["sex"].isna().tolist() == [False, True, True, False] and cases["sex"].iloc[3] == "Male"
    assert cases["race"].isna().tolist() == [False, True, False, True] and cases["race"].iloc[2] == "White"
    assert cases["ward"].iloc[0] == "1.0" and cases["ward"].isna().iloc[2], "as text, as pandas writes it"
    assert table_one(select(store), variables=["sex"]).set_index("level").loc["Male", "denominator"] == 2
    with pytest.raises(DataError, match=r"cases\['age_band'\]: it is a column of every store"):
        frame_store(frame.assign(age_band="x"))


def test_the_reserved_names_are_those_that_answers_make():
    store = frame_store(pd.DataFrame({"case_id": ["1"], "state": ["PA"]}))
    for name in DERIVED:
        assert column(store.cases, name) is not None and attribute_fault(name)
    assert all(attribute_fault(field.name) for table in TABLES.values() for field in table)
    answers = [annual_counts(select(frame_store(pd.DataFrame({"case_id": ["1"], "year": [2020]}))))]
    assert all(attribute_fault(name) for answer in answers for name in answer)
    assert attribute_fault("race") is None and attribute_fault("manner_2") is None


def proposed(folder, header: str, *cells: str):
    """Propose a mapping of 60 deaths with a column of their own each, the cells given in turn."""
    rows = [f"{n},2020-01-{1 + n % 28:02},3{n % 10},F,Heroin,{cells[n % len(cells)]}" for n in range(60)]
    (folder / "e.csv").write_text("\n".join([f"id,death_date,age,sex,drug,{header}", *rows]) + "\n")
    return propose_mapping(folder / "e.csv")


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        ("Race", ("W", "B", "A"), "race"), ("RACE_DESC", ("White", "Black"), "race"),
        ("Ethnicity Desc", ("Hispanic", "Not Hispanic"), "ethnicity"), ("Hispanic", ("0", "Yes", "No"), "ethnicity"),
        ("MannerofDeath", ("Accident", "Pending"), "manner"), ("manner_of_death", ("Accident", "Natural"), "manner"),
        ("InjuryPlace", ("Home", "Hotel", "Car"), "injury_place"), ("Insurance", ("Medicaid", "Self"), "insurance"),
        ("Payer", ("Medicaid", "Private"), "insurance"),
    ],
)  # fmt: skip
def test_the_usual_ones_are_stated_by_a_proposal(tmp_path, header, cells, name):
    found = proposed(tmp_path, header, *cells)
    assert found.mapping.attributes[name].column == header and f"{name} <- {header}" in found.summary()
    assert parse_mapping(found.to_toml()) == found.mapping


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [("Education", ("None", "School", "College"), "education"), ("Marital Status", ("S", "M"), "marital_status")],
)
def test_others_of_few_texts_are_offered(tmp_path, header, cells, name):
    found = proposed(tmp_path, header, *cells)
    assert not found.mapping.attributes and f'\n# {name} = "{header}"\n' in found.to_toml()
    taken = parse_mapping(found.to_toml().replace(f"# {name} = ", f"{name} = "))
    assert taken.attributes[name].column == header


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Patient Name", ("Roe", "Doe")), ("Insurance ID", ("A1", "B2")), ("SSN", ("1", "2")), ("Home ZIP", ("1", "2")),
        ("Comments", ("a", "b")), ("Score", ("1", "2", "3.5")), ("Center", ("PC 1",)),
        ("Cause", tuple(f"text {n}" for n in range(60))), ("Count", ("a", "b")),
    ],
)  # fmt: skip
def test_what_identifies_or_groups_nobody_is_not_offered(tmp_path, header, cells):
    found = proposed(tmp_path, header, *cells)
    assert not found.mapping.attributes and not found.offered
