"""Invented case listings, one row per case: packed cells, titles, notes, ages in words, other words for everything."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from cases.dirty import (
    OUTCOMES,
    PLAIN_DRUGS,
    ROUTES,
    SHORT,
    Export,
    age_text,
    delimited,
    kept,
    people,
    serial,
    workbook,
)


def listing_semicolon(folder: Path) -> Export:
    """A case listing as CSV: titles, a preamble, packed cells, names and notes, a total at the end."""
    cases = people(120)
    header = ("Case Number", "Start Date/Time", "Patient Name", "Pt Age", "Pt Age Unit", "Gender", "Caller Phone")
    header += ("Caller Zip", "County", "Exposure Reason", "Route(s)", "Substance(s)", "Clinical Effects", "Therapies")
    header += ("Medical Outcome", "Narrative", "Closed Date")
    rows = []
    for case in cases:
        infant = case["age_years"] < 1
        rows.append(
            (
                case["case_id"],
                f"{case['date']:%m/%d/%Y} 14:2{len(rows) % 10}",
                "DOE, JANE",
                6 if infant else f"{case['age_years']:g}",
                "Months" if infant else "Years",
                case["sex"].upper(),
                "717-555-0134",
                case["zip3"] + "04",
                case["county"].upper(),
                case["reason"],
                case["route"],
                "; ".join(case["substance"]),
                "; ".join(case["effect"]),
                "; ".join(case["therapy"]),
                OUTCOMES[case["medical_outcome"]],
                "Caller states; took pills, advised",
                f"{case['date'] + timedelta(days=2):%m/%d/%Y}",
            )
        )
    blank = ("",) * len(header)
    after = (blank, ("Total", len(cases), *blank[2:]), ("Source: case system, preliminary", *blank[1:]))
    path = delimited(folder / "Case Listing 2021.csv", header, rows, before=(("Case Listing",), ()), after=after)
    columns = {
        "case_id": {"Case Number"},
        "date": {"Start Date/Time"},
        "age": {"Pt Age", "Pt Age Unit"},
        "sex": {"Gender"},
        "zip3": {"Caller Zip"},
        "county": {"County"},
        "reason": {"Exposure Reason"},
        "route": {"Route(s)"},
        "substance": {"Substance(s)"},
        "effect": {"Clinical Effects"},
        "therapy": {"Therapies"},
        "medical_outcome": {"Medical Outcome"},
    }
    wanted = kept(cases, *(name for name in columns if name != "age" and name != "case_id"), "age_years")
    for case in wanted:
        case["county"] = case["county"].upper()
    return Export(path, columns, wanted)


def workbook_titles(folder: Path) -> Export:
    """A workbook with a title block, a sheet of criteria, serial dates among text, numbered substances, a footer."""
    cases = people(90, seed=2)
    header = ("Case #", "Call Date", "Age", "Sex", "Substance", "Scenario", "Mgmt Site", "Outcome")
    sites = ("Managed on-site (non-HCF)", "Patient already in (en route to) HCF when PCC called", "Referred to HCF")
    lines = [["Regional Poison Center"], ["Exposures involving opioids, 2021"], ["Run: 01/15/2022 by jdoe"], []]
    lines.append(header)
    for place, case in enumerate(cases):
        day = (serial(case["date"]), f"{case['date']:%m/%d/%Y}", datetime.combine(case["date"], datetime.min.time()))
        drugs = "\n".join(f"{n}. {name}" for n, name in enumerate(case["substance"], 1))
        lines.append(
            (
                int(case["case_id"]),
                day[place % 3],
                age_text(case["age_years"]),
                {"Female": "F", "Male": "M"}[case["sex"]],
                drugs,
                "unk",
                sites[place % 3],
                OUTCOMES[case["medical_outcome"]],
            )
        )
    lines += [[], ["Total cases:", len(cases)], ["* 2021 data are preliminary"]]
    criteria = [["Criteria"], ["Generic code", "in list"], ["Start", "01/01/2021"], ["Species", "human"]]
    path = workbook(folder / "opioids.xlsx", {"Criteria": criteria, "Cases": lines})
    columns = {
        "case_id": {"Case #"},
        "date": {"Call Date"},
        "age": {"Age"},
        "sex": {"Sex"},
        "substance": {"Substance"},
        "management_site": {"Mgmt Site"},
        "medical_outcome": {"Outcome"},
    }
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "substance", "medical_outcome"))


def workbook_two_years(folder: Path) -> Export:
    """A workbook with a sheet per year, and a sheet of totals."""
    cases = people(100, seed=3)
    header = ("CaseID", "Exposure Date", "AgeYrs", "Gender", "Products", "Level of HCF Care", "MedOutcome")
    care = ("Treated/evaluated and released", "Admitted to critical care unit", "Admitted to noncritical care unit")

    def line(place: int, case: dict) -> tuple:
        return (
            f"A-{case['case_id']}",
            case["date"].isoformat(),
            case["age_years"],
            case["sex"],
            " | ".join(case["substance"]),
            care[place % 3],
            OUTCOMES[case["medical_outcome"]],
        )

    lines = [line(place, case) for place, case in enumerate(cases)]
    totals = [("Year", "Cases"), (2020, 40), (2021, 60)]
    sheets = {"2020": [header, *lines[:40]], "2021": [header, *lines[40:]], "Totals": totals}
    path = workbook(folder / "two years.xlsx", sheets)
    columns = {
        "case_id": {"CaseID"},
        "date": {"Exposure Date"},
        "age": {"AgeYrs"},
        "sex": {"Gender"},
        "substance": {"Products"},
        "level_of_care": {"Level of HCF Care"},
        "medical_outcome": {"MedOutcome"},
    }
    wanted = kept(cases, "date", "age_years", "sex", "substance", "medical_outcome")
    for case in wanted:
        case["case_id"] = f"A-{case['case_id']}"
    return Export(path, columns, wanted)


def tabs_windows(folder: Path) -> Export:
    """Tab-separated Windows-1252, substances joined by "and", ages that are words, outcomes in short."""
    cases = people(110, drugs=PLAIN_DRUGS, seed=4)
    rng = random.Random(4)
    header = ("id", "calldate", "age", "sex", "agents", "rsn", "routes", "med_out", "city", "remarks")
    rows = []
    for case in cases:
        age = rng.choice(
            (f"{case['age_years']:g}", f"{case['age_years']:g}", "<1", rng.choice((">89", ">89 y")), "unknown adult")
        )
        case["age_years"] = float(age) if age[0].isdigit() else None
        case["age_group"] = {"<1": "<1", ">89": ">=90", ">89 y": ">=90", "unknown adult": "unknown adult"}.get(age)
        routes = rng.sample(ROUTES, rng.choice((1, 1, 2)))
        case["route"] = "; ".join(routes)
        drugs = case["substance"]
        packed = " and ".join([", ".join(drugs[:-1]), drugs[-1]]) if len(drugs) > 1 else drugs[0]
        rows.append(
            (
                case["case_id"],
                f"{case['date']:%d-%b-%y}",
                age,
                {"Female": "F", "Male": "M"}[case["sex"]],
                packed,
                case["reason"].lower(),
                ",".join(routes),
                SHORT[case["medical_outcome"]],
                "Montréal",
                "naïve – “quoted”",
            )
        )
    path = delimited(folder / "calls.txt", header, rows, delimiter="\t", encoding="cp1252")
    columns = {
        "case_id": {"id"},
        "date": {"calldate"},
        "age": {"age"},
        "sex": {"sex"},
        "substance": {"agents"},
        "reason": {"rsn"},
        "route": {"routes"},
        "medical_outcome": {"med_out"},
    }
    wanted = kept(cases, "date", "age_years", "sex", "substance", "reason", "route")
    return Export(path, columns, wanted)


def commas(folder: Path) -> Export:
    """Commas within quoted cells, the same row again, blank lines, coded sexes, days before months."""
    cases = people(100, drugs=PLAIN_DRUGS, seed=5)
    header = ("RECORD_NO", "DATE_OF_CALL", "PATIENT_AGE", "PATIENT_AGE_UNITS", "PATIENT_SEX", "SUBSTANCES_INVOLVED")
    header += ("SEVERITY", "POSTCODE", "OPERATOR")
    rows = []
    for case in cases:
        rows.append(
            (
                case["case_id"],
                f"{case['date']:%d/%m/%Y}",
                f"{round(case['age_years'] * 12)}" if case["age_years"] < 3 else f"{case['age_years']:g}",
                "mths" if case["age_years"] < 3 else "yrs",
                {"Male": "1", "Female": "2"}[case["sex"]],
                ", ".join(case["substance"]),
                OUTCOMES[case["medical_outcome"]].strip(),
                "W2 1NY",
                "kp",
            )
        )
    blank = [("",) * len(header)] * 2
    path = delimited(folder / "enquiries.csv", header, [*rows[:50], *blank, *rows[49:]], delimiter=";")
    columns = {
        "case_id": {"RECORD_NO"},
        "date": {"DATE_OF_CALL"},
        "age": {"PATIENT_AGE", "PATIENT_AGE_UNITS"},
        "sex": {"PATIENT_SEX"},
        "substance": {"SUBSTANCES_INVOLVED"},
        "medical_outcome": {"SEVERITY"},
    }
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "substance", "medical_outcome"))


def no_numbers(folder: Path) -> Export:
    """A listing without case numbers: month and year apart, slashes between substances, a repeated header."""
    cases = people(100, drugs=PLAIN_DRUGS, seed=15)
    header = ("Yr", "Mo", "State", "Age Range", "Gender", "Substance List", "Clinical Effect(s)", "Final Outcome")
    rows = [
        (
            case["date"].year,
            case["date"].month,
            "Ohio",
            {0: "0-5", 1: "6-12", 2: "13-19", 3: "20+"}[sum(case["age_years"] >= low for low in (6, 13, 20))],
            case["sex"],
            "/".join(case["substance"]),
            "^".join(case["effect"]),
            OUTCOMES[case["medical_outcome"]],
        )
        for case in cases
    ]
    path = delimited(folder / "listing.csv", header, [*rows[:60], header, *rows[60:]])
    columns = {
        "year": {"Yr"},
        "state": {"State"},
        "age": {"Age Range"},
        "sex": {"Gender"},
        "substance": {"Substance List"},
        "effect": {"Clinical Effect(s)"},
        "medical_outcome": {"Final Outcome"},
    }
    for place, case in enumerate(cases):
        case["case_id"] = f"listing.csv:{place + 1 + (place >= 60)}"
    return Export(path, columns, kept(cases, "sex", "substance", "effect", "medical_outcome"))


def call_mix(folder: Path) -> Export:
    """All calls, not exposures only: information calls too, in UTF-16, with months in words."""
    cases = people(120, seed=16)
    rng = random.Random(16)
    header = (
        "CallNo",
        "CallType",
        "Species",
        "DateOpened",
        "Age",
        "AgeUnit",
        "Sex",
        "WeightKg",
        "Agent1",
        "Agent2",
        "Agent3",
    )
    header += ("Chronicity", "CallerSite", "ExposureSite", "HCFCare", "Outcome", "OutcomeDate", "SpecialistInitials")
    rows = []
    for case in cases:
        kind = rng.choice(("Exposure", "Exposure", "Exposure", "Information"))
        case["call_type"] = {"Exposure": "human exposure", "Information": "information request"}[kind]
        drugs = [*case["substance"], "", "", ""][:3]
        rows.append(
            (
                case["case_id"],
                kind,
                "Human",
                f"{case['date']:%B %d, %Y}",
                f"{case['age_years'] * 12:g}" if case["age_years"] < 1 else f"{case['age_years']:g}",
                "mo" if case["age_years"] < 1 else "yr",
                case["sex"],
                "70.5",
                *drugs,
                rng.choice(("Acute", "Chronic", "Acute on chronic")),
                rng.choice(("Own Residence", "HCF")),
                rng.choice(("Own Residence", "School", "Workplace")),
                rng.choice(("Treated/evaluated & released", "Admitted to CCU", "Admitted to non-CCU")),
                OUTCOMES[case["medical_outcome"]],
                f"{case['date'] + timedelta(days=3):%B %d, %Y}",
                "KP",
            )
        )
    path = delimited(folder / "allcalls.csv", header, rows, delimiter=",", encoding="utf-16")
    columns = {
        "case_id": {"CallNo"},
        "call_type": {"CallType"},
        "species": {"Species"},
        "date": {"DateOpened"},
        "age": {"Age", "AgeUnit"},
        "sex": {"Sex"},
        "weight_kg": {"WeightKg"},
        "substance": {"Agent1", "Agent2", "Agent3"},
        "acuity": {"Chronicity"},
        "caller_site": {"CallerSite"},
        "exposure_site": {"ExposureSite"},
        "level_of_care": {"HCFCare"},
        "medical_outcome": {"Outcome"},
    }
    return Export(path, columns, kept(cases, "call_type", "date", "age_years", "sex", "substance", "medical_outcome"))


def times_and_lines(folder: Path) -> Export:
    """Headings run together, times with AM and PM, a substance per line of a cell, reasons with colons."""
    cases = people(150, seed=31)
    header = ("Case_Num", "DateTimeOfCall", "PtAgeNum", "PtAgeUnit", "PtGender", "ProductsSubstances", "ExpRoute")
    header += ("ExpReason", "MgmtSite", "MedOutcomeDesc", "HCF_Level_Of_Care", "ClinicalFX", "Tx_Given", "CallerSite")
    header += ("CallerZIP", "CallBackNumber", "SPI")
    rows = [
        (
            case["case_id"],
            f"{case['date']:%m/%d/%y} 3:04 PM",
            6 if case["age_years"] < 1 else f"{case['age_years']:g}",
            "mo" if case["age_years"] < 1 else "yr",
            case["sex"],
            "\n".join(case["substance"]),
            case["route"].upper(),
            case["reason"].replace(" - ", ": "),
            "Managed on site (non-HCF)",
            OUTCOMES[case["medical_outcome"]],
            "Treated/evaluated and released",
            "|".join(case["effect"]),
            "|".join(case["therapy"]),
            "Own residence",
            f"{case['zip3']}01",
            "5551234",
            "ab",
        )
        for case in cases
    ]
    columns = {
        "case_id": {"Case_Num"},
        "date": {"DateTimeOfCall"},
        "age": {"PtAgeNum", "PtAgeUnit"},
        "sex": {"PtGender"},
        "substance": {"ProductsSubstances"},
        "route": {"ExpRoute"},
        "reason": {"ExpReason"},
        "management_site": {"MgmtSite"},
        "medical_outcome": {"MedOutcomeDesc"},
        "level_of_care": {"HCF_Level_Of_Care"},
        "effect": {"ClinicalFX"},
        "therapy": {"Tx_Given"},
        "caller_site": {"CallerSite"},
        "zip3": {"CallerZIP"},
    }
    said = ("date", "age_years", "sex", "substance", "route", "reason", "medical_outcome", "effect", "therapy", "zip3")
    return Export(delimited(folder / "calls.csv", header, rows), columns, kept(cases, *said))


def other_words(folder: Path) -> Export:
    """Headings of another country, three formats of dates in turn and dates that are none, ages in words."""
    cases = people(120, seed=35)
    header = ("Reference", "Received", "Age of patient", "M/F", "Involved substance", "Chronicity", "Suspected intent")
    header += ("PSS", "Final outcome code", "Postcode")
    rows = []
    for place, case in enumerate(cases):
        day = f"{case['date']:{('%Y-%m-%d', '%m/%d/%Y', '%B %d, %Y')[place % 3]}}"
        if place % 40 == 7:
            day, case["date"] = "99/99/9999", None
        age = f"{case['age_years']:g} years" if case["age_years"] >= 1 else "6 months"
        said = ("Acute", case["reason"], place % 4, OUTCOMES[case["medical_outcome"]].strip(), "AB1 2CD")
        rows.append((case["case_id"], day, age, case["sex"][0], "; ".join(case["substance"]), *said))
    columns = {
        "case_id": {"Reference"},
        "date": {"Received"},
        "age": {"Age of patient"},
        "sex": {"M/F"},
        "substance": {"Involved substance"},
        "acuity": {"Chronicity"},
        "reason": {"Suspected intent"},
        "medical_outcome": {"Final outcome code"},
    }
    said = ("date", "age_years", "sex", "substance", "reason", "medical_outcome")
    return Export(delimited(folder / "uk.csv", header, rows), columns, kept(cases, *said))


def broken_headings(folder: Path) -> Export:
    """Headings with line breaks, one without a name, one twice; sexes spelled in three ways."""
    cases = people(100, seed=42)
    header = (
        "",
        "Case\nNumber",
        "Date of\nCall",
        "Age",
        "Age\nUnit",
        "Gender",
        "Substances\n(all)",
        "Medical\nOutcome",
    )
    rows = []
    for place, case in enumerate(cases):
        age = (6, "MO") if case["age_years"] < 1 else (f"{case['age_years']:g}", "YR")
        sex = (case["sex"], case["sex"][0], f"{case['sex'].upper()} ")[place % 3]
        said = (";".join(case["substance"]), OUTCOMES[case["medical_outcome"]], "x", "y")
        day = f"{case['date'].month}/{case['date'].day}/{case['date']:%y}"
        rows.append((place, case["case_id"], day, *age, sex, *said))
    columns = {
        "case_id": {"Case\nNumber"},
        "date": {"Date of\nCall"},
        "age": {"Age", "Age\nUnit"},
        "sex": {"Gender"},
        "substance": {"Substances\n(all)"},
        "medical_outcome": {"Medical\nOutcome"},
    }
    path = delimited(folder / "heads.csv", (*header, "Comments", "Comments"), rows)
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "substance", "medical_outcome"))


def ages_in_words(folder: Path) -> Export:
    """Ages with their units in four ways, sexes in numbers, plus signs, outcomes in capitals and short."""
    cases = people(100, seed=44)
    rows = []
    for place, case in enumerate(cases):
        years = case["age_years"]
        age = f"{round(years * 12)}m" if years < 2 else f"{years:g}{('Y', ' year(s)', 'y/o')[place % 3]}"
        sex = {"Male": "1", "Female": "2"}[case["sex"]]
        if place % 20 == 3:
            age, case["age_years"] = "Unknown", None
        if place % 17 == 0:
            sex, case["sex"] = "9", "Unknown"
        case["case_id"] = f"P{place:05}"
        said = (" + ".join(case["substance"]), SHORT[case["medical_outcome"]].upper())
        rows.append((case["case_id"], f"{case['date']}T10:00:00", age, sex, *said))
    columns = {
        "case_id": {"patid"},
        "date": {"event_datetime"},
        "age": {"ptage"},
        "sex": {"sex_cd"},
        "substance": {"exposure_substances"},
        "medical_outcome": {"outc_desc"},
    }
    header = ("patid", "event_datetime", "ptage", "sex_cd", "exposure_substances", "outc_desc")
    path = delimited(folder / "ages.tsv", header, rows, delimiter="\t")
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "substance", "medical_outcome"))


def decoys(folder: Path) -> Export:
    """Columns that sound like what they are not: another's age and sex, a state of health, a class of drugs."""
    cases = people(100, seed=48)
    header = ("Case ID", "Report Date", "DOB", "Age", "Mother Age", "Sex", "Sex of Reporter", "Drug Class", "Drug")
    header += ("Number of Drugs", "Therapy End Date", "State of Patient", "Case Status", "Outcome of Call")
    header += ("Medical Outcome", "Weight Unit", "Weight", "Route Code", "Product Code", "Dose Form")
    rows = []
    for place, case in enumerate(cases):
        case["age_years"], case["substance"] = max(1.0, case["age_years"]), case["substance"][:1]
        day, turn = f"{case['date']:%m/%d/%Y}", place % 2
        rows.append((case["case_id"], day, "01/02/1980", f"{case['age_years']:g}", 20 + place % 30, case["sex"]))
        rows[-1] += (("Male", "Female")[turn], ("opioid", "stimulant")[turn], *case["substance"], 1 + turn, day)
        rows[-1] += (("stable", "critical")[turn], ("Open", "Closed")[turn], ("Answered", "Referred")[turn])
        rows[-1] += (OUTCOMES[case["medical_outcome"]], "lbs", 150 + place, "7", 10000 + 37 * place, "tablet")
    columns = {
        "case_id": {"Case ID"},
        "date": {"Report Date"},
        "age": {"Age"},
        "sex": {"Sex"},
        "substance": {"Drug"},
        "medical_outcome": {"Medical Outcome"},
        "weight_kg": {"Weight", "Weight Unit"},
        "product_code": {"Product Code"},
    }
    said = ("date", "age_years", "sex", "substance", "medical_outcome")
    return Export(delimited(folder / "decoys.csv", header, rows), columns, kept(cases, *said))
