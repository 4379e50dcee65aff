"""The public files, made dirtier: headings renamed and shuffled, other formats, junk beside and below them."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cases.dirty import Export, delimited, workbook
from public_files import PUBLIC_FILES

RENAMED = {
    "Incident ID": "INC_NO",
    "Incident Date": "Date of Incident",
    "Incident Time": "Time of Incident",
    "Incident County Name": "County",
    "Incident State": "St",
    "Victim ID": "Person_ID",
    "Gender Desc": "Sex",
    "Age Range": "AgeGroup",
    "Naloxone Administered": "Narcan given",
    "Survive": "Survived?",
    "Victim State": "Home_State",
    "Victim County": "Home_County",
}
OUTCOMES = {"N": "Death", "Y": "Survived, effect not graded", "U": None}


def rows_of(name: str) -> tuple[list[str], list[list[str]]]:
    """Read a public file."""
    with (PUBLIC_FILES / name).open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def victims(folder: Path, rename: Callable, form: str, yes, no, **dialect) -> Export:
    """Write the overdose file anew: a part of it as a workbook where `dialect` has nothing, else as text."""
    header, rows = rows_of("pa_odin_OD_cleaned.csv")
    rows, start = rows[: 3000 if dialect else 400], header.index("COCAINE/CRACK")
    day, cases = header.index("Incident Date"), []
    for row in rows:
        date = datetime.strptime(row[day], "%m/%d/%Y").date()
        has = sum(cell == "1" for cell in row[start:])
        case = {"case_id": row[header.index("Victim ID")], "date": date, "substances": has}
        cases.append(case | {"medical_outcome": OUTCOMES[row[header.index("Survive")]]})
        row[day], row[start:] = date.strftime(form), [yes if cell == "1" else no for cell in row[start:]]
    order = list(range(start))
    random.Random(1).shuffle(order)
    order += range(start, len(header))
    head = ["Row", "Agency", *(rename(header[place]) for place in order), "Last Updated", "Notes"]
    body = [[n, "PSP", *(row[place] for place in order), "2020-02-01", "x"] for n, row in enumerate(rows, 1)]
    blank = [""] * len(head)
    if dialect:
        lines, after = [*body[:100], blank, *body[100:]], [["Source: PSP", *blank[1:]]]
        path = delimited(folder / "overdoses.txt", head, lines, **dialect, after=after)
    else:
        sheets = {
            "About": [["About"], ["by", "PSP"]],
            "Data": [["Overdoses"], [], head, *body, [], ["Total", len(body)]],
        }
        path = workbook(folder / "overdoses.xlsx", sheets)
    single = {
        "case_id": "Victim ID",
        "date": "Incident Date",
        "county": "Incident County Name",
        "state": "Incident State",
        "age": "Age Range",
        "sex": "Gender Desc",
        "medical_outcome": "Survive",
        "therapy": "Naloxone Administered",
    }
    columns = {target: {rename(name)} for target, name in single.items()}
    return Export(path, columns | {"substance": set(map(rename, header[start:]))}, cases)


def victims_tabs(folder: Path) -> Export:
    """Tabs, UTF-16, other headings, German dates."""
    return victims(
        folder, lambda name: RENAMED.get(name, name), "%d.%m.%Y", "1", "0", delimiter="\t", encoding="utf-16"
    )


def victims_upper(folder: Path) -> Export:
    """Semicolons, Windows-1252, headings in capitals, drug columns with a word before them, Y and N."""

    def rename(name: str) -> str:
        drug = name.isupper() or "(" in name
        short = name.split(" (")[0].replace(" ", "_").replace("/", "_")
        return f"drug_{short.lower()}" if drug else short.upper()

    return victims(folder, rename, "%Y%m%d", "Y", "N", delimiter=";", encoding="cp1252")


def victims_workbook(folder: Path) -> Export:
    """A workbook with a title, a total, headings in lower case, True and False."""
    return victims(folder, lambda name: RENAMED.get(name, name).lower(), "%d-%b-%Y", True, False)


def reports(folder: Path, rename: Callable, named: dict[str, str], delimiter: str = "") -> Export:
    """Write the reports of 300 people anew: as files of a folder, or as sheets of a workbook."""
    tables, keys = {}, None
    for name, new in named.items():
        header, rows = rows_of(f"faers_sample_{name}.csv")
        keys = keys or {row[0] for row in rows[:300]}
        tables[new] = ([rename(cell) for cell in header], [row for row in rows if row[0] in keys])
        if name == "demo":
            sexes = {"F": "Female", "M": "Male"}
            cases = [{"case_id": row[0], "sex": sexes.get(row[1])} for row in tables[new][1]]
    if delimiter:
        path = folder / "quarter"
        path.mkdir()
        for name, (header, rows) in tables.items():
            delimited(path / f"{name}.csv", header, rows, delimiter=delimiter)
    else:
        path = workbook(folder / "reports.xlsx", {name: [header, *rows] for name, (header, rows) in tables.items()})
    columns = {
        "case_id": ("primaryid",),
        "date": ("fda_dt",),
        "age": ("age_in_days",),
        "sex": ("sex",),
        "weight_kg": ("wt_in_kgs",),
        "substance": ("substance", "drug_seq", "role_cod"),
        "effect": ("pt",),
        "medical_outcome": ("outc_cod",),
    }
    if "doses" in named:
        columns |= {name: (column, "drug_seq") for name, column in (("dose", "dose_amt"), ("dose_unit", "dose_unit"))}
    return Export(path, {target: set(map(rename, names)) for target, names in columns.items()}, cases)


def reports_semicolons(folder: Path) -> Export:
    """Semicolons, capitals, other names for the key, the reactions and the files."""
    named = {"demo": "demographics", "drug": "drugs", "reac": "reactions", "outc": "outcomes", "doses": "doses"}
    own = {"primaryid": "REPORT_ID", "pt": "REACTION_PT"}
    return reports(folder, lambda name: own.get(name, name.upper()), named, ";")


def reports_workbook(folder: Path) -> Export:
    """The tables as sheets of one workbook."""
    return reports(folder, str, {name: name for name in ("demo", "drug", "reac", "outc", "indi", "ther")})


MUTATED = (victims_tabs, victims_upper, victims_workbook, reports_semicolons, reports_workbook)
