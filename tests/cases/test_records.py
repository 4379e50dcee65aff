"""What the records of an export are: proposed from headings, stated in the mapping, a fact of the store."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.cases import frame_store, import_cases, open_store, propose_mapping, select, substances_involved
from analysis.cases.codebook.records import KINDS
from analysis.cases.mapping.read import mapping_names, parse_mapping, read_mapping
from analysis.cases.mapping.write import mapping_toml
from analysis.errors import DataError

CALLS, VISITS, EVENTS = "poison center", "emergency visits", "adverse events"
DEATHS = """name = "d"
title = "d"
codebook = "2026.1"
layout = "case"
records = "deaths"
[columns]
case_id = "id"
date = { column = "dod", formats = ["%Y-%m-%d"] }
sex = "sex"
"""
ROWS = "id,dod,sex\n1,2020-03-05,F\n2,2021-07-09,M\n"


def written(folder: Path, header: str, row: str) -> Path:
    """Write an export of 40 rows, {n} being the number of the row."""
    path = folder / "export.csv"
    path.write_text("\n".join([header, *(row.format(n=n, d=1 + n % 28) for n in range(40))]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("header", "row", "records"),
    [
        ("CaseID,Date of Death,Manner of Death,Age,Sex,Drug", "{n},2020-01-{d:02},Accident,3{n},F,Heroin", "deaths"),
        ("id,death_dt,age,sex,cause_of_death,substance1", "{n},2020-01-{d:02},30,M,Overdose,Cocaine", "deaths"),
        ("Decedent No,Date,Age,Sex,Toxin", "{n},2020-01-{d:02},30,M,Ethanol", "deaths"),
        ("CPSC_Case_Number,Treatment_Date,Age,Sex,Diagnosis,Stratum,PSU", "{n},01/{d:02}/2020,4,1,68,V,{d}", VISITS),
        ("PCR No,Unit Notified,Age,Gender,Naloxone Administered,Drug", "{n},01/{d:02}/2020,4{d},F,1,Heroin", VISITS),
        ("ED Visit,Visit Date,Age,Sex,Chief Complaint,Substance", "{n},01/{d:02}/2020,40,F,od,Heroin", VISITS),
        ("primaryid,fda_dt,age,sex,role_cod,drugname,reac_pt", "{n},202001{d:02},40,F,PS,Heroin,Coma", EVENTS),
        ("Call Number,Call Date,Caller Site,Age,Sex,Substance", "{n},2020-01-{d:02},Own residence,4,F,Bleach", CALLS),
        ("Case,Date,Age,Sex,Substance,Medical Outcome", "{n},2020-01-{d:02},4,F,Bleach,Minor effect", CALLS),
        ("Incident ID,Incident Date,Age,Sex,Drug,Medical Outcome", "{n},2020-01-{d:02},4,F,Bleach,No effect", CALLS),
        ("Case No,Date,Age,Sex,Race,Manner,Primary Cause", "{n},2020-01-{d:02},40,F,W,Accident,heroin", "deaths"),
        ("VAERS_ID,RECVDATE,AGE_YRS,SEX,VAX_TYPE,SYMPTOM1", "{n},01/{d:02}/2020,40,F,FLU4,Fever", EVENTS),
        # a date of death of some patients makes no register of deaths
        ("Case,Date,Age,Sex,Substance,Caller,Date of Death", "{n},2020-01-{d:02},4,F,Bleach,x,", CALLS),
        ("Case,Date,Age,Sex,Substance,Death", "{n},2020-01-{d:02},4,F,Bleach,N", CALLS),
    ],
)  # fmt: skip
def test_headings_tell_what_the_records_are(tmp_path, header, row, records):
    proposal = propose_mapping(written(tmp_path, header, row))
    assert proposal.mapping.records == records, proposal.records.why
    assert f'records = "{records}"' in proposal.to_toml()
    assert (proposal.mapping.constants.get("medical_outcome") == "Death") is (records == "deaths")
    assert parse_mapping(proposal.to_toml()) == proposal.mapping


@pytest.mark.parametrize(
    "header", ["CaseNum,DOD,AGE_YRS,GNDR,Drug", "Certificate No,Date,Age,Sex,Drug", "No,Date,Age,Sex,Manner"]
)
def test_short_headings_tell_of_deaths(tmp_path, header):
    proposal = propose_mapping(written(tmp_path, header + ",Substance", "{n},2020-01-{d:02},4{d},F,Accident,Heroin"))
    assert (proposal.mapping.records, proposal.mapping.constants["medical_outcome"]) == ("deaths", "Death")


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("overdose_deaths_2020", "deaths"),
        ("Fatal-Overdoses", "deaths"),
        ("county_mortality", "deaths"),
        ("deathly_quiet_calls", "poison center"),
    ],
)
def test_the_name_of_a_file_tells_of_deaths_where_no_outcome_says_otherwise(tmp_path, name, records):
    row = "{n},2020-01-{d:02},4{d},F,Heroin"
    path = written(tmp_path, "No,Date,Age,Sex,Drug", row).rename(tmp_path / f"{name}.csv")
    assert propose_mapping(path).mapping.records == records
    graded = written(tmp_path, "No,Date,Age,Sex,Drug,Survived", row + ",Y").rename(tmp_path / f"{name}_2.csv")
    assert propose_mapping(graded).mapping.records == "poison center"


def test_headings_that_tell_nothing_ask_the_reader(tmp_path):
    proposal = propose_mapping(written(tmp_path, "Number,Date,Age,Sex,Substance", "{n},2020-01-{d:02},4,F,Bleach"))
    assert proposal.mapping.records == CALLS and proposal.records.sure == 0.5
    assert "records (0.50)" in proposal.to_toml().split("\n\n")[0]


def test_a_mapping_without_it_stays_valid_and_a_wrong_one_is_named():
    without = DEATHS.replace('records = "deaths"\n', "")
    assert parse_mapping(without).records == "poison center"
    with pytest.raises(DataError, match=r"records is 'death', expected one of 'poison center', 'deaths'"):
        parse_mapping(DEATHS.replace('"deaths"', '"death"'))
    with pytest.raises(DataError, match="records is 3, expected text"):
        parse_mapping(DEATHS.replace('"deaths"', "3"))
    assert parse_mapping(mapping_toml(parse_mapping(DEATHS))) == parse_mapping(DEATHS)


def test_every_shipped_mapping_says_what_its_records_are():
    told = {name: read_mapping(name).records for name in mapping_names()}
    assert told["faers"] == told["faers_ascii"] == "adverse events" and told["odin"] == "emergency visits"
    assert {told[name] for name in ("npds", "pa_case_listing", "wa_exposures")} == {"poison center"}


def test_it_is_a_fact_of_the_store_and_of_every_answer(tmp_path):
    (tmp_path / "e.csv").write_text(ROWS)
    report = import_cases(tmp_path / "e.csv", mapping=parse_mapping(DEATHS), into=tmp_path / "store")
    assert report.records == "deaths" and "store (deaths): 2 cases" in report.summary()
    assert json.loads((tmp_path / "store" / "report.json").read_text())["records"] == "deaths"
    assert 'records = "deaths"' in (tmp_path / "store" / "import.toml").read_text()
    store = open_store(tmp_path / "store")
    assert store.records == "deaths"
    assert store.run(store.cases)["medical_outcome"].tolist() == ["Death", "Death"]
    assert select(store).records == select(store).flow().attrs["records"] == "deaths"
    assert select(store).flow()["step"].tolist() == ["records"], "no calls, animals or nonexposures among deaths"


def test_a_store_of_frames_can_be_told_too():
    frame = pd.DataFrame({"case_id": ["1", "2"], "year": [2020, 2021]})
    deaths = frame_store(frame, records="deaths")
    assert deaths.records == "deaths" and deaths.run(deaths.cases)["medical_outcome"].tolist() == ["Death"] * 2
    assert frame_store(frame).records == "poison center"
    graded = frame_store(frame.assign(medical_outcome=["Death", None]), records="deaths")
    assert graded.run(graded.cases)["medical_outcome"].isna().sum() == 1
    with pytest.raises(DataError, match="records: expected one of poison center, deaths"):
        frame_store(frame, records="autopsies")


def test_a_store_whose_report_is_old_or_odd_is_refused(tmp_path):
    (tmp_path / "e.csv").write_text(ROWS)
    import_cases(tmp_path / "e.csv", mapping=parse_mapping(DEATHS), into=tmp_path / "store")
    said = json.loads((tmp_path / "store" / "report.json").read_text())
    for odd in (
        {},
        [],
        "no JSON",
        {"records": "x"},
        said | {"records": "x"},
        {**said, "store": said["store"] | {"kind": 1}},
    ):
        (tmp_path / "store" / "report.json").write_text(odd if isinstance(odd, str) else json.dumps(odd))
        with pytest.raises(
            DataError, match=r"expected the report\.json of a store of this version.*import the cases again"
        ):
            open_store(tmp_path / "store")


def test_a_table_of_counts_is_not_imported(tmp_path):
    (tmp_path / "e.csv").write_text(ROWS)
    mapping = parse_mapping(DEATHS.replace('"deaths"', '"counts"'))
    with pytest.raises(DataError, match="a table of counts has no cases to import"):
        import_cases(tmp_path / "e.csv", mapping=mapping, into=tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_the_words_of_every_kind_are_whole_sentences():
    for kind in KINDS.values():
        assert kind.one and kind.many and kind.source and kind.headings
        assert kind.rest_on.endswith(".") and ("caller" in kind.rest_on) is (kind.name == "poison center")
        assert kind.counted(1) == kind.one and kind.counted(0) == kind.counted(2) == kind.many


def test_the_substances_of_deaths_are_counted_once_per_death():
    cases = pd.DataFrame({"case_id": ["1", "2", "3"], "year": 2020})
    taken = pd.DataFrame(
        {"case_id": ["1", "1", "1", "2", "3"], "substance": ["Heroin", "Fentanyl", "Heroin", "Heroin", None]}
    )
    found = substances_involved(select(frame_store(cases, taken.dropna(), records="deaths")))
    assert found[["substance", "n", "cases"]].to_numpy().tolist() == [["Heroin", 2, 3], ["Fentanyl", 1, 3]]
    # Wilson limits of 2 of 3, by R 4.2.2: prop.test(2, 3, correct = FALSE)$conf.int
    assert found.loc[0, ["low", "high"]].round(4).tolist() == [0.2077, 0.9385]
