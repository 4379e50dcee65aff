"""The Python that README and the pages print, run as it is written, in a folder with a store and a ledger."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

import analysis
from analysis import cases, documents, ledgers, stats, summaries
from analysis.cases.codebook.regions import REGIONS
from analysis.toml import read_toml

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if not {"made", "_build"} & set(path.parts))
CALLED = re.compile(r"`((?:\w+ = )?(?:audit|cases|stats|plots)\.[^`]*)`")
GUIDED = read_toml(analysis.sources.data_directory() / "guide.toml")["examples"]
# Run by tests/paper and tests/cases: they would write over the store of the others, or take long.
ELSEWHERE = {"paper.write_paper", "paper.release_paper", "paper.audit_package", "paper.read_plan"}
ELSEWHERE |= {"cases.synthesize", "cases.import_cases"}


def blocks(path: Path) -> list[str]:
    """Give the blocks of Python of a page; those with prompts are run by test_docs.py."""
    found = re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [block for block in found if not block.startswith(">>>")]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """Give a folder with everything that a page names: a store, an export with its mapping, a ledger, a document."""
    folder = tmp_path_factory.mktemp("house")
    cases.synthesize(4000, into=folder / "store")
    listing = cases.synthesize(300, into=folder / "export.csv", format="csv")
    (folder / "mapping.toml").write_text(cases.propose_mapping(listing).to_toml(), encoding="utf-8")
    text = folder / "review.txt"
    text.write_text("Exposures to tianeptine rose by 636% from 2014 to 2017.\n", encoding="utf-8")
    for name in ("tia", "ledger"):
        ledgers.new_ledger(folder / name, [text], substance="tianeptine")
    document = Document()
    document.add_table(rows=2, cols=2)
    document.save(str(folder / "paper.docx"))
    return folder


@pytest.fixture
def names(house, monkeypatch) -> dict:
    """Give the names that stand on a page before its code: those of `from analysis import ...`, a population."""
    monkeypatch.chdir(house)
    by_year = pd.DataFrame({"year": range(2000, 2026), "population": 331_000_000})
    by_state = pd.DataFrame(
        {"state": sorted({state for region in REGIONS.values() for state in region}), "population": 6_000_000}
    )
    return {"audit": analysis.audit, "cases": cases, "stats": stats, "by_year": by_year, "by_state": by_state}


@pytest.mark.usefixtures("font_cache")
@pytest.mark.parametrize(
    "path", [path for path in [ROOT / "README.md", *PAGES] if blocks(path)], ids=lambda path: path.name
)
def test_the_code_of_a_page_runs(path, names):
    for at, block in enumerate(blocks(path)):
        exec(compile(block, f"{path.name}, block {at + 1}", "exec"), names)
    for line in CALLED.findall(path.read_text(encoding="utf-8")):
        exec(compile(line, f"{path.name}: {line}", "exec"), names)


def test_the_names_in_a_text_are_there():
    doors = {name: getattr(analysis, name) for name in ("audit", "cases", "stats", "plots")}
    for path in (path for path in PAGES if path.name != "safe-harbor.md"):  # where `cases.date` is a column
        for line in CALLED.findall(path.read_text(encoding="utf-8")):
            if "(" not in line:
                eval(line, doors)


@pytest.mark.usefixtures("font_cache")
def test_the_examples_of_the_guide_run(names):
    study = cases.select(cases.open_store("store"), substance="Baclofen", how="any", years=(2010, 2022))
    frame = pd.DataFrame({"case_id": ["a", "b"], "year": [2019, 2020]})
    known = names | {"study": study, "store": study.store, "frame": frame, "ledgers": ledgers, "documents": documents}
    for path, example in GUIDED.items():
        if path not in ELSEWHERE:
            exec(compile(example, f"guide.toml: {path}", "exec"), dict(known))


def test_what_the_readme_remarks_is_what_comes_out():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    none, odds = stats.proportion(0, 30, method="clopper-pearson"), stats.odds_ratio(9, 23, 4, 38)
    rise = summaries.exposure_rise().query("printed == '36.2%'")["annual_growth_percent"].iloc[0]
    allowed = summaries.severity_upper_bound().query("allowed")
    fewest, most, best = allowed["patients"].min(), allowed["patients"].max(), allowed["upper_bound"].min()
    for said in (
        f"({analysis.audit.possible_counts('68.2%', 43)}, {analysis.audit.possible_counts('68.2%', 22)})",
        f"# {none.high:.4f}: none of 30 does not exclude one in nine",
        f"# {odds.value:.2f}, 95% CI {odds.low:.2f} to {odds.high:.1f}, Wald",
        f"is {rise:.1f}% a year",
        f"# {fewest} to {most} low-dose patients: even in the best case a risk of {best:.0%} is not excluded",
    ):
        assert said in readme


@pytest.mark.parametrize("wrong", ["paper.docx", None, Path("paper.docx")])
def test_a_file_is_no_document(wrong):
    with pytest.raises(analysis.DataError, match="read_document"):
        documents.table_cells(wrong)
