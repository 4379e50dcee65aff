"""Documents made to harm: each ends in one sentence, within bounds of time and memory, and nothing is fetched."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from documents.invented import DOCX, HTML, JATS, packed

from analysis import DataError
from analysis.documents import read_document, read_documents, reading

LAUGHS = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, 9))
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a0 "laugh">{LAUGHS}]><article><body><p>&a8;</p></body></article>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE article [<!ENTITY e SYSTEM "{}">]><article><body><p>&e;</p></body></article>'
CYCLE = '<!DOCTYPE article [<!ENTITY a "&b;"><!ENTITY b "&a;">]><article><body><p>&a;</p></body></article>'
DEEP = "<article><body>" + "<sec>" * 5_000 + "</sec>" * 5_000 + "</body></article>"
GROWN = f"<table>{'<tr><td>1</td></tr>' * 100}</table>"
WIDE = (
    f"<html><body><table><tr><td colspan='99999999' rowspan='99999999'>1</td>{'<td>2' * 500}</tr></table></body></html>"
)


def with_part(name: str, content: str) -> bytes:
    return packed({**DOCX, name: content})


def doctype(part: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY e "boom">]>{DOCX[part]}'


HOSTILE = {
    "bomb.xml": (BOMB, "got: Maximum entity amplification factor exceeded"),
    "cycle.xml": (CYCLE, "got"),
    "deep.xml": (DEEP, "got"),
    "tei.xml": ("<?xml version='1.0'?><TEI><text/></TEI>", "expected an article in JATS, got XML of <TEI>"),
    "cut.xml": (JATS[:600], "expected well-formed XML"),
    "broken.xml": (JATS.encode().replace(b"Roe", b"R\xf6e"), "expected well-formed XML"),
    "broken.html": (
        HTML.encode().replace(b"adults", "Fälle\n".encode() * 3 + b"F\xe4lle"),
        "expected text of one encoding",
    ),
    "broken.txt": ("Fälle\n".encode() * 3 + b"F\xe4lle", "line 4: expected text of one encoding"),
    "nodes.html": ("<html><body>" + "<b>" * 2_100_000, "expected a document below 2,000,000 tags"),
    "deep.html": ("<html><body>" + "<div>" * 100_000 + "x", "nested too deep"),
    "quite deep.html": ("<html><body>" + "<div>" * 1_500 + "x", "nested too deep"),
    "empty.html": ("<html></html>" * 0 + "<!-- -->", "expected"),
    "bars.md": ("a|b\n-|-\n" + "1|2\n" * 25_000, "expected tables below 20,000 rows"),
    "data.txt": (bytes(range(256)) * 8, "got a file of data"),
    "entities.docx": (with_part("word/document.xml", doctype("word/document.xml")), "declares entities"),
    "large.docx": (with_part("word/document.xml", "<a>" + " " * (65 << 20)), "unpacks to more"),
    "tags.docx": (with_part("word/document.xml", "<a/>" * 2_100_000), "below 2,000,000 tags"),
    "cut.docx": (packed(DOCX)[:700], "expected a whole"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old or encrypted Office file; save it as .docx"),
    "book.xlsx": (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "got a workbook; audit its tables"),
    "rich.rtf": ("{\\rtf1 Of 23 cases}", "got rich text"),
    "scan.png": (b"\x89PNG\r\n" + bytes(99), "got a picture"),
    "nested.zip": (
        packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({"d.zip": b"PK\5\6" + bytes(18)})})})}),
        "archive",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_one_sentence(name, tmp_path):
    content, said = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as error:
        read_document(path)
    assert len(error.value.faults) == 1
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 600


def test_what_grows_out_of_an_archive_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_UNPACKED", 1 << 20)
    for name, content in (
        ("paper.txt.gz", gzip.compress(bytes(8 << 20))),
        ("paper.zip", packed({"a.txt": bytes(8 << 20)})),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match="got one that grows to more than 1,048,576 bytes"):
            read_document(tmp_path / name)


def test_a_span_over_a_million_columns_is_bounded(tmp_path):
    path = tmp_path / "wide.html"
    path.write_text(WIDE, encoding="utf-8")
    with pytest.raises(DataError, match="expected at most 400,000 cells and 1,000 columns"):
        read_document(path)


def test_no_file_is_read_for_an_entity(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("99 secrets", encoding="utf-8")
    path = tmp_path / "paper.xml"
    path.write_text(OUTSIDE.format(secret.as_uri()), encoding="utf-8")
    with pytest.raises(DataError, match="the entity &e;, which is not expanded") as error:
        read_document(path)
    assert "99" not in str(error.value)


def test_links_of_a_docx_are_not_followed(tmp_path):
    links = (
        '<Relationships><Relationship Id="r1" Type="attachedTemplate" Target="http://127.0.0.1:9/x.dotm" '
        'TargetMode="External"/></Relationships>'
    )
    path = tmp_path / "paper.docx"
    path.write_bytes(packed({**DOCX, "word/_rels/document.xml.rels": links, "word/media/a.png": bytes(1 << 20)}))
    assert read_document(path).title == "Gabapentin exposures in one center"


def test_styles_based_on_each_other_end(tmp_path):
    style = '<w:style w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="{}"/></w:style>'
    styles = style.format("A", "A", "B") + style.format("B", "B", "A")
    path = tmp_path / "paper.docx"
    path.write_bytes(
        with_part("word/styles.xml", DOCX["word/styles.xml"].replace("</w:styles>", f"{styles}</w:styles>"))
    )
    assert read_document(path).tables


def test_a_folder_goes_on_behind_a_document_that_cannot_be_read(tmp_path):
    (tmp_path / "a.xml").write_text(BOMB, encoding="utf-8")
    (tmp_path / "b.zip").write_bytes(
        packed({"c.html": HTML, "notes.csv": "1,2", "__MACOSX/c.html": "x", "d.md": "# A\n\nText"})
    )
    (tmp_path / "e.txt").write_text("Of 23 cases, 12 died.", encoding="utf-8")
    unread: list[str] = []
    documents = list(read_documents(tmp_path, unread))
    assert [Path(document.source).name for document in documents] == ["c.html", "d.md", "e.txt"]
    assert len(unread) == 1
    with pytest.raises(DataError, match="amplification"):
        list(read_documents(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="memory cannot be bounded there")
@pytest.mark.parametrize("kind", ["xml", "html", "docx", "md", "txt"])
def test_memory_stays_bounded(kind, tmp_path):
    """A paragraph of a million runs: no more than 1.5 GB and 60 s of the processor, and no work by the square."""
    many = 30_000
    content = {
        "xml": f"<article><body><p>{'1<sup>2</sup>,' * many}</p></body></article>",
        "html": f"<html><body><p>{'1<sup>2</sup>,' * many}</p></body></html>",
        "docx": packed(
            {
                **DOCX,
                "word/document.xml": DOCX["word/document.xml"].replace(
                    "<w:r><w:t", f"{'<w:r><w:t>1</w:t></w:r>' * many}<w:r><w:t", 1
                ),
            }
        ),
        "md": "1^2^, " * many,
        "txt": "10.1234/a" * many,
    }[kind]
    path = tmp_path / f"paper.{kind}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29));"
        "resource.setrlimit(resource.RLIMIT_CPU, (60, 60));"
        "from analysis.documents import read_document; read_document(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, cwd=Path(__file__).parents[2])
