"""Import of an analyst's export: what is kept, what is rejected and by which rule, and that nothing is lost."""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import tomllib
import zipfile

import pandas as pd
import pytest
from cases.export import HEADER, ROWS, adds_up, mapping, run, table, text

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.importing.import_cases import import_cases
from analysis.cases.importing.report import read_report
from analysis.cases.store.schema import REJECTS, TABLES
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select
from analysis.errors import DataError
from analysis.files.text import records


def rules(report) -> dict[str, int]:
    return dict(zip(report.by_rule["rule"], report.by_rule["count"], strict=True))


def test_a_clean_file_becomes_typed_tables(tmp_path):
    report, store = run(tmp_path, text(*ROWS))
    cases = table(store, "cases").set_index("case_id")
    assert (report.rows_in, report.kept, report.rejected, report.duplicates) == (3, 3, 0, 0)
    assert list(cases["date"].astype(str)) == ["2020-01-05", "2020-01-06", "2020-01-07"]
    assert list(cases["year"]) == [2020, 2020, 2020]
    assert cases["age_years"].round(4).tolist()[:2] == [30.0, 1.5]
    assert list(cases["age_group"]) == ["30-39", "1", "unknown adult"]
    assert list(cases["sex"]) == ["Female", "Male", "Female"]
    assert list(cases["zip3"]) == ["191", "191", "021"]
    assert list(cases["medical_outcome"]) == ["Minor effect", "No effect", "Major effect"]
    assert list(cases["reason_group"]) == ["Intentional", "Unintentional", "Unknown reason"]
    assert list(cases["substances"]) == [2, 1, 1]
    assert set(cases["species"]) == {"human"}
    substances = table(store, "substances")
    assert substances[["case_id", "rank", "substance"]].to_numpy().tolist() == [
        ["A1", 1, "Baclofen"],
        ["A1", 2, "Ethanol"],
        ["A2", 1, "Ibuprofen"],
        ["A3", 1, "Baclofen"],
    ]
    assert table(store, "effects")["effect"].tolist() == ["Drowsiness/lethargy", "Coma", "Vomiting"]
    assert adds_up(report, store)
    assert "fast" in report.files["reader"][0]


def test_tables_have_the_types_of_the_schema(tmp_path):
    import pyarrow.parquet as pq

    _, store = run(tmp_path, text(*ROWS))
    for name, schema in (TABLES | {"rejects": REJECTS}).items():
        written = pq.read_schema(store / f"{name}.parquet")
        assert [(field.name, field.type) for field in written] == [(field.name, field.type) for field in schema], name


def broken(rule: str, *rows: str, kept: int = 3, **options):
    return pytest.param(text(*ROWS[:1], *rows, *ROWS[1:], **options), {rule: 1}, kept, id=rule)


NEW = ROWS[0].replace("A1", "B1")


@pytest.mark.parametrize(
    ("content", "expected", "kept"),
    [
        broken("fewer cells than the header", "B1,01/05/2020,30"),
        broken("more cells than the header", NEW + ",one,more"),
        broken("quote not closed", 'B1,"01/05/2020,' + NEW[14:]),
        broken("stray quote", NEW.replace("Female", '"Fe"male')),
        broken("NUL byte", NEW.replace("Female", "Fe\0male")),
        broken("header line repeated", HEADER),
        broken("empty row", "," * HEADER.count(",")),
        broken("no case id", NEW.replace("B1", " ")),
        broken("identical row repeated", ROWS[0]),
        broken("case id repeated with other values", ROWS[0].replace("Female", "Male")),
        broken("no date in a known format", NEW.replace("01/05/2020", "13/45/2020"), kept=4),
        broken("no ZIP code", NEW.replace("19104", "K1A 0B1"), kept=4),
        broken("age is no number", NEW.replace(",30,", ",thirty,"), kept=4),
        broken("age above 130 years", NEW.replace(",30,", ",930,"), kept=4),
        broken("age without a unit of time", NEW.replace("Years", "Fortnights"), kept=4),
        broken("weight is no number", NEW.replace(",70,", ",heavy,"), kept=4),
        pytest.param(text(*ROWS[:2], NEW)[:-60].rstrip(b"\n"), {"truncated last line": 1}, 2, id="truncated last line"),
        pytest.param(
            text(ROWS[0], NEW).replace(b"B1", b"B\xff1") + "A9,01/05/2020,,,é,,,,,,\n".encode(),
            {"undecodable bytes": 1},
            2,
            id="undecodable bytes",
        ),
    ],
)
def test_every_bad_row_or_cell_has_its_rule(tmp_path, content, expected, kept):
    report, store = run(tmp_path, content)
    assert rules(report) == expected
    assert report.kept == kept
    assert adds_up(report, store)


def test_a_reject_names_file_line_column_value_and_the_mapped_cells(tmp_path):
    _, store = run(tmp_path, text(ROWS[0], NEW.replace("01/05/2020", "someday"), "C1,too,short"))
    rejects = table(store, "rejects").sort_values("line").reset_index(drop=True)
    assert rejects["line"].tolist() == [3, 4]
    assert rejects["kept"].tolist() == [True, False]
    first = rejects.iloc[0]
    assert (first["file"], first["column"], first["value"]) == ("export.csv", "Start Date", "someday")
    record = json.loads(first["record"])
    assert record["Case Number"] == "B1"
    assert record["Substance"] == "Baclofen; Ethanol"
    assert json.loads(rejects["record"][1]).startswith("withheld")


def test_raw_lines_of_rejected_rows_are_kept_on_request_alone(tmp_path):
    broken = 'C1,too,short\n"C2\nD",x\n,1/1/2020,"two\nlines",,,,,,,,\n'
    report, store = run(tmp_path, text(ROWS[0]) + broken.encode() + text(ROWS[1], header="C3,too"))
    assert not (store / "rejected_lines.parquet").exists() and "raw line" not in report.summary().lower()
    report, store = run(tmp_path, (store.parent / "in/export.csv").read_bytes(), keep_rejected_lines=True)
    lines = table(store, "rejected_lines")
    assert dict(zip(lines["line"], lines["text"], strict=True)) == {
        3: "C1,too,short",
        4: '"C2',
        5: 'D",x',
        6: ',1/1/2020,"two',
        7: 'lines",,,,,,,,',
        8: "C3,too",
    }
    assert "RAW LINES OF PATIENTS" in report.summary() and report.tables["rejected_lines"] == 6


def test_lines_are_counted_over_quoted_newlines_and_blank_lines(tmp_path):
    noted = NEW.replace("Baclofen; Ethanol", '"Baclofen\n; Ethanol"')
    report, store = run(tmp_path, text(noted, "", ROWS[1], "C1,short", "", ROWS[2]))
    assert table(store, "rejects")["line"].tolist() == [6]
    assert (report.rows_in, report.kept) == (4, 3)
    assert table(store, "substances")["substance"].tolist()[:2] == ["Baclofen", "Ethanol"]


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="UTF-8 with a byte-order mark"),
        pytest.param(lambda data: data.decode().encode("utf-16"), id="UTF-16 with a byte-order mark"),
        pytest.param(lambda data: data.decode().encode("utf-16-le"), id="UTF-16 without"),
        pytest.param(lambda data: data.decode().encode("utf-32"), id="UTF-32"),
        pytest.param(lambda data: data.decode().encode("cp1252"), id="Windows-1252"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="CR LF"),
        pytest.param(lambda data: data.replace(b"\n", b"\r"), id="CR alone"),
        pytest.param(lambda data: b"\n\n" + data, id="blank lines first"),
        pytest.param(lambda data: b"Case listing of 2020\n" + data, id="a title line"),
        pytest.param(gzip.compress, id="gzip"),
        pytest.param(lambda data: zipped({"one.csv": data}), id="zip"),
        pytest.param(lambda data: data.replace(b",", b"\t").replace(b'"', b""), id="tabs"),
        pytest.param(lambda data: data.replace(b"Case Number", b" case_number "), id="another spelling of a column"),
        pytest.param(
            lambda data: data.replace(b"\n", b",,\n").replace(b"Effects,,", b"Effects"), id="empty cells behind"
        ),
    ],
)
def test_the_same_table_in_other_clothes_gives_the_same_store(tmp_path, encoded):
    data = text(*ROWS[:2], ROWS[2].replace("Coma", "Naus\u00e9e"))
    _, plain = run(tmp_path, data, into=tmp_path / "plain")
    report, store = run(tmp_path, encoded(data))
    assert report.rejected == 0
    for name in TABLES:
        drop = ["file", "row"] if name == "cases" else []
        pd.testing.assert_frame_equal(table(store, name).drop(columns=drop), table(plain, name).drop(columns=drop))


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def frame() -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(text(*ROWS)), dtype=str)


def as_excel(path):
    data = frame().assign(**{"Start Date": pd.to_datetime(["2020-01-05", "2020-01-06", "2020-01-07"])})
    data["Age"] = data["Age"].astype(float)
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"about": ["nothing"]}).to_excel(book, sheet_name="Read me", index=False)
        data.to_excel(book, sheet_name="Cases", index=False)


def as_stata(path):
    renamed = (
        frame().fillna("").rename(columns=lambda name: "".join(c if c.isalnum() else "_" for c in name).strip("_"))
    )
    renamed.to_stata(path, write_index=False)


def as_spss(path):
    import pyreadstat

    names = {name: "".join(c if c.isalnum() else "_" for c in name).strip("_") for name in frame()}
    pyreadstat.write_sav(frame().fillna("").rename(columns=names), str(path))


def as_xport(path):
    import pyreadstat

    pyreadstat.write_xport(
        frame().fillna("").rename(columns={"Case Number": "CASE_NUMBER"}), str(path), file_format_version=8
    )


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("export.xlsx", as_excel),
        ("export.parquet", lambda path: frame().assign(Age=[30.0, 18.0, None]).to_parquet(path)),
        ("export.dta", as_stata),
        ("export.sav", as_spss),
    ],
)
def test_workbooks_parquet_and_statistical_files_read_like_csv(tmp_path, name, write):
    _, plain = run(tmp_path, text(*ROWS), into=tmp_path / "plain")
    write(tmp_path / name)
    report = import_cases(tmp_path / name, mapping=mapping(tmp_path), into=tmp_path / "store")
    assert (report.rows_in, report.kept, report.rejected) == (3, 3, 0)
    for kind in TABLES:
        drop = ["file", "row"] if kind == "cases" else []
        pd.testing.assert_frame_equal(
            table(tmp_path / "store", kind).drop(columns=drop), table(plain, kind).drop(columns=drop)
        )


def test_several_files_become_one_store_and_repeats_across_them_are_duplicates(tmp_path):
    files = {"2019.csv": text(*ROWS[:2]), "2020.csv": text(ROWS[1], ROWS[2], "short")}
    report, store = run(tmp_path, files)
    assert report.files.set_index("file")[["rows_in", "kept", "rejected", "duplicates"]].to_numpy().tolist() == [
        [2, 2, 0, 0],
        [3, 1, 1, 1],
    ]
    assert adds_up(report, store)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty file"),
        (b"\n\n", "expected a header"),
        (b"a,b\n1,2\n", "'Case Number'"),
        (text(*(f"{row},1" for row in (ROWS[0],)), header=f"{HEADER},Age"), "'Age' once, got it as columns 3 and 12"),
        (b"\x1f\x8b\x08 no gzip", "expected a whole gzip"),
        (b"PK\x03\x04 no zip", "expected a whole gzip or zip"),
        (b"PAR1 no parquet PAR1", "whole Parquet file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "whole Excel"),
    ],
)
def test_a_file_that_is_no_table_is_one_clear_error_and_leaves_nothing(tmp_path, content, said):
    with pytest.raises(DataError, match=r"export\.csv") as error:
        run(tmp_path, content)
    assert said in str(error.value)
    assert len(error.value.faults) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "mapping.toml"]


def test_unknown_labels_stay_and_are_listed_with_the_nearest(tmp_path):
    report, store = run(tmp_path, text(*(row.replace("Minor effect", "Minor efect") for row in ROWS)))
    assert "Minor efect" in set(table(store, "cases")["medical_outcome"])
    assert report.unknown_labels.to_dict("records") == [
        {"field": "medical_outcome", "label": "Minor efect", "nearest": "Minor effect", "count": 1}
    ]


def test_importing_again_gives_the_same_bytes(tmp_path):
    content = text(*ROWS, "short", NEW.replace("01/05/2020", "?"))

    def digests():
        _, store = run(tmp_path, content)
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in store.iterdir()}

    first = digests()
    assert {"cases.parquet", "rejects.parquet", "report.json", "import.toml"} <= first.keys()
    assert digests() == first


def test_a_failed_or_killed_import_leaves_the_old_store_whole(tmp_path):
    _, store = run(tmp_path, text(*ROWS))
    before = (store / "cases.parquet").read_bytes()

    def killed(what, share):
        if what == "writing rejects":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, text(ROWS[0]), progress=killed)
    with pytest.raises(DataError):
        run(tmp_path, b"a,b\n")
    assert (store / "cases.parquet").read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    run(tmp_path, text(ROWS[0]))
    assert len(table(store, "cases")) == 1


def test_what_a_killed_process_left_is_cleared_and_an_old_store_put_back(tmp_path):
    _, store = run(tmp_path, text(*ROWS))
    left = tmp_path / ".store.0a1b2c3d.partial"
    (left / "spill").mkdir(parents=True)
    store.rename(left / "old")
    with pytest.raises(DataError):
        run(tmp_path, b"")
    assert len(table(store, "cases")) == 3
    assert not left.exists()


def test_without_a_case_number_a_case_is_its_file_and_row(tmp_path):
    body = mapping(tmp_path).read_text().replace('case_id = "Case Number"', "")
    (tmp_path / "without.toml").write_text(body)
    report, store = run(tmp_path, text(ROWS[0], ROWS[0], HEADER, "," * 10), mapping=tmp_path / "without.toml")
    assert table(store, "cases")["case_id"].tolist() == ["export.csv:1", "export.csv:2"]
    assert rules(report) == {"header line repeated": 1, "empty row": 1}
    assert adds_up(report, store)


def test_a_folder_that_is_no_store_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years of work")
    with pytest.raises(DataError, match="exists and is no store of cases"):
        run(tmp_path, text(*ROWS), into=tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.docx").read_text() == "years of work"


def test_the_report_and_the_settings_stand_in_the_store(tmp_path):
    report, store = run(tmp_path, text(*ROWS, "short"))
    again = read_report(store)
    assert again.summary() == report.summary()
    pd.testing.assert_frame_equal(again.to_frame(), report.to_frame())
    settings = tomllib.loads((store / "import.toml").read_text())
    assert settings["mapping"] == "small"
    assert settings["inputs"][0]["sha256"] == hashlib.sha256(text(*ROWS, "short")).hexdigest()


CALLS = """
name = "calls"
title = "Calls"
codebook = "{version}"
layout = "case"
[columns]
case_id = "id"
date = "day"
call_type = "call"
species = "species"
medical_outcome = "outcome"
"""


def test_the_flow_of_exclusions_counts_each_case_once(tmp_path):
    rows = [
        "1,2020-01-01,human exposure,human,No effect",
        "2,2020-01-01,animal exposure,animal,",
        "3,2020-01-01,information request,human,",
        "4,,human exposure,human,Confirmed nonexposure",
        "5,,human exposure,human,No effect",
        "6,2020-01-01,,,Major effect",
    ]
    report, store = run(tmp_path, text(*rows, header="id,day,call,species,outcome"), mapping=mapping(tmp_path, CALLS))
    assert report.exclusions["excluded"].tolist() == [0, 1, 1, 1, 1]
    assert report.exclusions["remaining"].tolist() == [6, 5, 4, 3, 2]
    assert len(table(store, "cases")) == 6
    assert "flow: 6 records; left out: 1 no exposure (information and other calls), 1 animals" in report.summary()


def test_the_report_counts_exposures_as_every_study_of_the_store_does(tmp_path):
    """Every type of call, species and outcome of the codebook, and words that it does not know."""
    book = read_codebook()
    calls = [*book["call_type"].terms, "Some other call", ""]
    outcomes = ["No effect", *book.nonexposure, "Unheard of", ""]
    grid = itertools.product(calls, ["human", "animal", "plant", ""], outcomes, ["2020-01-01", ""])
    rows = [f"{n},{day},{call},{species},{outcome}" for n, (call, species, outcome, day) in enumerate(grid)]
    header = "id,day,call,species,outcome"
    report, store = run(tmp_path, text(*rows, header=header), mapping=mapping(tmp_path, CALLS))
    flow = report.exclusions
    assert flow["remaining"].iloc[0] == len(rows) == report.kept
    assert (flow["remaining"].shift(1)[1:] - flow["excluded"][1:] == flow["remaining"][1:]).all()
    study = select(open_store(store))
    pd.testing.assert_frame_equal(flow.iloc[:-1], study.flow(), check_dtype=False)
    # by hand: 1 type of human exposures, 1 unknown one and none; not animals; not confirmed; with a date
    assert flow["remaining"].iloc[-1] == 3 * 3 * 3
    assert flow["step"].iloc[-1] == "date unknown" and flow["excluded"].iloc[-1] == 27 == study.count() / 2


def test_the_public_overdoses_import_with_counts_that_reconcile(public_files, tmp_path):
    odin = public_files / "pa_odin_OD_cleaned.csv"
    report = import_cases(odin, mapping="odin", into=tmp_path / "odin", keep=["Incident ID"])
    assert (report.rows_in, report.kept, report.rejected, report.duplicates) == (10_953, 10_953, 0, 0)
    assert table(tmp_path / "odin", "kept")["value"].nunique() == 10_774
    raw = pd.read_csv(odin, dtype=str)
    drugs = raw.columns[list(raw.columns).index("COCAINE/CRACK") :]
    assert len(drugs) == 19
    assert report.tables["substances"] == (raw[drugs] == "1").to_numpy().sum()
    multi = (table(tmp_path / "odin", "cases")["substances"] > 1).sum()
    assert multi == ((raw[drugs] == "1").sum(axis=1) > 1).sum() == 2_857


def test_the_public_adverse_events_import_with_counts_that_reconcile(public_files, tmp_path):
    faers = sorted(public_files.glob("faers_sample*.csv"))
    report = import_cases(faers, mapping="faers", into=tmp_path / "faers")
    rows = report.files.set_index("table")
    assert rows["rows_in"].to_dict() == {"cases": 1_000, "doses": 3_613, "drug": 3_909, "outc": 717, "reac": 2_938}
    assert (rows["rows_in"] == rows["kept"] + rows["rejected"] + rows["duplicates"]).all()
    unnamed = report.by_rule.query("rule == 'no substance named'")["count"].sum()
    assert report.tables["substances"] + unnamed == rows["kept"]["drug"]
    assert report.tables["effects"] == rows["kept"]["reac"]
    doses = table(tmp_path / "faers", "substances")["dose"]
    raw = {path.stem.removeprefix("faers_sample_"): pd.read_csv(path, dtype=str) for path in faers}
    keys = ["primaryid", "drug_seq"]
    amounts = raw["doses"].assign(dose=pd.to_numeric(raw["doses"]["dose_amt"], errors="coerce"))
    beside = raw["drug"].dropna(subset="substance").merge(amounts[[*keys, "dose"]].drop_duplicates(keys), on=keys)
    assert doses.notna().sum() == beside["dose"].notna().sum() > 1_000
    assert doses.sum() == pytest.approx(beside["dose"].sum())


def test_a_quoted_cell_over_two_lines_with_a_quote_in_its_first_is_one_record():
    lines = ((1, 'A1|"he said ""two"" and', True), (2, 'left"', True), (3, "B1|no", True))
    assert [record.cells for record in records(iter(lines), "|", 2)] == [
        ["A1", 'he said "two" and\nleft'],
        ["B1", "no"],
    ]
