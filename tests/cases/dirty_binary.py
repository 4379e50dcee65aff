"""Invented files of Stata, SPSS and SAS: short names, labeled codes, labels cut short."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
from cases.dirty import OUTCOMES, PLAIN_DRUGS, REASONS, Export, kept, people


def stata_labels(folder: Path) -> Export:
    """A Stata file: short names, labeled codes, a date, a 0/1 column per drug."""
    cases = people(100, drugs=PLAIN_DRUGS, seed=12)
    flags = [f"d_{name}" for name in PLAIN_DRUGS]
    outcomes = list(OUTCOMES)
    frame = pd.DataFrame(
        {
            "caseno": [int(case["case_id"]) for case in cases],
            "calldt": [case["date"] for case in cases],
            "ageyr": [case["age_years"] for case in cases],
            "gender": [1 if case["sex"] == "Male" else 2 for case in cases],
            "medout": [outcomes.index(case["medical_outcome"]) for case in cases],
            "rsn": [REASONS.index(case["reason"]) + 1 for case in cases],
            **{
                flag: [int(name in case["substance"]) for case in cases]
                for flag, name in zip(flags, PLAIN_DRUGS, strict=True)
            },
            "wtvar": [1.25 for _ in cases],
        }
    )
    labels = {"gender": {1: "male", 2: "female"}, "medout": {n: name[:60] for n, name in enumerate(outcomes)}}
    labels["rsn"] = dict(enumerate(REASONS, 1))
    labels |= {flag: {0: "no", 1: "yes"} for flag in flags}
    path = folder / "study.dta"
    pyreadstat.write_dta(frame, str(path), variable_value_labels=labels)
    columns = {
        "case_id": {"caseno"},
        "date": {"calldt"},
        "age": {"ageyr"},
        "sex": {"gender"},
        "medical_outcome": {"medout"},
        "reason": {"rsn"},
        "substance": set(flags),
    }
    for case in cases:
        case["substance"] = [name.capitalize() for name in sorted(case["substance"], key=PLAIN_DRUGS.index)]
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "reason", "substance"))


def spss_labels(folder: Path) -> Export:
    """An SPSS file: names of eight letters whose meaning stands in variable labels, labeled codes, numbered drugs."""
    cases = people(100, seed=13)
    outcomes = list(OUTCOMES)
    frame = pd.DataFrame(
        {
            "V1": [float(case["case_id"]) for case in cases],
            "V2": [case["date"] for case in cases],
            "V3": [case["age_years"] for case in cases],
            "V4": [1.0 if case["sex"] == "Male" else 2.0 for case in cases],
            "V5": [float(outcomes.index(case["medical_outcome"])) for case in cases],
            **{
                f"SUBST{n}": [case["substance"][n - 1] if len(case["substance"]) >= n else "" for case in cases]
                for n in (1, 2, 3)
            },
        }
    )
    names = ["Case number", "Date of exposure", "Age in years", "Sex of patient", "Medical outcome"]
    path = folder / "study.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels=[*names, "Substance 1", "Substance 2", "Substance 3"],
        variable_value_labels={
            "V4": {1.0: "Male", 2.0: "Female"},
            "V5": {float(n): name[:100] for n, name in enumerate(outcomes)},
        },
    )
    columns = {
        "case_id": {"V1"},
        "date": {"V2"},
        "age": {"V3"},
        "sex": {"V4"},
        "medical_outcome": {"V5"},
        "substance": {"SUBST1", "SUBST2", "SUBST3"},
    }
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "substance", "medical_outcome"))


def sas_transport(folder: Path) -> Export:
    """A SAS transport file: upper case, eight letters, codes without labels."""
    cases = people(90, drugs=PLAIN_DRUGS, seed=14)
    frame = pd.DataFrame(
        {
            "CASEID": [case["case_id"] for case in cases],
            "EXPDATE": [case["date"] for case in cases],
            "AGE": [float(max(1, round(case["age_years"]))) for case in cases],
            "SEX": [case["sex"][0] for case in cases],
            "DRUG1": [case["substance"][0].upper() for case in cases],
            "DRUG2": [case["substance"][1].upper() if len(case["substance"]) > 1 else "" for case in cases],
            "OUTCOME": [OUTCOMES[case["medical_outcome"]].strip()[:40] for case in cases],
            "SITEID": [3.0 for _ in cases],
        }
    )
    path = folder / "study.xpt"
    pyreadstat.write_xport(frame, str(path), file_format_version=5)
    columns = {
        "case_id": {"CASEID"},
        "date": {"EXPDATE"},
        "age": {"AGE"},
        "sex": {"SEX"},
        "substance": {"DRUG1", "DRUG2"},
        "medical_outcome": {"OUTCOME"},
    }
    for case in cases:
        case["substance"] = [name.upper() for name in case["substance"][:2]]
    return Export(path, columns, kept(cases, "date", "sex", "substance"))
