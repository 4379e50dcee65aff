"""What an audit says: the same in text, HTML and JSON, at any width, and never more than was checked."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from analysis.audit import audit_file, audit_table
from analysis.audit.reports import Report, exit_status, html_page, json_text, plain_text, reports_of
from analysis.audit.tables import Audit

WRONG = (
    "Outcome,n,%,note\nMinor,60,60.0,\nModerate,30,40.0,\nMajor,10,10.0,<script>alert(1)</script>\nTotal,100,100.0,\n"
)


@pytest.fixture
def made(tmp_path):
    def make(text: str, name: str = "a table & <b>more</b>.csv") -> list[Report]:
        path = tmp_path / name.replace("/", "")
        path.write_text(text, encoding="utf-8")
        return reports_of(audit_file(path))

    return make


class Cells(HTMLParser):
    """The classes of the cells of a page, its links and anchors."""

    def __init__(self, page: str):
        super().__init__()
        self.classes, self.links, self.anchors, self.open = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.anchors += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        if tag == "td":
            self.classes.append(attrs.get("class", ""))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_wrong_cell_is_marked_in_the_table_with_a_link_to_what_was_found(made):
    reports = made(WRONG)
    page = html_page(reports)
    cells = Cells(page)
    assert not cells.open
    assert cells.classes.count("impossible") + cells.classes.count("inconsistent") == 1
    assert re.search(
        r'<td class="i\w+" id="c1-1">40.0<sup><a href="#f1-1" aria-label="i\w+, 1">[✗≠]1</a></sup></td>', page
    )
    assert {link.removeprefix("#") for link in cells.links} <= set(cells.anchors)


def test_the_page_is_whole_by_itself_and_everything_in_it_is_escaped(made):
    page = html_page(made(WRONG))
    assert "<script" not in page and "&lt;script&gt;" in page and "<b>more" not in page
    assert not re.search(r"https?://|src=|@import|url\(", page)
    assert "cell" in page and all(sign in page for sign in "✗≠?∅")  # the legend tells by signs, not by color alone


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_of_the_text_is_wider_than_the_screen(made, width):
    hostile = WRONG.replace("Moderate", "Mod\u202eerate\x1b[31m")
    text = plain_text(made(hostile, f"{'long ' * 30}.csv") * 2, width=width)
    assert "\x1b" not in text and "\u202e" not in text
    assert max(map(len, text.splitlines())) <= width
    assert text.startswith("2 files and sheets\n")
    words = " ".join(text.split())
    assert "40.0% is printed" in words and "perhaps 40.0% -> 30.0%" in words


def test_the_text_begins_with_what_was_understood(made):
    head, _, found = plain_text(made(WRONG)).partition("\n\n")
    for told in ("Outcome  labels", "counts", "percentages", "note     not read", "Checked", "Total = "):
        assert told in head, head
    assert "40.0" in found and "40.0" not in head


def test_json_has_everything(made):
    reports = made(WRONG)
    data = json.loads(json_text(reports, exit_status(reports)))
    (report,) = data["reports"]
    (table,) = report["tables"]
    assert data["status"] == 1
    assert [column["role"] for column in table["columns"]] == ["label", "count", "percent", "not read"]
    assert report["checked"] == table["checked"] == sum(1 for _ in range(8))
    assert all(rule["cells"] > 0 for rule in table["coverage"])
    finding = next(one for one in report["findings"] if one["printed"] == "40.0")
    assert finding["at"] == [2, 2] and finding["expected"] == "30.0%" and finding["repairs"]


def test_nothing_checked_is_said_in_every_form(made):
    reports = made("Item,n\nFirst thing,12\nSecond thing,18\n")
    assert " ".join(plain_text(reports).split()).endswith("0 cannot be checked; NOTHING COULD BE CHECKED")
    assert "NOTHING COULD BE CHECKED" in html_page(reports)
    assert json.loads(json_text(reports, 3))["reports"][0]["verdict"] == "nothing could be checked"
    assert 'class="left"' in html_page(reports)
    assert exit_status(reports) == exit_status(reports_of(Audit())) == 3


def test_the_unusual_and_columns_not_read_count_when_asked(made):
    sound = "Sex,n\nMale,12\nFemale,18\nTotal,30\n"
    noted = "Sex,n,note\nMale,12,a\nFemale,18,b\nTotal,30,c\n"
    for text, usual, strict in ((sound, 0, 0), (noted, 0, 1)):
        reports = made(text)
        assert (exit_status(reports), exit_status(reports, strict=True)) == (usual, strict)


def test_of_a_long_sheet_the_rows_around_a_mark_are_shown():
    counts = [100 + k for k in range(200)]
    cells = [["County", "n"], *([f"County {k}", str(n)] for k, n in enumerate(counts)), ["Total", str(sum(counts) + 5)]]
    import pandas as pd

    page = html_page(reports_of(audit_table(pd.DataFrame(cells[1:], columns=cells[0]))))
    assert page.count("<tr>") < 40 and re.search(r"\d+ rows without a mark", page)
    assert f"{sum(counts) + 5}<sup>" in page


def test_an_audit_shows_itself_in_a_notebook_without_the_sheet(made):
    import pandas as pd

    audit = audit_table(pd.DataFrame({"Sex": ["Male", "Female", "Total"], "n": [12, 18, 31]}))
    assert "printed as 31" in audit._repr_html_() and "3 numbers were checked, 0 were not" in audit._repr_html_()
    assert "sheets" not in repr(audit)
