"""Where a target's values stand: in the first of two columns, in flags and a text beside them, a dose with its unit."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.cases import import_cases, open_store, propose_mapping
from analysis.cases.mapping.read import parse_mapping
from analysis.cases.mapping.write import mapping_toml
from analysis.errors import DataError

HEAD = 'name = "d"\ntitle = "d"\ncodebook = "2026.1"\nlayout = "case"\n[columns]\n'


def imported(folder, rows: str, columns: str, head: str = HEAD):
    (folder / "e.csv").write_text(rows)
    chosen = parse_mapping(head + columns)
    assert parse_mapping(mapping_toml(chosen)) == chosen
    report = import_cases(folder / "e.csv", mapping=chosen, into=folder / "store")
    store = open_store(folder / "store")
    order = {"cases": ["case_id"], "substances": ["case_id", "rank"]}
    tables = {name: store.run(store.table(name).order_by(by)) for name, by in order.items()}
    return report, {name: table.astype(object).where(table.notna(), None) for name, table in tables.items()}


def substances(tables) -> dict[str, list[str]]:
    return tables["substances"].groupby("case_id")["substance"].agg(list).to_dict()


@pytest.mark.parametrize(
    ("target", "cells", "told"),
    [
        ("county", [("Berks", "Erie"), ("", "Erie"), ("NA", "Erie"), (" ", "."), ("Berks", "")],
         ["Berks", "Erie", "Erie", None, "Berks"]),
        ("sex", [("F", "M"), ("", "m"), ("NULL", "Female"), ("", ""), ("M", "")],
         ["Female", "Male", "Female", None, "Male"]),
        ("zip3", [("19104", "15213"), ("", "15213"), ("N/A", "15213-1234"), ("", ""), ("15213", "")],
         ["191", "152", "152", None, "152"]),
        ("year", [("2020", "2021"), ("", "2021"), ("NA", "2021"), ("", ""), ("2020", "")],
         [2020, 2021, 2021, None, 2020]),
        ("date", [("2020-01-05", "2021-01-05"), ("", "2021-01-05"), ("NA", "2021-01-05"), ("", ""), ("2020-01-05", "")],
         ["2020-01-05", "2021-01-05", "2021-01-05", None, "2020-01-05"]),
        ("reason", [("Intentional - Abuse", "Unknown reason"), ("", "Intentional - Abuse"), ("NA", "Other"), ("", ""),
                    ("Intentional - Abuse", "")],
         ["Intentional - Abuse", "Intentional - Abuse", None, None, "Intentional - Abuse"]),
        ("weight_kg", [("70", "80"), ("", "80"), ("NA", "81"), ("", ""), ("70.5", "")], [70, 80, 81, None, 70.5]),
    ],
)  # fmt: skip
def test_the_first_of_two_columns_that_says_something(tmp_path, target, cells, told):
    rows = "id,a,b\n" + "".join(f"{n},{first},{second}\n" for n, (first, second) in enumerate(cells))
    more = ', formats = ["%Y-%m-%d"]' if target == "date" else ""
    _, tables = imported(tmp_path, rows, f'case_id = "id"\n{target} = {{ first_of = ["a", "b"]{more} }}\n')
    found = [str(value)[:10] if target == "date" and value else value for value in tables["cases"][target]]
    assert found[:2] + found[3:] == told[:2] + told[3:] and (target == "reason" or found[2] == told[2])


def test_a_cell_that_cannot_be_read_is_listed_under_its_first_column(tmp_path):
    report, tables = imported(
        tmp_path, "id,a,b\n1,,old\n2,30,\n", 'case_id = "id"\nweight_kg = { first_of = ["a", "b"] }\n'
    )
    assert report.by_rule["rule"].tolist() == ["weight is no number"] and tables["cases"]["weight_kg"].tolist() == [
        None,
        30,
    ]
    rejects = pd.read_parquet(tmp_path / "store" / "rejects.parquet")
    assert rejects[["column", "value"]].iloc[0].tolist() == ["a", "old"]


def test_ingredient_or_brand(tmp_path):
    rows = "id,brand,ingredient\n1,Tylenol,Acetaminophen\n2,Lioresal,\n3,,NA\n4,NA,Baclofen; Ethanol\n"
    whole = 'substance = { first_of = ["ingredient", "brand"], separator = ";" }\n'
    _, tables = imported(tmp_path, rows, f'case_id = "id"\n{whole}')
    assert substances(tables) == {"1": ["Acetaminophen"], "2": ["Lioresal"], "4": ["Baclofen", "Ethanol"]}
    assert tables["cases"]["substances"].tolist() == [1, 1, 0, 2]


def test_ingredient_or_brand_in_a_row_per_substance(tmp_path):
    rows = "id,brand,ingredient,dose\n1,Tylenol,Acetaminophen,500\n1,Lioresal,,10\n2,,,5\n"
    columns = 'case_id = "id"\nsubstance = { first_of = ["ingredient", "brand"] }\ndose = "dose"\n'
    report, tables = imported(tmp_path, rows, columns, HEAD.replace('"case"', '"substance"'))
    assert substances(tables) == {"1": ["Acetaminophen", "Lioresal"]}
    assert tables["substances"]["dose"].tolist() == [500, 10]
    assert "no substance named" in report.by_rule["rule"].tolist()


FLAGS = 'indicators = { Heroin = "HER", Fentanyl = "FEN" }, yes = ["Y"]'


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ('column = "OTHER", separator = ";"', ["Heroin", "Fentanyl", "Xylazine", "Kratom"]),
        ('columns = ["OTHER", "MORE"], separator = ";"', ["Heroin", "Fentanyl", "Xylazine", "Kratom", "Ethanol"]),
        ('columns = ["OTHER", "MORE"]', ["Heroin", "Fentanyl", "Xylazine; Kratom", "Ethanol"]),
        ('column = "MORE"', ["Heroin", "Fentanyl", "Ethanol"]),
    ],
)
def test_flags_and_others_as_text_both_count_flags_first(tmp_path, others, told):
    rows = "id,HER,FEN,OTHER,MORE\n1,Y,Y,Xylazine; Kratom,Ethanol\n2,,Y,,\n3,,,Xylazine,NA\n4,,,,\n"
    _, tables = imported(tmp_path, rows, f'case_id = "id"\nsubstance = {{ {FLAGS}, {others} }}\n')
    named = substances(tables)
    assert named["1"] == told and named["2"] == ["Fentanyl"] and "4" not in named
    assert tables["cases"]["substances"].tolist() == [len(told), 1, int("OTHER" in others), 0]


def test_flags_and_others_of_effects(tmp_path):
    columns = 'effect = { indicators = { Coma = "C" }, column = "signs", separator = "," }\n'
    imported(tmp_path, 'id,C,signs\n1,1,"Seizures (single),Tachycardia"\n2,0,Coma\n', f'case_id = "id"\n{columns}')
    store = open_store(tmp_path / "store")
    effects = store.run(store.effects).groupby("case_id")["effect"].agg(list).to_dict()
    assert len(effects["1"]) == 3 and effects["1"][0] == "Coma" and effects["2"] == ["Coma"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('case_id = { first_of = ["a", "b"] }', "unknown entry 'first_of'"),
        ('age = { first_of = ["a", "b"] }', "unknown entry 'first_of'"),
        ('effect = { first_of = ["a", "b"] }', "unknown entry 'first_of'"),
        ('county = { first_of = ["a"] }', "first_of is .'a'., expected two or more columns, each once"),
        ('county = { first_of = ["a", "a"] }', "expected two or more columns, each once"),
        ('county = { first_of = ["a", ""] }', "expected two or more columns, each once"),
        ('county = { first_of = "a" }', "first_of is 'a', expected a list of texts"),
        ('county = { first_of = ["a", "b"], column = "c" }', "got column and first_of"),
        ('substance = { first_of = ["a", "b"], columns = ["c"] }', "got columns and first_of"),
        ('substance = { indicators = { A = "a" }, column = "b", columns = ["c"] }', "got column and columns and"),
        ('substance = { indicators = { A = "a" }, first_of = ["b", "c"] }', "got first_of and indicators"),
        ("substance = { indicators = {} }", "expected one of column, columns, first_of, indicators, got none"),
    ],
)  # fmt: skip
def test_faults_are_named(entry, fault):
    with pytest.raises(DataError, match=fault):
        parse_mapping(f"{HEAD}{entry}\n")


DOSES = {
    "200 mg": (200, "mg"), "2 tabs": (2, "tabs"), "5mL": (5, "mL"), "1/2 tab": (0.5, "tab"), "0.5 g": (0.5, "g"),
    "1 1/2 tabs": (1.5, "tabs"), "½ tab": (0.5, "tab"), "1½ tabs": (1.5, "tabs"), "1,000 mg": (1000, "mg"),
    ".25mg": (0.25, "mg"), "~200 mg": (200, "mg"), "approx. 3 pills": (3, "pills"), "200-mg": (200, "mg"),
    "2 (two) tabs.": (2, "tabs"), "200": (200, None), "10 mg/kg": (10, "mg/kg"), "3 µg": (3, "mcg"),
    "  40   mg ": (40, "mg"), "NA": (None, None), "": (None, None), "3 / 4 tsp": (0.75, "tsp"),
}  # fmt: skip
NO_DOSES = ("unknown", "1-2 tabs", "2 x 200 mg", "5 mg/24 h", "mg", "x2 tabs", "1/0 tab", "<5 mg")


def dosed(tmp_path, cells, columns, head=HEAD, name="Baclofen"):
    rows = "id,drug,amount\n" + "".join(f'{n:02},{name},"{cell}"\n' for n, cell in enumerate(cells))
    return imported(tmp_path, rows, f'case_id = "id"\nsubstance = "drug"\n{columns}', head)[1]["substances"]


@pytest.mark.parametrize("layout", ["case", "substance"])
def test_a_dose_and_its_unit_in_one_cell_are_taken_apart(tmp_path, layout):
    both = 'dose = "amount"\ndose_unit = "amount"\n'
    head = HEAD.replace('"case"', f'"{layout}"')
    taken = dosed(tmp_path, [*DOSES, *NO_DOSES], both, head)
    found = dict(zip([*DOSES, *NO_DOSES], zip(taken["dose"], taken["dose_unit"], strict=True), strict=True))
    assert {cell: found[cell] for cell in DOSES} == DOSES
    assert {found[cell] for cell in NO_DOSES if cell != "1/0 tab"} == {(None, None)} and found["1/0 tab"][0] is None
    rejects = pd.read_parquet(tmp_path / "store" / "rejects.parquet")
    unread = rejects[rejects["rule"] == "dose is no number"]
    assert set(unread["value"]) | {"1/0 tab"} == set(NO_DOSES) and set(unread["column"]) == {"amount"}


def test_doses_of_several_substances_in_one_cell(tmp_path):
    rows = "id,drug,amount\n1,Baclofen; Ethanol,20 mg; 2 drinks\n2,Baclofen; Ethanol,1/2 tab\n"
    columns = (
        'case_id = "id"\nsubstance = { column = "drug", separator = ";" }\ndose = "amount"\ndose_unit = "amount"\n'
    )
    _, tables = imported(tmp_path, rows, columns)
    assert tables["substances"]["dose"].tolist() == [20, 2, None, None]  # half a tablet of which?
    assert tables["substances"]["dose_unit"].tolist() == ["mg", "drinks", "tab", "tab"]


def test_two_columns_are_read_as_they_were(tmp_path):
    rows = "id,drug,amount,unit\n1,Baclofen,20,mg (about 2 tabs)\n"
    columns = 'case_id = "id"\nsubstance = "drug"\ndose = "amount"\ndose_unit = "unit"\n'
    _, tables = imported(tmp_path, rows, columns)
    assert tables["substances"][["dose", "dose_unit"]].iloc[0].tolist() == [20, "mg (about 2 tabs)"]


def test_a_dose_with_its_unit_in_a_linked_table(tmp_path):
    folder = tmp_path / "linked"
    folder.mkdir()
    (folder / "demo.csv").write_text("id,day\n1,2020-01-05\n")
    (folder / "drug.csv").write_text("id,seq,drug\n1,1,Baclofen\n1,2,Ethanol\n")
    (folder / "dose.csv").write_text("id,seq,amount\n1,1,20 mg\n1,2,1/2 cup\n")
    head = HEAD.replace('"case"', '"linked"').replace("[columns]\n", "")
    tables = "".join(f'[tables.{name}]\nfile = "{file}*"\nkey = "id"\n' for name, file in
                     {"cases": "demo", "drug": "drug", "doses": "dose"}.items())  # fmt: skip
    amount = '{ table = "doses", column = "amount", rank = "seq" }'
    columns = (
        f'substance = {{ table = "drug", column = "drug", rank = "seq" }}\ndose = {amount}\ndose_unit = {amount}\n'
    )
    chosen = parse_mapping(f'{head}{tables}[columns]\ncase_id = "id"\n{columns}')
    import_cases(folder, mapping=chosen, into=tmp_path / "store")
    store = open_store(tmp_path / "store")
    found = store.run(store.substances.order_by("rank"))
    assert found["dose"].tolist() == [20, 0.5] and found["dose_unit"].tolist() == ["mg", "cup"]


@pytest.mark.parametrize("layout", ["case", "substance"])
def test_a_proposal_sees_a_dose_with_its_unit(tmp_path, layout):
    doses = ("200 mg", "2 tabs", "5mL", "1/2 tab", "0.5 g", "")
    rows = ""
    for n in range(40):
        number = n // 2 if layout == "substance" else n
        rows += f"{number},2020-01-{1 + n // 2:02},{'FM'[n // 2 % 2]},Drug {n % 5},{doses[n % 6]}\n"
    (tmp_path / "e.csv").write_text(f"Case ID,Call Date,Sex,Drug,Dose\n{rows}")
    found = propose_mapping(tmp_path / "e.csv")
    assert found.mapping.layout == layout
    assert {found.mapping.columns[name].column for name in ("dose", "dose_unit")} == {"Dose"}
    assert "number and its unit" in found.why["dose"]
    import_cases(tmp_path / "e.csv", mapping=found.mapping, into=tmp_path / "store")
    store = open_store(tmp_path / "store")
    taken = store.run(store.substances)
    assert set(taken["dose_unit"].dropna()) == {"mg", "tabs", "mL", "tab", "g"} and taken["dose"].min() == 0.5
