"""What invented dirty exports are made with, and how a proposal is scored against the truth of its export."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

DRUGS = (
    "Heroin",
    "Fentanyl",
    "Ethanol",
    "Acetaminophen: Adult Formulation, alone",
    "Alprazolam",
    "Kratom (Mitragyna speciosa)",
    "Bleach: Hypochlorite, liquid",
    "Gabapentin",
    "Diphenhydramine",
    "Cocaine/crack",
)
PLAIN_DRUGS = ("heroin", "fentanyl", "ethanol", "acetaminophen", "alprazolam", "kratom", "gabapentin", "cocaine")
EFFECTS = ("Tachycardia", "Coma", "Miosis", "Vomiting", "Drowsiness/lethargy", "Confusion", "Respiratory depression")
THERAPIES = ("Oxygen", "Fluids, IV", "Naloxone", "Intubation", "Activated charcoal (single/multiple)")
ROUTES = ("Ingestion", "Inhalation/nasal", "Dermal", "Parenteral")
OUTCOMES = {
    "No effect": "No Effect",
    "Minor effect": "Minor Effect ",
    "Moderate effect": "MODERATE EFFECT",
    "Major effect": "Major effect",
    "Death": "Death",
    "Unable to follow, judged as a potentially toxic exposure": (
        "Unable to follow, judged as a potentially toxic exposure "
    ),
    "Not followed, minimal clinical effects possible (no more than minor effect possible)": (
        "Not followed, minimal clinical effects possible (no more than minor effect possible)"
    ),
}
SHORT = dict(zip(OUTCOMES, ("None", "Minor", "Mod", "Maj", "Death", "UTF-PT", "NF-MCEP"), strict=True))
REASONS = (
    "Unintentional - General",
    "Intentional - Suspected suicide",
    "Intentional - Abuse",
    "Adverse reaction - Drug",
)
COUNTIES = ("York", "Bucks", "Adams", "Centre", "Erie")


@dataclass(frozen=True)
class Export:
    """What was written, the columns of each target, and the cases as a store should have them.

    No other columns may be claimed than those of `columns`; the targets of `maybe` may be left empty.
    """

    path: Path
    columns: dict[str, set[str]]
    cases: list[dict]
    maybe: tuple[str, ...] = ()


def people(count: int, drugs=DRUGS, seed: int = 1, most: int = 3) -> list[dict]:
    """Draw cases: what a store should say of each."""
    rng, found = random.Random(seed), []
    for number in range(count):
        years = rng.choice((0.5, 2.0, 7.0, 16.0, 24.0, 34.0, 45.0, 61.0, 78.0))
        found.append(
            {
                "case_id": f"{2021000 + 7 * number}",
                "date": date(2021, 1, 1) + timedelta(days=rng.randrange(360)),
                "age_years": years,
                "sex": rng.choice(("Female", "Male")),
                "county": rng.choice(COUNTIES),
                "zip3": rng.choice(("171", "190", "168")),
                "route": rng.choice(ROUTES),
                "reason": rng.choice(REASONS),
                "medical_outcome": rng.choice(list(OUTCOMES)),
                "substance": rng.sample(drugs, rng.choice((1, 1, 2, most))),
                "effect": rng.sample(EFFECTS, rng.choice((0, 1, 2))),
                "therapy": rng.sample(THERAPIES, rng.choice((0, 1, 2))),
                "dose": None,
            }
        )
    return found


def kept(cases: list[dict], *names: str) -> list[dict]:
    """Keep some of what cases say: the rest is not in an export."""
    return [{name: case[name] for name in ("case_id", *names)} for case in cases]


def delimited(path: Path, header, rows, delimiter=",", encoding="utf-8", before=(), after=()) -> Path:
    """Write delimited text, lines of `before` and `after` around the table."""
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([*before, header, *rows, *after])
    return path


def workbook(path: Path, sheets: dict[str, list]) -> Path:
    """Write a workbook from lists of lines; titles of one cell are merged over five columns."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
        for number, line in enumerate(lines[:4], start=1):
            if len(line) == 1:
                sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=5)
    book.save(path)
    return path


def age_text(years: float) -> str:
    if years < 1:
        return f"{round(years * 12)} mo"
    return f"{years:g} yrs" if years != 7 else "7 y 0 m"


def serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


@dataclass
class Score:
    """How a proposal did: by target, how sure it was of what is right and of what is wrong; and what it missed."""

    right: dict[str, float] = field(default_factory=dict)
    wrong: dict[str, float] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)


def score(export: Export, proposal) -> Score:
    """Compare the columns of a proposal with those of the export, target by target."""
    result, claimed = Score(), proposal.mapping.columns
    for target, source in claimed.items():
        fits = set(source.names()) == export.columns.get(target)
        (result.right if fits else result.wrong)[target] = proposal.sure[target]
    result.missed = [name for name in export.columns if name not in claimed and name not in export.maybe]
    return result


def differences(export: Export, store: Path) -> list[tuple[str, str, object, object]]:
    """Give (case, what, in the truth, in the store) of everything in which a store differs from the truth."""
    cases = pd.read_parquet(store / "cases.parquet").set_index("case_id").to_dict("index")
    lists = {name: _lists(store, table, name) for name, table in LISTS.items()}
    found = [(number, "case", None, number) for number in cases.keys() - {case["case_id"] for case in export.cases}]
    for case in export.cases:
        number, stored = case["case_id"], cases.get(case["case_id"])
        if stored is None:
            found.append((number, "case", number, None))
            continue
        for name, value in case.items():
            if name in LISTS:
                got, wanted = lists[name].get(number, []), [SPELLED.get(item, item) for item in value]
            else:
                got, wanted = number if name == "case_id" else _plain(stored[name]), value
            alike = abs(got - wanted) < 0.01 if isinstance(got, float) and isinstance(wanted, float) else got == wanted
            if not alike:
                found.append((number, name, wanted, got))
    return found


LISTS = {"substance": "substances", "dose": "substances", "effect": "effects", "therapy": "therapies"}
SPELLED = {"Fluids, IV": "IV fluids"}


def _lists(store: Path, table: str, column: str) -> dict[str, list]:
    frame = pd.read_parquet(store / f"{table}.parquet")
    frame = frame.sort_values(["case_id", "rank"]) if "rank" in frame else frame
    return {number: [_plain(item) for item in group] for number, group in frame.groupby("case_id")[column]}


def _plain(value):
    return None if value is None or value != value else value
