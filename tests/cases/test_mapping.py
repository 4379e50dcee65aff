"""Mappings: what the shipped ones read, how labels become terms, and every fault of a file said at once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.mapping.model import LABELED, TARGETS
from analysis.cases.mapping.read import mapping_names, parse_mapping, read_mapping
from analysis.cases.mapping.write import mapping_toml
from analysis.cases.store.schema import CASES, EFFECTS, SUBSTANCES, THERAPIES
from analysis.errors import DataError

GOOD = """
name = "small"
title = "Small"
codebook = "2026.1"
layout = "case"

[columns]
case_id = "No"
sex = "Gender"
date = { column = "Day", formats = ["%m/%d/%Y"] }
age = { value = "Age", unit = "Unit" }
substance = { column = "Drug", separator = ";" }
dose = "Dose"
medical_outcome = "Outcome"
effect = "Reaction"

[labels.medical_outcome]
"MOD" = "moderate EFFECT"
"?" = ""

[own_labels.medical_outcome]
"Alive" = "Survived"

[constants]
species = "Human"
"""


def test_the_targets_are_the_columns_of_the_store():
    derived = {"file", "row", "age_years", "age_group", "substances", "rank", "synthetic"}
    stored = {name for schema in (CASES, SUBSTANCES, EFFECTS, THERAPIES) for name in schema.names}
    assert set(TARGETS) - {"age"} == stored - derived


def test_the_shipped_mappings_are_the_two_export_shapes_the_two_real_files_and_the_synthetic_one():
    assert mapping_names() == ["faers", "faers_ascii", "npds", "odin", "pa_case_listing", "wa_exposures"]
    for name in mapping_names():
        mapping = read_mapping(name)
        assert mapping.name == name
        assert mapping.about
        assert parse_mapping(mapping_toml(mapping)) == mapping


def test_a_mapping_is_read_into_its_parts():
    mapping = parse_mapping(GOOD)
    assert mapping.columns["sex"].column == "Gender"
    assert mapping.columns["date"].formats == ("%m/%d/%Y",)
    assert mapping.columns["age"].names() == ("Age", "Unit")
    assert mapping.source_columns() == ("No", "Gender", "Day", "Age", "Unit", "Drug", "Dose", "Outcome", "Reaction")
    assert mapping.constants == {"species": "human"}
    assert mapping.labels == {"medical_outcome": {"MOD": "Moderate effect", "?": ""}}
    assert mapping.tables["cases"].file == "*"


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("mod ", ("Moderate effect", "labels")),
        ("?", ("", "labels")),
        ("ALIVE", ("Survived", "own")),
        ("Major Effect", ("Major effect", "codebook")),
        ("Modrate effect ", ("Modrate effect", "unknown")),
    ],
)
def test_a_label_becomes_a_term_or_stays_as_it_is(label, term):
    assert parse_mapping(GOOD).term("medical_outcome", label) == term


def test_labels_of_another_vocabulary_are_kept_word_for_word():
    mapping = parse_mapping('verbatim = ["effect"]\n' + GOOD)
    assert mapping.term("effect", " Dyspnoea ") == ("Dyspnoea", "verbatim")
    assert parse_mapping(GOOD).term("effect", "Dyspnoea") == ("Dyspnea", "codebook")


BAD = """
name = "x"
codebook = "1999.1"
layout = "wide"
speling = 1
[read]
skip_rows = -1
seperator = ";"
[tables.cases]
file = 3
[columns]
sex = "Gender"
sex = "Sex"
gendr = "G"
route = ["Route 1", "Route 2"]
age = { value = "Age" }
county = ""
substance = { column = "S", columns = ["a"] }
effect = { table = "reac", column = "pt", foo = 1 }
status = "T"
date = { column = "D", formats = "%Y" }
[labels.medical_outcome]
"MOD" = "Modrate effect"
[labels.outcome]
a = "b"
[own_labels.sex]
X = " "
[constants]
species = "humn"
sex = "Male"
"""
FAULTS = [
    "line 13, [columns]: two columns for target 'sex'; keep one.",
    "unknown entry 'speling'; remove it or correct its name.",
    "no title; add it.",
    "codebook is version '1999.1', expected '2026.1'",
    "layout is 'wide', expected one of case, substance, linked.",
    "[read]: unknown entry 'seperator'",
    "[read]: skip_rows is -1, expected a whole number, 0 or more.",
    "[tables.cases]: file is 3, expected text.",
    "[columns], gendr: unknown target",
    "[columns], route: two columns for one target ('Route 1', 'Route 2'); keep one.",
    "[columns], age: value needs one of unit and fixed_unit.",
    "[columns], county: expected the name of a column, got nothing.",
    "[columns], substance: expected one of column, columns, first_of, indicators, got column and columns.",
    "[columns], effect: unknown entry 'foo'",
    "[columns], effect: table 'reac' has no [tables.reac]; add it.",
    "[columns], status: no column for therapy, which it belongs to; add therapy.",
    "[columns], date: formats is '%Y', expected a list of texts.",
    "[labels.medical_outcome]: 'MOD' means 'Modrate effect', which is no term of medical_outcome; the nearest is",
    "[labels.outcome]: no target with a vocabulary",
    "[own_labels.sex]: 'X' has no words to be kept under; add them.",
    "[constants], species: 'humn', which is no term of species; the nearest is 'human'.",
    "[constants], sex: the target has a column too; keep one of them.",
]


def test_every_fault_of_a_file_is_said_at_once(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_mapping(path)
    said = caught.value.faults
    assert all(fault.startswith("bad.toml: ") for fault in said)
    assert [wanted for wanted in FAULTS if not any(wanted in fault for fault in said)] == []
    assert len(said) == len(FAULTS)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('layout = "case"', 'layout = "linked"', "no [tables.cases]; name the table"),
        ('layout = "case"', 'layout = "case"\n[tables.drug]\nfile = "d"', "layout 'case' has only [tables.cases]"),
        ('case_id = "No"\n', "", None),
        ('codebook = "2026.1"', "codebook = 2026", "codebook is 2026, expected text."),
        ('sex = "Gender"', "sex = 5", "sex: got 5, expected the name of a column."),
        ('"Unit" }', '"Unit", fixed_unit = "Years" }', "value needs one of unit and fixed_unit."),
        ("[labels.medical_outcome]", "[labels.county]", "[labels.county]: no target with a vocabulary"),
        ('title = "Small"', 'title = "Small', "expected TOML, got:"),
        ("[constants]", "columns = 3\n[constants]", None),
        ('species = "Human"', 'substance = "Heroin"', "no target that is the same for all cases"),
    ],
)
def test_single_faults(old, new, fault):
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    if fault is None:
        parse_mapping(text.replace("columns = 3\n", ""))
        return
    with pytest.raises(DataError) as caught:
        parse_mapping(text, name="small.toml")
    assert fault in str(caught.value)


def test_a_row_per_substance_needs_a_case_id():
    text = GOOD.replace('layout = "case"', 'layout = "substance"').replace('case_id = "No"\n', "")
    with pytest.raises(DataError, match="no case_id, which joins the rows of a case"):
        parse_mapping(text)


def test_columns_that_are_no_table_are_one_fault_and_no_traceback():
    with pytest.raises(DataError, match="columns is 3, expected table"):
        parse_mapping('name="a"\ntitle="b"\ncodebook="2026.1"\nlayout="case"\ncolumns=3')


def test_an_unknown_name_and_a_missing_file_say_what_there_is(tmp_path):
    with pytest.raises(DataError, match="one of faers, faers_ascii, npds, odin"):
        read_mapping("toxicall")
    with pytest.raises(DataError, match=r"expected a TOML file, found none of this name"):
        read_mapping(tmp_path / "none.toml")


def _labels(path: Path, column: str) -> set[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return {row[column].strip() for row in csv.DictReader(file)}


def _headings(path: Path) -> set[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return set(next(csv.reader(file)))


def _files_of(mapping, folder: Path) -> dict[str, Path]:
    if mapping.layout != "linked":
        return {"cases": folder / "pa_odin_OD_cleaned.csv"}
    return {table: next(folder.glob(entry.file)) for table, entry in mapping.tables.items()}


@pytest.mark.parametrize(("name", "labels"), {"odin": 17, "faers": 8}.items())
def test_the_public_files_have_the_mapped_columns_and_no_label_that_is_unknown(name, labels, public_files):
    mapping, codebook, checked = read_mapping(name), read_codebook(), 0
    files = _files_of(mapping, public_files)
    for table, path in files.items():
        assert set(mapping.source_columns(table)) <= _headings(path), table
    for target, source in mapping.columns.items():
        labeled, column = ("age_group", source.group) if target == "age" else (target, source.column)
        if labeled in LABELED and column:
            found = _labels(files[source.table or "cases"], column) - set(mapping.read.missing)
            assert {label for label in found if mapping.term(labeled, label, codebook)[1] == "unknown"} == set()
            checked += len(found)
    assert checked >= labels


LINKED = """
name = "linked"
title = "Linked"
codebook = "2026.1"
layout = "linked"

[tables.cases]
file = "c*"
key = "id"

[tables.drug]
file = "d*"
key = "id"

[tables.doses]
file = "a*"
key = "id"

[columns]
case_id = "id"
substance = { table = "drug", column = "name", rank = "seq" }
dose = { table = "doses", column = "amount", rank = "seq" }
"""


def test_what_stands_in_a_table_beside_its_leader_needs_the_number_that_joins_them():
    mapping = parse_mapping(LINKED)
    assert (mapping.columns["dose"].table, mapping.columns["dose"].rank) == ("doses", "seq")
    for old, new in (('"name", rank = "seq"', '"name"'), ('"amount", rank = "seq"', '"amount"')):
        with pytest.raises(DataError, match="stands in another table than substance; give both the column"):
            parse_mapping(LINKED.replace(old, new, 1))


def test_a_pattern_between_slashes_must_be_one_that_divides():
    assert parse_mapping(GOOD.replace('separator = ";"', 'separator = "/[;|]/"')).columns
    for wrong in ('"/[/"', '"/x*/"'):
        text = GOOD.replace('separator = ";"', f"separator = {wrong}", 1)
        assert text != GOOD
        with pytest.raises(DataError, match="whose slashes hold no regular expression that divides"):
            parse_mapping(text)
