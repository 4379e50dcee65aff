"""Words in cells: yes/no columns, brackets behind a label, substances named twice, states and counties."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from cases.export import adds_up, mapping, run, table

from analysis.cases.clinical.effects import clinical_effects, effect_pairs
from analysis.cases.clinical.effects import therapies as performed
from analysis.cases.codebook.answers import answer
from analysis.cases.codebook.places import one_spelling
from analysis.cases.codebook.regions import region_of, state_of
from analysis.cases.store.store import frame_store, open_store
from analysis.cases.study.selection import select

START = 'name = "words"\ntitle = "Words"\ncodebook = "{version}"\nlayout = "case"\n[columns]\ncase_id = "id"\n'


def imported(folder, columns: str, *lines: str):
    """Import lines (the first the header) with these columns; give the report and the store."""
    content = "".join(f"{line}\n" for line in lines).encode()
    report, store = run(folder, content, mapping=mapping(folder, START + columns))
    assert adds_up(report, store)
    return report, store


def listed(store, rule: str) -> list[tuple[str, str]]:
    rejects = table(store, "rejects")
    found = rejects[rejects["rule"] == rule]
    assert found["kept"].all()
    return list(zip(found["column"], found["value"], strict=True))


SAID = {
    "yes": ("Y", "yes", "1", "1.0", "TRUE", "x", " Positive ", "POS", "detected", "Present", "+", "Checked"),
    "qualified": ("Y-A", "Y POPS", "Y (PTCH)", "Yes (trace)", "positive screen", "Y: patch", "Y;A", "+ (low)"),
    "no": ("", "N", "No", "0", "0.0", "false", "neg", "Negative", "Not detected", "ND", "-", "Unchecked"),
    "unknown": ("U", "unk", "Unknown", "N/A", "not tested", "?"),
    "odd": (
        "P",
        "TRACE",
        "PCP NEG",
        "STOLE MEDS",
        "2",
        "10",
        "Y?",
        "Y/N",
        "yes - ruled out",
        "Yesterday",
        "1 mg",
        "T40.5",
        "X42",
        "Y14",
        "X-ray",
        "Y1",
    ),
}


@pytest.mark.parametrize(("cell", "kind"), [(cell, kind) for kind, cells in SAID.items() for cell in cells])
def test_a_cell_of_a_yes_no_column_says_one_of_five_things(cell, kind):
    assert answer(cell) == kind


def test_words_of_a_mapping_come_first_and_may_turn_yes_and_no_round():
    assert [answer(cell, ["P"]) for cell in ("P", "p", "P (low)", "TRACE", "Y", "N")] == [
        *("yes", "yes", "qualified", "odd", "yes", "no")
    ]
    assert [answer(cell, ["N"]) for cell in ("N", "Y", "")] == ["yes", "no", "no"]


FLAGS = """
[columns.substance]
yes = ["Y"]
[columns.substance.indicators]
"Fentanyl" = "fen"
"Morphine" = "mor"
"""


def test_no_yes_is_read_as_no_and_what_is_neither_is_listed(tmp_path):
    lines = ["1,Y,N", "2,Y-A,", "3,positive,0", "4,TRACE,Y POPS", "5,,PCP NEG", "6,U,unknown", "7,1,N/A"]
    report, store = imported(tmp_path, FLAGS, "id,fen,mor", *lines)
    found = table(store, "substances")
    assert list(zip(found["case_id"], found["substance"], strict=True)) == [
        *(("1", "Fentanyl"), ("2", "Fentanyl"), ("3", "Fentanyl"), ("4", "Morphine"), ("7", "Fentanyl"))
    ]
    assert table(store, "cases")["substances"].tolist() == [1, 1, 1, 1, 0, 0, 1]
    assert sorted(listed(store, "neither yes nor no")) == [("fen", "TRACE"), ("mor", "PCP NEG")]
    unknown = {(row["label"], row["nearest"]): row["count"] for row in report.unknown_labels.to_dict("records")}
    assert unknown == {("Y-A", "yes"): 1, ("Y POPS", "yes"): 1, ("TRACE", ""): 1, ("PCP NEG", ""): 1}
    assert "substance, yes/no columns: taken as yes 'Y-A' (1), 'Y POPS' (1)." in report.notes
    assert "substance, yes/no columns: not known 'unknown' (1), 'U' (1)." in report.notes


BEHIND = """
effect = {{ column = "effects", separator = ";" }}
therapy = {{ column = "therapies", separator = ";" }}
substance = "drug"
"""


def counted(store, table_name: str) -> list[tuple]:
    found = table(store, table_name)
    return [tuple(None if cell != cell else cell for cell in row) for row in found.itertuples(index=False)]


@pytest.mark.parametrize("rows", [1, 900])
def test_what_stands_behind_an_effect_or_a_therapy_is_its_relatedness_or_status(tmp_path, rows):
    lines = [
        '1,Coma (not related); Vomiting,"Naloxone (Recommended, not performed); Oxygen",Heroin',
        "2,Bradycardia - unknown if related;Wobbly [NR],Naloxone: performed,Heroin",
        "3,Coma (Related);Dysrhythmia (V. tach/V. fib);coma (deep),Sedation (other),Heroin",
    ]
    lines += [f"{number},Coma (not related),Oxygen,Heroin" for number in range(4, 4 + rows)]
    report, store = imported(tmp_path, BEHIND, "id,effects,therapies,drug", *lines)
    effects, therapies = counted(store, "effects"), counted(store, "therapies")
    assert effects[:7] == [
        ("1", "Coma", "Not related"),
        ("1", "Vomiting", None),
        ("2", "Bradycardia", "Unknown if related"),
        ("2", "Wobbly", "Not related"),
        ("3", "Coma", "Related"),
        ("3", "Dysrhythmia (V. tach/V. fib)", None),
        ("3", "coma (deep)", None),
    ]
    assert therapies[:4] == [
        ("1", "Naloxone", "Recommended, not performed/unknown"),
        ("1", "Oxygen", None),
        ("2", "Naloxone", "Performed, not recommended"),
        ("3", "Sedation (other)", None),
    ]
    assert set(report.unknown_labels["label"]) == {"Wobbly", "coma (deep)"}
    study = select(open_store(store))
    shown = clinical_effects(study).set_index("effect")["n"].to_dict()
    assert shown == {"Coma": 1, "Vomiting": 1, "Dysrhythmia (V. tach/V. fib)": 1, "coma (deep)": 1}
    assert performed(study)["therapy"].tolist().count("Naloxone") == 1
    assert set(effect_pairs(study)["effect"]) == set(shown)


def test_a_substance_named_again_in_a_cell_is_one_of_its_case(tmp_path):
    lines = (
        "1,Heroin; Heroin",
        "2,heroin ;HEROIN;Bath salts;bath  Salts",
        "3,Heroin;Fentanyl",
        "4,Fentanyl;Heroin;fentanyl",
    )
    _, store = imported(tmp_path, 'substance = {{ column = "drug", separator = ";" }}\n', "id,drug", *lines)
    assert [row[:3] for row in counted(store, "substances")] == [
        ("1", 1, "Heroin"),
        ("2", 1, "heroin"),
        ("2", 2, "Bath salts"),
        ("3", 1, "Heroin"),
        ("3", 2, "Fentanyl"),
        ("4", 1, "Fentanyl"),
        ("4", 2, "Heroin"),
    ]
    assert table(store, "cases")["substances"].tolist() == [1, 2, 2, 2]


@pytest.mark.parametrize("again", ["Bath salts", "Bathsalts", "BATH SALTS", "bath  Salts"])
def test_names_that_differ_in_spaces_or_capitals_are_alike_whatever_else_the_file_has(tmp_path, again):
    for others in ("Fentanyl;Heroin", "heroin;Xylazine;HEROIN"):  # the second has names that differ in capitals
        lines = (f"1,Bath salts; {again}", f"2,{others}", "3,Bath salts")
        _, store = imported(tmp_path, 'substance = {{ column = "drug", separator = ";" }}\n', "id,drug", *lines)
        assert table(store, "cases")["substances"].tolist() == [1, 2, 1]


WITH_DOSES = """
substance = {{ column = "drug", separator = ";" }}
generic_code = "code"
dose = "dose"
"""


def test_a_substance_with_another_dose_stays_and_counts_once_and_products_of_one_code_are_several(tmp_path):
    lines = (
        "1,Heroin;Heroin,7;7,5;5",
        "2,Heroin;HEROIN,7;7,5;9",
        "3,Tylenol;Paracetamol;Heroin,3;3;7,1;1;1",
        "4,Heroin;Heroin,7,5",
    )
    _, store = imported(tmp_path, WITH_DOSES, "id,drug,code,dose", *lines)
    found = table(store, "substances")
    assert list(zip(found["case_id"], found["substance"], found["dose"], strict=True)) == [
        *(("1", "Heroin", 5), ("2", "Heroin", 5), ("2", "HEROIN", 9)),
        *(("3", "Tylenol", 1), ("3", "Paracetamol", 1), ("3", "Heroin", 1), ("4", "Heroin", 5)),
    ]
    assert table(store, "cases")["substances"].tolist() == [1, 1, 3, 1]
    lines = ("1,Heroin;Heroin,7;7,5;5", "2,Heroin;HEROIN,7;7,5;9", "3,Heroin;Fentanyl;heroin,7;8;7,1;2;3")
    _, store = imported(tmp_path, WITH_DOSES, "id,drug,code,dose", *lines)
    assert table(store, "cases")["substances"].tolist() == [1, 1, 2]


PLACES = 'state = "st"\ncounty = "cnty"\n'


def test_a_state_and_a_county_have_one_spelling_in_a_store_and_the_folding_is_told(tmp_path):
    lines = ["1,PA,Berks", "2,Pennsylvania,BERKS", "3,Penna.,Berks County", "4,pa,berks co.", "5,Unknown,Unknown"]
    lines += ["6,PA,Berks", "7,UNK,N/A", '8,md,"Baltimore City"', "9,Ontario,Baltimore County"]
    report, store = imported(tmp_path, PLACES, "id,st,cnty", *lines)
    cases = table(store, "cases").sort_values("case_id").fillna({"state": "", "county": ""})
    assert cases["state"].tolist() == ["PA"] * 4 + ["", "PA", "", "MD", "Ontario"]
    assert cases["county"].tolist() == ["Berks"] * 4 + ["", "Berks", "", "Baltimore City", "Baltimore County"]
    assert "county: 'BERKS' (1), 'Berks County' (1), 'berks co.' (1) written 'Berks'." in report.notes
    assert "state: 'UNK' (1), 'Unknown' (1) taken as not known." in report.notes


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (("PA", "Pa.", "penna", "PENNSYLVANIA", "State of Pennsylvania"), "PA"),
        (("DC", "D.C.", "Washington, D.C.", "District of Columbia"), "DC"),
        (("NC", "N.C.", "N. Carolina", "north carolina"), "NC"),
        (("Washington", "WA", "Washington State", "Wash."), "Washington"),
        (("Ontario", "ONTARIO", "ontario "), "Ontario"),
    ],
)
def test_spellings_of_a_state_are_one(cells, place):
    counts = dict.fromkeys(cells, 1) | {cells[0]: 9}
    assert set(one_spelling("state", counts).values()) == {place}


@pytest.mark.parametrize(
    "cells",
    [
        ("Berks", "BERKS", "berks county", "Berks Co.", "Berks, PA", "County of Berks", "Berks County, Pennsylvania"),
        ("St. Mary's", "Saint Marys", "ST MARYS COUNTY"),
        ("DeKalb", "De Kalb", "DE KALB CNTY"),
        ("Orleans Parish", "Orleans", "ORLEANS PARISH"),
        ("Do\u00f1a Ana", "Dona Ana County"),
    ],
)
def test_spellings_of_a_county_are_one(cells):
    counts = dict.fromkeys(cells, 1) | {cells[0]: 9}
    assert set(one_spelling("county", counts).values()) == {cells[0]}


def test_places_that_differ_stay_apart():
    cells = ("Baltimore City", "Baltimore County", "Berks, PA", "Berks, NJ", "Berks", "St. Louis", "St. Louis City")
    found = one_spelling("county", dict.fromkeys(cells, 1))
    assert found == {cell: cell for cell in cells}
    unknown = ("Unknown", "UNK", "N/A", "unknown county", "(not stated)", "-", "??")
    assert set(one_spelling("county", dict.fromkeys(unknown, 1)).values()) == {None}


STATES = """Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware District_of_Columbia Florida
Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota
Mississippi Missouri Montana Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota
Ohio Oklahoma Oregon Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia
Washington West_Virginia Wisconsin Wyoming"""
CODES = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
CODES += " OR PA RI SC SD TN TX UT VT VA WA WV WI WY"


def test_every_state_is_known_by_name_and_postal_code():
    names = [name.replace("_", " ") for name in STATES.split()]
    assert [state_of(name) for name in names] == list(zip(CODES.split(), names, strict=True))
    assert [state_of(code) for code in CODES.split()] == list(zip(CODES.split(), names, strict=True))
    assert state_of("Puerto Rico") == ("PR", "Puerto Rico")
    assert [region_of(name) for name in ("Okla.", "OKLAHOMA", "Puerto Rico", "Ontario", "P4", "")] == [
        *("South", "South", None, None, None, None)
    ]


@pytest.mark.parametrize("doses", ["", 'dose = "dose"\n'])
def test_a_cell_that_names_no_substance_is_none(tmp_path, doses):
    lines = ("1,0,1", "2,None,1", "3,no,1", "4,-,1", "5,Heroin;0,1;2", "6,Unknown,1", "7,0.0;none,1;1", "8,No Doz,1")
    columns = 'substance = {{ column = "drug", separator = ";" }}\n' + doses
    _, store = imported(tmp_path, columns, "id,drug,dose", *lines)
    assert table(store, "cases")["substances"].tolist() == [0, 0, 0, 0, 1, 1, 0, 1]
    assert table(store, "substances")["substance"].tolist() == ["Heroin", "Unknown", "No Doz"]


def test_columns_of_substances_with_nothing_in_them_are_none(tmp_path):
    lines = ("1,Heroin,0", "2,0,None", "3,-,Heroin")
    _, store = imported(tmp_path, 'substance = {{ columns = ["a", "b"] }}\n', "id,a,b", *lines)
    assert table(store, "cases")["substances"].tolist() == [1, 0, 1]
    assert table(store, "substances")["rank"].tolist() == [1, 1]


@pytest.mark.parametrize("arrow", [False, True])
def test_an_empty_text_in_a_frame_is_missing_and_no_level(arrow):
    cases = pd.DataFrame(
        {"case_id": ["1", "2", "3", "4"], "sex": ["Female", "", "  ", None], "state": ["", "PA", "PA", "PA"]}
    )
    drugs = pd.DataFrame({"case_id": ["1", "2"], "substance": ["Heroin", ""]})
    given = [pa.Table.from_pandas(frame) if arrow else frame for frame in (cases, drugs)]
    store = frame_store(*given)
    shown = store.run(store.cases.select("case_id", "sex", "state")).set_index("case_id")
    assert shown.count().to_dict() == {"sex": 1, "state": 3}
    assert store.run(store.cases.order_by("case_id").select("substances"))["substances"].tolist() == [1, 0, 0, 0]


def test_unknown_labels_are_listed_by_how_often_they_stand_then_by_name(tmp_path):
    lines = ["1,Zed", "2,Zed", "3,Wobbly", "4,Able"]
    report, _ = imported(tmp_path, 'medical_outcome = "out"\n', "id,out", *lines)
    assert report.unknown_labels["label"].tolist() == ["Zed", "Able", "Wobbly"]
