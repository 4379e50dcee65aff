"""The whole paper in every form: one page that needs no other file, LaTeX, Markdown, references; what titles say."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas as pd
import pytest
from docx import Document
from paper.desks import invented, plan, small_store

from analysis.cases.store.store import open_store
from analysis.forms import Withheld
from analysis.paper import read_plan
from analysis.paper.answers import Figure
from analysis.paper.ask import ask
from analysis.paper.documents import Draft
from analysis.paper.figures import TABLES
from analysis.paper.findings import FOUND, finding
from analysis.paper.hover import hover_svg
from analysis.paper.methods import SLOTS, write_text
from analysis.paper.years import compared


class Page(HTMLParser):
    """What a page refers to, and its names."""

    def __init__(self, text: str):
        super().__init__()
        self.refers, self.names, self.titles = [], [], []
        self.in_title = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.refers += [said[key] for key in ("href", "src", "xlink:href", "action") if key in said]
        self.names += [said["id"]] if "id" in said else []
        self.in_title = tag == "title"

    def handle_data(self, data):
        self.titles += [data.strip()] * self.in_title


@pytest.fixture(scope="module")
def page(package) -> Page:
    return Page((package / "paper.html").read_text())


def test_the_page_needs_no_other_file_and_no_network(package, page):
    away = [one for one in page.refers if not one.startswith(("#", "data:"))]
    assert not away
    text = (package / "paper.html").read_text()
    assert "<script" not in text and "@import" not in text and not re.search(r"url\((?!#)", text)
    inside = {one[1:] for one in page.refers if one.startswith("#")} | set(re.findall(r"url\(#([^)]+)\)", text))
    assert inside <= set(page.names)


def test_names_of_the_pictures_do_not_clash(page):
    doubled = pd.Series(page.names).loc[lambda names: names.duplicated()].tolist()
    assert not doubled


def test_the_page_holds_every_table_and_the_numbers_themselves(package):
    text = (package / "paper.html").read_text()
    for name in [*(f"{stem}.csv" for stem in ("table-1", "table-2", "table-3", "flow", "annual")), "figure-2.csv",
                 "references.bib", "references.ris"]:  # fmt: skip
        packed = re.search(rf'download="{re.escape(name)}" href="data:[^;]*;base64,([^"]*)"', text)[1]
        assert base64.b64decode(packed) == (package / name).read_bytes(), name
    assert text.count('class="printed"') == 5 and text.count('role="img"') == 6  # of a desktop and of a phone


def test_a_picture_tells_the_value_of_each_of_its_marks(package, page):
    annual = pd.read_csv(package / "annual.csv")
    told = [title for title in page.titles if title.startswith("Year: 2015")]
    assert told and "Year: 2015; " in told[0]
    rate = float(re.search(r"([\d.]+)$", told[0])[1])
    assert rate == pytest.approx(annual.set_index("year").loc[2015, "value"], rel=1e-3)


def test_hover_names_rows_and_numbers(answers):
    effects = answers["table-2"].query("kind == 'effect'").head(4).rename(columns={"term": "effect"})
    effects = effects.drop(columns=["kind", "method"]).reset_index(drop=True)
    effects.attrs = {"synthetic": True, "study": "x", "level": 0.95}
    svg = hover_svg(Figure("figure-9", "Figure 9", "effects", effects, "Effects"), "Effects <b>")
    ElementTree.fromstring(svg)
    titles = re.findall(r"<title>([^<]*)</title>", svg)
    assert all(any(name.split("/")[0] in title for title in titles) for name in effects["effect"])
    assert 'aria-label="Effects &lt;b&gt;"' in svg and 'id="figure-9-full-' in svg


def test_a_phone_sees_the_layout_of_half_a_page_and_a_desktop_the_whole(package):
    text = (package / "paper.html").read_text()
    drawn = re.findall(r'<svg class="(full|half)"[^>]*viewBox="0 0 ([\d.]+)', text)
    assert [name for name, _ in drawn] == ["full", "half"] * 3
    assert all(float(wide) < 300 if name == "half" else float(wide) > 400 for name, wide in drawn)
    assert "svg.half { display: none; }" in text and "svg.full { display: none; }" in text.partition("@media")[2]
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), "no name stands twice on the page"


def test_latex_has_all_and_cites_what_the_bibliography_has(package):
    text, bib = ((package / name).read_text() for name in ("paper.tex", "references.bib"))
    cited = set(re.findall(r"\\cite\{([^}]*)\}", text))
    assert cited == set(re.findall(r"@\w+\{([^,]*),", bib)) and len(cited) >= 4
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == 5
    assert text.count(r"\includegraphics") == 3 and r"\documentclass" in text
    body = text[text.index(r"\begin{document}") :]
    assert not re.search(
        r"(?<!\\)[%#_]", re.sub(r"\\(cite|includegraphics|bibliography)(\[[^]]*\])?\{[^}]*\}", "", body)
    )
    for table in re.findall(r"\\begin\{longtable\}\{(.*?)\}\n(.*?)\\end\{longtable\}", text, re.DOTALL):
        rows = [row for row in table[1].split("\n") if row.endswith((r"\\", r"\\*")) and "&" in row]
        assert len({len(re.findall(r"(?<!\\)&", row)) for row in rows}) == 1


def test_markdown_and_ris_have_all(package):
    text, ris = (package / "paper.md").read_text(), (package / "references.ris").read_text()
    assert text.count("\n|:") == 5 and text.count("![") == 3
    numbers = {int(number) for number in re.findall(r" \[(\d+)\]", text)}
    listed = {int(number) for number in re.findall(r"^(\d+)\. ", text.partition("## References")[2], re.MULTILINE)}
    assert numbers == listed == set(range(1, len(listed) + 1))
    assert ris.count("ER  -") == len(listed)


def test_word_lists_the_references_and_marks_what_is_left_to_write(package):
    document = Document(str(package / "paper.docx"))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert any(text.startswith("1. von Elm E") for text in texts)
    marked = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert set(marked) == set(SLOTS.values())
    readme = (package / "README.md").read_text()
    assert all(slot[1:-1] in readme for slot in SLOTS.values())


def asked(folder, text="", rows=None, **more):
    if rows is not None:
        small_store(folder / "store", rows, **more)
    chosen = read_plan(plan(folder, text))
    return ask(chosen, open_store(chosen.store))


def test_what_the_authors_state_stands_where_the_gaps_were(tmp_path):
    stated = {key: f"Said of {key}." for key in SLOTS}
    lines = "\n".join(f'{key} = "{words}"' for key, words in stated.items())
    answers = asked(tmp_path, f"[statements]\n{lines}\n", invented())
    text = write_text(answers)
    said = " ".join(words for _, words in (*text.methods, *text.declared))
    assert all(words in said for words in stated.values())
    assert "[" not in re.sub(r" \[\d+\]", "", said) and Draft(answers, text, (), ()).slots == ()


def test_the_software_is_named_with_versions(package):
    text = (package / "methods.md").read_text()
    assert re.search(r"toolkit, version \d+\.\d+\.\d+, .*DuckDB \d+\.\d.*pandas \d+\.\d.*matplotlib \d+\.\d", text)


def changes(ends, trend, step=None):
    rows = [
        {
            "term": "first to last year",
            "first": 2010,
            "last": 2020,
            **dict(zip(("value", "low", "high"), ends, strict=True)),
        },
        {"term": "annual percent change", **dict(zip(("value", "low", "high"), trend, strict=True))},
    ]
    rows += [{"term": "step in 2000", "value": step, "low": 0.0, "high": 1.0}] if step else []
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("ends", "trend", "said"),
    [
        ((50, 20, 80), (4, 2, 6), None),
        ((50, 20, 80), (-4, -6, -2), "point in opposite directions"),
        ((50, 20, 80), (1, -1, 3), "The comparison of two years shows a change, the trend does not differ clearly"),
        ((10, -20, 50), (4, 2, 6), "The trend shows a change, the comparison of two years does not"),
        ((10, -20, 50), (1, -1, 3), "Neither differs clearly from no change."),
        ((-10, -40, 50), (1, -1, 3), "They point in opposite directions"),
        ((900, 500, 1500), (4, 2, 6), "Spread evenly over the years"),
        ((float("inf"), 5, float("inf")), (4, 2, 6), "Spread evenly over the years"),
        ((Withheld("*"),) * 3, (4, 2, 6), None),
    ],
)
def test_two_years_and_the_trend_are_explained_where_they_disagree(answers, ends, trend, said):
    table = changes(ends, trend).astype(object)
    found = " ".join(compared(replace(answers, tables={**answers.tables, "change": table})))
    assert (said in found) if said else not found


def test_a_step_explains_itself(answers):
    table = changes((50, 20, 80), (-4, -6, -2), step=30.0)
    assert "takes in the step" in " ".join(compared(replace(answers, tables={**answers.tables, "change": table})))


def of_doses(folder, serious):
    rows = invented(70, serious=serious)
    answers = asked(folder, '[selection]\nsubstance = "Baclofen"\n', rows)
    return next(figure for figure in answers.figures if figure.chart == "severity"), answers


def test_a_dose_separates_only_where_dose_tells(tmp_path):
    told, answers = of_doses(tmp_path / "a", lambda i: i % 7 >= 4)
    assert "threshold" in set(told.table["kind"])
    assert "more frequent after higher doses (odds ratio per doubling" in finding(told, answers)
    silent, answers = of_doses(tmp_path / "b", lambda i: i % 2 == 0)
    assert "threshold" not in set(silent.table["kind"]) and silent.table.attrs["odds_ratio"]
    assert "did not clearly depend on the dose" in finding(silent, answers)


def test_every_figure_has_a_finding_and_falls_back_to_its_title(answers):
    assert set(FOUND) == set(TABLES)
    for figure in answers.figures:
        assert finding(figure, answers) != figure.title
    part = replace(answers.figures[1], table=answers.figures[1].table.copy())
    part.table.attrs["withheld"] = "Withheld, and not drawn: 2012."
    assert finding(part, answers) == part.title
    flow = answers["flow"].astype(object)
    flow.loc[flow.index[-1], "remaining"] = Withheld("*")
    hidden = replace(answers, tables={**answers.tables, "flow": flow})
    assert finding(answers.figures[0], hidden) == answers.figures[0].title


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((5.0, 2.0, 8.0), "rose by 5.0% a year"),
        ((-5.0, -8.0, -2.0), "fell by 5.0% a year"),
        ((1.0, -2.0, 4.0), "no clear"),
    ],
)
def test_the_title_of_the_trend_says_which_way_it_goes(answers, limits, said):
    table = changes((10, -20, 50), limits)
    given = replace(answers, tables={**answers.tables, "change": table})
    figure = Figure("figure-2", "Figure 2", "trend", pd.DataFrame(), "Cases per year and their trend")
    assert said in finding(figure, given)
    gone = replace(answers, tables={**answers.tables, "change": table.iloc[:0]})
    assert finding(figure, gone) == figure.title


def test_no_case_fatal_is_said_of_known_outcomes_only(tmp_path):
    one = [invented(1)[0] | {"medical_outcome": "No effect"}]
    text = write_text(asked(tmp_path / "one", "", one))
    assert "The case was not fatal." in text.results[-1][1]


def test_what_is_pointed_at_lies_on_its_mark(answers):
    trend = next(figure for figure in answers.figures if figure.chart == "trend")
    svg = hover_svg(trend, "x")
    drawn = {
        (round(float(x), 1), round(float(y), 1)) for x, y in re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', svg)
    }
    told = re.findall(r'<circle class="point" cx="([\d.]+)" cy="([\d.]+)"', svg)
    assert told
    for x, y in told:
        assert any(abs(float(x) - a) < 0.2 and abs(float(y) - b) < 0.2 for a, b in drawn)
