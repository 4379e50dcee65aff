"""Substances and intent told by codes of ICD-10 alone, in hospital extracts and registers of deaths."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.cases import import_cases, propose_mapping, read_mapping
from analysis.cases.codebook.icd10 import group_of, intents_of, names
from analysis.errors import DataError


def stored(folder: Path, rows: list[dict]) -> tuple:
    """Propose, write, read and import; give the mapping, the report and the tables of the store."""
    sheet, toml = folder / "extract.csv", folder / "extract.toml"
    pd.DataFrame(rows).to_csv(sheet, index=False)
    toml.write_text(propose_mapping(sheet).to_toml(), encoding="utf-8")
    mapping = read_mapping(toml)
    report = import_cases(sheet, mapping=mapping, into=folder / "store")
    names = ("cases", "substances", "rejects")
    return mapping, report, *(pd.read_parquet(folder / "store" / f"{name}.parquet") for name in names)


def extract(codes: list, heading: str = "ICD10 Codes", **more) -> list[dict]:
    """Give a row per cell of codes; a list of them fills numbered columns."""
    rows = []
    for number, cell in enumerate(codes):
        cells = {heading: cell} if isinstance(cell, str) else dict(zip(("Dx1", "Dx2", "Dx3"), cell, strict=True))
        day = f"2022-{number % 12 + 1:02}-{number % 27 + 1:02}"
        rows.append({"Encounter ID": f"E{number:04}", "Admit Date": day, "Age": number % 70 + 5, **cells, **more})
    return rows


def of(substances: pd.DataFrame) -> list[list[str]]:
    """Give the substances of each case in order."""
    return substances.groupby("case_id")["substance"].agg(list).tolist()


@pytest.mark.parametrize(
    ("code", "group", "intent"),
    [
        ("T40.2X1A", "Other opioids", ["Unintentional"]),
        ("t402x2d", "Other opioids", ["Intentional"]),
        ("T36.91XA", "Unspecified systemic antibiotic", ["Unintentional"]),  # the sixth is X: the fifth tells
        ("T58.04XS", "Carbon monoxide", ["Unknown reason"]),
        ("T50.903A", "Other and unspecified drugs, medicaments and biological substances", ["Other"]),
        ("T43.225A", "Selective serotonin reuptake inhibitors", ["Adverse reaction"]),
        ("T38.3X6A", "Insulin and oral hypoglycemic drugs", ["Underdosing"]),
        ("T40.411A", "Fentanyl or fentanyl analogs", ["Unintentional"]),
        ("T40.4", "Other synthetic narcotics", []),  # as deaths are coded: without an intent
        ("X42", "Narcotics and psychodysleptics", ["Unintentional"]),
        ("X64.9", "Other and unspecified drugs, medicaments and biological substances", ["Intentional"]),
        ("X85", "Drugs, medicaments and biological substances", ["Other"]),
        ("Y15", "Alcohol", ["Unknown reason"]),
        ("F11.10", "Opioid related disorders", []),
        ("I46.9", None, []),
        ("T66", None, []),
        ("X71", None, []),
    ],
)
def test_what_a_code_names(code, group, intent):
    assert group_of(code) == group
    assert intents_of(code) == intent


def test_every_block_of_poisonings_has_a_name():
    assert {f"T{number}" for number in range(36, 66)} <= names().keys()
    assert all(name.strip() == name and name for name in names().values())


@pytest.mark.parametrize("sign", ["; ", ", ", " ", "|", " / "])
def test_packed_codes_are_substances_whatever_divides_them(tmp_path, sign):
    cells = [f"T40.2X1A{sign}T42.4X1A{sign}J96.01", "T39.1X2A", f"T51.0X1A{sign}F11.10"] * 8
    mapping, report, cases, substances, rejects = stored(tmp_path, extract(cells))
    assert mapping.columns["substance"].codes == mapping.columns["reason_group"].codes == "icd10"
    assert of(substances)[:3] == [
        ["Other opioids", "Benzodiazepines"],
        ["4-Aminophenol derivatives (acetaminophen)"],
        ["Ethanol"],  # a disorder names no substance beside a poisoning
    ]
    assert cases["reason_group"].tolist()[:3] == ["Unintentional", "Intentional", "Unintentional"]
    assert cases["substances"].tolist()[:3] == [2, 1, 1]
    assert (len(rejects), report.kept) == (0, 24)


def test_numbered_columns_of_codes_without_points_are_read_together(tmp_path):
    rows = [["T402X1A", "F1120", ""], ["R4182", "F1120", ""], ["I10", "T391X2A", "T402X2A"], ["T402X1A", "T402X1D", ""]]
    mapping, _, cases, substances, _ = stored(tmp_path, extract(rows * 8))
    assert mapping.columns["substance"].columns == mapping.columns["reason_group"].joined == ("Dx1", "Dx2", "Dx3")
    assert of(substances)[:4] == [
        ["Other opioids"],
        ["Opioid related disorders"],
        ["4-Aminophenol derivatives (acetaminophen)", "Other opioids"],
        ["Other opioids"],  # one group, once
    ]
    assert cases["reason_group"].fillna("").tolist()[:4] == ["Unintentional", "", "Intentional", "Unintentional"]
    assert cases["substances"].tolist()[:4] == [1, 1, 2, 1]


def test_causes_of_deaths_name_a_substance_where_no_other_code_does(tmp_path):
    causes = [("X42", "T40.4", "T40.5"), ("X42", "", ""), ("X64", "T43.0", "F32.9"), ("Y14", "T40.2", "I25.1")] * 8
    headings = ("Underlying Cause", "Contributing 1", "Contributing 2")
    dated = ({"State File No": 1000 + n, "Date of Death": f"2021-03-{n % 27 + 1:02}", "Age": 20 + n} for n in range(32))
    rows = [day | dict(zip(headings, codes, strict=True)) for day, codes in zip(dated, causes, strict=True)]
    mapping, _, cases, substances, _ = stored(tmp_path, rows)
    assert (mapping.records, set(cases["medical_outcome"])) == ("deaths", {"Death"})
    assert of(substances)[:4] == [
        ["Other synthetic narcotics", "Cocaine"],
        ["Narcotics and psychodysleptics"],
        ["Tricyclic and tetracyclic antidepressants"],
        ["Other opioids"],
    ]
    assert cases["reason_group"].tolist()[:4] == ["Unintentional", "Unintentional", "Intentional", "Unknown reason"]


def test_what_codes_leave_open_is_listed(tmp_path):
    cells = ["T40.2X1A; T42.4X2A", "T38.3X6A", "I46.9", "heroin overdose", "T40.1X1A"] * 2 + ["T40.1X1A"] * 30
    _, report, cases, _, rejects = stored(tmp_path, extract(cells))
    assert rejects["rule"].tolist()[:2] == [
        "codes of more than one intent (Unintentional, Intentional)",
        "Underdosing, which is no reason of the codebook",
    ]
    assert cases["reason_group"].isna().tolist()[:5] == [True, True, True, True, False]
    assert report.kept == 40
    said = [note for note in report.notes if note.startswith("substance:")]
    assert said == [
        "substance: 2 rows have codes, none of which names a substance, as 'I46.9'.",
        "substance: 2 rows have no code of ICD-10, as 'HEROIN OVERDOSE'.",
    ]


def test_names_of_substances_come_before_codes(tmp_path):
    rows = extract(["T40.2X1A", "T42.4X2A"] * 12, Substance="Baclofen")
    mapping, *_ = stored(tmp_path, rows)
    assert mapping.columns["substance"].column == "Substance"


@pytest.mark.parametrize("heading", ["Room", "Site Code", "Bed"])
def test_short_names_of_places_are_no_codes(tmp_path, heading):
    rows = extract(["T40", "F12", "X42", "B12"] * 6, heading=heading, Substance="Baclofen")
    mapping, *_ = stored(tmp_path, rows)
    assert "reason_group" not in mapping.columns


def test_codes_of_another_kind_are_refused(tmp_path):
    rows = extract(["T40.2X1A"] * 12)
    pd.DataFrame(rows).to_csv(tmp_path / "extract.csv", index=False)
    text = propose_mapping(tmp_path / "extract.csv").to_toml()
    toml = tmp_path / "wrong.toml"
    toml.write_text(text.replace('codes = "icd10"', 'codes = "icd9"'), encoding="utf-8")
    with pytest.raises(DataError, match="codes is 'icd9', expected 'icd10'"):
        read_mapping(toml)


DX = [["T40.2X1A", "F11.20", "J96.01"], ["I10", "T39.1X2A"], ["X42", "T40.4", "T40.5"], ["F11.10"], ["R07.9", "I10"]]
NAMED = [
    ["Other opioids"],
    ["4-Aminophenol derivatives (acetaminophen)"],
    ["Other synthetic narcotics", "Cocaine"],
    ["Opioid related disorders"],
]


def test_a_row_for_each_code_tells_of_its_case(tmp_path):
    rows = [
        one | {"Dx Code": code}
        for number, codes in enumerate(DX * 8)
        for code in codes
        for one in [{"Encounter ID": f"E{number:04}", "Admit Date": f"2022-03-{number % 27 + 1:02}", "Age": number + 5}]
    ]
    mapping, report, cases, substances, rejects = stored(tmp_path, rows)
    assert (mapping.layout, report.kept) == ("substance", len(rows))
    assert of(substances)[:4] == NAMED
    assert cases["reason_group"].fillna("").tolist()[:4] == ["Unintentional", "Intentional", "Unintentional", ""]
    assert cases["substances"].tolist()[:5] == [1, 1, 2, 1, 0]
    assert rejects.empty


def test_a_linked_table_of_codes_tells_of_its_case(tmp_path):
    folder = tmp_path / "extract"
    folder.mkdir()
    day = [f"2022-03-{number % 27 + 1:02}" for number in range(40)]
    visits = {"visit_id": range(1000, 1040), "visit_date": day, "age": range(5, 45), "sex": ["F", "M"] * 20}
    pd.DataFrame(visits).to_csv(folder / "visits.csv", index=False)
    codes = [(1000 + number, code) for number, codes in enumerate(DX * 8) for code in codes]
    pd.DataFrame(codes, columns=["visit_id", "icd10_code"]).to_csv(folder / "diagnoses.csv", index=False)
    toml = tmp_path / "linked.toml"
    toml.write_text(propose_mapping(folder).to_toml(), encoding="utf-8")
    import_cases(folder, mapping=toml, into=tmp_path / "store")
    cases, substances = (pd.read_parquet(tmp_path / "store" / f"{name}.parquet") for name in ("cases", "substances"))
    assert of(substances)[:4] == NAMED
    assert cases["reason_group"].fillna("").tolist()[:4] == ["Unintentional", "Intentional", "Unintentional", ""]


def test_a_disorder_alone_is_said_to_be_no_poisoning(tmp_path):
    _, report, *_ = stored(tmp_path, extract(["T40.2X1A", "F11.10", "T39.1X2A"] * 8))
    assert any("8 rows have a code of a disorder alone (F10 to F19)" in note for note in report.notes)


@pytest.mark.parametrize(
    ("entry", "more", "fault"),
    [
        ('{ column = "Dx", codes = "icd10" }', 'dose = "Amount"', "dose: beside codes"),
        ('{ column = "Dx", codes = "icd10", rank = "Seq" }', "", "codes are ordered by their places alone"),
    ],
)
def test_nothing_is_said_beside_codes(tmp_path, entry, more, fault):
    path = tmp_path / "wrong.toml"
    head = 'name = "a"\ntitle = "a"\ncodebook = "2026.1"\nlayout = "case"\n[columns]\n'
    path.write_text(f"{head}substance = {entry}\n{more}\n", encoding="utf-8")
    with pytest.raises(DataError, match=fault):
        read_mapping(path)


def test_record_axes_with_short_codes_are_read_with_the_others(tmp_path):
    axes = [("X42", "T404", "T405", "X42"), ("X44", "T509", "X44", ""), ("X64", "T430", "T424", "X64")] * 8
    names = ("UCOD", "RAC1", "RAC2", "RAC3")
    rows = [dict(zip(("SFN", "DOD", *names), (1000 + n, f"2021-03-{n + 1:02}", *codes), strict=True))
            for n, codes in enumerate(axes)]  # fmt: skip
    mapping, _, _, substances, _ = stored(tmp_path, rows)
    assert mapping.columns["substance"].columns == names
    assert of(substances)[0] == ["Other synthetic narcotics", "Cocaine"]
    assert of(substances)[2] == ["Tricyclic and tetracyclic antidepressants", "Benzodiazepines"]
