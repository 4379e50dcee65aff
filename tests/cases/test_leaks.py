"""What is planted in an export, in mapped and other columns, kept and rejected rows, is in no file and on no screen."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from cases.export import HEADER, MAPPING, mapping

from analysis import __main__
from analysis.cases.counts.denominators import denominator_of, read_denominator
from analysis.cases.counts.published import read_counted
from analysis.cases.importing.import_cases import import_cases
from analysis.cases.proposal.propose import propose_mapping
from analysis.errors import DataError

HEADINGS = (
    """
pt_nm|caller|Med Rec|Tel|Nombre|SS#|HPI|Photo|Who called|Informant|Mother|Dad|Guardian|Next of kin|NOK
Relative|Contact|Contact2|Callback|Ph|Ph No|Cell|Handy|Mobil|Rufnummer|Numéro|Fono|Reached at|Best number|Line
Fax 2|Pager|Mail|Courriel|Correo|Login|Handle|Twitter|Facebook|Web|IP addr|MAC|IMEI|Device|Serial|Plate|VIN
Licence|Chart|Chart #|Acct|Account|Policy|Medicaid|Medicare ID|HICN|Beneficiary|Member|Subscriber|Group no
Claim|Encounter|Visit no|FIN|HAR|CSN|Kassennummer|NHS|CURP|RUT|Steuer-ID|INSEE|Aadhaar|Born|YOB|Anniv
Birthplace|Home|Residence|Domicilio|Wohnort|Straße|Rue|Addr1|Apt|City2|Landmark|Directions|GPSx|XY|Map|School
Employer|Workplace|Church|Room|Bed|HPI2|Story|Hx|S|O|A/P|Log|What happened|Verbatim|Transcript|Follow up text
Dictation|Memo|Misc|x1|Column 1|Unnamed: 0|Face|Voice|Fingerprint
""".strip()
    .replace("\n", "|")
    .split("|")
)
KINDS = {
    "name": "Jane Quuxley{}",
    "phone": "(215) 555-{:04}",
    "record": "MRN 7731{:04}",
    "social": "731-55-{:04}",
    "mail": "quuxley{}@example.org",
    "story": "zebrafish{} she said that her neighbor, who keeps bees at the mill, found the bottle empty in the shed",
}
# What must be found nowhere: the telling part of every planted cell.
TELLS = {
    "name": "Quuxley",
    "phone": "555-0",
    "record": "7731",
    "social": "731-55",
    "mail": "@example",
    "story": "zebrafish",
}
GOOD = ["{id}", "01/{day:02}/2020", "{age}", "Years", "Female", "19104", "Intentional - Abuse", "Minor effect", "70"]
GOOD += ["Baclofen; Ethanol", "Drowsiness/lethargy"]
NAMES = HEADER.split(",")
# Columns in which a name or a narrative alone cannot be told from what belongs there.
OPEN = {"Case Number", "Substance"}


def planted(number: int) -> dict[str, str]:
    return {kind: cell.format(number) for kind, cell in KINDS.items()}


def good(number: int) -> list[str]:
    return [cell.format(id=f"K{number}", day=1 + number % 28, age=20 + number % 40) for cell in GOOD]


def rows():
    """Yield rows: good ones, one per mapped column and kind with a planted cell, and those that are rejected."""
    for number in range(30):
        yield good(number)
    number = 100
    for place, name in enumerate(NAMES):
        for kind in KINDS:
            if place == 0 or (name in OPEN and kind in ("name", "story")):
                continue
            row = good(number := number + 1)
            row[place] = planted(number)[kind]
            yield row
            yield [row[0], *good(number + 1)[1:6], row[6], "Death", *row[8:]]  # the same id with other values
            yield ["", *row[1:]]


def export() -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*NAMES, *HEADINGS])
    cells = [planted(place)[list(KINDS)[place % len(KINDS)]] for place in range(len(HEADINGS))]
    for row in rows():
        writer.writerow([*row, *cells])
    writer.writerow([*good(900), *cells, "one", "too", "many"])  # rows whose cells cannot be told apart
    writer.writerow([*good(901), *cells[:5]])
    out.write(f'K902,"{planted(902)["name"]}"x,{",".join(planted(902).values())}\n')
    return out.getvalue().encode()


def shown(path: Path) -> str:
    """Give all that a file says, also in the parts of a zip and the cells of a table."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def leaks(text: str) -> list[str]:
    return [kind for kind, tell in TELLS.items() if tell in text]


def run(capsys, monkeypatch, *arguments) -> str:
    """Run the program; give all that the screen shows."""
    monkeypatch.setattr(sys, "argv", ["poison-center", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        __main__.main()
    told = capsys.readouterr()
    assert end.value.code == 0, told.err
    return told.out + told.err


STUDY = """title = "Baclofen"
store = "store"
[selection]
substance = "Baclofen"
[table_1]
variables = ["sex", "route", "reason", "medical_outcome"]
"""


def test_there_are_a_hundred_headings_and_the_export_holds_what_is_planted():
    assert len(HEADINGS) >= 100 and len(set(HEADINGS)) == len(HEADINGS)
    assert leaks(export().decode()) == list(TELLS)


def test_nothing_planted_leaves_the_export(tmp_path, capsys, monkeypatch):
    source, store, proposed = tmp_path / "export.csv", tmp_path / "store", tmp_path / "proposed.toml"
    source.write_bytes(export())
    said = {
        "import": run(capsys, monkeypatch, "cases", "import", source, "--mapping", mapping(tmp_path), "--into", store)
    }
    said["map"] = run(capsys, monkeypatch, "cases", "map", source)
    said["map to a file"] = run(capsys, monkeypatch, "cases", "map", source, "--output", proposed)
    (tmp_path / "study.toml").write_text(STUDY)
    said["paper"] = run(capsys, monkeypatch, "paper", tmp_path / "study.toml", "--into", tmp_path / "paper")
    for verb in (["table1"], ["effects"], ["outcomes", "--by", "sex"], ["table1", "--format", "csv"]):
        said[" ".join(verb)] = run(capsys, monkeypatch, "cases", verb[0], store, *verb[1:])
    said |= {
        str(path.relative_to(tmp_path)): shown(path)
        for path in [*store.iterdir(), *(tmp_path / "paper").iterdir(), proposed]
    }
    assert {what: found for what, text in said.items() if (found := leaks(text))} == {}
    cases, rejects = pd.read_parquet(store / "cases.parquet"), pd.read_parquet(store / "rejects.parquet")
    assert len(cases) > 80 and len(rejects) > 100 and "[withheld: phone number]" in set(cases["medical_outcome"])


NO_HEADINGS = [
    b"K1,Jane Quuxley,01/05/2020,30,Female,Minor effect\nK2,John Quuxley,01/06/2020,31,Male,Death\n",
    b"Jane Quuxley;Female;Minor effect;Baclofen\nJohn Quuxley;Female;Minor effect;Baclofen\n",
    b"7731,55,19104\n7732,56,19104\n",
    b"Quuxley,(215) 555-0123,zebrafish\nRoe,(215) 555-0124,x\n",
    b"quuxley@example.org\tFemale\nroe@example.org\tMale\n",
    b"Quuxley\t1990-02-03 13:45\tzebrafish\nRoe\t1990-02-04\ty\n",
    b'"Quuxley, Jane",3 Feb 2020,F\n"Roe, Jim",4 Feb 2020,F\n',
    b"Female,Home,Baclofen,Quuxley\nFemale,Home,Baclofen,Roe\nMale,School,Zolpidem,Poe\n",
    b"Jane Quuxley|Minor effect\nJim Roe|Minor effect\n",
    b"1,Quuxley\n2,Roe\n3,Poe\n",
]


@pytest.mark.parametrize("content", NO_HEADINGS)
def test_a_file_without_headings_does_not_show_its_first_row(tmp_path, content):
    path = tmp_path / "bare.csv"
    path.write_bytes(content)
    for asked in (
        lambda: propose_mapping(path),
        lambda: import_cases(path, mapping=mapping(tmp_path), into=tmp_path / "s"),
        lambda: read_counted(path),
        lambda: denominator_of(read_denominator(path), ["year"], pd.DataFrame({"year": [2020]})),
    ):
        with pytest.raises(DataError) as refused:
            asked()
        assert leaks(str(refused.value)) == [] and "Female" not in str(refused.value)


@pytest.mark.parametrize(
    "content", ["month,year,n\n{},2018,5\nFeb,2018,7\n", "date,n\n{},5\n01/02/2020,6\n", "week,n\n{},5\n2,6\n"]
)
def test_a_cell_that_is_no_period_is_shown_masked(tmp_path, content):
    for kind, cell in planted(4).items():
        (tmp_path / "a.csv").write_text(content.format(f'"{cell}"'))
        with pytest.raises(DataError) as refused:
            read_counted(tmp_path / "a.csv")
        assert leaks(str(refused.value)) == [], kind


@pytest.mark.parametrize("cell", [cell.format(5) for cell in KINDS.values()])
def test_a_size_of_people_that_is_no_number_is_shown_masked(cell):
    table = pd.DataFrame({"year": ["2020"], "population": [cell]})
    with pytest.raises(DataError) as refused:
        denominator_of(table, ["year"], pd.DataFrame({"year": [2020]}))
    assert leaks(str(refused.value)) == []


WITH_PLACES = (
    MAPPING.replace('zip3 = "Zip Code"', 'zip3 = "Zip Code"\nstate = "State"\ncounty = "County"')
    + '\n[attributes]\nward = "Ward"\n'
)
NAMED = (
    "Jane Quuxley",
    "QUUXLEY, JANE",
    "Mr. Quuxley",
    "Mar\u00eda Quuxley",
    "name: Quuxley",
    "Quuxley (215) 555\u20130123",
)


def with_places(tmp_path, suffix: str) -> Path:
    """Write an export whose file, sheet, headings, places and own column are those of a person."""
    frame = pd.DataFrame([good(number) for number in range(60)], columns=NAMES)
    frame["State"], frame["County"], frame["Ward"] = "PA", "Jim Wells County", "North"
    for place, cell in enumerate(NAMED):
        for column in ("State", "County", "Ward"):
            frame.loc[place, column] = cell
    frame["Jane Quuxley"] = frame["MRN 7731"] = frame["(215) 555-0123"] = "x"
    path = tmp_path / f"Jane Quuxley 215-555-0123{suffix}"
    if suffix == ".csv":
        frame.to_csv(path, index=False)
    else:
        with pd.ExcelWriter(path) as book:
            for sheet in ("Jane Quuxley", "Jim Quuxley"):
                frame.to_excel(book, sheet_name=sheet, index=False)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("privacy", ["limited", "safe-harbor"])
def test_names_of_files_and_sheets_headings_places_and_own_columns_tell_of_nobody(
    tmp_path, monkeypatch, capsys, suffix, privacy
):
    path, store = with_places(tmp_path, suffix), tmp_path / "store"
    own = ["--mapping", mapping(tmp_path, WITH_PLACES), "--into", store, "--privacy", privacy]
    said = run(capsys, monkeypatch, "cases", "import", path, *own)
    assert leaks(said.replace(path.name, "")) == []
    assert {file.name: leaks(shown(file)) for file in store.iterdir()} == {file.name: [] for file in store.iterdir()}
    cases = pd.read_parquet(store / "cases.parquet")
    if privacy == "limited":
        assert (
            set(cases["county"]) > {"Jim Wells County", "[withheld: name]"} and "PRIVACY: the names of 1 files" in said
        )
        assert set(cases["ward"]) > {"North", "[withheld: name]"} and set(cases["state"]) > {"PA", "[withheld: name]"}
