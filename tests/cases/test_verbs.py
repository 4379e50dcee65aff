"""``poison-center cases``: every verb for real on a small store, in every format; mistakes in one line; Ctrl-C."""

import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import cache, partial
from select import select as select_ready

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer.main
from cases.invented import sealed, synthetic_folder, synthetic_frames, synthetic_store, weighted_folder

from analysis import __main__
from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.counts.counts import annual_counts
from analysis.cases.store.schema import TABLES
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select
from analysis.cases.synthetic.synthesize import synthesize
from analysis.charts.cases import CASE_CHARTS
from analysis.cli import asking
from analysis.cli.answers import SYNTHETIC, answer_text
from analysis.cli.options import named, pairs_of, span
from analysis.cli.screen import table_as_text
from analysis.cli.studies import VERBS
from analysis.errors import DataError

OWN = {
    "coingestants": ["--substance", "Acetaminophen"],
    "pairs": ["--at-least", "2"],
    "table1": ["--by", "mention", "--variables", "sex"],
    "weighted": ["--by", "sex"],
}
FIRST_COLUMN = {
    "flow": "step",
    "counts": "year",
    "change": "first",
    "trend": "term",
    "table1": "variable",
    "effects": "effect",
    "therapies": "therapy",
    "coingestants": "substance",
    "combinations": "first",
    "combination-shares": "first",
    "outcomes": "events",
    "odds": "factor",
    "severity": "quantity",
    "states": "state",
    "pairs": "substance",
    "weighted": "sex",
}


# Of a hundred runs, every other second went into building the same app and opening the same store.
BUILT, OPENED = cache(typer.main.get_command), cache(open_store)


@pytest.fixture
def run(run, monkeypatch):
    """Run a verb of the cases; gives exit code, standard output and standard error."""
    monkeypatch.setattr(typer.main, "get_command", BUILT)
    monkeypatch.setattr("analysis.cases.store.store.open_store", OPENED)
    return partial(run, "cases")


@pytest.fixture(scope="module")
def store():
    return synthetic_folder()


@pytest.fixture
def real(store, tmp_path):
    """Give a store that does not say it is synthetic."""
    folder = shutil.copytree(store, tmp_path / "real")
    cases = synthetic_frames()["cases"].assign(synthetic=False)
    pq.write_table(pa.Table.from_pandas(cases, schema=TABLES["cases"]), folder / "cases.parquet")
    return sealed(folder, synthetic=False)


def frame_of(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text))


def test_every_analysis_with_a_picture_has_a_verb():
    assert {picture for picture in VERBS.values() if picture} == set(CASE_CHARTS)
    assert set(VERBS) == set(FIRST_COLUMN)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_answers_in_every_format_and_draws_its_picture(run, store, monkeypatch, tmp_path, verb):
    store = weighted_folder() if verb == "weighted" else store
    asked, picture = [verb, store, *OWN.get(verb, [])], tmp_path / f"{verb}.svg"
    monkeypatch.setattr(asking, "_asked", cache_of_one(asking._asked))
    code, out, err = run(*asked, "--format", "csv", *(["--picture", picture] if VERBS[verb] else []))
    table = frame_of(out)
    assert code == 0 and len(table) and table.columns[0] == FIRST_COLUMN[verb] and table["synthetic"].all()
    if VERBS[verb]:
        assert picture.stat().st_size > 1000 and str(picture) in err
        assert frame_of(picture.with_suffix(".csv").read_text())["synthetic"].all()
        assert json.loads(picture.with_suffix(".json").read_text())["synthetic"] is True
    code, out, _ = run(*asked, "--format", "json")
    assert code == 0 and [row["synthetic"] for row in json.loads(out)] == [True] * len(table)
    assert list(json.loads(out)[0]) == list(table.columns)
    words = "Acetaminophen mentioned at any rank" if verb == "coingestants" else "all substances"
    code, out, _ = run(*asked, "--format", "markdown")
    assert code == 0 and out.startswith(words) and SYNTHETIC in out
    assert len([line for line in out.splitlines() if line.startswith("|")]) == len(table) + 2
    code, out, _ = run(*asked)
    assert code == 0 and out.startswith(words) and out.splitlines()[1] == SYNTHETIC
    assert FIRST_COLUMN[verb] in out and str(table.iloc[0, 0]) in out


def cache_of_one(function):
    """Compute the first answer only: one question, printed in several ways."""
    first = []
    return lambda *arguments: first[0] if first else first.append(function(*arguments)) or first[0]


def test_a_store_of_real_cases_is_not_called_synthetic(run, real):
    assert list(frame_of(run("counts", real, "--format", "csv")[1])) == ["year", "count"]
    assert "ynthetic" not in run("counts", real)[1]


def test_the_selection_reaches_the_study(run, store):
    options = ["--substance", "ibuprofen", "--substance", "aceta*", "--how", "single", "--years", "2010-2020"]
    options += ["--ages", "0-19", "--reason", "Unintentional"]
    flow = frame_of(run("flow", store, *options, "--format", "csv")[1])
    study = select(
        synthetic_store(),
        substance=["ibuprofen", "aceta*"],
        how="single",
        years=(2010, 2020),
        ages=(0, 19),
        reason="Unintentional",
    )
    assert flow["remaining"].iloc[-1] == study.count() > 0
    assert frame_of(run("counts", store, *options, "--format", "csv")[1])["count"].sum() == study.count()
    assert run("counts", store, *options)[1].startswith(study.stated)
    everything = frame_of(run("flow", store, "--all-records", "--format", "csv")[1])
    assert everything["remaining"].tolist() == [4000]


def test_a_pattern_and_a_code_select_too(run, store):
    whole = frame_of(run("counts", store, "--substance", "Ibuprofen", "--format", "csv")[1])
    assert frame_of(run("counts", store, "--substance", "/^IBUPROFEN$/", "--format", "csv")[1]).equals(whole)
    substances = synthetic_store().substances
    code = synthetic_store().run(substances.filter(substances.substance == "Ibuprofen").limit(1))["generic_code"][0]
    assert frame_of(run("counts", store, "--substance", code, "--format", "csv")[1]).equals(whole)


def test_periods_and_groups_of_counts_add_up(run, store):
    total = frame_of(run("counts", store, "--format", "csv")[1])["count"].sum()
    for every, column in {"month": "month", "week": "week_start", "week-monday": "week_start"}.items():
        table = frame_of(run("counts", store, "--every", every, "--format", "csv")[1])
        assert table["count"].sum() == total and column in table
        day = pd.to_datetime(table[column]).dt
        assert day.day.eq(1).all() if every == "month" else day.day_of_week.eq(0 if every == "week-monday" else 6).all()
    table = frame_of(run("counts", store, "--by", "mention", "--format", "csv")[1])
    assert set(table["mention"]) == {"Single substance", "Multiple substances"} and table["count"].sum() <= total


def test_rates_and_changes_are_those_of_the_denominator(run, store, tmp_path):
    counts = annual_counts(select(synthetic_store(), years=(2015, 2020)))
    people = pd.DataFrame({"Year": range(2015, 2021), " population ": [1000 * year for year in range(1, 7)]})
    people.to_csv(tmp_path / "people.csv", index=False)
    options = ["--years", "2015-2020", "--denominator", tmp_path / "people.csv", "--format", "csv"]
    rates = frame_of(run("counts", store, *options, "--per", "1000")[1])
    assert rates["value"].tolist() == pytest.approx(
        [count / place for place, count in enumerate(counts["count"], start=1)]
    )
    assert (rates["low"] < rates["value"]).all() and (rates["value"] < rates["high"]).all()
    change = frame_of(run("change", store, *options, "--first", "2016", "--last", "2019")[1])
    by_year = counts.frame.set_index("year")["count"]
    assert change["value"][0] == pytest.approx(100 * (by_year[2019] / 5 / (by_year[2016] / 2) - 1))
    plain = frame_of(run("trend", store, "--years", "2015-2020", "--format", "csv")[1])
    rated = frame_of(run("trend", store, *options)[1])
    assert rated["value"][0] < plain["value"][0]


def test_a_trend_across_a_declared_break_is_refused_or_gets_a_step(run, store):
    years = ["--years", "2005-2020", "--break", "2012=new codes"]
    code, out, err = run("trend", store, *years)
    assert code == 2 and not out and err.startswith("error: ") and "2012: new codes" in err
    code, out, _ = run("trend", store, *years, "--at-break", "step", "--format", "csv")
    assert code == 0 and frame_of(out)["term"].tolist() == ["annual percent change", "step in 2012"]
    code, out, _ = run("trend", store, "--years", "2005-2020", "--joinpoint", "--format", "csv")
    assert code == 0 and frame_of(out)["term"].iloc[-1] == "average"


def test_what_a_change_leaves_out_and_crosses_stands_under_it(run, tmp_path):
    days = [f"{day:%Y-%m-%d},7" for day in pd.date_range("2018-01-01", "2021-03-01", freq="7D")]
    (tmp_path / "weeks.csv").write_text("\n".join(["date,calls", *days]))
    asked = ["change", tmp_path / "weeks.csv", "--break", "2019=a new form"]
    code, out, _ = run(*asked)
    assert code == 0 and "2018" in out and "Break in coding: 2019 (a new form)." in out
    assert "Left out: 2021 (" in out and "Cut short" not in out
    code, out, _ = run(*asked, "--last", "2021")
    assert code == 0 and "Cut short: 2021 (" in out and "Left out" not in out
    trend = ["trend", tmp_path / "weeks.csv", "--model", "poisson"]
    assert "Left out: 2021 (" in run(*trend)[1]
    assert frame_of(run(*trend, "--partial-years", "--format", "csv")[1])["last"].tolist() == [2021]


def test_cases_that_count_in_several_groups_are_told_under_the_table():
    table = pd.DataFrame({"year": [2020], "route": ["Dermal"], "count": [5]})
    table.attrs = {"several": {"route": 1234}}
    assert "1,234 cases have several values of route and count at each." in answer_text(table, "table")


def test_a_store_at_a_url_is_passed_on_as_it_is(run, monkeypatch):
    asked = []
    monkeypatch.setattr("analysis.cases.store.store.open_store", lambda path, **options: asked.append(path) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("counts", "hdfs://name:9000/store", "--engine", "spark://host:7077")
    assert asked == ["hdfs://name:9000/store"]
    monkeypatch.undo()


def test_a_file_with_counts_may_stand_in_the_place_of_a_store(run, store, tmp_path):
    rows = [f"{day:%d/%m/%Y},{day.year % 100},7" for day in pd.date_range("2017-01-02", "2020-12-28", freq="7D")]
    (tmp_path / "counts.csv").write_text("\n".join(["date,year of budget,calls", *rows]))
    weeks = tmp_path / "counts.csv", "--count", "calls", "--dayfirst"
    table = frame_of(run("counts", *weeks, "--format", "csv")[1])
    assert table["count"].sum() == 7 * len(rows) and table["week_start"][0] == "2017-01-02" and "synthetic" not in table
    years = tmp_path / "annual.csv"
    years.write_text("year,calls\n2015,100\n2016,110\n2017,121\n2018,133\n")
    change = frame_of(run("change", years, "--first", "2016", "--format", "csv")[1])
    assert change["value"][0] == pytest.approx(100 * (133 / 110 - 1))
    trend = frame_of(run("trend", years, "--years", "2015-2017", "--format", "csv")[1])
    assert trend["value"][0] == pytest.approx(10) and trend["last"][0] == 2017
    assert run("counts", years)[1].startswith("counts in annual.csv")
    for options, said in (
        (["counts", years, "--substance", "x"], "has no cases to select from"),
        (["counts", years, "--years", "1990"], "--years: expected some of the table (2015 to 2018)"),
        (["counts", years, "--by", "sex"], "by: expected a column of"),
        (["counts", years, "--every", "month"], "--every: expected year or year"),
        (["flow", years], "expected a case store"),
    ):
        code, out, err = run(*options)
        assert code == 2 and not out and err.startswith("error: ") and said in err


def test_table_1_is_laid_out_or_long(run, store):
    printed = frame_of(run("table1", store, "--variables", "sex", "--numbers", "age_years", "--format", "csv")[1])
    assert list(printed) == ["variable", "level", "Total", "synthetic"] and "%" in printed["Total"][0]
    long = frame_of(run("table1", store, "--variables", "sex", "--long", "--format", "csv")[1])
    kept = frame_of(run("table1", store, "--variables", "sex", "--unknowns", "kept", "--long", "--format", "csv")[1])
    assert long["share"].isna().sum() == 1 and kept["share"].notna().all()
    assert long["n"].tolist() == kept["n"].tolist() and kept["denominator"][0] == long["n"].sum()
    assert "Percentages of" in run("table1", store, "--variables", "sex")[1]
    asked = ("table1", store, "--by", "mention", "--variables", "sex", "--numbers", "age_years", "--format", "csv")
    wide = frame_of(run(*asked, "--measured", "both", "--adjust", "holm", "--smd", "--row-percent")[1])
    assert {"mean (SD)", "median (IQR)"} < set(wide["level"]) and {"p", "p_adjusted", "smd"} < set(wide)
    assert wide["Total"][0].endswith("(100.0%)")


def test_the_verbs_own_options_change_the_answer(run, store):
    def rows(*arguments):
        return frame_of(run(*arguments, "--format", "csv")[1])

    assert len(rows("effects", store, "--top", "5")) == 5
    single, every = rows("effects", store), rows("effects", store, "--all-substances")
    assert every["cases"][0] > single["cases"][0]
    assert rows("effects", store, "--all-effects")["n"].sum() > single["n"].sum()
    assert rows("therapies", store, "--single")["cases"][0] < rows("therapies", store)["cases"][0]
    assert rows("therapies", store, "--recommended")["n"].sum() > rows("therapies", store)["n"].sum()
    assert rows("combinations", store, "--at-least", "4")["n"].min() >= 4
    assert rows("outcomes", store, "--of", "admitted", "--by", "sex")["sex"].iloc[0] == "Female"
    assert set(rows("odds", store, "--factors", "sex, mention")["factor"]) == {"sex", "mention"}
    assert set(rows("states", store, "--area", "region")["region"]) == {"South", "West", "Midwest", "Northeast"}
    narrow, wide = rows("effects", store, "--level", "0.5"), single
    assert (narrow["high"] <= wide["high"]).all() and narrow["high"][0] < wide["high"][0]


def test_an_answer_goes_into_a_file_whose_name_tells_its_format(run, store, tmp_path):
    for name, starts in {"a.csv": "sex,", "a.json": "[", "a.md": "all substances", "a.txt": "all substances"}.items():
        code, out, err = run("outcomes", store, "--by", "sex", "--output", tmp_path / name)
        assert code == 0 and not out and name in err
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(starts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.json", "a.md", "a.txt"]


def test_groups_of_a_published_table_are_taken_one_by_one_or_added_up(run, tmp_path):
    rows = [
        f"{year},{place},{count * 1.1 ** (year - 2015):.0f}"
        for year in range(2015, 2019)
        for place, count in (("Kent", 1000), ("Cecil", 3000))
    ]
    table = tmp_path / "counties.csv"
    table.write_text("\n".join(["year,county,exposures", *rows]))
    code, _, err = run("trend", table)
    assert code == 2 and "take one group" in err
    total = frame_of(run("trend", table, "--group", "all", "--format", "csv")[1])
    assert total["value"][0] == pytest.approx(10, abs=0.05)
    sums = frame_of(run("counts", table, "--group", "ALL", "--format", "csv")[1])
    assert sums["count"].tolist() == [4000, 4400, 4840, 5324]
    code, out, _ = run("counts", table, "--group", "Kent", "--years", "2016-2017")
    assert code == 0 and "county Kent; years 2016 to 2017" in " ".join(out.split())
    code, _, err = run("counts", table, "--group", "Dorset")
    assert code == 2 and "--group: expected all or one of Kent, Cecil; got 'Dorset'" in err
    (tmp_path / "plain.csv").write_text("year,exposures\n2019,0\n2020,5\n")
    code, _, err = run("counts", tmp_path / "plain.csv", "--group", "Kent")
    assert code == 2 and "--group: expected a table with groups" in err
    code, out, _ = run("change", tmp_path / "plain.csv")
    assert code == 0 and "infinite" in out, "from nothing to something: no OverflowError"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--substance", "baclofin"], "no case names 'baclofin'; nearest: Baclofen."),
        (["--substance", "Ibuprofen", "--substance", "ibuprophen"], "no case names 'ibuprophen'; nearest: Ibuprofen"),
        (["--substance", "Ibuprofen 200 mg tablets"], "nearest: Ibuprofen."),
        (["--substance", "qqqqqqqqqq"], "no name in the store is near"),
        (["--substance", "99999999"], "generic or product code 99999999"),
        (["--substance", "/^qq/"], "fits /^qq/"),
        (["--substance", "/(/"], "--substance: expected a regular expression, got"),
        (["--substance", "/(?=x)/"], "--substance: expected a regular expression, got"),
        (["--years", "2020-2010"], "--years: expected first-last such as 2015-2022"),
        (["--years", "last"], "--years: expected"),
        (["--ages", "young"], "--ages: expected first-last such as 13-19"),
        (["--how", "maybe"], "how: expected one of any, first, single"),
        (["--reason", "Abuse"], "did you mean 'Intentional - Abuse'?"),
        (["--by", "sexx"], "--by: expected one of date, year"),
        (["--every", "day"], "--every: expected one of year, month, week, week-monday"),
        (["--denominator", "no-such.csv"], "--denominator: expected a readable file, got no-such.csv"),
        (["--memory-limit", "much"], "memory_limit: expected a size"),
        (["--level", "2", "--denominator", __file__], "denominator: expected one column 'population'"),
        (["--format", "xml"], "--format: expected one of table, csv, json, markdown"),
        (["--output", "answer.docx"], "--output: expected a file that ends in .csv"),
        (["--output", "no-such-folder/a.csv"], "--output: expected a file in a folder that is there"),
        (["--picture", "a.gif"], "--picture: expected a file that ends in png, svg, pdf"),
        (["--output", "a.csv", "--picture", "a.png"], "the picture writes a.csv itself"),
    ],
)
def test_what_a_reader_can_mend_is_one_line_and_exit_2(run, store, arguments, said):
    code, out, err = run("counts", store, *arguments)
    assert code == 2 and not out and len(err.splitlines()) == 1 and err.startswith("error: ") and said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["odds", "STORE", "--factors", "sex,shoe_size"], "--factors: expected one of"),
        (["table1", "STORE", "--variables", "shoe_size"], "--variables: expected one of"),
        (["table1", "STORE", "--by", "shoe_size"], "--by: expected one of"),
        (["table1", "STORE", "--percent-of", "sex"], "--percent-of: expected something such as"),
        (["outcomes", "STORE", "--of", "death"], "expected one of serious, admitted"),
        (["severity", "STORE", "--unit", "acres"], "at least two doses in acres"),
        (["coingestants", "STORE"], "expected one selected by a substance"),
        (["change", "STORE", "--first", "1900"], "got 1900"),
        (["change", "STORE", "--last", "soon"], "--last: expected a year or peak"),
        (["trend", "STORE", "--at-break", "step", "--joinpoint"], "--at-break: a joinpoint trend crosses no break"),
        (["trend", "STORE", "--break", "2006"], "--break: expected something such as 2006=new codes"),
        (["flow", "no-such-store"], "expected a case store"),
    ],
)
def test_so_it_is_for_the_options_of_a_verb(run, store, arguments, said):
    code, out, err = run(*[store if part == "STORE" else part for part in arguments])
    assert code == 2 and not out and len(err.splitlines()) == 1 and err.startswith("error: ") and said in err


@pytest.mark.parametrize("verb", ["counts", "odds", "table1", "effects", "states"])
def test_a_selection_without_a_case_shows_where_they_went(run, store, verb):
    code, out, err = run(verb, store, "--substance", "Digoxin", "--years", "2011", "--ages", "1-2")
    assert code == 2 and not out and err.splitlines()[-1].startswith("error: no case is left (Digoxin mentioned")
    flow = select(synthetic_store(), substance="Digoxin", years=2011, ages=(1, 2)).flow()
    assert all(step in err for step in flow["step"]) and flow["remaining"].iloc[-1] == 0
    assert run("flow", store, "--substance", "Digoxin", "--years", "2011", "--ages", "1-2")[0] == 0


def test_a_damaged_store_is_one_line(run, real):
    (real / "cases.parquet").write_bytes(b"PAR1 no parquet")
    code, out, err = run("counts", real)
    assert (
        code == 2
        and not out
        and len(err.splitlines()) == 1
        and err.startswith(f"error: {real / 'cases.parquet'}: cannot be read, it was damaged or changed")
        and "LINE 1" not in err
    )


def test_what_was_typed_is_read_strictly():
    assert span("2015-2022", "--years", "") == (2015, 2022) and span(" 2020 ", "--years", "") == (2020, 2020)
    assert span(None, "--years", "") is None
    assert named("baclofen*") == "baclofen*" and named("/bac|lio/").pattern == "bac|lio"
    assert named("/bac/").flags & re.IGNORECASE
    assert pairs_of(["a = b=c"], "--x", "") == [("a", "b=c")]
    for wrong in ("2015-", "-5", "2015-2022-2023", "1e3", ""):
        with pytest.raises(DataError, match="--years: expected"):
            span(wrong, "--years", "2015-2022")


def test_labels_are_shown_as_they_are_and_long_tables_are_cut():
    text = table_as_text(pd.DataFrame({"label": ["[bold]x[/]", ":pill:", "[/]"], "n": [1, 2019, 1234567]}))
    assert "[bold]x[/]" in text and ":pill:" in text and "2,019" in text and "1,234,567" in text
    text = table_as_text(pd.DataFrame({"n": range(500)}))
    assert "First 200 of 500 rows" in text and "199" in text and "200 │" not in text
    wide = table_as_text(pd.DataFrame([{f"column {place}": "words " * 3 for place in range(20)}]))
    assert wide.count("words words words") == 20 and "│" not in wide


def test_help_is_there_for_every_verb_and_loads_nothing_heavy(run):
    for verb in VERBS:
        code, out, _ = run(verb, "--help")
        assert code == 0 and "--substance NAME" in out and "--engine" in out and "--format" in out
        assert ("--picture" in out) == (VERBS[verb] is not None)
    code = "import sys; from analysis import __main__; sys.argv = ['poison-center', *sys.argv[1:]]\n"
    code += (
        "try: __main__.main()\nexcept SystemExit: print(*{'pandas', 'numpy', 'ibis', 'duckdb', 'rich', 'pydantic'} & "
    )
    code += "sys.modules.keys(), file=sys.stderr)"
    for arguments in (["--help"], ["cases", "--help"]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        assert "Usage:" in done.stdout and not done.stderr.strip()


def test_synthetic_cases_are_imported_mapped_and_asked(run, tmp_path):
    export, folder = tmp_path / "listing.csv", tmp_path / "store"
    code, out, _ = run("synthesize", "--rows", "500", "--output", export)
    assert code == 0 and "500 synthetic cases" in out
    assert run("map", export, "--output", tmp_path / "mapping.toml")[0] == 0
    code, out, _ = run("import", export, "--mapping", "npds", "--into", folder)
    assert code == 0 and "500" in out and f"store in {folder}" in out
    flow = frame_of(run("flow", folder, "--format", "csv")[1])
    assert flow["remaining"].iloc[0] == 500 and flow["synthetic"].all()
    assert open_store(folder).synthetic and read_codebook().version in (folder / "import.toml").read_text()


def test_an_import_that_keeps_no_row_says_so_first_and_fails(run, tmp_path):
    export = tmp_path / "listing.csv"
    lines = synthesize(20, into=export, format="csv").read_text().splitlines()
    export.write_text("\n".join([lines[0], *(line.replace('"S0', '"","S0', 1) for line in lines[1:])]) + "\n")
    code, out, _ = run("import", export, "--mapping", "npds", "--into", tmp_path / "store")
    assert code == 1
    assert out.startswith("NO ROW WAS KEPT") and "rejected" in out


def command(*arguments) -> list[str]:
    return [sys.executable, "-m", "analysis", "cases", *map(str, arguments)]


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("verb", "number", "code"),
    [
        ("import", "SIGINT", 130),
        ("synthesize", "SIGINT", 130),
        ("import", "SIGTERM", 143),
        ("synthesize", "SIGHUP", 129),
    ],
)
def test_a_signal_leaves_the_store_of_before_and_nothing_else(store, tmp_path, verb, number, code):
    folder = shutil.copytree(store, tmp_path / "kept")
    before = contents(folder)
    asked = command("synthesize", "--rows", "3000000", "--into", folder)
    if verb == "import":
        export = synthesize(60_000, into=tmp_path.parent / "big.csv", format="csv")
        asked = command("import", export, "--mapping", "npds", "--into", folder)
    child = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while len(list(tmp_path.iterdir())) == 1 and child.poll() is None:
        time.sleep(0.02)
    time.sleep(0.5)
    child.send_signal(getattr(signal, number))
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (code, "", "stopped; nothing is half-written\n")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"] and contents(folder) == before
    assert open_store(folder).synthetic


def test_ctrl_c_in_the_middle_of_a_question_is_one_line_too(run, store, monkeypatch):
    for stop in (KeyboardInterrupt(), RuntimeError("Query interrupted")):

        def interrupted(*arguments, stop=stop, **options):
            raise stop

        monkeypatch.setattr("analysis.cases.store.store.Store.run", interrupted)
        assert run("counts", store) == (130, "", "stopped; nothing is half-written\n")


def test_ctrl_c_while_several_files_are_written_promises_less(monkeypatch, capsys):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.render.draw_all", interrupted)
    monkeypatch.setattr(sys, "argv", ["poison-center", "figures"])
    with pytest.raises(SystemExit) as stop:
        __main__.main()
    assert stop.value.code == 130 and capsys.readouterr().err == "stopped; every file is whole, some may be new\n"


def test_a_bar_moves_on_a_terminal_only(store):
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    asked = command("flow", store, "--format", "csv")
    child = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    while select_ready([ours], [], [], 60)[0] and (piece := said_on(ours)):
        shown += piece
    out, _ = child.communicate(timeout=60)
    os.close(ours)
    assert b"flow: store" in shown and b"0:00:0" in shown
    assert child.returncode == 0 and b"\x1b" not in out and out.startswith(b"step,excluded,")


def said_on(terminal: int) -> bytes:
    """Read what was written on a terminal; nothing once the other side has closed it."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_no_verb_writes_over_what_it_reads_or_into_a_store(run, tmp_path):
    export = synthesize(60, into=tmp_path / "export.csv", format="csv")
    before, mapping = export.read_bytes(), tmp_path / "own.toml"
    (tmp_path / "link.csv").symlink_to(export)
    for output in (export, tmp_path / "link.csv"):
        code, _, err = run("map", export, "--output", output)
        assert code == 2 and "is read, and would be lost" in err and export.read_bytes() == before
    assert run("map", export, "--output", mapping)[0] == run("map", export, "--output", mapping)[0] == 0
    mapping.write_text(mapping.read_text() + "# looked at by hand\n")
    code, _, err = run("map", export, "--output", mapping)
    assert code == 2 and "what was changed in it would be lost" in err and "by hand" in mapping.read_text()
    store = synthesize(60, into=tmp_path / "store")
    kept = contents(store)
    for option, name in (("--output", "cases.csv"), ("--output", "report.json"), ("--picture", "counts.png")):
        code, _, err = run("counts", store, option, store / name)
        assert code == 2 and "outside the store of cases" in err and contents(store) == kept
    counts, people = tmp_path / "counts.csv", tmp_path / "people.csv"
    counts.write_text("year,calls\n2019,10\n2020,12\n")
    people.write_text("year,population\n2019,1000\n2020,1000\n")
    for asked in (["--output", counts], ["--picture", counts.with_suffix(".png")]):
        assert run("counts", counts, *asked)[0] == 2 and counts.read_text().startswith("year,calls")
    assert run("counts", counts, "--denominator", people, "--output", people)[0] == 2
    assert people.read_text().startswith("year,population")
