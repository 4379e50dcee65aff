"""Strict reading of a file of choices: every fault at once, with the nearest key."""

from __future__ import annotations

import re

import pytest
from paper.desks import plan

from analysis.errors import DataError
from analysis.paper import read_plan
from analysis.paper.example import EXAMPLE
from analysis.paper.study import SECTIONS


def faults(path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_plan(path)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[selecton]\n", "STUDY.toml, selecton: expected one of .* unknown key 'selecton'; did you mean 'selection'?"),
        ('[selection]\nsubstanse = "x"\n', "selection.substanse: .*did you mean 'substance'"),
        (
            "[selection]\nyears = [2020, 2010]\n",
            r"selection.years: expected a year or \[first, last\], got \[2020, 2010\]",
        ),
        ("[selection]\nyears = true\n", "selection.years: expected a year"),
        ('[selection]\nhow = "ever"\n', "selection.how: expected one of any, first, single, got 'ever'"),
        ("[selection]\nsubstance = []\n", "selection.substance: expected a name"),
        ("[selection]\nhuman_exposures = 1\n", "expected true or false, got 1"),
        ('[denominator]\nfile = "p.csv"\nper = 0\n', "denominator.per: expected a number above 0"),
        ("[denominator]\nper = 1000\n", "denominator: expected file"),
        ('[table_1]\nunknowns = "dropped"\n', "table_1.unknowns: expected one of excluded, kept"),
        ("[table_1]\nvariables = 3\n", "table_1.variables: expected a list of texts"),
        ('[tables]\noutcomes = ["fatal"]\n', "tables.outcomes: expected a list of some of serious"),
        ("[tables]\nlevel = 95\n", "tables.level: expected a share between 0 and 1"),
        ("[tables]\nrows = 0\n", "tables.rows: expected a whole number"),
        ('[figures]\nfigure_4 = "flow"\n', "figures.figure_4: .*did you mean 'figure_"),
        ('[figures]\nformats = ["gif"]\n', "figures.formats: expected a list of some of png, svg, pdf"),
        ('[trend]\nmodel = "loess"\n', "trend.model: expected one of quasi-poisson"),
        ('[audit]\nstop_at = "never"\n', "audit.stop_at: expected one of impossible, inconsistent"),
        ("selection = 3\n", "selection: expected a section of its own, got 3"),
        ("authors = 'me'\n", "authors: expected a list of texts"),
    ],
)
def test_a_fault_names_file_key_expected_and_got(tmp_path, text, said):
    (tmp_path / "store").mkdir()
    said_of = faults(plan(tmp_path, text))
    assert len(said_of) == 1 and re.search(said, said_of[0]), said_of
    assert said_of[0].startswith("STUDY.toml")


def test_all_faults_are_said_at_once(tmp_path):
    path = tmp_path / "STUDY.toml"
    path.write_text('titel = "x"\n[tables]\nlevel = "high"\nrow = 3\n')
    said = faults(path)
    assert len(said) == 5
    assert any("title = ..." in fault for fault in said) and any("store = ..." in fault for fault in said)


def test_a_missing_store_and_a_missing_file(tmp_path):
    assert "store: expected the folder of a case store, got 'nowhere'" in faults(plan(tmp_path, store="nowhere"))[0]
    assert "found none" in faults(tmp_path / "absent.toml")[0]


def test_a_store_at_a_url_stays_as_it_is_written(tmp_path):
    assert read_plan(plan(tmp_path, store="hdfs://name:9000/store")).store == "hdfs://name:9000/store"


def test_a_file_that_is_no_toml(tmp_path):
    (tmp_path / "STUDY.toml").write_text("title = ")
    assert "expected TOML" in faults(tmp_path / "STUDY.toml")[0]


def test_a_name_between_slashes_is_a_pattern(tmp_path):
    (tmp_path / "store").mkdir()
    chosen = read_plan(plan(tmp_path, '[selection]\nsubstance = ["/baclo/", "Ethanol"]\n')).selection()
    assert isinstance(chosen["substance"][0], re.Pattern) and chosen["substance"][1] == "Ethanol"
    with pytest.raises(DataError, match=r"selection\.substance: expected a regular expression"):
        read_plan(plan(tmp_path, '[selection]\nsubstance = "/[/"\n')).selection()


def test_the_example_names_every_key(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "STUDY.toml").write_text(EXAMPLE)
    assert read_plan(tmp_path / "STUDY.toml")["table_1"]["by"] == "mention"
    absent = [key for section, keys in SECTIONS.items() for key in [section, *keys] if key not in EXAMPLE]
    assert not absent


def test_the_example_with_every_line_switched_on_is_read_too(tmp_path):
    (tmp_path / "store").mkdir()
    on = re.sub(r"^# (?=\[|[a-z_]+ = |  +\"medical)", "", EXAMPLE, flags=re.MULTILINE)
    (tmp_path / "STUDY.toml").write_text(on)
    options = read_plan(tmp_path / "STUDY.toml").options
    assert options["denominator"]["file"] == "population.csv" and options["figures"]["per_kg"] is True
    assert options["table_1"]["variables"][-1] == "medical_outcome"


def test_a_denominator_that_cannot_be_read(tmp_path):
    (tmp_path / "store").mkdir()
    path = plan(tmp_path, '[denominator]\nfile = "people.csv"\n')
    with pytest.raises(DataError, match=r"denominator\.file: expected a readable file, got .*people\.csv"):
        read_plan(path).denominator()
