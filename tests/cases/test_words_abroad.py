"""Listings with Spanish, Portuguese, French and German headings and labels, and headings with what is optional."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.cases import import_cases, propose_mapping


def stored(folder: Path, columns: dict[str, list], delimiter: str = ";", encoding: str = "utf-8") -> tuple:
    """Write a listing of turning cells, propose, and import unattended; give the mapping and the tables."""
    frame = pd.DataFrame({name: [cells[row % len(cells)] for row in range(40)] for name, cells in columns.items()})
    path = folder / "listing.csv"
    frame.to_csv(path, index=False, sep=delimiter, encoding=encoding)
    mapping = propose_mapping(path).mapping
    report = import_cases(path, mapping=mapping, into=folder / "store")
    assert report.kept == 40
    names = ("cases", "substances")
    return mapping, *(pd.read_parquet(folder / "store" / f"{name}.parquet") for name in names)


SPANISH = {
    "Nº de caso": [f"{number}" for number in range(1, 41)],
    "Año": ["2021"], "Mes": ["1", "2", "3"], "Día": ["9", "10", "28"],
    "Edad": ["3", "34", "61"], "Sexo": ["Hombre", "Mujer"], "Sustancia": ["Baclofeno", "Lejía"],
    "Vía": ["Oral", "Inhalatoria"], "Intencionalidad": ["Accidental", "Suicidio"],
    "Gravedad": ["Leve", "Moderada", "Grave", "Mortal"],
}  # fmt: skip
PORTUGUESE = {
    "Nº do caso": [f"{number}" for number in range(1, 41)],
    "Data do atendimento": [f"{day}/03/2021" for day in range(12, 29)],
    "Idade": ["3", "34", "61"], "Sexo": ["Masculino", "Feminino"], "Agente tóxico": ["Baclofeno", "Paraquat"],
    "Circunstância": ["Acidental", "Tentativa de suicídio"], "Desfecho": ["Cura", "Óbito"],
}  # fmt: skip
FRENCH = {
    "Date d'appel": [f"{day}/03/2021" for day in range(12, 29)],
    "Âge/Sexe": ["34 ans F", "18 mois M", "61 ans M"], "Toxique(s)": ["Baclofène", "Éthanol"],
    "Dose (mg)": ["2,5", "1000"], "Circonstance": ["accidentelle", "tentative de suicide"],
    "Gravité (PSS)": ["légère", "modérée", "sévère", "mortelle"], "Code postal": ["75011", "69003"],
}  # fmt: skip


def test_a_spanish_listing(tmp_path):
    mapping, cases, _ = stored(tmp_path, SPANISH)
    assert mapping.columns["date"].joined == ("Año", "Mes", "Día")
    assert cases["route"].tolist()[:2] == ["Ingestion", "Inhalation/nasal"]
    assert cases["reason"].tolist()[:2] == ["Unintentional - General", "Intentional - Suspected suicide"]
    grades = ["Minor effect", "Moderate effect", "Major effect", "Death"]
    assert cases["medical_outcome"].tolist()[:4] == grades


def test_a_portuguese_listing(tmp_path):
    mapping, cases, substances = stored(tmp_path, PORTUGUESE, encoding="latin-1")
    assert mapping.columns["substance"].column == "Agente tóxico"
    assert cases["sex"].tolist()[:2] == ["Male", "Female"]
    assert cases["medical_outcome"].tolist()[:2] == ["Survived, effect not graded", "Death"]
    assert cases["reason_group"].tolist()[:2] == ["Unintentional", "Intentional"]
    assert len(substances) == 40


def test_a_french_listing(tmp_path):
    mapping, cases, substances = stored(tmp_path, FRENCH)
    assert cases["age_years"].tolist()[:3] == [34.0, 1.5, 61.0]
    assert cases["sex"].tolist()[:3] == ["Female", "Male", "Male"]
    assert substances["dose"].tolist()[:2] == [2.5, 1000.0]
    assert cases["medical_outcome"].tolist()[:4] == ["Minor effect", "Moderate effect", "Major effect", "Death"]
    assert "zip3" not in mapping.columns


@pytest.mark.parametrize("heading", ["Code postal", "PLZ", "Postleitzahl", "Código postal"])
def test_a_code_of_another_country_is_no_zip_code(tmp_path, heading):
    mapping, cases, _ = stored(tmp_path, SPANISH | {heading: ["75011", "10115", "28013"]})
    assert "zip3" not in mapping.columns
    assert cases["zip3"].isna().all()


@pytest.mark.parametrize("heading", ["Drug(s)", "Toxique(s)", "Substance(s)", "Noxe(n)"])
def test_a_heading_of_one_or_several(tmp_path, heading):
    columns = {name: cells for name, cells in SPANISH.items() if name != "Sustancia"}
    mapping, *_ = stored(tmp_path, columns | {heading: ["Baclofen", "Ethanol", "Heroin"]})
    assert mapping.columns["substance"].column == heading


def test_other_substances_stand_behind_a_column_that_sums_up(tmp_path):
    flags = {"Heroin": ["Y", ""], "Fentanyl": ["", "Y"], "Cocaine": ["Y", ""], "Any Opioid": ["Y"]}
    columns = {"Date of Death": ["2021-03-09", "2021-04-10"], "Age": ["34", "61"], "Sex": ["M", "F"]}
    _, cases, substances = stored(tmp_path, columns | flags | {"Other (specify)": ["Xylazine", "", ""]}, ",")
    assert set(substances["substance"]) == {"Heroin", "Fentanyl", "Cocaine", "Xylazine"}
    assert set(cases["medical_outcome"]) == {"Death"}


@pytest.mark.parametrize(
    ("heading", "labels", "sexes"),
    [
        ("Sexo", ["H", "M"], ["Male", "Female"]),  # hombre, mujer
        ("Sexo", ["M", "F"], ["Male", "Female"]),
        ("Sexe", ["H", "F"], ["Male", "Female"]),  # homme, femme
        ("Geschlecht", ["m", "w"], ["Male", "Female"]),
        ("Sexo", ["M", "M"], ["Male", "Male"]),
    ],
)
def test_letters_of_sexes_are_read_with_the_others(tmp_path, heading, labels, sexes):
    columns = {name: cells for name, cells in SPANISH.items() if name != "Sexo"}
    _, cases, _ = stored(tmp_path, columns | {heading: labels})
    assert cases["sex"].tolist()[:2] == sexes
