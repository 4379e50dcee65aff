"""Open-access articles: every statement judged by hand stands where the reader says, and every format says the same."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from functools import cache

import pytest
from public_files import MANUSCRIPTS, WITHOUT_MANUSCRIPTS

from analysis.documents import Document, read_document
from analysis.documents.characters import LOWERED

pytestmark = pytest.mark.skipif(not MANUSCRIPTS.is_dir(), reason=WITHOUT_MANUSCRIPTS)
STATED = {"paragraph", "list item", "caption", "footnote", "table", "heading"}
FORMATS = sorted(path.name for path in MANUSCRIPTS.glob("formats/journal*"))
ARTICLES = sorted(path.name for path in MANUSCRIPTS.glob("jats/*.xml"))


@cache
def read(name: str) -> Document:
    return read_document(MANUSCRIPTS / name)


def plain(text: str) -> str:
    """Give a text without blanks and citations, raised digits on the line and one kind of dash."""
    text = unicodedata.normalize("NFKC", re.sub(r"\[\d+\](?:\s*[,–-]\s*\[\d+\])*", "", text.translate(LOWERED)))
    return re.sub(r"\s", "", text.translate(str.maketrans("−–‐", "---")))


def tokens(document: Document, kinds: set[str] = STATED) -> list[str]:
    """Give the words and numbers of the blocks of these kinds."""
    said = "\n".join(block.text for block in document.blocks if block.kind in kinds)
    said = re.sub(r"\[\d+\]", "", unicodedata.normalize("NFKC", said.translate(LOWERED)))
    return re.findall(r"[^\W\d_]+|\d+(?:[.,]\d+)*", said)


def gold(name: str) -> list[dict[str, str]]:
    with (MANUSCRIPTS / "gold.csv").open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["file"] == name]


@pytest.mark.parametrize("name", ARTICLES)
def test_every_article_is_read(name):
    document = read(f"jats/{name}")
    kinds = Counter(block.kind for block in document.blocks)
    assert document.title
    assert document.identifiers["doi"] == f"10.1371/{name.removesuffix('.xml')}"
    assert min(kinds["heading"], kinds["paragraph"], kinds["reference"], kinds["front matter"]) > 5
    text = (MANUSCRIPTS / "jats" / name).read_text(encoding="utf-8")
    pictures = sum("its cells are a picture" in note for note in document.notes)
    assert len(document.tables) + pictures == len(re.findall("<table-wrap[ >]", text))


@pytest.mark.parametrize("name", sorted({row for row in ARTICLES if gold(row)} if MANUSCRIPTS.is_dir() else ()))
def test_every_statement_stands_at_its_place(name):
    document = read(f"jats/{name}")
    for row in gold(name):
        places = _cells(document, row) if row["table"] else _prose(document, row)
        lost = [
            piece for piece in re.split(r" [;|] ", row["printed"]) if not any(plain(piece) in text for text in places)
        ]
        assert not lost, (row["id"], lost)


def _prose(document: Document, row: dict[str, str]) -> list[str]:
    section, numbers = tuple(row["section"].split(" > ")), re.split(r"[|,;]\s*", row["paragraph"])
    blocks = [block for block in document.blocks if block.locator.section == section and block.kind in STATED]
    found = [block for block in blocks if numbers == [""] or str(block.locator.paragraph) in numbers]
    return [plain(" ".join(block.text for block in found))]


def _cells(document: Document, row: dict[str, str]) -> list[str]:
    table = next(block.table for block in document.tables if block.table.label == row["table"].partition(";")[0])
    rows, columns = ([int(number) for number in re.findall(r"\d+", row[name])] for name in ("row", "column"))
    cells = [
        table.cells[r - 1][c - 1] for r in rows for c in columns if r <= len(table.cells) and c <= len(table.cells[0])
    ]
    return [plain(text) for text in (*cells, table.caption, *table.notes)]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_the_same(name):
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2")
    article = read(f"jats/{name[:20]}.xml")
    other = read(f"formats/{name}")
    expected = Counter(tokens(article))
    found = sum((expected & Counter(tokens(other, STATED | {"front matter"}))).values()) / expected.total()
    assert found > (0.99 if name.endswith(".pdf") else 0.998)
    texts = [plain(block.text) for block in other.blocks]
    for row in gold(f"{name[:20]}.xml"):
        if not row["table"]:
            assert all(any(plain(piece) in text for text in texts) for piece in re.split(r" [;|] ", row["printed"])), (
                row["id"]
            )
    if not name.endswith("from-docx.pdf"):  # its tables have no rules
        cells, right = _agreement(article, other)
        assert right > (0.75 if name.endswith((".md", ".txt")) else 0.95) * cells


def _agreement(article: Document, other: Document) -> tuple[int, int]:
    """Count the filled cells of an article, and those that stand in the same place in another format."""
    tables = {block.table.label: block.table.cells for block in other.tables}
    cells = right = 0
    for block in article.tables:
        there = tables.get(block.table.label, ())
        for r, row in enumerate(block.table.cells):
            for c, text in enumerate(row):
                cells += bool(text)
                right += bool(text) and r < len(there) and c < len(there[r]) and plain(there[r][c]) == plain(text)
    return cells, right


@pytest.mark.parametrize("name", [name for name in FORMATS if name.endswith((".html", ".docx", ".md"))])
def test_sections_are_those_of_the_article(name):
    article, other = read(f"jats/{name[:20]}.xml"), read(f"formats/{name}")
    sections = {block.locator.section for block in other.blocks}
    prose = [block for block in article.blocks if block.kind in ("paragraph", "list item")]
    assert {block.locator.section for block in prose} - {("Supporting Information",)} <= sections
