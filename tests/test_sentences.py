"""Every sentence of a picture or a notebook that names a study rests on rows of the tables, and so do its numbers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import loaders
from analysis.charts import CHARTS
from analysis.printed import find_numbers
from analysis.sources import read_sources
from analysis.summaries import SUMMARIES

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LEDGERS = (
    loaders.load_primary_figures,
    loaders.load_overdose_studies,
    loaders.load_trials,
    loaders.load_syntheses,
    loaders.load_published_results,
    loaders.load_gabapentinoids,
    loaders.load_melatonin,
    loaders.load_npds_totals,
)
# A surname, or the place of a series, and its year.
NAMED = re.compile(r"\b([A-Z][A-Za-zÀ-ž-]+(?:, [A-Z][a-z]+)?) ((?:19|20)\d\d)\b")
NO_STUDY = {"In", "From", "Since", "Until", "Before", "After", "March", "January", "Cochrane", "Between", "Review"}
# Other names that a sentence calls a study by, and its source.
CALLED = {
    "the publisher's own press release": "richards_press_2020",
    "the press release": "richards_press_2020",
    "ALPADIR": "reynaud_2017",
    "BACLAD": "mueller_2015",
    "Bacloville": "rigal_2020",
    "Cochrane review of 2023": "agabio_2023",
}


@cache
def rows_of_sources() -> dict[str, list[str]]:
    """Every cell of every row, as text, by the publication of the row."""
    cells: dict[str, list[str]] = {}
    for load in LEDGERS:
        frame = load()
        for row in frame.astype(object).where(frame.notna(), "").to_dict("records"):
            cells.setdefault(row["source"], []).extend(
                f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row.values() if cell != ""
            )
    return cells


@cache
def labels() -> dict[str, str]:
    """Names and years as labels write them, each with its source."""
    found = {source.label: key for key, source in read_sources().items()}
    for load in (loaders.load_overdose_studies, loaders.load_trials):
        found |= dict(load()[["label", "source"]].drop_duplicates().itertuples(index=False, name=None))
    named = {}
    for label, key in found.items():
        for name, year in NAMED.findall(label):
            named.setdefault(f"{name} {year}", key)
    return named


def studies_in(sentence: str) -> tuple[set[str], set[str]]:
    """Sources that a sentence names, and names that no source has."""
    names = {f"{name} {year}" for name, year in NAMED.findall(sentence) if name not in NO_STUDY}
    known = {labels()[name] for name in names if name in labels()}
    known |= {source for word, source in CALLED.items() if re.search(rf"\b{word}\b", sentence)}
    return known, {name for name in names if name not in labels()}


def sentences(text: str) -> list[str]:
    lines = [line.lstrip("-# ").replace("*", "") for line in text.splitlines()]
    return [part for line in lines for part in re.split(r"(?<=[.!?:;])\s+(?=[A-Z0-9`'])", line) if part]


def texts() -> dict[str, str]:
    pictures = {f"picture {name}": f"{chart.caption} {SUMMARIES[name].caveat}" for name, chart in CHARTS.items()}
    cells = {
        f"{path.stem}, cell {place}": cell.source
        for path in NOTEBOOKS
        for place, cell in enumerate(nbformat.read(path, as_version=4).cells)
        if cell.cell_type == "markdown"
    }
    return pictures | cells


NAMING = [
    pytest.param(sentence, id=f"{where}: {sentence[:40]}")
    for where, text in texts().items()
    for sentence in sentences(text)
    if any(studies_in(sentence))
]


# Numbers of such sentences that no row of the study holds, and where they come from.
OTHERWISE = {
    1.0: "no effect, or one of a count",
    1.8: "bound of 1.69 and 1.78, without Addolorato 2007 or BACLAD (leave one out)",
    3.13: "without ALPADIR: meta_trials.json, counted_REML_z",
    92.0: "the one count of 162 that gives 56.8%",
    95.0: "the level of limits",
    200.0: "the cited line, in mg",
    1000.0: "the difference between totals that do not add up (audit of gabapentinoids)",
}


@cache
def numbers_of(source: str) -> set[float]:
    """Every number in the rows of a publication; a difference in percentage points is a share too."""
    found = {value for cell in rows_of_sources().get(source, []) for value in values_in(cell)}
    return found | {round(value / 100, 4) for value in found}


@cache
def answers() -> dict[str, list[float]]:
    """Every number that a summary of the shipped tables gives of a publication."""
    found: dict[str, list[float]] = {}
    for name in ("exposure_rise", "trial_success", "trial_meta_analysis", "severity_by_dose", "redone_results"):
        table = SUMMARIES[name].function()
        for column in [column for column in table if column == "source" or column == "primary_source"]:
            for row in table.to_dict("records"):
                numbers = [value for value in row.values() if isinstance(value, (int, float)) and pd.notna(value)]
                found.setdefault(str(row[column]), []).extend(map(float, numbers))
    return found


def values_in(text: str) -> list[float]:
    found = [text[start:end].replace(",", "") for start, end in find_numbers(text)]
    return [float(number) for number in found if re.fullmatch(r"\d+(\.\d+)?", number)]


def test_sentences_that_name_studies_are_found():
    assert len(NAMING) > 40
    assert studies_in("In Kiel 2015 and ALPADIR, since 2012") == ({"kiel_2015", "reynaud_2017"}, set())
    assert studies_in("Nobody 2031 says so.") == (set(), {"Nobody 2031"})


@pytest.mark.parametrize("sentence", NAMING)
def test_a_named_study_is_a_source_with_rows(sentence):
    known, unknown = studies_in(sentence)
    assert not unknown, "no publication of this name and year in sources.toml"
    assert not [source for source in known if source not in rows_of_sources()], "a publication without a row"


@pytest.mark.parametrize("sentence", NAMING)
def test_a_number_of_such_a_sentence_stands_in_a_row_or_an_answer(sentence):
    if "doi:" in sentence:
        return  # a reference, not a statement
    known, _ = studies_in(sentence)
    said = values_in(re.sub(r";\d+:\d+", "", NAMED.sub("", sentence)))  # volume and page
    rows = {value for source in known for value in numbers_of(source)} | OTHERWISE.keys()
    computed = [value for source in known for value in answers().get(source, [])]
    without = [
        value for value in said if value not in rows and not any(abs(value - number) <= 0.05 for number in computed)
    ]
    assert not without, f"no row and no answer of {', '.join(sorted(known))} holds {without}"


def test_every_number_that_stands_otherwise_is_still_said():
    said = {value for parameter in NAMING for value in values_in(parameter.values[0])}
    assert said >= OTHERWISE.keys()
