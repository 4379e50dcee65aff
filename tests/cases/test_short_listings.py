"""Listings of a few rows, as people try them first: abbreviations, packed cells, units and numbers that come back."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.importing.import_cases import import_cases
from analysis.cases.mapping.separators import BRACKETED, split
from analysis.cases.proposal.propose import propose_mapping
from analysis.errors import DataError

HEADER = "CaseID,Call Date,Caller Site,Age,AgeUnit,Sex,Reason,Substance Name,Amount,Unit,Route,Clinical Effects,Outcome"
LISTING = f"""{HEADER}
1,01/12/2022,Home,2,Y,M,Unint - General,Baclofen,"1,250",mg,Ingest,"Drowsiness/lethargy (R), Bradycardia (NR)",Min
2,01/13/2022,HCF,3,Y,F,Unint - Misuse,Bleach,1,mouthful,Ingest;Dermal,none,No eff
2,01/13/2022,HCF,,,,,Tide Pod,1,ea,,,
3,01/14/2022,HCF,45,Y,F,Int - Sus Suicide,Baclofen,0.5,g,Ingest,"Coma (R), Seizure, single (R)",Major
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("listing")
    (folder / "listing.csv").write_text(LISTING)
    mapping = propose_mapping(folder / "listing.csv").mapping
    import_cases(folder / "listing.csv", mapping=mapping, into=folder / "store")
    return folder / "store"


def test_a_number_that_comes_back_with_blank_cells_is_the_same_case(store):
    cases = pd.read_parquet(store / "cases.parquet").set_index("case_id")
    assert cases["substances"].to_dict() == {"1": 1, "2": 2, "3": 1}
    assert cases.loc["2", ["age_years", "sex"]].tolist() == [3.0, "Female"]


def test_labels_that_are_abbreviated_word_by_word(store):
    cases = pd.read_parquet(store / "cases.parquet").set_index("case_id")
    assert cases["reason"].tolist() == [
        "Unintentional - General",
        "Unintentional - Misuse",
        "Intentional - Suspected suicide",
    ]
    assert cases["medical_outcome"].tolist() == ["Minor effect", "No effect", "Major effect"]
    assert cases["route"].tolist() == ["Ingestion", "Ingestion; Dermal", "Ingestion"]


def test_a_column_called_unit_behind_that_of_doses_is_theirs(store):
    taken = pd.read_parquet(store / "substances.parquet")
    assert taken[["dose", "dose_unit"]].values.tolist() == [[1250, "mg"], [1, "mouthful"], [1, "ea"], [0.5, "g"]]


@pytest.mark.parametrize("odd", ["90+", "Unk", "<1", "18-25"])
@pytest.mark.parametrize("heading", ["Age Type", "Age Unit", "Unit"])
def test_units_beside_an_age_count_where_some_ages_are_groups(tmp_path, odd, heading):
    cells = [("2", "Months"), ("34", "Years"), (odd, "Years"), ("2", "Years"), (odd, ""), ("11", "Months")]
    lines = [f"{n},01/{10 + n}/2022,F,Salt,{age},{unit}" for n, (age, unit) in enumerate(cells, 10)]
    (tmp_path / "ages.csv").write_text("\n".join([f"Case ID,Date,Sex,Substance,Age,{heading}", *lines]) + "\n")
    mapping = propose_mapping(tmp_path / "ages.csv").mapping
    import_cases(tmp_path / "ages.csv", mapping=mapping, into=tmp_path / "store")
    stored = pd.read_parquet(tmp_path / "store/cases.parquet").sort_values("case_id")["age_years"]
    assert stored.iloc[[0, 1, 3, 5]].tolist() == pytest.approx([2 / 12, 34, 2, 11 / 12])


def test_spellings_of_a_unit_are_one_unit(tmp_path):
    units = ("MG", "mg", "Milligrams", "GM", "\u00b5g", "UG", "cc", "Tablet", "mg/kg", "gr")
    rows = [f"{place},01/{10 + place}/2022,F,Baclofen,10,{unit}" for place, unit in enumerate(units, 10)]
    (tmp_path / "doses.csv").write_text("\n".join(["Case ID,Date,Sex,Substance,Dose,Dose Unit", *rows]) + "\n")
    mapping = propose_mapping(tmp_path / "doses.csv").mapping
    import_cases(tmp_path / "doses.csv", mapping=mapping, into=tmp_path / "store")
    stored = pd.read_parquet(tmp_path / "store/substances.parquet").sort_values("case_id")["dose_unit"]
    assert stored.tolist() == ["mg", "mg", "mg", "g", "mcg", "mcg", "mL", "Tablet", "mg/kg", "gr"]


def test_commas_within_effects_divide_nothing_where_each_has_its_bracket(store):
    effects = pd.read_parquet(store / "effects.parquet")[["case_id", "effect", "relatedness"]].values.tolist()
    assert sorted(effects) == [
        ["1", "Bradycardia", "Not related"],
        ["1", "Drowsiness/lethargy", "Related"],
        ["3", "Coma", "Related"],
        ["3", "Seizure (single)", "Related"],
    ]


@pytest.mark.parametrize(
    ("field", "label", "term"),
    [
        ("reason", "Int - Abuse", "Intentional - Abuse"),
        ("reason", "Unint-Env", "Unintentional - Environmental"),
        ("medical_outcome", "Mod", "Moderate effect"),
        ("medical_outcome", "Maj eff", "Major effect"),
        ("level_of_care", "Adm CCU", "Admitted to critical care unit"),
        ("level_of_care", "Adm psych", "Admitted to psychiatric facility"),
        ("route", "Inhal", "Inhalation/nasal"),
        ("sex", "Fem", "Female"),
        # two terms, a word that begins none, a word too short, or nothing at all
        ("reason", "Unint", None),
        ("reason", "Int - Xyz", None),
        ("medical_outcome", "M", None),
        ("medical_outcome", "No", None),
        ("medical_outcome", "", None),
        ("reason", "Int Mis Sus", None),
    ],
)
def test_an_abbreviation_stands_for_one_term_or_none(field, label, term):
    assert read_codebook()[field].abbreviated(label) == term


def test_values_with_brackets_keep_them():
    assert split("Coma (R), Seizure, single (R)", BRACKETED) == ["Coma (R)", "Seizure, single (R)"]
    assert split("Coma, Rash (NR)", BRACKETED) == ["Coma, Rash (NR)"]


@pytest.mark.parametrize("sign", [";", "|", "; "])
def test_one_cell_with_a_semicolon_or_bar_is_enough(tmp_path, sign):
    rows = [
        ("1", "01/13/2022", "Heroin"),
        ("2", "01/14/2022", f"Ibuprofen{sign}Acetaminophen"),
        ("3", "1/25/2022", "Salt"),
    ]
    lines = ["Case Number,Call Date,Substances", *(f'{number},{day},"{drugs}"' for number, day, drugs in rows)]
    (tmp_path / "few.csv").write_text("\n".join(lines) + "\n")
    assert propose_mapping(tmp_path / "few.csv").mapping.columns["substance"].separator == sign.strip()


def test_an_other_column_is_found_behind_a_flag_that_nobody_had(tmp_path):
    lines = ["Case No,DOD,Age,Sex,Heroin,Fentanyl,Benzos,Other Drugs", "1,2020-01-15,52,M,Y,Y,N,"]
    lines += ["2,2020-02-20,33,F,N,Y,N,xylazine; gabapentin", "3,2020-03-01,29,M,Y,N,,"]
    (tmp_path / "deaths.csv").write_text("\n".join(lines) + "\n")
    source = propose_mapping(tmp_path / "deaths.csv").mapping.columns["substance"]
    assert (source.column, source.separator, sorted(source.indicators)) == ("Other Drugs", ";", ["Fentanyl", "Heroin"])


GROUPS = [("2021", "Jan", "Allegheny", "0-5", "Female"), ("2021", "Jan", "Allegheny", "6-12", "Female")]
GROUPS += [("2021", "Feb", "Allegheny", "0-5", "Male"), ("2021", "Feb", "Butler", "20+", "Male")]


def counted(folder, heading, cells):
    lines = [",".join(("Year", "Month", "County", "Age Group", "Gender", heading))]
    lines += [",".join((*group, f'"{cell}"')) for group, cell in zip(GROUPS, cells, strict=True)]
    (folder / "table.csv").write_text("\n".join(lines) + "\n")
    return folder / "table.csv"


@pytest.mark.parametrize(
    "heading",
    [
        "Calls",
        "n",
        "Count",
        "Total",
        "No. of deaths",
        "Overdose deaths",
        "Number of cases",
        "Exposures",
        "Freq",
        "Case count",
        "Death Count",
        "# Deaths",
        "ED visits",
    ],
)
def test_a_table_that_counts_cases_is_no_list_of_them(tmp_path, heading):
    with pytest.raises(DataError, match=r"holds a number of cases for each row.*read_counted"):
        propose_mapping(counted(tmp_path, heading, ["1,204", "<5", "*", "12"]))


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Deaths", ["0", "1", "0", "0"]),  # yes or no of each case
        ("Call", ["17", "18", "19", "21"]),
        ("No.", ["1", "2", "3", "4"]),
        ("Drug", ["3", "7", "12", "40"]),
        ("Case Number", ["7", "8", "9", "11"]),
        ("Exposure", ["3", "4", "7", "9"]),
        ("\u4ef6\u6570", ["3", "4", "7", "9"]),  # a heading without a letter that is known names nothing
        ("%", ["3", "4", "7", "9"]),
        ("Minutes", ["12", "35", "7", "9"]),
        ("Patients", ["a", "b", "c", "d"]),
        ("Number of doses", ["2", "3", "4", "7"]),
    ],
)
def test_numbers_beside_a_case_are_no_counts_of_cases(tmp_path, heading, cells):
    assert propose_mapping(counted(tmp_path, heading, cells)).mapping.columns["sex"].column == "Gender"


def test_a_case_with_a_number_of_its_own_may_have_counts(tmp_path):
    lines = ["Case ID,Date,Sex,Exposures", "A1,2021-01-15,F,2", "A2,2021-01-16,M,1", "A3,2021-01-17,M,4"]
    (tmp_path / "cases.csv").write_text("\n".join(lines) + "\n")
    assert propose_mapping(tmp_path / "cases.csv").mapping.columns["case_id"].column == "Case ID"
