"""Columns of a large file that hold few texts are staged as codes of them, and nothing that is stored tells of it."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.importing import fast_reader
from analysis.cases.importing.import_cases import import_cases

HEADER = "case,date,outcome,site,substance\n"
OUTCOMES = ("No effect", "Minor effect", "Death", '"Moderate effect"', "", '" Major effect"')
SITES = ("Home", "Schule, München", "O'Hare")
MAPPING = f"""name = "coded"
title = "A listing of few texts"
codebook = "{read_codebook().version}"
layout = "case"

[columns]
case_id = "case"
date = "date"
medical_outcome = "outcome"
exposure_site = "site"
substance = {{ column = "substance", separator = ";" }}
"""


def listing(rows: int = 2000) -> list[str]:
    sites = [f'"{site}"' if "," in site else site for site in SITES]
    return [
        f"A{row:06},2021-02-{row % 28 + 1:02},{OUTCOMES[row % 6]},{sites[row % 3]},drug {row % 977};ethanol\n"
        for row in range(rows)
    ]


@pytest.fixture
def stores(tmp_path, monkeypatch):
    """Give a function that imports lines with codes and without, and gives both stores and the codes of the first."""
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    coded = []
    given = fast_reader._coded

    def told(*arguments):
        coded.append(given(*arguments))
        return coded[-1]

    def both(lines: list[str]):
        file = tmp_path / "listing.csv"
        file.write_text(HEADER + "".join(lines), encoding="utf-8")
        found, kinds = [], {}
        for least, name in ((0, "coded"), (1 << 60, "texts")):
            monkeypatch.setattr(fast_reader, "LARGE", least)
            monkeypatch.setattr(fast_reader, "_coded", told)
            coded.clear()
            report = import_cases(file, mapping=tmp_path / "map.toml", into=tmp_path / name)
            kinds = kinds or coded[-1]
            tables = {path.stem: pd.read_parquet(path) for path in sorted((tmp_path / name).glob("*.parquet"))}
            found.append((tables, report.files["reader"].iloc[0], report.unknown_labels.to_dict("list")))
        return *found, kinds

    return both


def assert_alike(first, second) -> None:
    (tables, *told), (others, *said) = first, second
    assert told == said
    assert tables.keys() == others.keys()
    for name in tables:
        pd.testing.assert_frame_equal(tables[name], others[name])


def test_the_store_is_the_same(stores):
    coded, texts, kinds = stores(listing())
    assert kinds == {
        "c2": "ENUM(' Major effect', 'Death', 'Minor effect', 'Moderate effect', 'No effect')",
        "c3": "ENUM('Home', 'O''Hare', 'Schule, München')",
    }
    assert coded[1].endswith("fast")
    assert_alike(coded, texts)


@pytest.mark.parametrize("text", ["Unknown, potentially toxic", " Death", "death", "Déath"])
def test_a_text_that_the_sample_lacks_is_read(stores, monkeypatch, text):
    monkeypatch.setattr(fast_reader, "BLOCK", 1 << 14)
    lines = listing()
    lines[-1] = f'A999999,2021-03-01,"{text}",Home,ethanol\n'
    coded, texts, kinds = stores(lines)
    assert text not in kinds["c2"]
    assert coded[1].endswith("fast")
    assert coded[0]["cases"]["case_id"].iloc[-1] == "A999999"
    assert_alike(coded, texts)


def test_doubtful_lines_are_mended_beside_codes(stores):
    lines = listing()
    lines[700] = 'B1,2021-03-01,"Dea"th",Home,ethanol\n'
    lines[900] = "B2,2021-03-01,Death\n"
    lines[1100] = 'B3,2021-03-01,"Minor\neffect",Home,ethanol\n'
    coded, texts, kinds = stores(lines)
    assert set(kinds) >= {"c3"}
    assert "fast but for" in coded[1]
    assert_alike(coded, texts)


def test_numbers_and_rare_texts_are_no_codes(stores):
    lines = [line.replace("Death", str(row)) for row, line in enumerate(listing())]
    assert set(stores(lines)[2]) == {"c3"}
