"""What `propose_mapping` makes of exports of every shape, and how sure it says it is."""

from __future__ import annotations

import csv
import gzip
import random
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from analysis.cases.mapping.model import TARGETS
from analysis.cases.mapping.read import parse_mapping
from analysis.cases.mapping.separators import WORDED
from analysis.cases.proposal.columns import Column, flag_labels, number_share
from analysis.cases.proposal.propose import propose_mapping
from analysis.errors import DataError

DRUGS = ("HEROIN", "FENTANYL", "COCAINE/CRACK", "ALCOHOL", "UNKNOWN", "OTHER", "CARFENTANIL", "BATH SALTS")
OUTCOMES = (
    "No effect",
    "Minor effect",
    "MODERATE EFFECT ",
    "Death",
    "Unable to follow, judged as a potentially toxic exposure",
)
REACTIONS = [f"reaction term {number}" for number in range(60)] + ["nausea"]


def write(path: Path, header, rows, delimiter=",", before="") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(before)
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


def days(count: int, form: str) -> list[str]:
    return [(date(2019, 1, 1) + timedelta(days=11 * number)).strftime(form) for number in range(count)]


def victims(path: Path, *, form="%m/%d/%Y", rename=str, delimiter=",", yes="1", no="0", ages=" - ") -> Path:
    rng = random.Random(1)
    header = ("Incident ID", "Incident Date", "Victim ID", "Gender Desc", "Age Range", "Incident County Name")
    header += ("Victim County Latitude", "Naloxone Administered", "Survive", *DRUGS)
    rows = [
        (
            number // 2,
            day,
            number + 7,
            rng.choice(("Male", "FEMALE ", "Unknown")),
            rng.choice((f"25{ages}29", f"30{ages}39", "80 - *")),
            rng.choice(("York", "Bucks")),
            "40.1",
            rng.choice("YN"),
            rng.choice("YNU"),
            *(rng.choice((yes, no, no)) for _ in DRUGS),
        )
        for number, day in enumerate(days(120, form))
    ]
    return write(path, [rename(name) for name in header], rows, delimiter)


def reports(folder: Path, *, suffix=".csv", delimiter=",", key="primaryid", upper=False) -> Path:
    rng = random.Random(2)
    folder.mkdir()
    ids = range(5001, 5101)
    case = str.upper if upper else str
    demo = [(i, rng.choice("MF"), 30 * 365, day) for i, day in zip(ids, days(100, "%Y%m%d"), strict=True)]
    write(folder / f"x_demo{suffix}", map(case, (key, "sex", "age_in_days", "fda_dt")), demo, delimiter)
    drug = [(i, n, rng.choice(("heroin", "insulin", "drug x")), rng.choice(("PS", "C"))) for i in ids for n in (1, 2)]
    write(folder / f"x_drug{suffix}", map(case, (key, "drug_seq", "substance", "role_cod")), drug, delimiter)
    write(folder / f"x_reac{suffix}", map(case, (key, "pt")), [(i, rng.choice(REACTIONS)) for i in ids] * 2, delimiter)
    outc = [(i, rng.choice(("DE", "HO", "OT"))) for i in ids for _ in range(2)]
    write(folder / f"x_outc{suffix}", map(case, (key, "outc_cod")), outc, delimiter)
    return folder


def listing(count=80) -> tuple[tuple[str, ...], list[tuple]]:
    rng = random.Random(3)
    header = ("Year", "Start Date", "State", "County", "Zip Code 5", "Age", "Age Unit", "Gender", "Caller Site")
    header += ("Exposure Site", "Medical Outcome", "Substance", "Therapy", "Notes")
    drugs, therapies = (
        ("Carbon Monoxide", "House Fire Smoke", "Cyanides"),
        ("Oxygen", "Hyperbaric oxygen", "Fluids, IV"),
    )
    rows = [
        (
            day[-4:],
            day,
            "Pennsylvania",
            "York",
            f"{17000 + number}",
            rng.randrange(1, 19),
            rng.choice(("Months", "Years", "Days")),
            rng.choice(("Male", "Female")),
            rng.choice(("Own residence", "Health care facility")),
            rng.choice(("Own residence", "School")),
            rng.choice((*OUTCOMES, "Modrate effect")),
            "; ".join(rng.sample(drugs, rng.choice((1, 2)))),
            "; ".join(rng.sample(therapies, rng.choice((1, 2)))),
            f"call {number}",
        )
        for number, day in enumerate(days(count, "%m/%d/%Y"))
    ]
    return header, rows


def check(proposal) -> None:
    """Hold for every proposal: it says how sure and why of each target, and its TOML reads back as the mapping."""
    mapping = proposal.mapping
    assert parse_mapping(proposal.to_toml()) == mapping
    assert set(proposal.sure) == set(proposal.why) == {*mapping.columns, *mapping.constants}
    assert all(0.4 <= sure < 1 for sure in proposal.sure.values())
    assert all(proposal.why.values())
    frame = proposal.to_frame()
    assert list(frame["target"]) == list(TARGETS)
    assert (frame.loc[frame["columns"] == "", "why"] == "no column found").all()


@pytest.mark.parametrize(
    "dirt",
    [
        {},
        {"rename": str.upper, "delimiter": "|", "yes": "Y", "no": "N"},
        {"rename": lambda name: f" {name.lower().replace(' ', '_')} ", "delimiter": ";", "yes": "Y", "no": ""},
        {"form": "%d-%b-%Y", "delimiter": "\t", "ages": " to "},
        {"form": "%B %d, %Y", "yes": "TRUE", "no": "FALSE"},
    ],
)
def test_yes_no_columns_of_drugs(tmp_path, dirt):
    path = victims(tmp_path / "victims.csv", **dirt)
    proposal = propose_mapping(path)
    check(proposal)
    mapping, rename = proposal.mapping, dirt.get("rename", str)
    assert mapping.layout == "case"
    assert mapping.read.delimiter == dirt.get("delimiter", ",")
    taken = {target: source.column for target, source in mapping.columns.items() if source.column}
    expected = {"case_id": "Victim ID", "date": "Incident Date", "sex": "Gender Desc", "county": "Incident County Name"}
    expected["medical_outcome"] = "Survive"
    assert taken == {target: rename(name).strip() for target, name in expected.items()}
    assert mapping.columns["date"].formats == (dirt.get("form", "%m/%d/%Y"),)
    assert [name.upper() for name in mapping.columns["substance"].indicators] == list(DRUGS)
    assert mapping.columns["substance"].yes == (dirt.get("yes", "1"),)
    assert list(mapping.columns["therapy"].indicators) == ["Naloxone"]
    assert mapping.term("medical_outcome", "N")[0] == "Death"
    assert mapping.term("medical_outcome", "Y") == ("Survived, effect not graded", "own")
    assert mapping.own_labels["age_group"] == {f"25{dirt.get('ages', ' - ')}29": "25-29", "80 - *": ">=80"}
    assert proposal.unknown == {}
    assert min(proposal.sure[target] for target in (*expected, "substance", "therapy", "age")) > 0.8
    assert proposal.mapping.records == "emergency visits" and not proposal.mapping.constants
    assert any("Latitude".lower() in name.lower() for name in proposal.left_out)


@pytest.mark.parametrize(
    "dirt", [{}, {"suffix": "23Q1.txt", "delimiter": "$"}, {"key": "REPORT_ID", "upper": True, "delimiter": ";"}]
)
def test_linked_tables(tmp_path, dirt):
    folder = reports(tmp_path / "reports", **dirt)
    write(folder / "stations.csv", ("station", "opened"), [("a", "1990"), ("b", "1991")])
    (folder / "README.md").write_text("What this is.\n")
    proposal = propose_mapping(folder)
    check(proposal)
    mapping = proposal.mapping
    assert mapping.layout == "linked"
    assert {Path(table.file).name[:6] for table in mapping.tables.values()} == {"x_demo", "x_drug", "x_reac", "x_outc"}
    assert {table.key.casefold() for table in mapping.tables.values()} == {dirt.get("key", "primaryid").casefold()}
    assert {target: source.table[:4] for target, source in mapping.columns.items() if source.table} == {
        "substance": "drug",
        "effect": "reac",
        "medical_outcome": "outc",
    }
    assert mapping.columns["substance"].roles == ("PS", "C")
    assert mapping.columns["substance"].rank.casefold() == "drug_seq"
    assert mapping.columns["medical_outcome"].prefer == ("DE", "HO", "OT")
    assert mapping.columns["age"].fixed_unit == "Days"
    assert mapping.verbatim == ("effect",)
    assert mapping.term("medical_outcome", "DE") == ("Death", "labels")
    assert mapping.term("medical_outcome", "HO") == ("Hospitalization", "own")
    assert "file stations.csv" in proposal.left_out


def test_linked_tables_in_one_archive(tmp_path):
    folder = reports(tmp_path / "reports")
    with zipfile.ZipFile(tmp_path / "quarter.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"ascii/{path.name}")
    mapping = propose_mapping(tmp_path / "quarter.zip").mapping
    assert mapping.layout == "linked"
    assert mapping.tables["drug"].file == "x_drug.csv"


def test_packed_cells_below_a_title_and_a_label_that_is_listed_and_not_mapped(tmp_path):
    header, rows = listing()
    proposal = propose_mapping(write(tmp_path / "listing.csv", header, rows, before="Case Listing\nMade in 2025\n"))
    check(proposal)
    mapping = proposal.mapping
    assert mapping.read.skip_rows == 2
    assert mapping.columns["substance"].separator == mapping.columns["therapy"].separator == ";"
    assert (mapping.columns["age"].value, mapping.columns["age"].unit) == ("Age", "Age Unit")
    assert mapping.columns["zip3"].column == "Zip Code 5"
    assert mapping.columns["caller_site"].column == "Caller Site"
    assert mapping.columns["exposure_site"].column == "Exposure Site"
    assert "case_id" not in mapping.columns
    assert proposal.unknown == {"medical_outcome": {"Modrate effect": "Moderate effect"}}
    assert mapping.term("medical_outcome", "Modrate effect") == ("Modrate effect", "unknown")
    assert '# "Modrate effect" = "Moderate effect"' in proposal.to_toml()
    assert proposal.sure["medical_outcome"] < proposal.sure["sex"]
    assert "column 'Notes'" in proposal.left_out


def test_several_routes_in_a_cell_and_what_belongs_to_each_effect(tmp_path):
    rng = random.Random(7)
    header = ("Case Number", "Date", "Route", "Clinical Effects", "Relatedness", "Substance", "Dose")
    effects, related = ("Tachycardia", "Coma", "Miosis"), ("Related", "Not related", "Maybe")
    rows = []
    for number, day in enumerate(days(60, "%m/%d/%Y")):
        count = rng.choice((1, 2, 3))
        cells = ("|".join(rng.sample(effects, count)), "|".join(rng.choice(related) for _ in range(count)))
        route = rng.choice(("Ingestion", "Ingestion|Dermal", "Inhalation/nasal", "Inhalation / nasal|Ocular"))
        rows.append((number, day, route, *cells, "Heroin|Ethanol", "5|10"))
    proposal = propose_mapping(write(tmp_path / "several.csv", header, rows))
    check(proposal)
    columns = proposal.mapping.columns
    assert {columns[target].separator for target in ("route", "effect", "substance")} == {"|"}
    assert (columns["relatedness"].column, columns["dose"].column) == ("Relatedness", "Dose")
    assert proposal.unknown == {"relatedness": {"Maybe": None}}


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "dta", "sav", "csv.gz", "utf-16"])
def test_the_same_listing_in_other_formats(tmp_path, kind):
    import pandas as pd
    import pyreadstat

    header, rows = listing()
    frame = pd.DataFrame(rows, columns=[name.replace(" ", "_") for name in header]).drop(columns="Notes").astype(str)
    path = tmp_path / ("listing." + ("csv" if kind == "utf-16" else kind))
    if kind == "xlsx":
        frame.to_excel(path, index=False, sheet_name="Case Listing")
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind == "dta":
        pyreadstat.write_dta(frame, str(path))
    elif kind == "sav":
        pyreadstat.write_sav(frame, str(path))
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
    else:
        path.write_text(frame.to_csv(index=False), encoding="utf-16")
    proposal = propose_mapping(path)
    check(proposal)
    assert {"date", "year", "age", "sex", "state", "county", "zip3", "medical_outcome", "substance", "therapy"} <= set(
        proposal.mapping.columns
    )
    assert proposal.mapping.read.sheet == ("Case Listing" if kind == "xlsx" else "")
    assert proposal.mapping.read.encoding == ("utf-16" if kind == "utf-16" else "")


def test_a_row_per_substance(tmp_path):
    rng = random.Random(4)
    header = (
        "incident_id",
        "incident_date",
        "victim_id",
        "gender_desc",
        "age",
        "victim_od_drug_id",
        "susp_od_drug_desc",
    )
    people = [(n // 2, day, n, rng.choice("MF"), 20 + n % 50) for n, day in enumerate(days(60, "%Y-%m-%d"))]
    rows = [(*person, f"d{person[2]}{drug}", drug) for person in people for drug in rng.sample(DRUGS[:4], 2)]
    proposal = propose_mapping(write(tmp_path / "long.csv", header, rows))
    check(proposal)
    assert proposal.mapping.layout == "substance"
    assert proposal.mapping.columns["case_id"].column == "victim_id"
    assert proposal.mapping.columns["substance"].column == "susp_od_drug_desc"


def test_numbered_columns_and_a_drug_block_that_names_a_therapy(tmp_path):
    numbered = [
        (f"{n}", day, n % 60 + 18, "Male", *("Heroin", "Fentanyl", "")) for n, day in enumerate(days(50, "%Y-%m-%d"))
    ]
    header = ("_id", "death_date", "age", "sex", "combined_od1", "combined_od2", "combined_od10")
    mapping = propose_mapping(write(tmp_path / "numbered.csv", header, numbered)).mapping
    assert mapping.columns["substance"].columns == ("combined_od1", "combined_od2", "combined_od10")
    flags = [
        (n, day, "12 Y"[n % 2 :][:1], "Y" if n % 3 else "", "Y (patch)" if n % 5 == 0 else "", "", "Male")
        for n, day in enumerate(days(60, "%m/%d/%Y"))
    ]
    header = ("ID", "Date", "Code", "Benzodiazepine", "Fentanyl", "Heroin", "Sex")
    mapping = propose_mapping(write(tmp_path / "flags.csv", header, flags)).mapping
    assert list(mapping.columns["substance"].indicators) == ["Benzodiazepine", "Fentanyl", "Heroin"]
    assert mapping.columns["substance"].yes == ("Y",)
    assert "therapy" not in mapping.columns


def test_dates_in_several_formats_and_dates_whose_order_is_unsure(tmp_path):
    mixed = days(40, "%m/%d/%Y") + days(20, "%d-%b-%Y")
    rows = [(day, "F", "Heroin") for day in mixed]
    proposal = propose_mapping(write(tmp_path / "mixed.csv", ("Call Date", "Sex", "Substance"), rows))
    assert proposal.mapping.columns["date"].formats == ("%m/%d/%Y", "%d-%b-%Y")
    rows = [(f"{n % 12 + 1}/{n % 11 + 1}/2020", "F", "Heroin") for n in range(60)]
    unsure = propose_mapping(write(tmp_path / "unsure.csv", ("Call Date", "Sex", "Substance"), rows))
    assert "day and month cannot be told apart" in unsure.why["date"]
    assert unsure.sure["date"] < proposal.sure["date"]
    rows = [(f"{n % 28 + 1}/{n % 12 + 1}/2020", "F", "Heroin") for n in range(60)]
    european = propose_mapping(write(tmp_path / "european.csv", ("Call Date", "Sex", "Substance"), rows))
    assert european.mapping.columns["date"].formats == ("%d/%m/%Y",)


def test_a_number_that_repeats_in_different_rows_is_no_case_id(tmp_path):
    rows = [(n // 2, "F" if n % 2 else "M", day, "Heroin; Ethanol") for n, day in enumerate(days(60, "%m/%d/%Y"))]
    header = ("Incident ID", "Sex", "Date", "Substance")
    assert "case_id" not in propose_mapping(write(tmp_path / "a.csv", header, rows)).mapping.columns
    whole = [*rows[::2], rows[0], rows[2]]
    proposal = propose_mapping(write(tmp_path / "b.csv", header, whole))
    assert proposal.mapping.columns["case_id"].column == "Incident ID"
    assert "repeated only by rows that are repeated whole" in proposal.why["case_id"]


def test_what_is_no_table_of_cases_is_one_error(tmp_path):
    counts = write(
        tmp_path / "weeks.csv", ("month", "date_2019", "calls_2019"), [("Jan", d, 4) for d in days(30, "%m/%d/%y")]
    )
    with pytest.raises(DataError, match="tell only date; if it holds counts"):
        propose_mapping(counts)
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(DataError, match="found nothing in it"):
        propose_mapping(empty)
    with pytest.raises(DataError, match="expected a readable file"):
        propose_mapping(tmp_path / "none.csv")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(DataError, match=r"broken\.xlsx: expected a whole gzip or zip file"):
        propose_mapping(broken)
    noise = tmp_path / "noise.csv"
    noise.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(DataError):
        propose_mapping(noise)
    with pytest.raises(DataError) as caught:
        propose_mapping([empty, tmp_path / "none.csv"])
    assert len(caught.value.faults) == 2


def test_bytes_that_mean_nothing_end_in_a_proposal_or_one_error(tmp_path):
    rng = random.Random(6)
    header, rows = listing(20)
    whole = write(tmp_path / "whole.csv", header, rows).read_bytes()
    ends = {True: 0, False: 0}
    for number in range(60):
        data = bytearray(whole[: rng.randrange(1, len(whole))])
        for _ in range(rng.randrange(number)) if number else ():
            data[rng.randrange(len(data))] = rng.choice(b',;"\n\r\t|\xff09aA')
        (tmp_path / "fuzz.csv").write_bytes(data)
        try:
            check(propose_mapping(tmp_path / "fuzz.csv"))
            ends[True] += 1
        except DataError:
            ends[False] += 1
    assert all(ends.values())


def test_the_public_overdoses_are_proposed_whole(public_files):
    proposal = propose_mapping(public_files / "pa_odin_OD_cleaned.csv")
    check(proposal)
    assert proposal.unknown == {}
    assert len(proposal.mapping.columns["substance"].indicators) == 19
    assert proposal.mapping.columns["case_id"].column == "Victim ID"


def test_the_public_adverse_events_are_proposed_as_linked_tables(public_files):
    proposal = propose_mapping(public_files)
    check(proposal)
    assert proposal.unknown == {}
    assert {table.file for table in proposal.mapping.tables.values()} == {
        f"faers_sample_{table}.csv" for table in ("demo", "drug", "reac", "outc", "doses")
    }
    assert proposal.mapping.columns["date"].column == "fda_dt"


def test_what_is_written_says_how_sure_why_what_else_and_what_is_left(tmp_path):
    rng = random.Random(9)
    header = ("Case No", "Call Date", "Caller Phone", "Incident County", "Victim County", "Sex", "Drug", "Any Opioid")
    header += ("Disposition", "Empty", "Center", "Twice", "Twice", "")
    rows = [
        (
            *(n, day, "555-0100", rng.choice(("York", "Erie")), rng.choice(("York", "Erie")), rng.choice("12")),
            *("Heroin", rng.choice(("Y", "N")), rng.choice(("left", "stayed")), "", "PC 1", "a", "b", n),
        )
        for n, day in enumerate(days(60, "%m/%d/%Y"))
    ]
    proposal = propose_mapping(write(tmp_path / "said.csv", header, rows))
    check(proposal)
    text = proposal.to_toml()
    assert text.startswith("# Proposed from 60 rows.")
    assert "# Check first: call_type (0.50), records (0.50), species (0.50), county (0.70), sex (0.7" in text
    assert "ISO 5218" in proposal.why["sex"]
    assert proposal.mapping.term("sex", "2") == ("Female", "labels")
    assert "'Victim County' would fit as well" in proposal.why["county"]
    assert '# county = "Victim County"' in text
    assert '# level_of_care = "Disposition"' in text
    assert "level_of_care" not in proposal.mapping.columns
    assert text.index("# Dropped, because it identifies people:") < text.index("#   column 'Caller Phone'")
    assert proposal.left_out == {
        "column 'Caller Phone'": "identifies people (phone number)",
        "column 'Victim County'": "could be county, see there",
        "column 'Any Opioid'": "yes/no, and sums up other columns",
        "column 'Disposition'": "could be level_of_care, see there",
        "column 'Empty'": "no cell is filled",
        "column 'Center'": "the same in all filled cells, 'PC 1'",
        "column 'Twice'": "stands twice; rename one in the file to use it",
        "column 14": "has no name; give it one in the file to use it",
    }
    lines = proposal.summary().splitlines()
    assert lines[0].split()[:4] == ["case_id", "<-", "Case", "No"]
    assert lines[-1] == "Not used, as the mapping says with the reason: 8 of the columns."


def listed(folder, header: str, *rows: str):
    path = folder / "listed.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return propose_mapping(path)


def test_what_identifies_people_is_no_target_and_not_offered_as_one(tmp_path):
    rows = [f"{n},01/{n:02}/2020,Roe{n % 3},05/{n:02}/1960,3{n},F,Bleach,41.{n}" for n in range(1, 28)]
    found = listed(tmp_path, "CASEID,CALLDATE,PT_LNAME,PT_DOB,AGE_YRS,SEX,PRODUCT,DeathCityGeo", *rows)
    text = "".join(line for line in found.to_toml().splitlines(True) if not line.startswith("#   column"))
    assert not any(name in text for name in ("PT_LNAME", "PT_DOB", "DeathCityGeo"))
    assert set(found.mapping.columns) == {"case_id", "date", "age", "sex", "substance"}
    assert "NO COLUMN FOUND for medical_outcome" in found.summary()


def test_a_number_with_a_unit_that_nothing_knows_is_no_age_in_years(tmp_path):
    rows = [f"{n},2020-01-{n:02},{n},{'annos' if n % 2 else 'meses'},F,Bleach" for n in range(1, 28)]
    found = listed(tmp_path, "Case ID,Call Date,Patient Age,Age Unit,Sex,Product", *rows)
    assert "age" not in found.mapping.columns
    assert "'annos'" in found.others["age"][0].why


def test_a_dose_given_only_with_the_antidote_is_not_the_substance_s(tmp_path):
    rows = [f"{n},2020-01-{n:02},{n},Heroin,{'Y,2,mg' if n % 3 else 'N,,'}" for n in range(1, 28)]
    found = listed(tmp_path, "Case ID,Call Date,Age,Drug,Naloxone Administered,Dose Count,Dose Unit", *rows)
    assert found.mapping.columns["therapy"].indicators == {"Naloxone": "Naloxone Administered"}
    assert not {"dose", "dose_unit"} & found.mapping.columns.keys()


def test_outcomes_of_which_only_death_is_known_are_for_a_reader_to_map(tmp_path):
    rows = [f"{n},2020-01-{n:02},{n},Bleach,{('Died', 'Went home', 'Left')[n % 3]}" for n in range(1, 28)]
    found = listed(tmp_path, "Case ID,Call Date,Age,Product,Outcome", *rows)
    assert "medical_outcome" not in found.mapping.columns
    assert "only deaths" in found.others["medical_outcome"][0].why


def test_json_is_named_as_what_is_not_read(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text('{"case_id": 1, "date": "2020-01-02"}\n' * 9, encoding="utf-8")
    with pytest.raises(DataError, match="got JSON"):
        propose_mapping(path)


def test_a_drug_that_is_neither_there_nor_not_leaves_the_column_a_yes_no_column(tmp_path):
    answers = ("Yes", "No", "Unknown", "")
    rows = [
        (n, day, answers[n % 4], answers[n % 3], answers[(n + 1) % 4], "Male")
        for n, day in enumerate(days(60, "%m/%d/%Y"))
    ]
    header = ("Victim ID", "Date", "Heroin", "Cocaine", "Fentanyl", "Sex")
    mapping = propose_mapping(write(tmp_path / "flags.csv", header, rows)).mapping
    assert list(mapping.columns["substance"].indicators) == ["Heroin", "Cocaine", "Fentanyl"]
    assert mapping.columns["substance"].yes == ("YES",)


@pytest.mark.parametrize("cell", ["1_0", "inf", "infinity", "5²", "½"])
def test_a_cell_that_the_import_reads_as_no_number_counts_as_none(cell):
    assert number_share(Column("dose", (cell, "12")), 0, 100) == 0.5


@pytest.mark.parametrize(
    ("cells", "yes"),
    [
        (("Y", "", "", "PCP NEG"), ("Y",)),
        (("P", "", "", ""), ("P",)),
        (("P", "N", "N", "N"), ("P",)),
        (("positive", "neg", "neg", "trace"), ("positive",)),
        (("Y-A", "", "", ""), ("Y-A",)),
        (("1", "0", "0", "2"), ("1",)),
        (("1", "2", "3", "4"), ()),
        (("M", "F", "F", "Y"), ()),
        (("Heroin", "", "", ""), ()),
        (("Y", "Y", "Y", "Y"), ()),
    ],
)
def test_a_yes_no_column_is_one_whatever_a_few_odd_cells_say(cells, yes):
    first, second, third, odd = cells
    column = Column("Fentanyl", (*[first] * 30, *[second] * 40, *[third] * 30, odd))
    assert flag_labels(column) == yes


@pytest.mark.parametrize(
    ("heading", "cells", "target"),
    [
        ("SX", "MF", "sex"),
        ("GNDR", "MF", "sex"),
        ("CNTY", ("York", "Erie"), "county"),
        ("YR", ("2020", "2021"), "year"),
        ("Death_Year", ("2020", "2021"), "year"),
        ("Birth_Year", ("1980", "1981"), None),
        ("YOB", ("1980", "1981"), None),
        ("BDATE", ("1980-01-02", "1981-02-03"), None),
        ("Pt DOB", ("1980-01-02", "1981-02-03"), None),
        ("Manner of Death", ("Accident", "Suicide"), None),
        ("Cause A", ("Acute heroin intoxication", "Fentanyl and cocaine toxicity"), None),
        ("Death County", ("York", "Erie"), "county"),
    ],
)
def test_short_headings_and_those_that_mislead(tmp_path, heading, cells, target):
    rows = [(n, day, 20 + n % 9, "Bleach", cells[n % 2]) for n, day in enumerate(days(60, "%m/%d/%Y"))]
    header = ("Case No", "Call Date", "Age", "Product", heading)
    columns = propose_mapping(write(tmp_path / "short.csv", header, rows)).mapping.columns
    claimed = [name for name, source in columns.items() if heading in source.names()]
    assert claimed == ([target] if target else [])


def test_an_age_beside_a_short_heading_of_its_unit_is_no_age_in_years(tmp_path):
    rows = [(n, day, 2 + n % 9, "MY"[n % 2], "Bleach") for n, day in enumerate(days(60, "%m/%d/%Y"))]
    mapping = propose_mapping(write(tmp_path / "u.csv", ("Case", "Date", "PT_AGE", "AGE_U", "Product"), rows)).mapping
    assert (mapping.columns["age"].value, mapping.columns["age"].unit) == ("PT_AGE", "AGE_U")


FOREIGN = ("Sleepy", "Not breathing", "Threw up", "Blue lips", "Pinpoint eyes", "Shaking")


@pytest.mark.parametrize("sign", [", ", ",", "; ", " | ", " / ", " + "])
def test_packed_words_that_the_codebook_does_not_know_are_divided(tmp_path, sign):
    rng = random.Random(12)
    packed = [sign.join(rng.sample(FOREIGN, rng.choice((1, 2, 3)))) for _ in range(120)]
    rows = [(n, day, "Bleach", cell) for n, (day, cell) in enumerate(zip(days(120, "%m/%d/%Y"), packed, strict=True))]
    proposal = propose_mapping(write(tmp_path / "f.csv", ("Case", "Date", "Product", "Symptoms"), rows))
    assert proposal.mapping.columns["effect"].separator == sign.strip() or sign.strip() in ("/", "+")
    assert set(proposal.unknown["effect"]) == set(FOREIGN)


def test_a_comma_within_names_divides_nothing(tmp_path):
    rng = random.Random(13)
    names = [f"{what}, {how}" for what in ("Pain", "Rash", "Fever", "Cramp") for how in ("acute", "chronic", "mild")]
    rows = [(n, day, "Bleach", rng.choice(names)) for n, day in enumerate(days(120, "%m/%d/%Y"))]
    mapping = propose_mapping(write(tmp_path / "n.csv", ("Case", "Date", "Product", "Symptoms"), rows)).mapping
    assert mapping.columns["effect"].separator == ""


def test_counts_of_places_and_years_are_no_cases(tmp_path):
    rows = [(n, 2006 + n // 24, f"County {n % 24}", *(n * k % 97 for k in (3, 5, 7, 11))) for n in range(120)]
    header = ("fileNo", "Year", "County", "Total", "Age_1yr", "Age_2yr", "Age_adult")
    with pytest.raises(DataError, match="if it holds counts, read them as counts"):
        propose_mapping(write(tmp_path / "counts.csv", header, rows))


def proposed(folder, header: str, cells) -> dict:
    """Propose for 120 rows of a number, a day, and the cells of a function of the number."""
    rows = [(n, day, *cells(n)) for n, day in enumerate(days(120, "%m/%d/%Y"))]
    return propose_mapping(write(folder / "made.csv", ("Case", "Date", *header.split(",")), rows)).mapping.columns


def test_columns_of_a_form_s_question_are_named_by_their_answers(tmp_path):
    header = "Drugs (choice=Heroin),Drugs (choice=Other),Drugs (choice=Cocaine),Treatments (choice=Naloxone)"
    columns = proposed(tmp_path, header, lambda n: [("Unchecked", "Checked")[n % k == 0] for k in (2, 3, 5, 4)])
    assert list(columns["substance"].indicators) == ["Heroin", "Other", "Cocaine"]
    assert columns["therapy"].indicators == {"Naloxone": "Treatments (choice=Naloxone)"}


def test_yes_no_columns_named_after_effects_are_effects(tmp_path):
    columns = proposed(tmp_path, "Drug,Tachycardia,Coma", lambda n: ["Heroin", "YN"[n % 2], "NY"[n % 3 == 0]])
    assert list(columns["effect"].indicators) == ["Tachycardia", "Coma"]


@pytest.mark.parametrize("first", ["Primary Drug", "Drug"])
def test_the_first_of_numbered_columns_may_have_no_number(tmp_path, first):
    drugs = ("Heroin", "Fentanyl", "Cocaine")
    columns = proposed(tmp_path, f"{first},Drug 2,Drug 3", lambda n: [drugs[n % 3], drugs[(n + 1) % 3], ""])
    assert columns["substance"].columns == (first, "Drug 2", "Drug 3")


def test_lists_with_commas_and_a_last_and_are_divided_by_both(tmp_path):
    def cells(n):
        drugs = [DRUGS[(n + k) % 4].title() for k in range(n % 3 + 1)]
        return [" and ".join(filter(None, (", ".join(drugs[:-1]), drugs[-1])))]

    assert proposed(tmp_path, "Substances Detected", cells)["substance"].separator == WORDED


def test_fatal_or_not_is_an_outcome(tmp_path):
    cells = ("Fatal", "Non-Fatal", "Non-Fatal")
    rows = [(n, day, "Heroin", cells[n % 3]) for n, day in enumerate(days(120, "%m/%d/%Y"))]
    mapping = propose_mapping(write(tmp_path / "f.csv", ("Case", "Date", "Drug", "Fatal"), rows)).mapping
    assert mapping.term("medical_outcome", "Fatal")[0] == "Death"
    assert mapping.term("medical_outcome", "Non-Fatal") == ("Survived, effect not graded", "own")


def test_numbers_of_doses_say_that_it_was_given(tmp_path):
    columns = proposed(tmp_path, "Drug,Naloxone Doses", lambda n: ["Heroin", n % 4])
    assert (columns["therapy"].indicators, columns["therapy"].yes) == ({"Naloxone": "Naloxone Doses"}, ("1", "2", "3"))


@pytest.mark.parametrize("heading", ["Other", "Other Drugs", "Other (specify)"])
def test_other_substances_are_named_beside_the_flags(tmp_path, heading):
    others = ("", "", "PCP; Kratom", "Xylazine", "Kratom; Xylazine")
    cells = lambda n: ["YN"[n % 2], "NY"[n % 3 == 0], others[n % 5], "Accident"]  # noqa: E731
    columns = proposed(tmp_path, f"Heroin,Cocaine,{heading},LocationifOther", cells)
    source = columns["substance"]
    assert (list(source.indicators), source.column, source.separator) == (["Heroin", "Cocaine"], heading, ";")


def test_a_summary_fits_the_screen(tmp_path):
    from analysis import cases

    found = cases.propose_mapping(cases.synthesize(60, into=tmp_path / "a.csv", format="csv"))
    for width in (80, 100, 150):
        filled = [line for line in found.summary(width).splitlines() if "<- " in line]
        assert max(map(len, filled)) <= width and any(len(line) > width - 25 for line in filled)
    assert repr(found) == found.summary()


@pytest.mark.parametrize(
    "heading",
    [
        "John Smith",
        "Coma in Mary Johnson",
        "Notes of Mary Johnson",
        "8675309123",
        "4111111111111111",
        "Dr. Miller said",
    ],
)
def test_a_heading_that_is_a_persons_name_or_number_is_in_no_remark(tmp_path, heading):
    header, rows = listing()
    rows = [(*row, ("Yes", "No")[place % 2]) for place, row in enumerate(rows)]
    said = propose_mapping(write(tmp_path / "export.csv", (*header, heading), rows)).to_toml()
    assert heading not in said and f"column {len(header) + 1}, [withheld: " in said
    parse_mapping(said)


@pytest.mark.parametrize(
    "heading", ["caller\x1b[2J", "x\u2028[own_labels.sex]\u2028'Male' = 'Female'", "a\nb = 1", "\u202ex"]
)
def test_a_heading_ends_no_remark_and_hides_nothing(tmp_path, heading):
    header, rows = listing()
    rows = [(*row, ("Yes", "No")[place % 2]) for place, row in enumerate(rows)]
    said = propose_mapping(write(tmp_path / "export.csv", (*header, heading), rows)).to_toml()
    assert said.replace("\n", "").isprintable() and "sex" not in parse_mapping(said).own_labels
