"""What an import refuses, reports and replaces under a profile, by heading and by value; which ZIP areas are small."""

from __future__ import annotations

import json
import stat

import pytest
from cases.export import HEADER, MAPPING, ROWS, mapping, run, table, text
from public_files import PUBLIC_FILES, WITHOUT_FILES

from analysis.cases import Privacy, import_cases, monthly_counts, open_store, propose_mapping, select
from analysis.cases.importing.report import read_report
from analysis.cases.masking.headings import is_name
from analysis.cases.profiles.values import withheld_for
from analysis.cases.profiles.zip_areas import area_of
from analysis.errors import DataError
from analysis.loaders import load_zip_areas

NAMES = ("Jane Roe", "POE, MARY A", "John Doe", "Ann Marie Fox", "Roe, Robert")


def export(column: str, values, rows: int = 60) -> bytes:
    """Give an export of the small mapping with one more column."""
    lines = [
        f"K{n},0{1 + n % 9}/1{n % 9}/20{10 + n % 9},{20 + n % 50},Years,Female,19104,,,,Baclofen,,{values(n)}"
        for n in range(rows)
    ]
    return text(*lines, header=f"{HEADER},{column}")


def taking(folder, line: str, instead: str = 'sex = "Gender"'):
    """Give the small mapping with another line in the place of one."""
    written = (text.replace("{", "{{").replace("}", "}}") for text in (instead, line))
    return mapping(folder, MAPPING.replace(*written))


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (lambda n: NAMES[n % len(NAMES)], "personal name"),
        (lambda n: f"215-555-0{100 + n}", "phone number"),
        (lambda n: f"(215) 555-0{100 + n} x4", "phone number"),
        (lambda n: f"+44 20 7946 0{100 + n}", "phone number"),
        (lambda n: f"jane{n}@example.org", "e-mail address"),
        (lambda n: f"12{n % 8}-4{n % 9}-67{10 + n}", "record number"),
        (lambda n: f"MRN {445500 + n}", "record number"),
        (lambda n: f"10.0.{n}.7", "web address"),
        (lambda n: f"https://example.org/{n}", "web address"),
        (lambda n: f"{12 + n} N. Elm Street", "street address"),
    ],
)
@pytest.mark.parametrize("line", ['sex = "X"', 'county = "X"', 'caller_site = "X"'])
def test_a_column_of_identifying_values_is_refused_without_naming_one(tmp_path, values, what, line):
    with pytest.raises(DataError) as caught:
        run(tmp_path, export("X", lambda n: f'"{values(n)}"'), mapping=taking(tmp_path, line))
    said = str(caught.value)
    assert f"[columns], {line.split()[0]}: expected no {what}s in the column 'X'" in said
    assert "name it in keep" in said
    assert not any(values(n) in said for n in range(60))
    assert not (tmp_path / "store").exists()


def test_attributes_and_case_numbers_are_looked_at_too(tmp_path):
    body = MAPPING.replace("[constants]", '[attributes]\nfriend = "X"\n\n[constants]')
    with pytest.raises(DataError, match=r"\[attributes\], friend: expected no phone numbers"):
        run(tmp_path, export("X", lambda n: f"215-555-0{100 + n}"), mapping=mapping(tmp_path, body))
    phones = taking(tmp_path, 'case_id = "X"', 'case_id = "Case Number"')
    with pytest.raises(DataError, match=r"case_id: expected no phone numbers.*case_numbers = 'serial'"):
        run(tmp_path, export("X", lambda n: f"215-555-0{100 + n}"), mapping=phones)


@pytest.mark.parametrize(
    ("line", "instead", "what"),
    [
        ('case_id = "MRN"', 'case_id = "Case Number"', "record number"),
        ('case_id = "Patient Name"', 'case_id = "Case Number"', "name"),
        ('case_id = "SSN"', 'case_id = "Case Number"', "record number"),
        ('date = "DOB"', 'date = { column = "Start Date", formats = ["%m/%d/%Y", "%m/%d/%y"] }', "date of birth"),
        ('date = "Birth Dt"', 'date = { column = "Start Date", formats = ["%m/%d/%Y", "%m/%d/%y"] }', "date of birth"),
    ],
)
def test_a_case_number_or_date_of_an_identifying_heading_is_refused(tmp_path, line, instead, what):
    column = line.split('"')[1]
    path = taking(tmp_path, line, instead)
    with pytest.raises(DataError, match=f"expected no {what}, got the column '{column}'"):
        run(tmp_path, export(column, lambda n: f"Z{n}"), mapping=path)


def test_a_heading_that_says_name_is_left_out_as_before(tmp_path):
    report, store = run(
        tmp_path, export("pt_nm", lambda n: NAMES[n % 5].replace(",", "")), mapping=taking(tmp_path, 'sex = "pt_nm"')
    )
    assert table(store, "cases")["sex"].isna().all()
    assert "pt_nm" in set(report.dropped_columns["column"])


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (lambda n: f"0{1 + n % 9}/1{n % 9}/{1930 + n * 3 // 2}", lambda n: 20 + n % 50),  # a lifetime
        (lambda n: f"0{1 + n % 9}/1{n % 9}/{1990 + n // 2}", lambda n: 30 - n // 2),  # who is older was born earlier
    ],
)
def test_dates_of_birth_in_the_place_of_dates_of_exposure_are_refused(tmp_path, day, age):
    lines = [f"K{n},{day(n)},{age(n)},Years,Female,19104,,,,Baclofen," for n in range(60)]
    with pytest.raises(DataError, match="'Start Date', got what looks like dates of birth"):
        run(tmp_path, text(*lines))
    report, _ = run(tmp_path, text(*lines), keep=["Start Date"])
    assert report.kept == 60


def test_few_values_are_reported_by_column_and_not_refused(tmp_path):
    report, _ = run(
        tmp_path,
        export("X", lambda n: "215-555-0123" if n == 7 else ("Berks", "York", "Perry")[n % 3]),
        mapping=taking(tmp_path, 'county = "X"'),
    )
    assert "stood in cells of 'X' (1); these cells are withheld" in report.summary()
    named, _ = run(
        tmp_path,
        export("X", lambda n: f'"{NAMES[n]}"' if n < 3 else f"Place {chr(97 + n % 20)}x"),
        mapping=taking(tmp_path, 'county = "X"'),
    )
    assert (
        "[columns], county: 3 of 23 different values that were looked at in 'X' look like personal names"
        in named.summary()
    )


@pytest.mark.parametrize(
    "values",
    [
        ("St. James", "Jim Hogg", "Prince William", "Charles City", "Tom Green", "Berks", "San Juan", "Jo Daviess"),
        ("Not Hispanic", "New Haven", "Black or African American", "Native Hawaiian", "Virginia Beach"),
        ("Own residence", "Health care facility", "Public area", "Grace Hospital", "St. Mary Medical Center"),
        ("1134-47-0", "50-78-2", "0002-3227-30", "12345-678-90"),  # CAS and NDC numbers
        ("2020-01-05", "01/05/2020", "5-10 mg", "20-29", ">=90"),
        ("14-0273", "2018-000123", "PA-19-000456", "4315260.0", "100200300"),
    ],
)
def test_places_terms_and_numbers_of_cases_are_no_identifiers(tmp_path, values):
    report, _ = run(
        tmp_path, export("X", lambda n: f'"{values[n % len(values)]}"'), mapping=taking(tmp_path, 'county = "X"')
    )
    assert "look like" not in report.summary()


def test_a_store_that_keeps_what_identifies_does_not_call_itself_limited(tmp_path):
    other = export("Case Notes", lambda n: f"note {n}")
    assert run(tmp_path, other)[0].privacy == "limited"
    report, store = run(tmp_path, other, keep=["Case Notes"])
    assert report.privacy == open_store(store).privacy == "identified"
    assert "Case Notes: kept word for word" in report.identifiers.set_index("item").loc["R", "done"]
    assert run(tmp_path, other, keep=["Start Date"])[0].privacy == "limited"
    report, store = run(tmp_path, other, keep=["Start Date"], privacy="safe-harbor")
    assert report.privacy == open_store(store).privacy == "limited"
    assert "this store is not de-identified by it" in report.summary()
    with pytest.raises(DataError, match="counts by month: expected dates, got cases that have the year alone"):
        monthly_counts(select(open_store(store)))  # its dates went, whatever it is called
    assert run(tmp_path, export("X", lambda n: f"215-555-0{100 + n}"), keep=["X"])[0].privacy == "identified"


def test_a_limited_data_set_is_called_by_its_name_and_a_store_that_does_not_say_is_one(tmp_path):
    report, store = run(tmp_path, text(*ROWS))
    assert "privacy: limited, a limited data set, not de-identified" in report.summary()
    assert len(report.identifiers) == 18
    told = json.loads((store / "report.json").read_text())
    (store / "report.json").write_text(
        json.dumps({k: v for k, v in told.items() if k not in ("privacy", "identifiers")})
    )
    old = read_report(store)
    assert (old.privacy, len(old.identifiers)) == ("limited", 0)
    assert open_store(store).privacy == "limited"


def test_serial_case_numbers_and_their_key(tmp_path):
    key = tmp_path / "key.csv"
    rows = export("MRN", lambda n: f"MRN {445500 + n}", rows=200)
    path = taking(tmp_path, 'case_id = "MRN"', 'case_id = "Case Number"')
    _, store = run(tmp_path, rows, mapping=path, privacy=Privacy(case_numbers="serial", key=key))
    cases = table(store, "cases")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    known = dict(line.split(",") for line in key.read_text().splitlines()[1:])
    assert [known[number] for number in cases["case_id"]] == [f"MRN {445500 + n}" for n in range(200)]
    assert sorted(cases["case_id"]) == [f"{n:03}" for n in range(1, 201)]
    assert list(cases["case_id"]) != sorted(cases["case_id"])  # one chance in 200!
    assert table(store, "substances")["case_id"].tolist() == cases["case_id"].tolist()
    for file in store.iterdir():
        assert b"44550" not in file.read_bytes(), file.name
    first = cases["case_id"].tolist()
    again = run(tmp_path, rows, mapping=path, privacy=Privacy(case_numbers="serial"))[1]
    assert table(again, "cases")["case_id"].tolist() != first  # no order that can be tried out


def test_rejects_hold_no_case_number_that_was_replaced(tmp_path):
    bad = ROWS[0].replace("A1", "SECRET77").replace("01/05/2020", "no date")
    _, store = run(tmp_path, text(*ROWS, bad, "SECRET77,1"), privacy=Privacy(case_numbers="serial"))
    assert len(table(store, "rejects")) == 2
    assert [file.name for file in store.iterdir() if b"SECRET77" in file.read_bytes()] == []
    assert "SECRET77" not in table(store, "rejects").to_csv()


def test_a_key_that_cannot_be_kept_apart_is_refused_and_none_is_left_behind(tmp_path):
    with pytest.raises(DataError, match="outside the store"):
        run(tmp_path, text(*ROWS), privacy=Privacy("safe-harbor", key=tmp_path / "store" / "key.csv"))
    with pytest.raises(DataError, match="expected case_numbers = 'serial'"):
        Privacy(key=tmp_path / "key.csv")
    with pytest.raises(DataError, match="expected a header with the columns"):
        run(tmp_path, b"a,b\n1,2\n", privacy=Privacy("safe-harbor", key=tmp_path / "key.csv"))
    assert not (tmp_path / "key.csv").exists()
    (tmp_path / "key.csv").write_text("mine")
    with pytest.raises(DataError, match="is there already"):
        Privacy("safe-harbor", key=tmp_path / "key.csv")
    with pytest.raises(DataError, match="privacy: expected one of"):
        Privacy("public")


def test_small_zip_areas_are_those_listed_and_an_own_file_takes_their_place(tmp_path):
    listed = load_zip_areas()
    # Seventeen areas by the guidance of the Office for Civil Rights, from the census of 2000.
    assert (listed["census"] == "2000").sum() == 17
    area = area_of()
    assert {area(zip3) for zip3 in listed["zip3"]} == {"000"}
    assert [area(zip3) for zip3 in ("191", "606", "902")] == ["191", "606", "902"]
    own = tmp_path / "areas.csv"
    own.write_text("zip3,population,census\n036,20001,2030\n191,20000,2030\n")
    area = area_of(own)
    assert [area(zip3) for zip3 in ("036", "191", "606")] == ["036", "000", "000"]
    _, store = run(tmp_path, text(*ROWS), privacy=Privacy("safe-harbor", zip_areas=own))
    assert set(table(store, "cases")["zip3"]) == {"000"}
    report = read_report(store).identifiers.set_index("item")
    assert "own list (census: 2030)" in report.loc["B", "done"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("zip3,people\n036,1\n", "no population, census"),
        ("zip3,population,census\n36,1,2020\n", "line 2: expected three digits"),
        ("zip3,population,census\n036,1.5,2020\n", "line 2"),
        ("zip3,population,census\n036,1,2020\n036,2,2020\n", "twice"),
        ("zip3,population,census\n", "found none"),
        ("zip3,population,census\n036,-1,2020\n036,1,\n", "line 2.*\n?.*line 3"),
    ],
)
def test_a_file_of_areas_says_what_is_wrong_with_it(tmp_path, content, said):
    (tmp_path / "areas.csv").write_text(content)
    with pytest.raises(DataError, match=said):
        area_of(tmp_path / "areas.csv")


@pytest.mark.skipif(not PUBLIC_FILES.is_dir(), reason=WITHOUT_FILES)
@pytest.mark.parametrize(
    "files", ["ct_accidental*.csv", "allegheny_fatal_overdoses_2007*.csv", "pa_odin*.csv", "faers_sample_*.csv"]
)
def test_no_public_file_of_cases_is_taken_for_one_of_identifiers(tmp_path, files):
    paths = sorted(PUBLIC_FILES.glob(files))
    (tmp_path / "mapping.toml").write_text(propose_mapping(paths if len(paths) > 1 else paths[0]).to_toml())
    for profile in ("limited", "safe-harbor"):
        report = import_cases(paths, mapping=tmp_path / "mapping.toml", into=tmp_path / profile, privacy=profile)
        assert report.privacy == profile
        assert report.kept > 900
        assert "look like" not in report.summary()
    withheld = table(tmp_path / "safe-harbor", "substances")["substance"].str.startswith("[withheld").mean()
    assert withheld == 0


def test_forms_names_and_what_may_not_stay():
    assert not is_name("Intentional - Abuse")
    assert withheld_for("U-47700") is None
    assert withheld_for("JWH-018, 5F-ADB and 1,1-Difluoroethane") is None
    assert withheld_for("Vitamin D 50000 units") is None
    assert withheld_for("seen on 3 Mar 2020") == "date"
    assert withheld_for("lives in 19104") == "ZIP code"
    assert withheld_for("93 y/o woman") == "age above 89"
    assert withheld_for("given to jane.roe") == "name"
