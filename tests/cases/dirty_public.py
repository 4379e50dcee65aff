"""Invented exports of the shapes of public files: deaths, ambulance runs, adverse events, a state's calls."""

from __future__ import annotations

import random
from pathlib import Path

from cases.dirty import PLAIN_DRUGS, SHORT, Export, delimited, kept, people

SHAPES = ("age_years", "sex", "date", "substance")
FLAGS = ("heroin", "fentanyl", "cocaine", "ethanol", "alprazolam", "gabapentin")


def deaths_wide(folder: Path) -> Export:
    """Deaths of a county: numbered columns of drugs, a manner and a place that are the same in all rows."""
    cases = people(150, PLAIN_DRUGS, seed=71)
    header = ("_id", "death_date_and_time", "manner_of_death", "age", "sex", "race", "case_dispo")
    header += ("combined_od1", "combined_od2", "combined_od3", "incident_zip", "decedent_zip", "case_year")
    rows = []
    for case in cases:
        drugs = [*case["substance"], "", ""][:3]
        day = f"{case['date']:%Y-%m-%d}T16:37:00"
        case["age_years"] = max(1.0, case["age_years"])
        rows.append((case["case_id"], day, "Accident", f"{case['age_years']:g}", case["sex"][0], "W", "MO", *drugs))
        rows[-1] += (f"{case['zip3']}27", "", case["date"].year)
    columns = {
        "case_id": {"_id"},
        "date": {"death_date_and_time"},
        "year": {"case_year"},
        "age": {"age"},
        "sex": {"sex"},
        "zip3": {"incident_zip"},
        "substance": {"combined_od1", "combined_od2", "combined_od3"},
    }
    return Export(delimited(folder / "fatal_overdoses.csv", header, rows), columns, kept(cases, *SHAPES, "zip3"))


def deaths_flags(folder: Path) -> Export:
    """Deaths of a medical examiner: short headings, dirty flags, a column that sums them up, places over two lines."""
    cases = people(200, FLAGS, seed=72)
    header = ("CaseNum", "DOD", "YR", "AGE_YRS", "GNDR", "RACE", "CNTY", "MannerofDeath", "COD", "PT_BDATE")
    header += (*(f"{name.title()}" for name in FLAGS), "AnyOpioid", "DeathCityGeo")
    yes, no = ("Y", "Y", "Y", "Y", "Y", "Y", "YES", "Y-A", "Y POPS"), ("", "", "", "", "N")
    rng, rows = random.Random(72), []
    for number, case in enumerate(cases):
        flags = [rng.choice(yes if name in case["substance"] else no) for name in FLAGS]
        if number in (5, 9) and not flags[0]:
            flags[0] = ("TRACE", "PCP NEG")[number == 9]
        written = case["county"].upper() if number % 10 == 1 else case["county"]
        county = f"{written} County" if number % 25 == 1 else written
        head = (case["case_id"], f"{case['date']:%m/%d/%Y} 12:00:00 AM", case["date"].year, f"{case['age_years']:g}")
        rows.append((*head, case["sex"], "Asian, Other", county, "Accident", "Acute intoxication", "02/03/1980"))
        rows[-1] += (*flags, "Y", f"Town, PA\n(41.{number}, -72.7)")
        case["substance"] = [name.title() for name in FLAGS if name in case["substance"]]
    columns = {
        "case_id": {"CaseNum"},
        "date": {"DOD"},
        "year": {"YR"},
        "age": {"AGE_YRS"},
        "sex": {"GNDR"},
        "county": {"CNTY"},
        "substance": {name.title() for name in FLAGS},
    }
    return Export(delimited(folder / "drug_deaths.csv", header, rows), columns, kept(cases, *SHAPES, "county"))


def death_register(folder: Path) -> Export:
    """A register of deaths: causes in sentences, and in codes, which name groups of substances; two counties."""
    cases = people(150, PLAIN_DRUGS, seed=73)
    header = ("Certificate No", "Date of Death", "Date of Birth", "Age", "Age Unit", "Sex", "Hispanic Origin")
    header += ("County of Death", "Manner of Death", "Cause A", "Cause B", "Other Significant Conditions")
    header += ("Underlying Cause", "Multiple Cause 1", "Multiple Cause 2", "Autopsy")
    rows = []
    for number, case in enumerate(cases):
        months = case["age_years"] < 1
        age = (f"{case['age_years'] * (12 if months else 1):g}", "Months" if months else "Years")
        cause = f"Acute {' and '.join(case['substance'])} intoxication"
        rows.append((case["case_id"], f"{case['date']:%m/%d/%Y}", "01/02/1970", *age, case["sex"][0], "NY"[number % 2]))
        rows[-1] += (case["county"].upper(), ("Accident", "Suicide", "Undetermined")[number % 3], cause, "", "Obesity")
        rows[-1] += (("X42", "X64", "Y14")[number % 3], ("T40.1", "")[number % 2], "T40.5", "YN"[number % 2])
        case["county"] = case["county"].upper()
        case["substance"] = ["Heroin", "Cocaine"][number % 2 :]
    codes = {"Underlying Cause", "Multiple Cause 1", "Multiple Cause 2"}
    columns = {
        "substance": codes,
        "reason_group": codes,
        "case_id": {"Certificate No"},
        "date": {"Date of Death"},
        "age": {"Age", "Age Unit"},
        "sex": {"Sex"},
        "county": {"County of Death"},
    }
    said = ("age_years", "sex", "date", "county", "substance")
    return Export(delimited(folder / "register.csv", header, rows), columns, kept(cases, *said))


def ambulance_runs(folder: Path) -> Export:
    """Runs of ambulances: several times of one run, doses of an antidote, an impression beside the substance."""
    cases, rng = people(200, PLAIN_DRUGS, seed=74), random.Random(74)
    header = ("Run Number", "Dispatch Date/Time", "Arrived at Scene", "Patient Age", "Age Units", "Patient Gender")
    header += ("Incident County", "Incident State", "Scene ZIP", "Primary Impression", "Naloxone Doses")
    header += ("Naloxone Total Dose (mg)", "Response to Naloxone", "Disposition", "Suspected Substance")
    rows = []
    for case in cases:
        months, doses = case["age_years"] < 1, rng.choice((0, 0, 1, 1, 2, 3))
        age = (f"{case['age_years'] * (12 if months else 1):g}", "Months" if months else "Years")
        day, drug = f"{case['date']:%m/%d/%Y}", case["substance"][0].title()
        rows.append((case["case_id"], f"{day} 13:4{doses}", f"{day} 14:1{doses}", *age, case["sex"], case["county"]))
        rows[-1] += ("Pennsylvania", f"{case['zip3']}01-1234", "Overdose - Opioids", doses, 2.0 * doses or "")
        rows[-1] += ("Improved" if doses else "", ("Transported by EMS", "Patient refused")[doses % 2], drug)
        case["substance"], case["therapy"] = [drug], ["Naloxone"] * bool(doses)
    columns = {
        "case_id": {"Run Number"},
        "date": {"Dispatch Date/Time"},
        "age": {"Patient Age", "Age Units"},
        "sex": {"Patient Gender"},
        "county": {"Incident County"},
        "state": {"Incident State"},
        "zip3": {"Scene ZIP"},
        "substance": {"Suspected Substance"},
        "therapy": {"Naloxone Doses"},
    }
    said = (*SHAPES, "county", "zip3", "therapy")
    return Export(delimited(folder / "runs.csv", header, rows), columns, kept(cases, *said))


EVENTS = ("Somnolence", "Toxicity to various agents", "Off label use", "Coma", "Bradycardia", "Vomiting", "Fall")
SERIOUS = {"Died": "Death", "Life Threatening": "Life-threatening", "Hospitalized": "Hospitalization"}
SERIOUS |= {"Other Outcomes": "Other serious", "Non-Serious": None}


def adverse_events(folder: Path, sign: str = ";") -> Export:
    """Reports of adverse events, one a row: drugs, reactions and outcomes packed, words that say nothing."""
    cases, rng = people(200, PLAIN_DRUGS, seed=75), random.Random(75)
    header = ("Case ID", "Suspect Product Names", "Suspect Product Active Ingredients", "Reason for Use", "Reactions")
    header += ("Serious", "Outcomes", "Sex", "Latest FDA Received Date", "Patient Age", "Concomitant Product Names")
    rows = []
    for case in cases:
        case["effect"] = rng.sample(EVENTS, rng.choice((1, 2, 3)))
        said = rng.sample(list(SERIOUS), rng.choice((1, 1, 2)))
        case["medical_outcome"] = SERIOUS[min(said, key=list(SERIOUS).index)]
        months = case["age_years"] < 1
        age = f"{case['age_years'] * (12 if months else 1):g} {'MTH' if months else 'YR'}"
        if rng.random() < 0.2:
            case["age_years"], age = None, "Not Specified"
        if rng.random() < 0.2:
            case["sex"] = None
        brands = sign.join(f"{name.upper()} TABS" for name in case["substance"])
        rows.append((case["case_id"], brands, sign.join(case["substance"]), "Product Used For Unknown Indication"))
        rows[-1] += (sign.join(case["effect"]), "Serious", sign.join(said), case["sex"] or "Not Specified")
        rows[-1] += (f"{case['date']:%d-%b-%Y}".upper(), age, sign.join(("Aspirin", "Vitamin D")))
    columns = {
        "case_id": {"Case ID"},
        "date": {"Latest FDA Received Date"},
        "age": {"Patient Age"},
        "sex": {"Sex"},
        "medical_outcome": {"Outcomes"},
        "substance": {"Suspect Product Active Ingredients"},
        "effect": {"Reactions"},
    }
    said = (*SHAPES, "effect", "medical_outcome")
    return Export(delimited(folder / "events.csv", header, rows), columns, kept(cases, *said))


def adverse_events_bars(folder: Path) -> Export:
    """The same, divided by bars with spaces around them."""
    return adverse_events(folder, " | ")


RELATED = ("related", "not related", "unknown if related")


def state_listing(folder: Path) -> Export:
    """A state's listing of calls: semicolons, short headings, two-digit years, a follow-up, qualifiers in brackets."""
    cases, rng = people(200, PLAIN_DRUGS, seed=76), random.Random(76)
    cases = [case for case in cases if case["medical_outcome"] in SHORT]
    header = ("CASE_NO", "CALL_DT", "PT_AGE", "AGE_U", "SX", "CNTY", "ZIP", "SUBST", "RSN", "OUTCOME", "FOLLOW_UP")
    header += ("FU_DATE", "CLIN_EFFECTS", "THERAPY")
    rows = []
    for case in cases:
        months = case["age_years"] < 1
        age = (f"{case['age_years'] * (12 if months else 1):g}", "M" if months else "Y")
        behind = [f"{name} ({rng.choice(RELATED)})" for name in case["effect"]]
        effects = ", ".join(behind)
        therapies = "; ".join(f"{name} (performed)" for name in case["therapy"])
        rows.append((case["case_id"], f"{case['date']:%m/%d/%y}", *age, case["sex"][0], case["county"]))
        rows[-1] += (f"{case['zip3']}01",)
        rows[-1] += ("; ".join(case["substance"]), case["reason"], SHORT[case["medical_outcome"]], rng.choice("YN"))
        rows[-1] += (f"{case['date']:%m/%d/%y}", effects, therapies)
    columns = {
        "case_id": {"CASE_NO"},
        "date": {"CALL_DT"},
        "age": {"PT_AGE", "AGE_U"},
        "sex": {"SX"},
        "county": {"CNTY"},
        "zip3": {"ZIP"},
        "substance": {"SUBST"},
        "reason": {"RSN"},
        "medical_outcome": {"OUTCOME"},
        "effect": {"CLIN_EFFECTS"},
        "therapy": {"THERAPY"},
    }
    said = (*SHAPES, "county", "zip3", "reason", "medical_outcome", "effect", "therapy")
    return Export(delimited(folder / "calls.csv", header, rows, delimiter=";"), columns, kept(cases, *said))
