"""Safe Harbor: all eighteen items planted in an export, and no file of the store holds any of them."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest
from cases.export import mapping, run, table

from analysis.cases import Privacy, import_cases, monthly_counts, open_store, select, weekly_counts
from analysis.cases.profiles.eighteen import EIGHTEEN
from analysis.errors import DataError

BODY = """
name = "jane_roe_export"
title = "Jane Roe: an export with all eighteen items"
codebook = "{version}"
layout = "case"

[columns]
case_id = "Case Number"
date = {{ column = "Start Date", formats = ["%m/%d/%Y"] }}
age = {{ value = "Age", unit = "Age Unit" }}
sex = "Gender"
state = "State"
county = "County"
zip3 = "Zip Code"
reason = "Reason"
medical_outcome = "Medical Outcome"
caller_site = "Caller Site"
substance = {{ column = "Substance", separator = ";" }}
effect = {{ column = "Clinical Effects", separator = ";" }}
therapy = {{ column = "Therapies", separator = ";" }}

[attributes]
race = "Race"
ward = "Ward"
remark = "Told By"
town = "Town"
"""
# One thing or more of each item, by letter; what is searched for in every file of the store.
PLANTED = {
    "A": ("Jane Roe", "Mary Poe", "Ann Doe"),
    "B": ("Philadelphia", "Coos", "Berlin NH", "12 Elm St", "19104", "03601"),
    "C": ("01/05/2020", "2020-01-05", "02/17/2021", "2021-02-17", "13:45"),
    "D": ("215-555-0123",),
    "E": ("215-555-0199",),
    "F": ("jane.roe@example.org",),
    "G": ("123-45-6789", "529.982.247-25"),
    "H": ("MRN 4455667", "4455667"),
    "I": ("HPB-99-1234567",),
    "J": ("acct 5550001", "5550001", "DE89370400440532013000", "GB82 WEST 1234 5698 7654 32"),
    "K": ("DL 77889900",),
    "L": ("1HGCM82633A004352", "plate KX-1234"),
    "M": ("device 00-B0-D0-63-C2-26",),
    "N": ("https://example.org/jane",),
    "O": ("192.168.77.12",),
    "P": ("fingerprint 7f3a9c1b2d4e",),
    "Q": ("face_0001.jpg",),
    "R": ("CASE-2020-A1", "CASE-2020-A2", "jane_roe_export", "slurred on the phone with her mother at noon"),
}
HEADER = (
    "Case Number,Start Date,Age,Age Unit,Gender,State,County,Zip Code,Reason,Medical Outcome,Caller Site,Substance,"
    "Clinical Effects,Therapies,Race,Ward,Told By,Town,Patient Name,Phone,Fax,E-mail,SSN,MRN,Member ID,Account No,"
    "License No,VIN,Device ID,URL,IP,Fingerprint,Photo,Narrative"
)
FREE = [text for letter, texts in PLANTED.items() for text in texts if letter not in "BC"]
OWN = (
    "Jane Roe,215-555-0123,215-555-0199,jane.roe@example.org,123-45-6789,MRN 4455667,HPB-99-1234567,acct 5550001,"
    "DL 77889900,1HGCM82633A004352,device 00-B0-D0-63-C2-26,https://example.org/jane,192.168.77.12,"
    "fingerprint 7f3a9c1b2d4e,face_0001.jpg,slurred on the phone with her mother at noon"
)


def content() -> bytes:
    """Give an export of 30 sound cases, and after them one per free text, which stands in every kind of column."""
    rows = [
        f"CASE-2020-A{n},0{1 + n % 9}/0{1 + n % 5}/202{n % 3},{20 + n},Years,Female,PA,Philadelphia,19104,"
        f"Intentional - Abuse,Minor effect,Own residence,Baclofen; Ethanol,Vomiting,IV fluids,"
        f"{'White' if n % 2 else 'Black'},"
        f"{'North' if n % 3 else 'South'},{'nurse' if n % 2 else 'mother'},Philadelphia,{OWN}"
        for n in range(1, 31)
    ]
    for n, text in enumerate(FREE, start=40):
        rows.append(
            f"CASE-2020-B{n},02/17/2021,97,Years,{text},{text},Coos,03601,{text},{text},{text},Baclofen; {text},{text},"
            f"{text},{text if n == 40 else 'White'},{text},{text},Berlin NH,{OWN}"
        )
    rows.append(f"CASE-2020-A2,no date 13:45,101,Years,Male,PA,Berlin NH,19104,,,,Ethanol,,,White,North,nurse,x,{OWN}")
    rows += [f"{text},no date 13:45,140,{text},Male,PA,,{text},,,,Ethanol,,,White,North,nurse,x,{OWN}" for text in FREE]
    rows += ["CASE-2020-C1,02/17/2021,Jane Roe"]  # too short
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    path = mapping(folder, BODY)
    report, store = run(
        folder, {"jane_roe_export.csv": content()}, mapping=path, privacy=Privacy("safe-harbor", key=folder / "key.csv")
    )
    return report, store, folder


def lines_of_the_docs() -> list[list[str]]:
    """Give the lines of the table of items in docs/safe-harbor.md."""
    page = (Path(__file__).parents[2] / "docs" / "safe-harbor.md").read_text(encoding="utf-8")
    return [line.strip("| ").split(" | ") for line in page.splitlines() if re.match(r"\| [A-R] \|", line)]


def words(store) -> dict[str, str]:
    """Give the whole text of every file of a store: all cells of its tables, and their names and statistics."""
    found = {}
    for path in sorted(store.iterdir()):
        raw = path.read_bytes().decode("latin-1")
        cells = table(store, path.stem).to_csv(index=False) if path.suffix == ".parquet" else raw
        found[path.name] = cells + raw
    return found


@pytest.mark.parametrize("line", lines_of_the_docs(), ids=lambda line: line[0])
def test_each_line_of_the_docs_holds_in_every_file_of_the_store(held, line):
    report, store, _ = held
    letter, rule, _, done = line
    item = next(item for item in EIGHTEEN if item.letter == letter)
    assert rule == item.rule
    assert done == item.safe_harbor or (not item.safe_harbor and "no text of such a form" in done)
    assert report.identifiers.set_index("item").loc[letter, "columns"]  # each is planted in a column of its own
    told = words(store)
    for text in PLANTED[letter]:
        form = re.compile(rf"(?<![\w.-]){re.escape(text)}(?![\w.-])" if text.isdigit() else re.escape(text))
        assert [name for name, words in told.items() if form.search(words)] == [], text


def test_the_report_tells_of_all_eighteen_what_was_done(held):
    report, store, _ = held
    told = report.identifiers.set_index("item")
    assert list(told.index) == [line[0] for line in lines_of_the_docs()] == list("ABCDEFGHIJKLMNOPQR")
    assert not (told["done"] == "").any()
    assert told.loc["A", "done"] == "column 19: left out"
    assert "County" in told.loc["B", "columns"]
    assert "years alone" in told.loc["C", "done"]
    assert "serial" in told.loc["R", "done"]
    assert json.loads((store / "report.json").read_text())["privacy"] == report.privacy == "safe-harbor"
    assert "Safe Harbor method" in report.summary()


def test_dates_ages_and_places_are_those_that_may_stay(held):
    _, store, _ = held
    cases = table(store, "cases")
    assert cases["date"].isna().all()
    assert cases["county"].isna().all()
    assert cases["row"].isna().all()
    assert set(cases["year"].dropna()) == {2020, 2021, 2022}
    assert cases["age_years"].max() < 90
    old = cases[cases["age_years"].isna()]
    assert set(old["age_group"]) >= {">=90"}
    assert set(cases["zip3"].dropna()) == {"191", "000"}
    assert set(cases["state"].dropna()) == {"PA"}
    assert set(cases["file"]) == {"input 1"}


def test_what_analysis_needs_is_still_there(held):
    report, store, _ = held
    cases, substances = table(store, "cases"), table(store, "substances")
    assert len(cases) == report.kept
    assert set(cases["race"].dropna()) == {"White", "Black"}
    assert "town" not in cases.columns
    assert substances.groupby("case_id").size().loc[cases[cases["substances"] == 2]["case_id"]].eq(2).all()
    told = set(substances["substance"])
    assert {"Baclofen", "Ethanol"} < told and all("withheld" in name for name in told - {"Baclofen", "Ethanol"})
    assert set(substances["case_id"]) <= set(cases["case_id"])
    for term, packed in (("Vomiting", "effect"), ("IV fluids", "therapy")):
        others = set(table(store, "effects" if packed == "effect" else "therapies")[packed]) - {term}
        assert "[withheld: unknown label]" in others and all(name.startswith("[withheld: ") for name in others)


def test_the_key_is_apart_and_its_owner_s_alone(held):
    report, store, folder = held
    key = folder / "key.csv"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    lines = key.read_text().splitlines()
    assert lines[0] == "case_number,case_id"
    assert len(lines) == report.kept + 1
    numbers = {line.split(",", 1)[0] for line in lines[1:]}
    assert numbers == set(table(store, "cases")["case_id"])


def test_months_and_weeks_are_refused_with_the_reason(held):
    _, store, _ = held
    study = select(open_store(store))
    for count in (monthly_counts, weekly_counts):
        with pytest.raises(DataError, match=r"Safe Harbor.*the year alone"):
            count(study)
    with pytest.raises(DataError, match=r"county.*Safe Harbor"):
        select(open_store(store), where={"county": "Coos"})


def test_a_store_under_safe_harbor_is_sealed_as_it_is_held(held):
    _, store, _ = held
    opened = open_store(store)
    assert opened.privacy == "safe-harbor"
    opened.verify()
    told = json.loads((store / "report.json").read_text())["store"]
    assert set(told["sha256"]) == {path.name for path in store.iterdir()}


PLAN = """
name = "plan"
title = "Ids and days"
codebook = "{version}"
layout = "case"

[columns]
case_id = "case_id"
date = {{ column = "day", formats = ["%Y-%m-%d"] }}
"""


@pytest.mark.parametrize("privacy", ["safe-harbor", Privacy(case_numbers="serial")])
def test_made_up_rows_stay_so_and_each_serial_import_is_a_store_of_its_own(tmp_path, privacy):
    ids = []
    listing = tmp_path / "listing.csv"
    listing.write_text("case_id,day,synthetic\n" + "".join(f"K{n},2020-01-0{n},{n < 4}\n" for n in range(1, 9)))
    plan = mapping(tmp_path, PLAN)
    for name in ("a", "b"):
        report = import_cases(listing, mapping=plan, into=tmp_path / name, privacy=privacy)
        store = open_store(tmp_path / name)
        assert (
            report.synthetic and store.synthetic and store.run(store.cases.synthetic.sum().as_table()).iloc[0, 0] == 3
        )
        ids.append(store.origin.id)
    assert ids[0] != ids[1]
    (tmp_path / "a" / "cases.parquet").replace(tmp_path / "b" / "cases.parquet")
    with pytest.raises(DataError, match="parts of several stores"):
        open_store(tmp_path / "b")


def test_raw_lines_make_a_store_identified(tmp_path):
    (tmp_path / "x.csv").write_text("case_id,day\nK1,2020-01-02\nK2,2020-01-03,215-555-0123\n")
    plan = mapping(tmp_path, PLAN)
    for privacy in ("limited", "safe-harbor"):
        options = {"mapping": plan, "into": tmp_path / privacy, "privacy": privacy, "keep_rejected_lines": True}
        assert import_cases(tmp_path / "x.csv", **options).privacy == "identified"
        assert "215-555-0123" in str(table(tmp_path / privacy, "rejected_lines").to_dict())
        open_store(tmp_path / privacy).verify()
