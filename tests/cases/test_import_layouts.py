"""Import of the three layouts: a row per case, a row per substance, linked tables."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest
from cases.export import adds_up, mapping, run, table

from analysis.cases.importing.case_table import Shape
from analysis.cases.importing.list_tables import Packed
from analysis.errors import DataError

START = 'name = "other"\ntitle = "Other"\ncodebook = "{version}"\n'

SUBSTANCE = (
    START
    + """layout = "substance"
[columns]
case_id = "id"
date = "day"
sex = "sex"
substance = "drug"
dose = "amount"
dose_unit = "unit"
effect = {{ column = "effects", separator = "|" }}
"""
)

LINKED = (
    START
    + """layout = "linked"
[tables.cases]
file = "demo*.csv"
key = "pid"
[tables.drug]
file = "drug*.csv"
key = "pid"
[tables.reac]
file = "reac*.csv"
key = "pid"
[tables.outc]
file = "outc*.csv"
key = "pid"
[columns]
case_id = "pid"
date = "day"
substance = {{ table = "drug", column = "name", rank = "seq", role = "role", roles = ["PS", "C"] }}
effect = {{ table = "reac", column = "pt" }}
medical_outcome = {{ table = "outc", column = "code", prefer = ["DE", "OT"] }}
[labels.medical_outcome]
"DE" = "Death"
[own_labels.medical_outcome]
"OT" = "Other serious"
"""
)

PACKED = (
    START
    + """layout = "case"
[columns]
case_id = "id"
substance = {{ column = "drugs", separator = ";" }}
generic_code = "codes"
dose = "doses"
effect = {{ columns = ["e1", "e2"] }}
relatedness = {{ columns = ["r1", "r2"] }}
route = {{ column = "routes", separator = ";" }}
[columns.therapy]
yes = ["Y"]
[columns.therapy.indicators]
"Naloxone" = "nal"
"Oxygen" = "oxy"
"""
)


def rows(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def test_a_row_per_substance(tmp_path):
    content = rows(
        "id,day,sex,drug,amount,unit,effects",
        "1,2020-01-01,,Baclofen,200,mg,Coma|Vomiting",
        "2,2020-01-02,Male,Ethanol,,,",
        "1,2020-01-01,Female,Ethanol,lots,mL,Coma|Vomiting",
        "1,2020-01-01,Male,Ibuprofen,1,g,Coma|Vomiting",
        "2,2020-01-02,Male,Ethanol,,,",
        "3,2020-01-03,Male,,,,",
    )
    report, store = run(tmp_path, content, mapping=mapping(tmp_path, SUBSTANCE))
    assert report.files[["rows_in", "kept", "rejected", "duplicates"]].to_numpy().tolist() == [[6, 5, 0, 1]]
    cases = table(store, "cases").set_index("case_id")
    assert cases["substances"].to_dict() == {"1": 3, "2": 1, "3": 0}
    assert cases["sex"].to_dict() == {"1": "Female", "2": "Male", "3": "Male"}
    substances = table(store, "substances")
    first = substances[substances["case_id"] == "1"].sort_values("rank")
    assert first["substance"].tolist() == ["Baclofen", "Ethanol", "Ibuprofen"]
    assert first["rank"].tolist() == [1, 2, 3]
    assert first["dose"].fillna(-1).tolist() == [200, -1, 1]
    assert table(store, "effects")["effect"].tolist() == ["Coma", "Vomiting"]
    rejects = table(store, "rejects")
    assert sorted(zip(rejects["line"], rejects["rule"], rejects["kept"], strict=True)) == [
        (4, "dose is no number", True),
        (5, "differs from the first row of its case", True),
        (7, "no substance named", True),
    ]


def test_linked_tables(tmp_path):
    files = {
        "demo.csv": rows("pid,day", "1,2020-01-01", "2,2020-01-02", "3,"),
        "drug.csv": rows(
            "pid,seq,name,role", "1,20,Ethanol,PS", "1,10,Aspirin,C", "1,3,Baclofen,PS", "2,1,,PS", "9,1,Stray,PS"
        ),
        "reac.csv": rows("pid,pt", "1,Coma", "1,Coma", "2,Vomiting", ",Nausea"),
        "outc.csv": rows("pid,code", "1,OT", "1,DE", "2,OT"),
        "readme.txt": b"about these files",
    }
    report, store = run(tmp_path, files, mapping=mapping(tmp_path, LINKED))
    assert adds_up(report, store)
    counted = report.files.set_index("table")[["rows_in", "kept", "rejected", "duplicates"]].T.to_dict("list")
    assert counted == {"cases": [3, 3, 0, 0], "drug": [5, 4, 1, 0], "reac": [4, 2, 1, 1], "outc": [3, 3, 0, 0]}
    substances = table(store, "substances").sort_values("rank")
    assert substances[["case_id", "rank", "substance"]].to_numpy().tolist() == [
        ["1", 1, "Baclofen"],
        ["1", 2, "Ethanol"],
        ["1", 3, "Aspirin"],
    ]
    outcomes = table(store, "cases").set_index("case_id")["medical_outcome"]
    assert outcomes["1"] == "Death"
    assert outcomes["2"] == "Other serious"
    assert outcomes.isna()["3"]
    assert set(table(store, "rejects")["rule"]) == {"no such case", "no case id", "no substance named"}
    assert any("readme.txt" in note for note in report.notes)


def test_several_values_in_a_row_and_what_goes_with_each(tmp_path):
    content = rows(
        "id,drugs,codes,doses,e1,e2,r1,r2,routes,nal,oxy",
        "1,Baclofen; ;Ethanol,11;0;22,5;;7.5,Coma,,Related,,Ingestion; Dermal,Y,n",
        "2,Baclofen; Ethanol,11;22;33,8,,Vomiting,,Not related,Ingestion,N,y",
        "3,NA,,,,,,,,,",
    )
    report, store = run(tmp_path, content, mapping=mapping(tmp_path, PACKED))
    substances = table(store, "substances")
    shown = substances[["case_id", "rank", "substance", "generic_code"]].fillna("").to_numpy().tolist()
    assert shown == [
        ["1", 1, "Baclofen", "11"],
        ["1", 2, "Ethanol", "22"],
        ["2", 1, "Baclofen", ""],
        ["2", 2, "Ethanol", ""],
    ]
    assert substances["dose"].fillna(-1).tolist() == [5, 7.5, -1, -1]  # 8 of which of the two?
    effects = table(store, "effects")
    assert effects.to_numpy().tolist() == [["1", "Coma", "Related"], ["2", "Vomiting", "Not related"]]
    assert table(store, "therapies")[["case_id", "therapy"]].to_numpy().tolist() == [["1", "Naloxone"], ["2", "Oxygen"]]
    assert table(store, "cases")["route"].tolist()[:2] == ["Ingestion; Dermal", "Ingestion"]
    assert table(store, "cases")["substances"].tolist() == [2, 2, 0]
    assert dict(zip(report.by_rule["rule"], report.by_rule["count"], strict=True)) == {
        "not as many values as of substance": 2
    }


@pytest.mark.parametrize(
    ("lines", "in_step"),
    [
        (["1,Baclofen;Ethanol,11;22,5;6", "2,Ibuprofen,33,7"], True),
        (["1,Baclofen;Ethanol,11;22,5", "2,Ibuprofen;Ethanol;Heroin,3;4;5,9", "3,,,"], False),  # a dose of which?
        (["1,Baclofen;Ethanol,11;22,", "2,Ibuprofen,3,9", "3,,,"], True),
        (["1,Baclofen;,11;22,5", "2,;Ibuprofen,3,9", "3,,,"], False),
        (['1,Baclofen;Ethanol,"",5;6', "2,Ibuprofen,,7", '3,"","",""', "4,Heroin;Ethanol,11;22,x;-1"], True),
        (["1,Baclofen;Ethanol,11,5;6", "2,Ibuprofen;Ethanol,1;2,7;8"], False),  # one code for all, or one for each
        (["1,Baclofen;Ethanol,11;22;33,5;6", "2,Ibuprofen,33,7"], False),
        (["1,Baclofen;;Ethanol,11;22;33,5;6;7", "2,Ibuprofen,33,7"], False),
        (["1,Baclofen;none,11;22,5;6", "2,Ibuprofen,33,7"], False),
        (["1,,11;22,5;6", "2,Ibuprofen,33,7"], True),  # values beside no substance are no items
        (["1,Baclofen;baclofen,11;11,5;5", "2,Ibuprofen,33,7"], True),
        (["1,,,"], True),
    ],
)
def test_items_taken_apart_in_step_are_those_that_are_placed(tmp_path, monkeypatch, lines, in_step):
    body = START + PACKED.removeprefix(START).partition("effect")[0]
    real, given = Packed._list_uneven, []

    def asked(self, *lists):
        given.append(real(self, *lists))
        return given[-1]

    stores = []
    for way in (asked, lambda self, *lists: [real(self, *lists), None][1]):
        monkeypatch.setattr(Packed, "_list_uneven", way)
        folder = tmp_path / str(len(stores))
        folder.mkdir()
        stores.append(run(folder, rows("id,drugs,codes,doses", *lines), mapping=mapping(folder, body)))
    (report, store), (other, placed) = stores
    assert (given[0] is not None) == in_step
    assert report.rows["by_rule"] == other.rows["by_rule"]
    for name in ("cases", "substances", "rejects"):
        assert table(store, name).equals(table(placed, name))


def test_an_import_does_without_pandas(tmp_path):
    lines = ["id,drugs,codes,doses", "1,Baclofen,11,5"]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    body = START + PACKED.removeprefix(START).partition("effect")[0]
    paths = map(str, (tmp_path / "a.csv", mapping(tmp_path, body), tmp_path / "store"))
    code = (
        "import sys; from analysis.cases.importing.import_cases import import_cases\n"
        "import_cases({!r}, mapping={!r}, into={!r})\n".format(*paths)
        + "print(*{'pandas', 'scipy', 'ibis', 'matplotlib'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()


@pytest.mark.parametrize(
    ("kind", "step"),
    [("InternalException", "a fault of the engine"), ("FatalException", "a fault of the engine"),
     ("OutOfMemoryException", "see memory_limit"), ("IOException", "see memory_limit")],
)  # fmt: skip
def test_an_engine_that_gives_up_is_named_with_the_next_step(tmp_path, monkeypatch, kind, step):
    def write(self, told):
        raise getattr(duckdb, kind)("dict-surviving cache:\n changed identity")

    monkeypatch.setattr(Shape, "write", write)
    with pytest.raises(DataError, match=rf"dict-surviving cache: changed identity; {step}"):
        run(tmp_path, rows("id,drugs,codes,doses,e1,e2,r1,r2,routes,nal,oxy"), mapping=mapping(tmp_path, PACKED))
    assert not (tmp_path / "store").exists()


def test_one_dose_beside_two_substances_is_that_of_neither(tmp_path):
    lines = ["1,Baclofen;Ethanol,11;22,5", "2,Ibuprofen;,3,9", "3,Heroin;Ethanol,1;2,", "4,Salt,1,0.5"]
    body = START + PACKED.removeprefix(START).partition("effect")[0]
    report, store = run(tmp_path, rows("id,drugs,codes,doses", *lines), mapping=mapping(tmp_path, body))
    taken = table(store, "substances").set_index("substance")["dose"].dropna().to_dict()
    assert taken == {"Ibuprofen": 9, "Salt": 0.5}
    listed = table(store, "rejects")[["line", "value", "kept"]].to_numpy().tolist()
    assert listed == [[2, "5", True]]
    assert adds_up(report, store)
