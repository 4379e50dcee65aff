"""Exports whose rows, words and blanks are odd: joined rows, fillers, identifiers in short words, German headings."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

from cases.dirty import OUTCOMES, Export, delimited, kept, people


def crossed_rows(folder: Path) -> Export:
    """A row for every substance with every effect; fillers for unknown dates and ages, people in short words."""
    cases = people(120, seed=51)
    header = (
        "CASE_NO",
        "PT_LNAME",
        "PT_DOB",
        "INTAKE_DT",
        "SPECIES",
        "AGE_VALUE",
        "AGE_UNIT",
        "GENDER",
        "PRODUCT_DESC",
    )
    header += ("EFFECT_DESC", "MED_OUTCOME", "FOI_TEXT")
    rows = []
    for number, case in enumerate(cases):
        months = case["age_years"] < 1
        age = (f"{case['age_years'] * (12 if months else 1):g}", "month(s)" if months else "year(s)")
        day = f"{case['date']:%Y-%m-%d}"
        if number % 20 == 3:
            case["age_years"], age = None, ("999", "year(s)")
        if number % 20 == 7:
            case["date"], day = None, "1900-01-01"
        born = f"{1950 + number % 50}-0{1 + number % 9}-11"
        head = (case["case_id"], "Roe", born, day, "HUMAN", *age, case["sex"][0])
        text = f'Caller {number}: "took two" fentanyl | heroin,\nthen left the house and called us back much later'
        for drug, effect in product(case["substance"], case["effect"] or [""]):
            rows.append((*head, drug, effect, OUTCOMES[case["medical_outcome"]].strip(), text))
    path = folder / "crossed.txt"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter="|").writerows([header, *rows])
    columns = {
        "case_id": {"CASE_NO"},
        "date": {"INTAKE_DT"},
        "species": {"SPECIES"},
        "age": {"AGE_VALUE", "AGE_UNIT"},
        "sex": {"GENDER"},
        "substance": {"PRODUCT_DESC"},
        "effect": {"EFFECT_DESC"},
        "medical_outcome": {"MED_OUTCOME"},
    }
    said = ("date", "age_years", "sex", "substance", "effect", "medical_outcome")
    return Export(path, columns, kept(cases, *said))


GERMAN = {
    "sex": {"Female": "weiblich", "Male": "männlich"},
    "route": {"Ingestion": "oral", "Inhalation/nasal": "inhalativ", "Dermal": "dermal", "Parenteral": "Injection"},
    "outcome": {"No effect": "asymptomatisch", "Minor effect": "leicht", "Moderate effect": "mittelschwer"},
}
GERMAN["outcome"] |= {"Major effect": "schwer", "Death": "tödlich"}


def german(folder: Path) -> Export:
    """A German list: semicolons, decimal commas, days first, Latin-1, grades of severity, people named."""
    cases = [case for case in people(200, seed=52) if case["medical_outcome"] in GERMAN["outcome"]]
    header = ("Fallnummer", "Anrufdatum", "Uhrzeit", "Patientenname", "Geburtsdatum", "Alter", "Alterseinheit")
    header += ("Geschlecht", "Noxe", "Expositionsweg", "Schweregrad (PSS)", "Bemerkung")
    rows = []
    for case in cases:
        case["substance"] = case["substance"][:1]
        months = case["age_years"] < 1
        age = ("6,0", "Monate") if months else (f"{case['age_years']:.1f}".replace(".", ","), "Jahre")
        day = f"{case['date']:%d.%m.%Y}"
        rows.append(
            (case["case_id"], day, "13:45", "Mustermann, Erika", "03.02.1990", *age, GERMAN["sex"][case["sex"]])
        )
        route, grade = GERMAN["route"][case["route"]], GERMAN["outcome"][case["medical_outcome"]]
        rows[-1] += (case["substance"][0], route, grade, "Mutter ruft zurück")
    columns = {
        "case_id": {"Fallnummer"},
        "date": {"Anrufdatum"},
        "age": {"Alter", "Alterseinheit"},
        "sex": {"Geschlecht"},
        "substance": {"Noxe"},
        "route": {"Expositionsweg"},
        "medical_outcome": {"Schweregrad (PSS)"},
    }
    path = delimited(folder / "liste.csv", header, rows, delimiter=";", encoding="latin-1")
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "substance", "route", "medical_outcome"))
