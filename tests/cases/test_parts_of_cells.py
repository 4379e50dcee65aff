"""Values that share a cell with others, and values that stand in several columns."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analysis.cases import import_cases, propose_mapping, read_mapping
from analysis.cases.mapping import within
from analysis.errors import DataError


def stored(folder: Path, rows: int = 36, **columns) -> tuple:
    """Write a listing of turning cells, propose, write, read and import; give the proposal, mapping and tables."""
    cells = {name.replace("__", " "): [next(turning) for _ in range(rows)] for name, turning in _turning(columns)}
    sheet, toml = folder / "listing.csv", folder / "listing.toml"
    pd.DataFrame(cells).to_csv(sheet, index=False)
    proposal = propose_mapping(sheet)
    toml.write_text(proposal.to_toml(), encoding="utf-8")
    mapping = read_mapping(toml)
    assert mapping == proposal.mapping
    report = import_cases(sheet, mapping=mapping, into=folder / "store")
    assert report.kept == rows
    names = ("cases", "substances", "effects", "rejects")
    tables = {name: pd.read_parquet(folder / "store" / f"{name}.parquet") for name in names}
    return proposal, mapping, tables


def _turning(columns: dict):
    for name, cells in columns.items():
        yield name, map(cells, itertools.count()) if callable(cells) else itertools.cycle(cells)


CASE = {
    "Case__No": lambda n: f"A{n:04}",
    "Substance": ["Baclofen", "Tizanidine", "Ethanol"],
    "Outcome": ["Minor effect", "No effect", "Moderate effect"],
}
DAY = {"Call__Date": lambda n: f"2021-{n % 12 + 1:02}-{n % 27 + 1:02}"}
PERSON = {"Age": lambda n: str(n % 70 + 2), "Sex": ["Male", "Female"]}

AGES = [
    ("34/F", 34.0, "Female"), ("45 M", 45.0, "Male"), ("F34", 34.0, "Female"), ("45yo M", 45.0, "Male"),
    ("34M", 34.0, "Male"), ("18 mo F", 1.5, "Female"), ("M 18mo", 1.5, "Male"), ("male, 23", 23.0, "Male"),
    ("34 yrs (F)", 34.0, "Female"), ("34/", 34.0, ""), ("/F", None, "Female"), ("unk F", None, "Female"),
    ("34 U", 34.0, "Unknown"), ("6 w F", 6 / 52.17857142857143, "Female"), ("2.5 y female", 2.5, "Female"),
    ("M/unk", None, "Male"), ("M/2 mo", 1 / 6, "Male"), ("F/", None, "Female"),
]  # fmt: skip


@pytest.mark.parametrize("heading", ["Age/Sex", "Pt Age/Gender", "AGE_SEX", "Age & Sex", "Alter/Geschlecht"])
def test_an_age_and_a_sex_in_one_cell_are_taken_apart(tmp_path, heading):
    known = [cell for cell, years, sex in AGES if years and sex]
    _, mapping, tables = stored(tmp_path, **CASE, **DAY, **{heading: [*known, *known, *known, "34/", "/F", "unk F"]})
    assert mapping.columns["age"].value == mapping.columns["sex"].column == heading
    found = tables["cases"][["age_years", "sex"]].head(len(known))
    expected = [(years, sex) for cell, years, sex in AGES if cell in known]
    assert found["age_years"].tolist() == pytest.approx([years for years, _ in expected])
    assert found["sex"].tolist() == [sex for _, sex in expected]


@pytest.mark.parametrize(("cell", "years", "sex"), AGES)
def test_the_engine_takes_the_same_part(cell, years, sex):
    parts = {pattern: within.part(cell, pattern) for pattern in (within.AGE, within.SEX)}
    for pattern, part in parts.items():
        query = f"SELECT {within.part_sql('cell', pattern)} FROM (SELECT $cell AS cell)"
        assert duckdb.execute(query, {"cell": cell}).fetchone() == (part,)
    assert bool(parts[within.AGE]) == (years is not None)
    assert bool(parts[within.SEX]) == bool(sex)


def test_a_cell_of_another_form_is_listed(tmp_path):
    cells = ["34/F", "45/M"] * 30 + ["twins"]
    _, _, tables = stored(tmp_path, rows=61, **CASE, **DAY, **{"Age/Sex": cells})
    assert tables["rejects"][["value", "rule"]].to_numpy().tolist() == [["twins", "age is no number"]]
    assert tables["cases"]["sex"].iloc[-1] == "twins"  # an unknown label, and listed as one


def test_months_before_a_sex_make_one_letter_doubtful(tmp_path):
    proposal, *_ = stored(tmp_path, **CASE, **DAY, **{"Age/Sex": ["34 F", "45 M", "3MF", "20 F", "51 M"]})
    assert max(proposal.sure["age"], proposal.sure["sex"]) < 0.8  # stands under "Check first"
    assert "'3MF'" in proposal.why["age"]


def test_months_with_a_sex_behind_are_months(tmp_path):
    proposal, _, tables = stored(tmp_path, **CASE, **DAY, **{"PT_AGE_SEX": ["34Y F", "45Y M", "3M F", "11M M"]})
    assert tables["cases"]["age_years"].tolist()[:4] == [34.0, 45.0, 0.25, 11 / 12]
    assert proposal.sure["age"] > 0.9


@pytest.mark.parametrize(("cells", "sexes"), [(["34 w", "45 m"], ["Female", "Male"]), (["34w", "45m"], None)])
def test_a_letter_that_may_be_of_women_or_of_weeks(tmp_path, cells, sexes):
    _, mapping, tables = stored(tmp_path, **CASE, **DAY, **{"Alter/Geschlecht": cells})
    assert ("sex" in mapping.columns) == bool(sexes)
    assert sexes is None or tables["cases"]["sex"].tolist()[:2] == sexes
    assert sexes is not None or tables["cases"]["age_years"].isna().all()


def test_months_under_a_heading_of_ages_are_no_men(tmp_path):
    _, mapping, tables = stored(tmp_path, **CASE, **DAY, Age=["18 M", "9 M", "11 M", "2 Y", "6 M"])
    assert "sex" not in mapping.columns
    assert tables["cases"]["age_years"].tolist()[:4] == [1.5, 0.75, 11 / 12, 2.0]


def test_days_of_the_week_are_no_days_of_a_month(tmp_path):
    columns = {"Year": ["2021"], "Month": ["1", "2", "3"], "Day": ["1", "2", "3", "4", "5", "6", "7"]}
    proposal, mapping, _ = stored(tmp_path, **CASE, **PERSON, **columns)
    assert "date" not in mapping.columns
    assert any("one of the week" in one.why for one in proposal.others["date"])


def test_what_stands_in_plain_brackets_stays_with_its_name(tmp_path):
    rest = {name: cells for name, cells in CASE.items() if name != "Substance"}
    names = ["Tylenol (acetaminophen - 500)", "Advil (ibuprofen - 200)", "Aleve (naproxen - 220)"]
    _, mapping, tables = stored(tmp_path, **rest, **DAY, **PERSON, Substance=names)
    assert not mapping.columns["substance"].within
    assert tables["substances"]["substance"].tolist()[:3] == names


def test_codes_and_beds_are_no_ages(tmp_path):
    _, mapping, _ = stored(tmp_path, **CASE, **DAY, Bed=["F34", "M12", "F20"])
    assert not {"age", "sex"} & mapping.columns.keys()


MONTHS = ["January", "February", "March", "April", "May", "June"]


@pytest.mark.parametrize(
    ("year", "month", "day", "months"),
    [
        ("Year", "Month", "Day", ["1", "2", "3", "4", "5", "6"]),
        ("Death Year", "Death Month", "Death Day", MONTHS),
        ("Year of Call", "Month of Call", "Day of Call", [name[:3].upper() for name in MONTHS]),
        ("YYYY", "MM", "DD", ["01", "02", "03", "04", "05", "06"]),
        ("call_yr", "call_mo", "call_day", ["1", "2", "3", "4", "5", "6"]),
        ("Jahr", "Monat", "Tag", ["1", "2", "3", "4", "5", "6"]),
    ],
)
def test_a_date_in_three_columns(tmp_path, year, month, day, months):
    columns = {day: lambda n: str(n % 27 + 1), month: months, year: ["2021"]}
    _, mapping, tables = stored(tmp_path, **CASE, **PERSON, **columns)
    assert mapping.columns["date"].joined == (year, month, day)
    days = pd.to_datetime(tables["cases"]["date"]).dt.date.tolist()
    assert days[:3] == [date(2021, 1, 1), date(2021, 2, 2), date(2021, 3, 3)]
    assert tables["cases"]["year"].tolist()[:2] == [2021, 2021]


def test_a_part_that_is_missing_is_listed_and_no_day_is_made_up(tmp_path):
    columns = {"Year": ["2021"], "Month": ["2"], "Day": lambda n: {1: "", 2: "30"}.get(n, "3")}
    _, _, tables = stored(tmp_path, **CASE, **PERSON, **columns)
    assert pd.isna(tables["cases"]["date"]).tolist()[:3] == [False, True, True]
    assert tables["rejects"][["column", "value"]].to_numpy().tolist()[:2] == [["Year", "2021-2"], ["Year", "2021-2-30"]]


def test_a_month_without_a_day_is_left_to_the_reader(tmp_path):
    proposal, mapping, tables = stored(tmp_path, **CASE, **PERSON, Year=["2021"], Month=["1", "2", "3"])
    assert "date" not in mapping.columns
    assert tables["cases"]["year"].unique().tolist() == [2021]
    text = proposal.to_toml()
    entry = next(line for line in text.splitlines() if line.startswith("# date = "))
    (tmp_path / "chosen.toml").write_text(text.replace(entry, entry.removeprefix("# ")), encoding="utf-8")
    chosen = read_mapping(tmp_path / "chosen.toml")
    import_cases(tmp_path / "listing.csv", mapping=chosen, into=tmp_path / "again")
    days = pd.read_parquet(tmp_path / "again" / "cases.parquet")["date"]
    assert pd.to_datetime(days).dt.date.tolist()[:2] == [date(2021, 1, 1), date(2021, 2, 1)]


@pytest.mark.parametrize(
    ("group", "detail"),
    [("Reason Category", "Reason Detail"), ("Reason", "Sub-reason"), ("Intent", "Reason"), ("Reason 1", "Reason 2")],
)
def test_a_reason_in_two_columns(tmp_path, group, detail):
    pairs = [("Unintentional", "Therapeutic error"), ("Intentional", "Misuse"), ("Unintentional", "Misuse")]
    pairs += [("Intentional", "Unknown"), ("Unknown reason", "")]
    columns = {group: [first for first, _ in pairs], detail: [second for _, second in pairs]}
    _, mapping, tables = stored(tmp_path, **CASE, **DAY, **PERSON, **columns)
    assert mapping.columns["reason"].joined == (group, detail)
    assert tables["cases"][["reason", "reason_group"]].head(5).to_numpy().tolist() == [
        ["Unintentional - Therapeutic error", "Unintentional"],
        ["Intentional - Misuse", "Intentional"],
        ["Unintentional - Misuse", "Unintentional"],
        ["Intentional - Unknown", "Intentional"],
        ["Unknown reason", "Unknown reason"],
    ]


def test_a_detail_that_says_its_group_itself_stands_alone(tmp_path):
    whole = ["Unintentional - General", "Intentional - Misuse"]
    columns = {"Reason Group": ["Unintentional", "Intentional"], "Reason": whole}
    _, mapping, tables = stored(tmp_path, **CASE, **DAY, **PERSON, **columns)
    assert mapping.columns["reason"].column == "Reason"
    assert tables["cases"]["reason"].tolist()[:2] == whole


@pytest.mark.parametrize(
    ("headings", "doses"),
    [
        ("Substance 1|Amount 1|Substance 2", [20.0, None]),
        ("Substance 1|Substance 2|Amount 2", [None, 20.0]),
        ("Drug|Drug 2|Dose 2", [None, 20.0]),
    ],
)
def test_an_amount_of_one_of_two_substances(tmp_path, headings, doses):
    cells = {name: ["20"] if name[:2] in ("Am", "Do") else ["Baclofen"] for name in headings.split("|")}
    cells[headings.replace("|Amount 2", "").replace("|Dose 2", "").split("|")[-1]] = ["Ethanol"]
    rest = {name: value for name, value in CASE.items() if name != "Substance"}
    _, _, tables = stored(tmp_path, **rest, **DAY, **PERSON, **cells)
    found = tables["substances"]
    assert found["substance"].tolist()[:2] == ["Baclofen", "Ethanol"]
    assert found["dose"].astype(object).where(found["dose"].notna(), None).tolist()[:2] == doses
    assert tables["rejects"].empty


BEHIND = "(S - Muscle spasticity - Drug withdrawn - [n/a - 10mg - Oral])"
LISTED = {
    "Suspect/interacting Drug List (Drug Char - Indication PT - Action taken - [Duration - Dose - Route])": [
        f"LIORESAL [BACLOFEN] {BEHIND},<BR><BR>ETHANOL (S - n/a - Unknown - [n/a - n/a - n/a])",
        f"LIORESAL [BACLOFEN] {BEHIND},<BR><BR>BACLOFEN [BACLOFEN] (S - Pain - n/a - [n/a - n/a - n/a])",
        f"ZANAFLEX [TIZANIDINE HYDROCHLORIDE] {BEHIND}",
    ],
    "Reaction List PT (Duration \u2013 Outcome - Seriousness Criteria)": [
        "Coma (n/a - Recovered/Resolved - Life Threatening, Caused/Prolonged Hospitalisation),<BR><BR>"
        "Hypotension (3d - Unknown - )",
        "Hypotension (n/a - Not Recovered/Not Resolved - )",
    ],
}


def test_packed_lists_of_reports_are_taken_apart(tmp_path):
    reports = {"EU__Local__Number": lambda n: f"EU-EC-{n:08}", "EV__Gateway__Receipt__Date": DAY["Call__Date"]}
    _, mapping, tables = stored(tmp_path, **reports, **{"Patient__Sex": ["Male", "Female"]}, **LISTED)
    assert mapping.records == "adverse events"
    by_case = tables["substances"].groupby("case_id")["substance"].agg(list).tolist()
    assert by_case[:3] == [["BACLOFEN", "ETHANOL"], ["BACLOFEN"], ["TIZANIDINE HYDROCHLORIDE"]]  # each once
    assert tables["cases"]["substances"].tolist()[:3] == [2, 1, 1]
    assert tables["effects"]["effect"].tolist()[:3] == ["Coma", "Hypotension", "Hypotension"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('reason = { joined = ["Reason"] }', r"joined is .* expected two or more columns"),
        ('age = { value = "Age", fixed_unit = "Years", within = "(" }', "expected a regular expression with a group"),
        ('age = { value = "Age", fixed_unit = "Years", within = "x" }', "expected a regular expression with a group"),
        (
            'age = { value = "Age", fixed_unit = "Years", within = "(?=x)(y)" }',
            "expected a regular expression with a group",
        ),
    ],
)
def test_a_part_is_a_group_of_a_pattern_that_the_engine_takes_and_columns_are_joined_by_two(tmp_path, entry, fault):
    path = tmp_path / "wrong.toml"
    head = 'name = "a"\ntitle = "a"\ncodebook = "2026.1"\nlayout = "case"\n[columns]\n'
    path.write_text(f"{head}{entry}\n", encoding="utf-8")
    with pytest.raises(DataError, match=fault):
        read_mapping(path)
