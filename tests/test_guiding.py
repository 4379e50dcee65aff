"""Every public function is found from `analysis.guide()`, and a question in plain words leads to it."""

from __future__ import annotations

import ast
import inspect

import pytest
from surface import FAMILIES, IN_THEIR_ROOM, public_functions

import analysis
from analysis.errors import DataError
from analysis.guiding import DOORS, example_of, public_names
from analysis.toml import read_toml

FAMILY_PATHS = [(path, function) for family in FAMILIES for path, function in public_functions(family).items()]
GUIDE = read_toml(analysis.sources.data_directory() / "guide.toml")
FRAME = analysis.guide().to_frame()


@pytest.mark.parametrize(("path", "function"), FAMILY_PATHS, ids=[path for path, _ in FAMILY_PATHS])
def test_a_function_of_the_registry_is_in_the_guide(path, function):
    family, room = path.split(".")[:2]
    where = f"{family}.{room}." if f"{room}.{function.__name__}" in IN_THEIR_ROOM else f"{family}."
    row = FRAME[FRAME["function"] == f"analysis.{where}{function.__name__}"].iloc[0]
    assert row["question"] and function.__name__ in row["example"]


def test_every_public_function_has_a_question_and_code_that_calls_it():
    functions = {f"analysis.{path}" for path, item in public_names().items() if inspect.isfunction(item)}
    assert set(FRAME["function"]) == functions and len(functions) > 300
    assert all(FRAME["question"].str.len() > 10) and not FRAME["question"].str.contains("\n").any()
    for row in FRAME.itertuples():
        assert row.function.rpartition(".")[2] in row.example
        ast.parse(row.example)


def test_the_guide_names_no_function_that_is_not_there():
    functions = {path for path, item in public_names().items() if inspect.isfunction(item)}
    assert functions >= GUIDE["questions"].keys() | GUIDE["examples"].keys()


def test_no_question_leads_to_two_functions():
    asked = [one for said in GUIDE["questions"].values() for one in ([said] if isinstance(said, str) else said)]
    assert len(set(asked)) == len(asked)
    assert all(question.endswith("?") for question in asked)


@pytest.mark.parametrize(
    ("asked", "function"),
    [
        ("Can this percentage be true?", "audit.possible_counts"),
        ("odds ratio", "stats.odds_ratio"),
        ("odds_ratio", "stats.odds_ratio"),
        ("analysis.plots.forest", "plots.forest"),
        ("did exposures rise", "stats.percent_change"),
        ("how safe is a low dose", "summaries.severity_upper_bound"),
        ("suppress small cells", "release.suppress"),
        ("is this p value right", "audit.check_p_of_statistic"),
        ("read a PDF", "documents.read_document"),
        ("meta-analysis of trials", "stats.pool"),
        ("import excel", "cases.import_cases"),
        ("antidotes given", "cases.therapies"),
        ("publication bias", "stats.begg"),
        ("age-adjusted rates of my cases", "cases.standardized_rates"),
        ("which test for length of stay", "stats.wilcoxon_rank_sum"),
        ("baclofen overdose dose threshold", "stats.dose_threshold"),
        ("how do I make Table 1", "cases.table_one"),
        ("odds ratio from case export", "cases.odds_ratios"),
        ("mortality rate confidence interval zero deaths", "stats.rate"),
        ("is this percentage possible", "audit.possible_counts"),
        ("import NPDS export", "cases.import_cases"),
        ("coding change break in trend", "cases.annual_trend"),
        ("cite / BibTeX", "references.references"),
        ("merge duplicate cases", "cases.import_cases"),
        ("missing values unknown outcome", "cases.outcome_shares"),
        ("check a press release", "audit.audit_manuscript"),
        ("p-value for trend", "stats.dose_trend"),
        ("which cases are excluded", "cases.select"),
    ],
)
def test_a_question_in_plain_words_finds_its_function(asked, function):
    found = analysis.guide(asked).to_frame()["function"].tolist()
    assert f"analysis.{function}" in found[:3] and len(found) <= 10 and len(set(found)) == len(found)


def test_an_answer_shows_itself():
    answer = analysis.guide("forest plot")
    assert "<table" in answer._repr_html_() and "analysis.plots.forest" in repr(answer)
    assert analysis.guide("  forest\n plot ") == answer


@pytest.mark.parametrize("asked", ["zzz", "?", "the of", "ß"])
def test_what_nothing_answers_is_said(asked):
    answer = analysis.guide(asked)
    assert not answer.rows and "guide() lists every one" in repr(answer) and len(answer.to_frame().columns) == 3


@pytest.mark.parametrize("asked", [None, 3, ["forest"], b"forest"])
def test_a_question_is_a_text(asked):
    with pytest.raises(DataError, match="question: expected a text"):
        analysis.guide(asked)


def test_a_function_without_an_example_is_shown_by_its_signature():
    def burden(table, ax=None):
        """Draw it."""

    assert example_of("charts.burden", burden) == "charts.burden(table, ax)"


def test_the_doors_of_the_guide_are_rooms_of_the_house():
    assert {door.split(".")[0] for door in DOORS} <= {*dir(analysis), "references", "citing", "ledgers"}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Give what the examples of the guide name: a folder with a store, and what is made of it."""
    folder = tmp_path_factory.mktemp("guide")
    cases = analysis.cases
    cases.synthesize(20_000, into=folder / "store")
    store = cases.open_store(folder / "store")
    scope = {"cases": cases, "store": store, "study": cases.select(store, substance="Baclofen", how="single")}
    return folder, scope


OF_CASES = [path for path in GUIDE["examples"] if path.startswith("cases.")]
FROM_FILES = {"cases.propose_mapping", "cases.import_cases", "cases.synthesize", "cases.frame_store"}


@pytest.mark.parametrize("path", [path for path in OF_CASES if path not in FROM_FILES])
def test_the_code_of_the_guide_runs(path, study, monkeypatch):
    folder, scope = study
    monkeypatch.chdir(folder)
    exec(GUIDE["examples"][path], dict(scope))
