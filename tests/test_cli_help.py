"""Every verb as a user meets it: its help, its examples, the name that was meant, where its answer goes."""

from __future__ import annotations

import re
import shlex
import shutil

import pytest
from cases.invented import weighted_folder
from typer.main import get_command

from analysis.cli import LIBRARIES, app
from analysis.cli.examples import EXAMPLES
from analysis.cli.help import RENAMED
from analysis.summaries import SUMMARIES
from analysis.tables import GROUPS

SLOW = ("paper", "release", "tables")  # run whole in tests/paper, tests/release, and below


def verbs(group=None, above=()):
    """Give every verb and group of verbs by its whole name."""
    group = group or get_command(app)
    yield " ".join(above), group
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from verbs(command, (*above, name))
        else:
            yield " ".join((*above, name)), command


VERBS = dict(verbs())
LINES = [(name, line) for name, lines in EXAMPLES.items() for line in lines]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with what the examples name."""
    from analysis.cases import synthesize
    from analysis.ledgers import new_ledger

    folder = tmp_path_factory.mktemp("desk")
    synthesize(20_000, into=folder / "store", seed=3)
    synthesize(300, into=folder / "export.csv", seed=3, format="csv")
    shutil.copytree(weighted_folder(), folder / "sample")
    (folder / "table.csv").write_text("Sex,n\nMale,12\nFemale,18\nTotal,30\n", encoding="utf-8")
    (folder / "documents").mkdir()
    (folder / "page.txt").write_text("Baclofen exposures rose by 36% from 2014 to 2017.\n", encoding="utf-8")
    new_ledger(folder / "own", [folder / "page.txt"], substance="baclofen")
    new_ledger(folder / "later", [folder / "page.txt"], substance="baclofen")
    counts = "".join(f"{year},{100 + year % 7}\n" for year in range(2012, 2022))
    (folder / "counts.csv").write_text(f"year,count\n{counts}", encoding="utf-8")
    return folder


def test_every_verb_has_an_example_and_every_example_a_verb():
    assert EXAMPLES.keys() == VERBS.keys()
    assert all(lines for lines in EXAMPLES.values())


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_an_example_runs(run, desk, tmp_path, monkeypatch, name, line):
    monkeypatch.chdir(desk)
    words = shlex.split(re.sub("--into ", f"--into {tmp_path}/", line.partition(" > ")[0]))
    assert words[0] == "poison-center"
    assert not name or words[1 : 1 + len(name.split())] == name.split() or name in ("cases", "ledger")
    if words[1] in SLOW and "--example" not in words:
        return
    if words[1:3] == ["cases", "import"] and not (desk / "mapping.toml").is_file():
        run("cases", "map", "export.csv", "--output", "mapping.toml")
    code, _, err = run(*words[1:])
    assert code in (0, 1, 3), err


@pytest.mark.parametrize("name", VERBS)
def test_a_help_of_80_columns_is_whole(run, monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    code, out, _ = run(*name.split(), "--help")
    assert code == 0
    lines = [line for line in out.splitlines() if not line.startswith("Usage:")]  # begins with how it was called
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line.endswith("...")]
    assert all(line in out for line in EXAMPLES[name])


def test_the_versions_that_a_result_hangs_on(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("poison-center 0.")
    assert re.search(r"^Python 3\.\d+", out, re.M)
    assert all(re.search(rf"^{name} \d", out, re.M) for name in LIBRARIES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("shwo burden", "Did you mean 'show'?"),
        ("show burdn", "did you mean 'burden'?"),
        ("show Burden", "did you mean 'burden'?"),
        ("figures exposure_ris", "did you mean 'exposure_rise'?"),
        ("show burden --format jsn", "did you mean 'json'?"),
        ("show burden --outptu x.csv", "did you mean '--output'?"),
        ("--versoin", "did you mean '--version'?"),
        ("figures --with half", "did you mean '--width'?"),
        ("cite brden", "did you mean 'burden'?"),
        ("cite burden --format bibtx", "did you mean 'bibtex'?"),
        ("cases cuonts store", "Did you mean 'counts'?"),
        ("cases counts store --by Sexx", "did you mean 'sex'?"),
        ("cases counts store --every mnth", "did you mean 'month'?"),
        ("cases counts store --how sngle", "did you mean 'single'?"),
        ("cases counts store --where stat=CA", "did you mean 'state'?"),
        ("cases odds store --factors age_bnd", "did you mean 'age_band'?"),
        ("cases outcomes store --of seriuos", "did you mean 'serious'?"),
        ("cases table1 store --variables rout", "did you mean 'route'?"),
        ("cases trend store --model poison", "did you mean 'poisson'?"),
        ("cases import export.csv --mapping ndps --into new", "did you mean 'npds'?"),
        ("audit table.csv --format hmtl", "did you mean 'html'?"),
        ("release store --policy cmss", "did you mean 'cms'?"),
    ],
)
def test_the_name_that_was_meant(run, desk, monkeypatch, words, said):
    monkeypatch.chdir(desk)
    code, out, err = run(*words.split())
    assert code == 2
    assert not out
    assert said in err


def test_a_name_that_is_near_to_none_gets_the_list(run):
    _, _, err = run("show", "qqqqqqq")
    assert "did you mean" not in err
    assert "expected one of" in err


def test_an_old_option_is_refused_with_the_new_one(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for (verb, option), new in RENAMED.items():
        code, _, err = run(*verb.split(), option, "x")
        assert code == 2
        assert new.split()[0] in err
    code, _, err = run("cases", "synthesize", "--rows", "5", "--into", "cases.csv")
    assert code == 2
    assert "named by --output" in err
    for given in ([], ["--into", "a", "--output", "b.csv"]):
        assert run("cases", "synthesize", "--rows", "5", *given)[0] == 2
    assert not list(tmp_path.iterdir())


def test_the_answer_goes_into_the_file_that_is_named(run, tmp_path):
    for words in (("show", "burden", "--format", "csv"), ("cite", "burden", "--format", "ris"), ("audit",)):
        code, out, err = run(*words, "--output", tmp_path / f"{words[0]}.csv")
        assert code in (0, 1)
        assert not out
        assert f"{words[0]}.csv" in err
        assert (tmp_path / f"{words[0]}.csv").stat().st_size > 100
    code, _, err = run("show", "burden", "--picture", tmp_path / "b.png", "--output", tmp_path / "b.json")
    assert code == 2
    assert "name another" in err
    assert run("show", "burden", "--picture", tmp_path / "b.svg")[0] == 0
    assert sorted(path.name for path in tmp_path.glob("b.*")) == ["b.csv", "b.json", "b.svg"]
    assert run("show", "percent_consistency", "--output", tmp_path / "none" / "x.csv")[0] == 2


def test_a_picture_half_a_page_wide(run, tmp_path):
    def points(width):
        assert run("figures", "exposure_rise", "--format", "svg", "--width", width, "--into", tmp_path / width)[0] == 0
        return float(re.search(r'width="([\d.]+)pt"', (tmp_path / width / "exposure_rise.svg").read_text())[1])

    assert points("full") == pytest.approx(174 * 72 / 25.4, abs=1)
    assert points("half") == pytest.approx(84 * 72 / 25.4, abs=1)
    assert points("120") == pytest.approx(120 * 72 / 25.4, abs=1)
    assert run("figures", "burden", "--width", "hlaf", "--into", tmp_path)[0] == 2


def test_a_table_stands_in_columns_and_says_what_it_left_out(run, monkeypatch):
    _, out, _ = run("show", "trial_success")
    assert "68.2% (45.1% to 86.1%)" in out
    assert out.count("success_rate_43") == 1
    assert "Not shown for want of space" in out
    _, wide, _ = run("show", "trial_success", "--wide")
    assert "Not shown" not in wide
    assert "primary source" in wide
    assert len({len(line) for line in wide.splitlines() if line.startswith("│")}) == 1


def test_shares_are_percentages_on_the_screen_and_shares_in_files(run, desk, monkeypatch):
    monkeypatch.chdir(desk)
    _, out, _ = run("cases", "effects", "store", "--top", "2")
    assert re.search(r"\d+\.\d% \(\d+\.\d% to \d+\.\d%\)", out)
    assert "share (95% CI)" in out
    _, out, _ = run("cases", "effects", "store", "--top", "2", "--format", "csv")
    assert out.splitlines()[0] == "effect,n,cases,value,low,high,synthetic"
    assert all(0 < float(line.split(",")[3]) < 1 for line in out.splitlines()[1:])


def test_every_summary_is_in_one_group_of_the_page():
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(SUMMARIES)


def test_the_page_of_tables_is_grouped_named_and_complete(run, tmp_path):
    run("tables", "--into", tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall("<h2>(.*?)</h2>", page) == list(GROUPS)
    for name, entry in SUMMARIES.items():
        body = page.split(f'<section id="{name}">')[1].split("</section>")[0]
        rows = body.split("<tbody")[1].split("</tbody>")[0].count("<tr")
        assert rows == len(entry.function()), name
        assert f'href="{name}.csv"' in body


def test_an_answer_for_every_group(run, desk, monkeypatch):
    monkeypatch.chdir(desk)
    words = ("cases", "effects", "store", "--top", "1", "--format", "csv")
    _, out, _ = run(*words, "--by", "sex")
    rows = dict(line.split(",", 1) for line in out.splitlines()[1:])
    assert list(rows) == ["Female", "Male", "Unknown"]
    for sex, row in rows.items():
        assert run(*words, "--where", f"sex={sex}")[1].splitlines()[1] == row
    code, out, _ = run("cases", "trend", "store", "--by", "mention")
    assert code == 0
    assert out.count("annual percent change") == 2
    code, _, err = run("cases", "trend", "store", "--by", "sex", "--picture", "x.png")
    assert code == 2
    assert "--where sex=VALUE" in err
    assert run("cases", "effects", "store", "--by", "state")[0] == 2  # more values than a table takes
    assert "--group" in run("cases", "trend", "counts.csv", "--by", "sex")[2]


def test_a_change_is_drawn_as_its_counts(run, desk, monkeypatch):
    monkeypatch.chdir(desk)
    assert run("cases", "change", "store", "--picture", "change.png")[0] == 0
    assert (desk / "change.csv").read_text(encoding="utf-8").startswith("year,count")
