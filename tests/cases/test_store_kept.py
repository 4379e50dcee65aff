"""A store is replaced by nothing but a store, and is whole, of one import, and what its rows say that it is."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import stat
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cases.export import HEADER, ROWS, mapping, run, table, text
from cases.invented import case, frames, sealed, synthetic_folder

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.counts.counts import annual_counts
from analysis.cases.importing.import_cases import import_cases
from analysis.cases.importing.report import read_report
from analysis.cases.proposal.propose import propose_mapping
from analysis.cases.store import origin
from analysis.cases.store.schema import TABLES
from analysis.cases.store.store import frame_store, open_store
from analysis.cases.study.selection import select
from analysis.cases.synthetic.synthesize import synthesize
from analysis.errors import DataError
from analysis.files.sample import read_samples


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sexes(path) -> set[str]:
    store = open_store(path)
    return set(store.run(store.cases)["sex"])


# 1: what is not ours


@pytest.mark.parametrize(
    "name",
    [
        "thesis.docx",
        "cases.csv",
        ".hidden",
        "notes/thesis.docx",
        "report.json.bak",
        "cases.parquet/x",
        "Report.json",
        "kept.parquet",
        "rejected_lines.parquet",
    ],
)
@pytest.mark.parametrize("writer", ["import", "synthesize"])
def test_a_store_with_a_file_that_no_import_wrote_is_not_replaced(tmp_path, name, writer):
    def write():
        if writer == "import":
            return run(tmp_path, text(*ROWS))
        return synthesize(20, into=tmp_path / "store")

    write()
    own = tmp_path / "store" / name
    if own.parent.name == "cases.parquet":
        own.parent.unlink()
    own.parent.mkdir(exist_ok=True)
    own.write_text("years of work")
    before = contents(tmp_path / "store")
    with pytest.raises(DataError, match=rf"holds {re.escape(name.split('/')[0])}, which no import wrote"):
        write()
    assert contents(tmp_path / "store") == before


@pytest.mark.parametrize("report", ["{}", '{"rows_in": 1, "kept": 1}', "no JSON", '{"store": {"kind": "shop"}}'])
def test_a_folder_with_some_report_is_no_store(tmp_path, report):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "report.json").write_text(report)
    (folder / "thesis.docx").write_text("years of work")
    for write in (lambda: run(tmp_path, text(*ROWS), into=folder), lambda: synthesize(20, into=folder)):
        with pytest.raises(DataError, match=r"exists and is no store of cases \(it holds thesis\.docx\); name another"):
            write()
    assert contents(folder) == {"report.json": report.encode(), "thesis.docx": b"years of work"}


def test_an_export_in_the_store_is_not_imported_into_it(tmp_path):
    _, store = run(tmp_path, text(*ROWS))
    before = contents(store)
    with pytest.raises(DataError, match=r"expected files outside the store, got .*cases\.parquet"):
        import_cases(store / "cases.parquet", mapping=mapping(tmp_path), into=store)
    (tmp_path / "link.csv").symlink_to(store / "cases.parquet")
    with pytest.raises(DataError, match="expected files outside the store"):
        import_cases(tmp_path / "*.csv", mapping=mapping(tmp_path), into=store)
    with pytest.raises(DataError, match="temporary: expected a folder outside the store"):
        run(tmp_path, text(*ROWS), temporary=store / "spill")
    assert contents(store) == before


def test_what_file_managers_leave_is_no_work_of_anybody(tmp_path):
    _, store = run(tmp_path, text(*ROWS))
    (store / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    run(tmp_path, text(ROWS[0]))
    assert len(table(store, "cases")) == 1 and not (store / ".DS_Store").exists()


def test_a_listing_with_rows_of_real_cases_is_not_replaced(tmp_path):
    listing = synthesize(30, into=tmp_path / "listing.csv", format="csv")
    synthesize(20, into=listing, format="csv")
    lines = listing.read_text().splitlines()
    for own in (lines[-1].replace('"synthetic"', '"hospital"'), "a note"):
        listing.write_text("\n".join([*lines, own]) + "\n")
        with pytest.raises(DataError, match="exists and is no synthetic csv"):
            synthesize(20, into=listing, format="csv")
        assert listing.read_text().splitlines()[-1] == own


# 3: folders and signs


@pytest.mark.parametrize("folder", ["year=1999", "sex=Male", "year=1999/sex=Male", "case_id=1", "synthetic=false"])
def test_a_folders_name_says_nothing_of_the_cases(tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True)
    listing = text(*ROWS)
    (tmp_path / folder / "export.csv").write_bytes(listing)
    pd.DataFrame([row.split(",")[:5] for row in ROWS], columns=HEADER.split(",")[:5])
    report = import_cases(tmp_path / folder / "export.csv", mapping=mapping(tmp_path), into=tmp_path / folder / "store")
    store = open_store(tmp_path / folder / "store")
    cases = store.run(store.cases)
    assert report.kept == 3 and set(cases["year"]) == {2020} and set(cases["sex"]) == {"Female", "Male"}
    assert sorted(cases["case_id"]) == ["A1", "A2", "A3"] and not store.synthetic
    assert annual_counts(select(store)).frame["year"].tolist() == [2020]


PARQUET = """
name = "p"
title = "p"
codebook = "{version}"
layout = "case"
[columns]
case_id = "id"
sex = "sex"
year = "year"
"""


def test_a_folders_name_says_nothing_of_an_export_in_parquet(tmp_path):
    inside = tmp_path / "sex=Male" / "year=1999"
    inside.mkdir(parents=True)
    pd.DataFrame({"id": ["1", "2"], "sex": ["Female", "Female"], "year": ["2020", "2021"]}).to_parquet(
        inside / "e.parquet"
    )
    import_cases(inside / "e.parquet", mapping=mapping(tmp_path, PARQUET), into=tmp_path / "store")
    assert table(tmp_path / "store", "cases")[["sex", "year"]].values.tolist() == [["Female", 2020], ["Female", 2021]]
    bare = tmp_path / "year=1999" / "b.parquet"
    bare.parent.mkdir()
    pd.DataFrame({"id": ["1"], "sex": ["Female"]}).to_parquet(bare)
    with pytest.raises(DataError, match="'year'"):
        import_cases(bare, mapping=mapping(tmp_path, PARQUET), into=tmp_path / "other")
    headings = read_samples(bare)[0].headings
    assert headings == ("id", "sex")


@pytest.mark.parametrize(
    "name", ["st*", "a[b]", "q?", "{a,b}", "**", "x]", "[!a]", "we\\ird", "it's", "%s", "$HOME", "ü b"]
)
def test_a_stores_name_is_no_pattern_of_others(tmp_path, name):
    for other in ("sta", "ab", "qx", "a", "b", "c"):
        synthesize(20, into=tmp_path / other)
    (tmp_path / "in").mkdir()
    for export in (name, "x"):
        (tmp_path / "in" / export).mkdir()
        (tmp_path / "in" / export / "export.csv").write_bytes(text(*ROWS) if export == name else text(ROWS[0]))
    import_cases(tmp_path / "in" / name / "export.csv", mapping=mapping(tmp_path), into=tmp_path / name)
    store = open_store(tmp_path / name)
    assert sorted(store.run(store.cases)["case_id"]) == ["A1", "A2", "A3"] and not store.synthetic
    store.verify()
    store.check_unchanged()


@pytest.mark.parametrize("spoiled", ["quote", "bytes", "wide"])
def test_every_reader_of_an_import_takes_its_work_folder_by_its_name(tmp_path, spoiled):
    """The fast reader, the mended one and the exact one; below a folder that would be a pattern and a column."""
    rows = {
        "quote": b'A9,1/7/20,,,F,,,,,"Baclofen,\n',
        "bytes": b"A9,1/7/20,,,\xff,,,,,Baclofen,\n",
        "wide": b"A9,,,,,,,,,,,,,,\n",
    }
    base = tmp_path / "year=1999[x]*"
    base.mkdir()
    report, store = run(base, text(*ROWS) + rows[spoiled], keep_rejected_lines=True)
    assert report.rows_in == 4 and set(table(store, "cases")["year"].dropna()) == {2020}


# 4: two imports at once


def test_a_second_import_into_a_store_is_refused_while_the_first_goes_on(tmp_path):
    said = []

    def second(what, share):
        if what == "writing cases" and not said:
            with pytest.raises(DataError) as error:
                run(tmp_path, text(ROWS[2]))
            said.append(str(error.value))

    report, store = run(tmp_path, text(*ROWS[:2]), progress=second)
    assert "another run is writing a store of cases at" in said[0] and "wait until it has ended" in said[0]
    assert report.kept == 2 and sorted(table(store, "cases")["case_id"]) == ["A1", "A2"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


# 5: one store, to the end


def tampered(folder: Path, name: str, source: Path) -> None:
    shutil.copyfile(source / f"{name}.parquet", folder / f"{name}.parquet")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_another_store_is_named_at_opening(tmp_path, name):
    one = synthesize(50, into=tmp_path / "one", seed=1)
    other = synthesize(50, into=tmp_path / "other", seed=2)
    tampered(one, name, other)
    with pytest.raises(DataError, match=rf"{name}\.parquet: expected a table of the store .*parts of several stores"):
        open_store(one)


def test_the_same_cases_imported_again_are_the_same_store_and_others_are_another(tmp_path):
    ids = []
    for content, more in (
        (text(*ROWS), {}),
        (text(*ROWS), {}),
        (text(ROWS[0]), {}),
        (text(*ROWS), {"keep": ["Reason"]}),
    ):
        _, store = run(tmp_path, content, **more)
        ids.append(open_store(store).origin.id)
    assert ids[0] == ids[1] and len(set(ids)) == 3
    assert pq.read_metadata(store / "effects.parquet").metadata[b"poison-center store"].decode() == ids[-1]
    assert read_report(store).kept == 3


def test_a_store_that_is_replaced_or_changed_is_seen(tmp_path):
    _, store = run(tmp_path, text(*ROWS))
    opened = open_store(store)
    opened.check_unchanged()
    run(tmp_path, text(*ROWS))
    with pytest.raises(DataError, match="was replaced or changed while it was read"):
        opened.check_unchanged()  # the same bytes, but in between it may have been another
    opened = open_store(store)
    run(tmp_path, text(ROWS[0]))
    with pytest.raises(DataError, match="was replaced or changed"):
        opened.check_unchanged()
    opened = open_store(store)
    (store / "cases.parquet").write_bytes((store / "cases.parquet").read_bytes())
    with pytest.raises(DataError, match="was replaced or changed"):
        opened.check_unchanged()
    for gone in ("effects.parquet", "report.json"):
        run(tmp_path, text(ROWS[0]))
        opened = open_store(store)
        (store / gone).unlink()
        with pytest.raises(DataError, match="was replaced or changed"):
            opened.check_unchanged()
    with pytest.raises(DataError, match="exists and is no store of cases"):
        run(tmp_path, text(ROWS[0]))


# 6: whole, and of this codebook


def test_a_flipped_bit_is_found_in_every_table_and_named(tmp_path):
    _, store = run(tmp_path, text(*ROWS), keep=["Reason"])
    opened = open_store(store)
    opened.verify()
    for name in (*TABLES, "rejects", "kept"):
        path = store / f"{name}.parquet"
        whole = path.read_bytes()
        path.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
        with pytest.raises(
            DataError, match=rf"{name}\.parquet: expected the bytes that the import wrote.*import the cases"
        ):
            opened.verify()
        path.write_bytes(whole)
    (store / "kept.parquet").unlink()
    with pytest.raises(DataError, match=r"kept\.parquet"):
        opened.verify()


def test_no_flipped_bit_changes_an_answer_or_leaves_a_traceback(tmp_path):
    """Stores with one bit flipped anywhere: refused in one sentence when opened or verified."""
    _, store = run(tmp_path, text(*ROWS))
    draw, told = random.Random(11), Counter()
    names = [*(f"{name}.parquet" for name in TABLES), "report.json", "import.toml"]
    for _ in range(60):
        path = store / draw.choice(names)
        whole = path.read_bytes()
        at, bit = draw.randrange(len(whole)), 1 << draw.randrange(8)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            opened = open_store(store)
        except DataError as error:
            told["opened"] += 1
            assert "import the cases again" in str(error)
        else:
            with pytest.raises(DataError, match="expected the bytes that the import wrote"):
                opened.verify()
            told["verified"] += 1
            opened.close()
        path.write_bytes(whole)
    assert told["verified"] > 20 and told["opened"] > 5


def test_a_store_of_another_codebook_is_refused(tmp_path, monkeypatch):
    _, store = run(tmp_path, text(*ROWS))
    said = json.loads((store / "report.json").read_text())["store"]
    assert said["codebook"] == origin.codebook_version() == read_codebook().version
    monkeypatch.setattr(origin, "codebook_version", lambda: "2099.1")
    with pytest.raises(
        DataError, match=r"was imported with the codebook .*, and this is 2099\.1.*import the cases again"
    ):
        open_store(store)


# 7: made-up cases


def test_no_edit_of_the_report_makes_made_up_cases_real(tmp_path):
    store = synthesize(30, into=tmp_path / "store")
    path = store / "report.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"synthetic": False}))
    assert open_store(store).synthetic
    path.write_text(json.dumps({key: value for key, value in said.items() if key != "synthetic"}))
    assert open_store(store).synthetic
    path.unlink()
    with pytest.raises(DataError, match=r"expected the report\.json"):
        open_store(store)
    for name in TABLES:  # as if a store had been imported from nothing
        frame = pd.read_parquet(store / f"{name}.parquet")
        pq.write_table(pa.Table.from_pandas(frame, schema=TABLES[name]), store / f"{name}.parquet")
    assert open_store(sealed(store)).synthetic


def listing(folder: Path, rows: int = 40) -> pd.DataFrame:
    return pd.read_csv(synthesize(rows, into=folder / "made.csv", format="csv"), dtype=str, keep_default_na=False)


@pytest.mark.parametrize(
    "way", ["csv", "sorted", "fewer columns", "other order", "semicolons", "excel", "parquet", "stata", "gz"]
)
def test_a_listing_stays_made_up_however_it_is_saved_again(tmp_path, way):
    made = listing(tmp_path)
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "export.csv"
    if way == "excel":
        made.to_excel(path := path.with_suffix(".xlsx"), index=False)
    elif way == "parquet":
        made.to_parquet(path := path.with_suffix(".parquet"))
    elif way == "stata":
        made = made.rename(columns=lambda name: re.sub(r"\W+", "_", name).strip("_"))
        made.to_stata(path := path.with_suffix(".dta"), write_index=False, version=118)
    elif way == "gz":
        made.to_csv(path := path.with_suffix(".csv.gz"), index=False)
    else:
        made = made.sort_values("Age") if way == "sorted" else made
        made = made.drop(columns=["County", "Product Code"]) if way == "fewer columns" else made
        made = made[made.columns[::-1]] if way == "other order" else made
        made.to_csv(path, index=False, sep=";" if way == "semicolons" else ",")
    body = propose_mapping(path).to_toml()
    (tmp_path / "own.toml").write_text(body)
    report = import_cases(path, mapping=tmp_path / "own.toml", into=tmp_path / "store")
    assert report.kept == 40 and report.synthetic and open_store(tmp_path / "store").synthetic
    assert table(tmp_path / "store", "cases")["synthetic"].all()


def test_one_made_up_case_among_real_ones_makes_the_store_synthetic_and_says_so(tmp_path):
    made = listing(tmp_path)
    made.loc[3:, "Data Source"] = "hospital"
    made.to_csv(tmp_path / "mixed.csv", index=False)
    report = import_cases(tmp_path / "mixed.csv", mapping="npds", into=tmp_path / "store")
    assert table(tmp_path / "store", "cases")["synthetic"].sum() == 3
    assert report.synthetic and any(
        "3 of 40 cases say of themselves that they are made up" in note for note in report.notes
    )
    assert annual_counts(select(open_store(tmp_path / "store"))).synthetic is True
    real = made.iloc[3:].to_csv(tmp_path / "real.csv", index=False)
    report = import_cases(tmp_path / "real.csv", mapping="npds", into=tmp_path / "store")
    assert real is None and not report.synthetic and not open_store(tmp_path / "store").synthetic
    both = import_cases([tmp_path / "real.csv", tmp_path / "made.csv"], mapping="npds", into=tmp_path / "both")
    assert both.synthetic


def test_what_a_store_gives_out_comes_back_made_up(tmp_path):
    store = open_store(synthetic_folder())
    cases = store.run(store.cases.limit(30))
    body = PARQUET.replace('"id"', '"case_id"')
    for name, shown in {
        "all": cases,
        "marked": cases[["case_id", "sex", "year", "synthetic"]],
        "file": cases.drop(columns="synthetic"),
    }.items():
        shown.to_csv(tmp_path / f"{name}.csv", index=False)
        import_cases(tmp_path / f"{name}.csv", mapping=mapping(tmp_path, body), into=tmp_path / name)
        assert open_store(tmp_path / name).synthetic, name
        assert frame_store(cases if name == "all" else shown).synthetic, name


def test_a_column_of_such_a_name_in_a_registry_marks_nothing(tmp_path):
    rows = ["id,sex,year,Synthetic,File", "1,Female,2020,yes,synthetic", "2,Male,2020,Yes,synthetic"]
    (tmp_path / "e.csv").write_text("\n".join(rows) + "\n")
    report = import_cases(tmp_path / "e.csv", mapping=mapping(tmp_path, PARQUET), into=tmp_path / "store")
    assert report.kept == 2 and not report.synthetic
    cannabinoids = text(*(row.replace("Baclofen", "Synthetic") for row in ROWS))
    assert not run(tmp_path, cannabinoids)[0].synthetic


def test_frames_of_which_one_case_is_made_up_are_synthetic():
    cases, substances = frames(case("a", "Baclofen"), case("b", "Baclofen"))
    assert not frame_store(cases, substances).synthetic
    assert frame_store(cases.assign(synthetic=[True, False]), substances).synthetic
    assert frame_store(cases.assign(file=["synthetic", "x.csv"]), substances).synthetic
    assert frame_store(cases.assign(synthetic=[None, True], file=None), substances).synthetic
    assert not frame_store(cases.assign(synthetic=None, file="x.csv"), substances).synthetic


# 8: who may read it


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def test_a_store_is_for_its_owner_alone_while_it_is_written_and_after(tmp_path):
    seen = []

    def look(what, share):
        for work in tmp_path.glob(".store.*.partial"):
            seen.append((stat.S_IMODE(work.stat().st_mode), any(path.is_dir() for path in work.glob("unpacked*"))))

    mask = os.umask(0)
    try:
        _, store = run(tmp_path, text(*ROWS), progress=look)
        synthesize(20, into=tmp_path / "made")
    finally:
        os.umask(mask)
    assert {mode for mode, _ in seen} == {0o700} and any(unpacked for _, unpacked in seen)
    for folder in (store, tmp_path / "made"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700 and modes(folder) == {0o600}


def test_what_memory_does_not_hold_goes_to_a_folder_of_its_own(tmp_path):
    seen = []

    def look(what, share):
        seen.extend((path.name, stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "tmp").iterdir())

    run(tmp_path, text(*ROWS), progress=look, temporary=tmp_path / "tmp")
    assert {mode for _, mode in seen} == {0o700} and len({name for name, _ in seen}) == 1
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_link_to_a_store_stays_a_link(tmp_path):
    _, store = run(tmp_path, text(*ROWS), into=tmp_path / "disk")
    (tmp_path / "link").symlink_to(store)
    run(tmp_path, text(ROWS[0]), into=tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and len(table(store, "cases")) == 1
    assert open_store(tmp_path / "link").run(open_store(tmp_path / "link").cases)["case_id"].tolist() == ["A1"]
