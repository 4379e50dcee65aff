"""Doses beside numbered substances, and doses whose unit stands in their heading."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.cases import import_cases, propose_mapping, read_mapping
from analysis.errors import DataError

CASES = [
    ("2021-03-04", "Baclofen", "200", "mg", "Ethanol", "1/2", "bottle"),
    ("2021-03-05", "Baclofen", "1 1/2", "tab", "", "", ""),
    ("2021-03-06", "Ethanol", "~20", "mL", "Baclofen", "5-10", "mg"),
]


def stored(folder: Path, header: list[str], rows: list[tuple]) -> tuple[pd.DataFrame, pd.DataFrame, dict]:
    """Propose, write, read and import; give the substances, the rejects and the columns of the mapping."""
    sheet = folder / "listing.csv"
    pd.DataFrame(rows, columns=header).to_csv(sheet, index=False)
    toml = folder / "listing.toml"
    toml.write_text(propose_mapping(sheet).to_toml(), encoding="utf-8")
    mapping = read_mapping(toml)
    import_cases(sheet, mapping=mapping, into=folder / "store")
    tables = (pd.read_parquet(folder / "store" / f"{name}.parquet") for name in ("substances", "rejects"))
    return (*tables, mapping.columns)


HEADINGS = [
    "Substance 1|Qty 1|Unit 1|Substance 2|Qty 2|Unit 2",
    "Substance 1|Dose 1|Dose Unit 1|Substance 2|Dose 2|Dose Unit 2",
    "Substance1|Substance1 Amount|Substance1 Unit|Substance2|Substance2 Amount|Substance2 Unit",
    "Drug|Dose|Dose Unit|Drug 2|Dose 2|Dose Unit 2",
    "Product #1|Amount #1|Amount Unit #1|Product #2|Amount #2|Amount Unit #2",
    "Agent_1|Quantity_1|Units_1|Agent_2|Quantity_2|Units_2",
]


@pytest.mark.parametrize("headings", HEADINGS)
def test_each_numbered_substance_has_its_own_dose(tmp_path, headings):
    found, rejects, _ = stored(tmp_path, ["Date", *headings.split("|")], CASES)
    assert found[["substance", "dose", "dose_unit"]].astype(object).where(found.notna(), None).to_numpy().tolist() == [
        ["Baclofen", 200.0, "mg"],
        ["Ethanol", 0.5, "bottle"],
        ["Baclofen", 1.5, "tab"],
        ["Ethanol", 20.0, "mL"],
        ["Baclofen", None, "mg"],
    ]
    assert rejects[["value", "rule"]].to_numpy().tolist() == [["5-10", "dose is no number"]]


def test_columns_with_other_numbers_are_not_beside_the_substances(tmp_path):
    header = ["Date", "Substance 1", "Substance 2", "Dose 2", "Dose 3"]
    found, _, columns = stored(
        tmp_path, header, [("2021-03-04", "Baclofen", "Ethanol", "20", "30"), ("2021-03-05", "Heroin", "", "", "")]
    )
    assert "dose" not in columns
    assert found["dose"].isna().all()


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Dose (mg)", "mg"),
        ("dose_mg", "mg"),
        ("Dose [mcg]", "mcg"),
        ("Dose (\u00b5g)", "mcg"),  # the micro sign must not leave grams
        ("Amount in grams", "g"),
        ("Dose mg/kg", "mg/kg"),
        ("DOSE_MG_PER_KG", "mg/kg"),
        ("Quantity (mL)", "mL"),
        ("Dose", None),
    ],
)
def test_a_heading_gives_doses_their_unit(tmp_path, heading, unit):
    rows = [("2021-03-04", "Baclofen", "200"), ("2021-03-05", "Baclofen", ""), ("2021-03-06", "Ethanol", "4.5")]
    found, rejects, _ = stored(tmp_path, ["Date", "Substance", heading], rows)
    assert found["dose"].fillna(-1).tolist() == [200.0, -1, 4.5]
    assert found["dose_unit"].astype(object).where(found["dose_unit"].notna(), None).tolist() == [unit, None, unit]
    assert rejects.empty


def test_a_unit_behind_a_dose_must_be_the_one_of_the_heading(tmp_path):
    rows = [("2021-03-04", "Baclofen", "200"), ("2021-03-05", "Baclofen", "300 MG"), ("2021-03-06", "Ethanol", "2 g")]
    found, rejects, _ = stored(tmp_path, ["Date", "Substance", "Dose (mg)"], [*rows, ("2021-03-07", "Ethanol", "20")])
    assert found["dose"].fillna(-1).tolist() == [200.0, 300.0, -1, 20.0]
    assert rejects["value"].tolist() == ["2 g"]


def test_a_column_of_units_says_more_than_a_heading(tmp_path):
    rows = [("2021-03-04", "Baclofen", "2", "g"), ("2021-03-05", "Ethanol", "30", "mg")]
    found, _, _ = stored(tmp_path, ["Date", "Substance", "Dose (mg)", "Dose Unit"], rows)
    assert found["dose_unit"].tolist() == ["g", "mg"]


def test_both_ways_to_say_a_unit_are_refused(tmp_path):
    toml = tmp_path / "both.toml"
    toml.write_text(
        'name = "both"\ntitle = "t"\ncodebook = "2026.1"\nlayout = "case"\n[columns]\nsubstance = "s"\n'
        'dose = { column = "d", fixed_unit = "mg" }\ndose_unit = "u"\n'
    )
    with pytest.raises(DataError, match="fixed_unit, and a column for dose_unit; keep one"):
        read_mapping(toml)


def test_a_hospital_s_place_is_not_the_patient_s(tmp_path):
    rows = [("2024-01-02", "98101", "9810", "King"), ("2024-01-03", "98101", "98105", "King")]
    for other in ("Facility", "Hospital", "Reporter", "Provider", "Destination"):
        header = ["Visit Date", f"{other} ZIP", "Patient Zip", f"{other} County"]
        sheet = tmp_path / f"{other}.csv"
        pd.DataFrame(rows, columns=header).to_csv(sheet, index=False)
        columns = propose_mapping(sheet).mapping.columns
        assert columns["zip3"].column == "Patient Zip"
        assert "county" not in columns


def test_a_weight_with_its_unit_in_one_cell(tmp_path):
    header = ["Case ID", "Date", "Sex", "Patient Weight"]
    rows = [("1", "2021-03-04", "F", "81 KG"), ("2", "2021-03-05", "M", "150 LB"), ("3", "2021-03-06", "F", "-")]
    sheet = tmp_path / "w.csv"
    pd.DataFrame(rows, columns=header).to_csv(sheet, index=False)
    proposal = propose_mapping(sheet)
    import_cases(sheet, mapping=proposal.mapping, into=tmp_path / "store")
    found = pd.read_parquet(tmp_path / "store" / "cases.parquet")["weight_kg"]
    assert found.fillna(-1).round(4).tolist() == [81.0, 68.0389, -1]


def test_weights_with_units_and_decimal_commas(tmp_path):
    sheet = tmp_path / "w.csv"
    sheet.write_text(
        "Fallnummer;Datum;Sex;Gewicht\n1;2021-03-04;F;12,5 kg\n2;2021-03-05;M;70 kg\n3;2021-03-06;F;850 g\n"
        "4;2021-03-07;F;5 ft\n"
    )
    import_cases(sheet, mapping=propose_mapping(sheet).mapping, into=tmp_path / "store")
    found = pd.read_parquet(tmp_path / "store" / "cases.parquet")["weight_kg"]
    assert found.fillna(-1).tolist() == [12.5, 70.0, 0.85, -1]
    assert pd.read_parquet(tmp_path / "store" / "rejects.parquet")["value"].tolist() == ["5 ft"]


@pytest.mark.parametrize("sign", [" - ", "-", "=", ": ", ". ", ") "])
def test_a_code_before_a_label_does_not_hide_it(tmp_path, sign):
    header = ["Case", "Date", "Sex", "Outcome"]
    labels = [("1", "Male", "2", "Minor effect"), ("2", "Female", "10", "Death"), ("9", "Unknown", "1", "No effect")]
    rows = [
        (str(place), f"2021-03-0{place + 1}", code + sign + sex, grade + sign + outcome)
        for place, (code, sex, grade, outcome) in enumerate(labels)
    ]
    sheet = tmp_path / "coded.csv"
    pd.DataFrame(rows, columns=header).to_csv(sheet, index=False)
    report = import_cases(sheet, mapping=propose_mapping(sheet).mapping, into=tmp_path / "store")
    cases = pd.read_parquet(tmp_path / "store" / "cases.parquet")
    assert cases["sex"].tolist() == ["Male", "Female", "Unknown"]
    assert cases["medical_outcome"].tolist() == ["Minor effect", "Death", "No effect"]
    assert report.unknown_labels.empty


def test_a_narrative_is_no_list_of_effects(tmp_path):
    told = "the patient was found by her mother on the floor beside an empty bottle and was brought to us number"
    rows = [(str(place), "2021-03-04", "FM"[place % 2], f"{told} {place}") for place in range(40)]
    for heading in ("SYMPTOM_TEXT", "Symptoms", "Signs and symptoms"):
        sheet = tmp_path / "told.csv"
        pd.DataFrame(rows, columns=["Case", "Date", "Sex", heading]).to_csv(sheet, index=False)
        assert "effect" not in propose_mapping(sheet).mapping.columns
