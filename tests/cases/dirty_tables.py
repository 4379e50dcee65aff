"""Invented exports of other layouts: a row per substance, linked tables, yes/no columns, adverse-event reports."""

from __future__ import annotations

import random
import zipfile
from datetime import datetime, time
from pathlib import Path

from cases.dirty import COUNTIES, DRUGS, OUTCOMES, PLAIN_DRUGS, Export, age_text, delimited, kept, people, workbook


def row_per_substance(folder: Path) -> Export:
    """A row per substance, upper case, German dates, quantities and units."""
    cases = people(80, seed=6)
    header = ("CASENO", "CALLDATE", "AGE", "AGEUNIT", "SEX", "SEQ", "SUBSTANCE_NAME", "GENERIC_CODE", "QTY", "QTY_UNIT")
    header += ("OUTCOME", "CALLER_LAST_NAME")
    rows, rng = [], random.Random(6)
    for case in cases:
        case["dose"] = []
        for place, drug in enumerate(case["substance"], 1):
            dose = rng.choice((5.0, 10.0, 250.0, None))
            case["dose"].append(dose)
            rows.append(
                (
                    case["case_id"],
                    f"{case['date']:%d.%m.%Y}",
                    f"{case['age_years'] * 12:g}" if case["age_years"] < 1 else f"{case['age_years']:g}",
                    "Months" if case["age_years"] < 1 else "Years",
                    case["sex"][0].lower(),
                    place,
                    drug,
                    f"0{DRUGS.index(drug)}31000",
                    "" if dose is None else f"{dose:g}",
                    "" if dose is None else "mg",
                    OUTCOMES[case["medical_outcome"]],
                    "Doe",
                )
            )
    path = delimited(folder / "substances_long.csv", header, rows, delimiter="|")
    columns = {
        "case_id": {"CASENO"},
        "date": {"CALLDATE"},
        "age": {"AGE", "AGEUNIT"},
        "sex": {"SEX"},
        "substance": {"SUBSTANCE_NAME", "SEQ"},
        "generic_code": {"GENERIC_CODE"},
        "dose": {"QTY"},
        "dose_unit": {"QTY_UNIT"},
        "medical_outcome": {"OUTCOME"},
    }
    return Export(path, columns, kept(cases, "date", "age_years", "sex", "substance", "medical_outcome", "dose"))


def linked(folder: Path) -> Export:
    """Four linked tables under keys of different names, a table of codes beside them, a README."""
    cases = people(90, seed=7)
    inside = folder / "dump"
    inside.mkdir()
    head = ("CaseId", "CallDateTime", "AgeValue", "AgeUnits", "GenderCode", "CallerCounty", "ReasonText", "OutcomeText")
    rows = [
        (
            case["case_id"],
            f"{case['date']:%Y-%m-%d} 03:04:05.000",
            f"{case['age_years'] * 12:g}" if case["age_years"] < 1 else f"{case['age_years']:g}",
            "Months" if case["age_years"] < 1 else "Years",
            case["sex"],
            case["county"],
            case["reason"],
            OUTCOMES[case["medical_outcome"]],
        )
        for case in cases
    ]
    delimited(inside / "tblCase.csv", head, rows)
    drugs = [
        (9000 + 10 * n + place, case["case_id"], place, name, "", "mg")
        for n, case in enumerate(cases)
        for place, name in enumerate(case["substance"], 1)
    ]
    random.Random(1).shuffle(drugs)
    delimited(
        inside / "tblSubstance.csv",
        ("SubstanceKey", "CaseId", "SubstanceRank", "SubstanceName", "Amt", "AmtUnit"),
        drugs,
    )
    effects = [(case["case_id"], name, "Related") for case in cases for name in case["effect"]]
    delimited(inside / "tblClinicalEffect.csv", ("CaseId", "ClinicalEffect", "Relatedness"), effects)
    given = [(case["case_id"], name, "Recommended and performed") for case in cases for name in case["therapy"]]
    delimited(inside / "tblTherapy.csv", ("CaseId", "Therapy", "TherapyStatus"), given)
    delimited(inside / "lkpCounty.csv", ("CountyName", "Fips"), [(name, n) for n, name in enumerate(COUNTIES)])
    (inside / "README.txt").write_text("Tables of the case system, one row per line.\n")
    columns = {
        "case_id": {"CaseId"},
        "date": {"CallDateTime"},
        "age": {"AgeValue", "AgeUnits"},
        "sex": {"GenderCode"},
        "county": {"CallerCounty"},
        "reason": {"ReasonText"},
        "medical_outcome": {"OutcomeText"},
        "substance": {"SubstanceName", "SubstanceRank"},
        "dose_unit": {"AmtUnit"},
        "effect": {"ClinicalEffect"},
        "relatedness": {"Relatedness"},
        "therapy": {"Therapy"},
        "status": {"TherapyStatus"},
    }
    names = ("date", "age_years", "sex", "county", "reason", "medical_outcome", "substance", "effect", "therapy")
    return Export(inside, columns, kept(cases, *names), maybe=("dose_unit",))


def overdose_flags(folder: Path) -> Export:
    """Open data of a state: yes/no columns under headings of their own, any-of columns, places, a blank row."""
    cases = people(140, drugs=PLAIN_DRUGS, seed=8)
    rng = random.Random(8)
    flags = ("Susp_Heroin", "Susp_Fentanyl", "Susp_Ethanol", "Susp_Acetaminophen", "Susp_Alprazolam", "Susp_Kratom")
    flags += ("Susp_Gabapentin", "Susp_Cocaine", "Susp_Other")
    header = ("OBJECTID", "Incident_Dt", "Incident_Hour", "Victim_County", "Victim_State", "Age_Grp", "Victim_Gender")
    header += ("Race", "Naloxone_Given", "Doses_Given", "Survived", "Multi_Drug", *flags, "X_Longitude", "Y_Latitude")
    rows = []
    for place, case in enumerate(cases, 1):
        case["case_id"] = f"{place}"
        low = 10 * int(max(case["age_years"], 10) // 10)
        case["age_group"] = f"{low}-{low + 9}"
        case["therapy"] = ["Naloxone"] if rng.random() < 0.4 else []
        case["medical_outcome"] = rng.choice(("Death", "Survived, effect not graded"))
        has = [name.split("_")[1].lower() in case["substance"] for name in flags]
        rows.append(
            (
                place,
                f"{case['date']:%Y/%m/%d}",
                rng.randrange(24),
                case["county"],
                "PA",
                f"{low} to {low + 9} yrs",
                {"Female": "F", "Male": "M"}[case["sex"]],
                rng.choice(("White", "Black", "Unknown")),
                "Yes" if case["therapy"] else "No",
                rng.choice(("", 1, 2)),
                "No" if case["medical_outcome"] == "Death" else "Yes",
                "Yes" if len(case["substance"]) > 1 else "No",
                *("Yes" if one else "No" for one in has),
                -76.1,
                40.2,
            )
        )
        case["substance"] = [name.capitalize() for name in sorted(case["substance"], key=PLAIN_DRUGS.index)]
    path = delimited(folder / "overdose_network.csv", header, rows, encoding="utf-8-sig")
    columns = {
        "case_id": {"OBJECTID"},
        "date": {"Incident_Dt"},
        "county": {"Victim_County"},
        "state": {"Victim_State"},
        "age": {"Age_Grp"},
        "sex": {"Victim_Gender"},
        "therapy": {"Naloxone_Given"},
        "medical_outcome": {"Survived"},
        "substance": set(flags),
    }
    wanted = kept(cases, "date", "county", "sex", "therapy", "medical_outcome", "substance")
    return Export(path, columns, wanted)


def ems_naloxone(folder: Path) -> Export:
    """Ambulance runs with naloxone: no substance column, an impression, doses, times."""
    cases = people(120, seed=9)
    rng = random.Random(9)
    header = ("Incident Number", "Unit Notified Date/Time", "Patient Age", "Patient Age Units", "Patient Gender")
    header += ("Scene Zip", "Scene County", "Primary Impression", "Naloxone Administered", "Naloxone Total Dose (mg)")
    header += ("Response to Medication", "Disposition", "Agency Name")
    rows = []
    for case in cases:
        given = rng.random() < 0.7
        case["therapy"] = ["Naloxone"] if given else []
        rows.append(
            (
                f"EMS-{case['case_id']}",
                f"{case['date']:%m/%d/%Y} 11:02:00 PM",
                f"{case['age_years']:g}" if case["age_years"] >= 1 else 6,
                "Years" if case["age_years"] >= 1 else "Months",
                case["sex"],
                case["zip3"] + "22-1234",
                case["county"],
                rng.choice(("Overdose - Heroin", "Overdose - Fentanyl", "Overdose - Alcohol", "Altered mental status")),
                "1" if given else "0",
                rng.choice((0.4, 2, 4)) if given else "",
                rng.choice(("Improved", "Unchanged")),
                rng.choice(("Transported", "Refused", "Dead at scene")),
                "Medic 7",
            )
        )
        case["case_id"] = f"EMS-{case['case_id']}"
    path = delimited(folder / "ems.csv", header, rows)
    columns = {
        "case_id": {"Incident Number"},
        "date": {"Unit Notified Date/Time"},
        "age": {"Patient Age", "Patient Age Units"},
        "sex": {"Patient Gender"},
        "zip3": {"Scene Zip"},
        "county": {"Scene County"},
        "therapy": {"Naloxone Administered"},
        "substance": {"Primary Impression"},
    }
    wanted = kept(cases, "date", "age_years", "sex", "zip3", "county", "therapy")
    return Export(path, columns, wanted, maybe=("substance",))


def deaths_by_column(folder: Path) -> Export:
    """Drug deaths with a Y column per drug, blanks for no, a cause in words, several columns of places."""
    cases = people(100, drugs=PLAIN_DRUGS, seed=10)
    names = [name.capitalize() for name in PLAIN_DRUGS]
    header = ("ID", "Date", "DateType", "Age", "Sex", "Race", "ResidenceCity", "ResidenceCounty", "DeathCounty")
    header += ("Location", "COD", *names, "AnyOpioid", "MannerofDeath", "DeathCityGeo")
    rows = []
    for place, case in enumerate(cases):
        rows.append(
            (
                f"{21}-{place:04d}",
                f"{case['date']:%m/%d/%Y} 12:00:00 AM",
                "DateofDeath",
                f"{case['age_years']:g}" if case["age_years"] >= 1 else "1",
                case["sex"],
                "White",
                "HARTFORD",
                case["county"].upper(),
                case["county"].upper(),
                "Residence",
                f"Acute intoxication due to {' and '.join(case['substance'])}",
                *("Y" if name.lower() in case["substance"] else "" for name in names),
                "Y" if {"heroin", "fentanyl"} & set(case["substance"]) else "",
                "Accident",
                "HARTFORD, CT\n(41.7, -72.6)",
            )
        )
        case["case_id"] = f"21-{place:04d}"
        case["substance"] = [name.capitalize() for name in sorted(case["substance"], key=PLAIN_DRUGS.index)]
    path = delimited(folder / "Accidental_Drug_Deaths.csv", header, rows)
    columns = {
        "case_id": {"ID"},
        "date": {"Date"},
        "age": {"Age"},
        "sex": {"Sex"},
        "county": {"ResidenceCounty"},
        "substance": set(names),
    }
    return Export(path, columns, kept(cases, "date", "sex", "substance"))


def reports_ascii(folder: Path, upper: bool = True, archive: bool = False) -> Export:
    """Adverse-event reports as quarterly ASCII files, all seven, divided by dollar signs."""
    rng = random.Random(11)
    cases = people(80, drugs=tuple(name.upper() for name in PLAIN_DRUGS), seed=11)
    case_of = str.upper if upper else str.lower
    demo, drug, reac, outc, ther, indi, rpsr = [], [], [], [], [], [], []
    for place, case in enumerate(cases):
        key, number = f"{10000000 + place}1", f"{1000000 + place}"
        case["case_id"], case["dose"] = key, []
        age = ("", "") if place % 5 == 0 else (f"{case['age_years']:g}", "YR")
        if age[0] and case["age_years"] < 1:
            age = ("6", "MON")
        case["age_years"] = None if not age[0] else case["age_years"]
        day = f"{case['date']:%Y%m%d}"
        demo.append((key, number, "1", "I", day if place % 3 else day[:6], "", day, day, "EXP", "", "US-X", "PFIZER"))
        demo[-1] += ("", *age, "A", case["sex"][0], "Y", "80" if place % 2 else "", "KG" if place % 2 else "", day, "")
        demo[-1] += ("MD", "US", "US")
        for seq, name in enumerate(case["substance"], 1):
            role = "PS" if seq == 1 else rng.choice(("SS", "C"))
            dose = rng.choice((100.0, 5.5, None))
            case["dose"].append(dose)
            drug.append((key, number, seq, role, name, name.title(), "1", rng.choice(("Oral", "Intravenous")), "free"))
            drug[-1] += (
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "" if dose is None else f"{dose:g}",
                "" if dose is None else "MG",
                "",
                "",
            )
            ther.append((key, number, seq, day, "", "", ""))
            indi.append((key, number, seq, "Pain"))
        case["effect"] = rng.sample([f"Reaction {n}" for n in range(60)], rng.choice((1, 2)))
        reac += [(key, number, name, "") for name in case["effect"]]
        codes = rng.sample(("OT", "HO", "DE", "LT"), rng.choice((0, 1, 2)))
        outc += [(key, number, code) for code in codes]
        words = {"DE": "Death", "LT": "Life-threatening", "HO": "Hospitalization", "OT": "Other serious"}
        case["medical_outcome"] = next((words[code] for code in ("DE", "LT", "HO", "OT") if code in codes), None)
        order = {"PS": 0, "SS": 1, "C": 2}
        rows = drug[-len(case["substance"]) :]
        ranked = sorted(range(len(rows)), key=lambda n: (order[rows[n][3]], n))
        case["substance"] = [case["substance"][n] for n in ranked]
        case["dose"] = [case["dose"][n] for n in ranked]
        rpsr.append((key, number, "HP"))
    heads = {
        "DEMO": "primaryid caseid caseversion i_f_code event_dt mfr_dt init_fda_dt fda_dt rept_cod auth_num mfr_num "
        "mfr_sndr lit_ref age age_cod age_grp sex e_sub wt wt_cod rept_dt to_mfr occp_cod reporter_country "
        "occr_country",
        "DRUG": "primaryid caseid drug_seq role_cod drugname prod_ai val_vbm route dose_vbm cum_dose_chr cum_dose_unit "
        "dechal rechal lot_num exp_dt nda_num dose_amt dose_unit dose_form dose_freq",
        "REAC": "primaryid caseid pt drug_rec_act",
        "OUTC": "primaryid caseid outc_cod",
        "THER": "primaryid caseid dsg_drug_seq start_dt end_dt dur dur_cod",
        "INDI": "primaryid caseid indi_drug_seq indi_pt",
        "RPSR": "primaryid caseid rpsr_cod",
    }
    inside = folder / "ascii"
    inside.mkdir()
    tables = {"DEMO": demo, "DRUG": drug, "REAC": reac, "OUTC": outc, "THER": ther, "INDI": indi, "RPSR": rpsr}
    for name, rows in tables.items():
        delimited(inside / f"{name}20Q1.txt", [case_of(word) for word in heads[name].split()], rows, delimiter="$")
    place = inside
    if archive:
        place = folder / "faers_ascii_2020Q1.zip"
        with zipfile.ZipFile(place, "w") as packed:
            for path in sorted(inside.iterdir()):
                packed.write(path, f"ASCII/{path.name}")
    columns = {
        "case_id": {"primaryid"},
        "date": {"fda_dt"},
        "age": {"age", "age_cod"},
        "sex": {"sex"},
        "weight_kg": {"wt", "wt_cod"},
        "substance": {"drugname", "drug_seq", "role_cod"},
        "dose": {"dose_amt"},
        "dose_unit": {"dose_unit"},
        "effect": {"pt"},
        "medical_outcome": {"outc_cod"},
        "route": {"route"},
    }
    columns = {target: set(map(case_of, names)) for target, names in columns.items()}
    names = ("date", "age_years", "sex", "substance", "effect", "medical_outcome", "dose")
    return Export(place, columns, kept(cases, *names), maybe=("route",))


def reports_zip(folder: Path) -> Export:
    """The same reports in one archive, in lower case."""
    return reports_ascii(folder, upper=False, archive=True)


def workbook_of_sheets(folder: Path) -> Export:
    """Linked tables as the sheets of one workbook, doses of some substances on a sheet of their own."""
    cases = people(60, seed=47)
    ranked = [(case["case_id"], rank, name) for case in cases for rank, name in enumerate(case["substance"], 1)]
    main = [
        (
            case["case_id"],
            case["date"].isoformat(),
            age_text(case["age_years"]),
            case["sex"],
            OUTCOMES[case["medical_outcome"]],
        )
        for case in cases
    ]
    sheets = {
        "Cases": [["Cases, 2021"], ("Case ID", "Call Date", "Age", "Sex", "Outcome"), *main],
        "Substances": [("Case ID", "Rank", "Substance"), *ranked],
        "Effects": [
            ("Case ID", "Clinical Effect", "Relatedness"),
            *((case["case_id"], name, "Related") for case in cases for name in case["effect"]),
        ],
        "Amounts": [("Case ID", "Rank", "Dose", "Dose Unit"), *((case["case_id"], 1, "5", "mg") for case in cases)],
        "Read me": [["This workbook", "has sheets"]],
    }
    for case in cases:
        case["dose"] = [5.0] + [None] * (len(case["substance"]) - 1)
    columns = {
        "case_id": {"Case ID"},
        "date": {"Call Date"},
        "age": {"Age"},
        "sex": {"Sex"},
        "medical_outcome": {"Outcome"},
        "substance": {"Substance", "Rank"},
        "effect": {"Clinical Effect"},
        "relatedness": {"Relatedness"},
        "dose": {"Dose", "Rank"},
        "dose_unit": {"Dose Unit", "Rank"},
    }
    said = ("date", "age_years", "sex", "substance", "effect", "dose", "medical_outcome")
    return Export(workbook(folder / "book.xlsx", sheets), columns, kept(cases, *said))


def workbook_row_per_substance(folder: Path) -> Export:
    """A row per substance in a workbook with a title and a total; headings with signs, dates with times."""
    cases = people(100, seed=32)
    header = ("Case ID", "Call Date", "Patient Age (Years)", "Patient Sex", "Product #", "Product Name")
    header += ("AAPCC Generic Code", "Amount", "Amount Unit", "Medical Outcome", "Center")
    lines: list = [["Exposure substances"], ["Extracted 2022-01-05"], [], header]
    for case in cases:
        case["dose"] = [(None, 10.0, 20.0)[rank % 3] for rank in range(1, len(case["substance"]) + 1)]
        for rank, (name, dose) in enumerate(zip(case["substance"], case["dose"], strict=True), 1):
            day = datetime.combine(case["date"], time(3))
            said = (rank, name, 310000 + rank, dose, "mg" if dose else None, OUTCOMES[case["medical_outcome"]], "PC 12")
            lines.append((int(case["case_id"]), day, case["age_years"], case["sex"][0], *said))
    lines += [[], ["Grand Total", len(lines) - 4]]
    columns = {
        "case_id": {"Case ID"},
        "date": {"Call Date"},
        "age": {"Patient Age (Years)"},
        "sex": {"Patient Sex"},
        "substance": {"Product Name", "Product #"},
        "generic_code": {"AAPCC Generic Code"},
        "dose": {"Amount"},
        "dose_unit": {"Amount Unit"},
        "medical_outcome": {"Medical Outcome"},
    }
    said = ("date", "age_years", "sex", "substance", "dose", "medical_outcome")
    return Export(workbook(folder / "long.xlsx", {"Sheet1": lines}), columns, kept(cases, *said))


def ems_suspected(folder: Path) -> Export:
    """Ambulance runs: suspected drugs as True and False, medicines packed by commas."""
    rng, cases = random.Random(34), people(120, seed=34)
    suspected, medicines = ("Opioid", "Alcohol", "Cocaine"), {"Naloxone": "Narcan", "Oxygen": "Oxygen"}
    medicines["IV fluids"] = "IV Fluids"
    header = ("PCR #", "Call Date", "Pt. Age", "Pt. Sex", "Incident County", "Medications Administered", "Narcan Doses")
    header += (*(f"Suspected {name}" for name in suspected), "Transport Disposition")
    rows = []
    for case in cases:
        case["therapy"] = rng.sample(list(medicines), rng.choice((0, 1, 2)))
        case["substance"] = [name for name in suspected if rng.random() < 0.4]
        case["county"] += " County"
        given = ", ".join(medicines[name] for name in case["therapy"])
        rows.append((case["case_id"], case["date"].isoformat(), f"{max(1, case['age_years']):g}", case["sex"]))
        rows[-1] += (case["county"], given, len(case["therapy"]))
        rows[-1] += (*(str(name in case["substance"]) for name in suspected), "Transported")
    columns = {
        "case_id": {"PCR #"},
        "date": {"Call Date"},
        "age": {"Pt. Age"},
        "sex": {"Pt. Sex"},
        "county": {"Incident County"},
        "therapy": {"Medications Administered"},
        "substance": {f"Suspected {name}" for name in suspected},
    }
    path = delimited(folder / "runs.csv", header, rows)
    return Export(path, columns, kept(cases, "date", "sex", "county", "therapy", "substance"))


def grouped_rows(folder: Path) -> Export:
    """A row per substance; what belongs to the case stands in its first row only."""
    cases = people(80, seed=41)
    header = ("Case Number", "Call Date", "Age (yrs)", "Gender", "Substance", "Dose", "Unit", "Medical Outcome")
    lines: list = [["Listing"], header]
    for case in cases:
        said = (case["case_id"], f"{case['date']:%m/%d/%Y}", f"{case['age_years']:g}", case["sex"])
        outcome = OUTCOMES[case["medical_outcome"]]
        for rank, name in enumerate(case["substance"]):
            lines.append((*("" if rank else cell for cell in said), name, "", "", "" if rank else outcome))
    lines.append(["Total", len(cases)])
    columns = {
        "case_id": {"Case Number"},
        "date": {"Call Date"},
        "age": {"Age (yrs)"},
        "sex": {"Gender"},
        "substance": {"Substance"},
        "medical_outcome": {"Medical Outcome"},
    }
    said = ("date", "age_years", "sex", "substance", "medical_outcome")
    return Export(workbook(folder / "grouped.xlsx", {"S": lines}), columns, kept(cases, *said))
