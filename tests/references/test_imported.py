"""The formats that other programs import, read back by their readers and held against the ledger field by field."""

from __future__ import annotations

import codecs
import dataclasses
import json
import re
import unicodedata

import latexcodec  # noqa: F401 (registers the codec of LaTeX)
import pytest
import rispy
from pybtex.database import parse_string

from analysis.references import FORMS, references
from analysis.references.names import surname_and_initials, unseen
from analysis.sources import TYPES, Source, read_sources

LEDGER = read_sources()
ENTRIES = {
    "article": "article",
    "book": "book",
    "chapter": "incollection",
    "conference abstract": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
RIS_TYPES = {
    "article": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "thesis": "THES",
    "dataset": "DATA",
    "news": "NEWS",
    "web page": "ELEC",
    "press release": "ELEC",
    "label": "GEN",
    "conference abstract": "CPAPER",
}
# Letters of authors in Europe, and every sign that is a command to LaTeX or BibTeX.
SURNAMES = [
    *("Léger", "Müller", "Żając", "Łęcki", "Høgberg", "Ångström", "Strauß", "Çelik", "Ćosić", "Őry", "İnan", "Yıldız"),
    *("Ěrný", "Ğül", "Ţepeş", "Ñandú", "Ōno", "Ạnh", "Pīrs", "O'Neil", "Æsir", "Œuvre", "Ýmir", "ĺ", "Šuľ"),
]
SIGNS = 'A & B 50% $5 #1 x_1 {curly} ~ ^ \\ < > | "said" a–b c—d ‘q’ ≥5 ±2 5 µg β 3×4 37 °C …'


def plain(text: str) -> str:
    """Give what LaTeX prints of a field: commands read by another program's codec, braces gone."""
    for name, sign in (("textless", "<"), ("textgreater", ">"), ("textbar", "|"), ("textdegree", "°"), ("ldots", "…")):
        text = text.replace(f"\\{name}{{}}", sign)
    for name, sign in (("pm", "±"), ("times", "×"), ("geq", "≥"), ("leq", "≤"), ("mu", "μ"), ("beta", "β")):
        text = text.replace(f"\\ensuremath{{\\{name}}}", sign)
    kept = text.replace("\\textbraceleft{}", "\0").replace("\\textbraceright{}", "\1")
    kept = kept.replace("\\textasciitilde{}", "\2").replace("\\textasciicircum{}", "\3")
    kept = re.sub(r"\\d (\w)", lambda found: unicodedata.normalize("NFC", found[1] + "\u0323"), kept)
    decoded = codecs.decode(kept.replace("\\$", "\4"), "ulatex")
    return re.sub(r"[{}]", "", decoded).translate({0: "{", 1: "}", 2: "~", 3: "^", 4: "$"})


def read_bibtex(sources) -> dict:
    return parse_string(references(sources, "bibtex"), "bibtex").entries


def given(person) -> list[str]:
    return [*person.first_names, *person.middle_names]


def persons(source: Source) -> list[tuple[str, list[str]]]:
    return [surname_and_initials(name) for name in source.authors]


@pytest.mark.parametrize("key", LEDGER)
def test_bibtex_says_what_the_ledger_says(key):
    source, entry = LEDGER[key], read_bibtex([LEDGER[key]])[key]
    assert entry.type == ENTRIES.get(source.type, "misc")
    fields = {name: plain(value) if name not in ("url", "doi") else value for name, value in entry.fields.items()}
    organization = source.organization if not source.authors else ""
    people = [
        (plain(" ".join([*person.prelast_names, *person.last_names])), [plain(n).strip(".") for n in given(person)])
        for person in entry.persons.get("author", [])
    ]
    others = [("others", [])] if source.et_al else []
    expected = [(surname, [i.strip("-") for i in initials]) for surname, initials in persons(source)]
    assert people == (expected + others or [(organization, [])] * bool(organization))
    holder = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}.get(
        entry.type, "howpublished"
    )
    told = {
        "title": source.title,
        holder: source.container,
        "year": str(source.year or ""),
        "volume": source.volume,
        "number": source.issue or source.number,
        "pages": source.pages,
        "doi": source.doi,
        "pmid": source.pmid,
        "pmcid": source.pmcid,
        "isbn": source.isbn,
        "url": "" if source.doi or source.pmid or source.pmcid else source.url,
    }
    # BibTeX writes the hyphen of a range twice, which LaTeX prints as a dash.
    fields["pages"] = fields.get("pages", "").replace("–", "-").replace("--", "-")
    for name, value in told.items():
        if value or name != "howpublished":
            assert fields.get(name, "") == value, name
    extra = fields.keys() - told.keys()
    assert extra <= {"publisher", "institution", "school", "edition", "note", "key", "howpublished", "address"}
    assert unseen(source) in fields.get("note", "")
    assert fields.get("key", "") == ("" if people else source.label)


@pytest.mark.parametrize("key", LEDGER)
def test_ris_says_what_the_ledger_says(key):
    source = LEDGER[key]
    text = references([source], "ris")
    assert text.startswith(f"TY  - {RIS_TYPES[source.type]}\r\n") and text.endswith("ER  - \r\n")
    assert "\n" not in text.replace("\r\n", "") and all(
        re.match(r"[A-Z][A-Z0-9]  - ", line) for line in text.splitlines()
    )
    (record,) = rispy.loads(text)
    first, _, last = source.pages.partition("-")
    names = [f"{s}, {'. '.join(i)}.".replace(". -", ".-") if i else s for s, i in persons(source)]
    told = {
        "id": source.key,
        "title": source.title,
        "secondary_title": source.container,
        "year": str(source.year or ""),
        "volume": source.volume,
        "number": source.issue,
        "start_page": first,
        "end_page": last,
        "doi": source.doi,
        "accession_number": source.pmid,
        "publisher": source.publisher,
        "edition": source.edition,
    }
    assert record.get("authors", []) == (names or [source.organization] * bool(source.organization))
    assert {name: record.get(name, "") for name in told} == told
    assert record.get("urls", []) == (
        [] if source.doi or source.pmid or source.pmcid else [source.url] * bool(source.url)
    )
    assert " ".join(record.get("notes", [])) == " ".join(
        filter(None, [f"Registration: {source.registration}." * bool(source.registration), unseen(source)])
    )


def test_csl_json_says_what_the_ledger_says():
    items = json.loads(references(LEDGER.values(), "csl-json"))
    assert [item["id"] for item in items] == list(LEDGER)
    for item in items:
        source = LEDGER[item["id"]]
        told = (source.title, source.container, source.volume, source.issue, source.pages, source.doi, source.pmid)
        names = ("title", "container-title", "volume", "issue", "page", "DOI", "PMID")
        assert tuple(item.get(name, "") for name in names) == told
        assert item.get("issued", {}).get("date-parts", [[None]]) == [[source.year]]
        assert [name.get("family", name.get("literal")) for name in item.get("author", [])] == (
            [surname for surname, _ in persons(source)] or [source.organization] * bool(source.organization)
        )


def test_the_whole_ledger_is_read_as_one_file():
    assert list(read_bibtex(LEDGER.values())) == list(LEDGER)
    assert [record["id"] for record in rispy.loads(references(LEDGER.values(), "ris"))] == list(LEDGER)


@pytest.mark.parametrize("form", FORMS)
def test_what_has_no_title_gets_none(form):
    nameless = [source for source in LEDGER.values() if not source.title]
    text = references(nameless, form)
    assert nameless and "itle" in text
    if form == "bibtex":
        assert not any("title" in entry.fields for entry in read_bibtex(nameless).values())
    if form == "ris":
        assert not any("title" in record for record in rispy.loads(text))


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_has_its_form(kind):
    source = Source("x", "evidence", "primary", kind, "X", title="A title", authors=("Li H",), container="C", year=2020)
    assert read_bibtex([source])["x"].fields["title"] == "A title"
    assert rispy.loads(references([source], "ris"))[0]["title"] == "A title"
    assert json.loads(references([source], "csl-json"))[0]["title"] == "A title"
    assert "A title" in references([source])


@pytest.mark.parametrize("surname", SURNAMES)
def test_letters_of_names_survive_latex(surname):
    source = Source("x", "evidence", "primary", "article", "X", title="T", authors=(f"{surname} AB",), year=2020)
    text = references([source], "bibtex")
    (person,) = read_bibtex([source])["x"].persons["author"]
    assert plain(" ".join(person.last_names)) == surname and text.isascii()


@pytest.mark.parametrize(
    ("name", "last", "first"),
    [
        ("de Beaurepaire R", "de Beaurepaire", ["R."]),
        ("van der Kleijn E", "van der Kleijn", ["E."]),
        ("Martinez-De la Torre A", "Martinez-De la Torre", ["A."]),
        ("El Zahran T", "El Zahran", ["T."]),
        ("Le Lait MC", "Le Lait", ["M.", "C."]),
        ("Von Korff M", "Von Korff", ["M."]),
        ("D'Angelo C", "D'Angelo", ["C."]),
        ("Jaworska-Łuczak B", "Jaworska-Łuczak", ["B."]),
        ("Rahimi", "Rahimi", []),
        ("Alyssa", "Alyssa", []),
    ],
)
def test_a_name_keeps_its_parts(name, last, first):
    source = Source("x", "evidence", "primary", "article", "X", authors=(name,))
    (person,) = read_bibtex([source])["x"].persons["author"]
    assert plain(" ".join([*person.prelast_names, *person.last_names])) == last and given(person) == first


def test_an_organization_with_and_is_one_author():
    source = Source(
        "x", "evidence", "primary", "report", "X", organization="Centers for Disease Control and Prevention"
    )
    (person,) = read_bibtex([source])["x"].persons["author"]
    assert plain(str(person)) == source.organization


def test_every_sign_survives_latex():
    source = Source("x", "evidence", "primary", "article", "X", title=SIGNS, container=SIGNS, authors=("Li H",))
    fields = read_bibtex([source])["x"].fields
    expected = SIGNS.replace("µ", "μ").replace("‘q’", "`q'")  # which LaTeX prints as ‘q’
    assert plain(fields["journal"]) == plain(fields["title"]) == expected


def styled(title: str) -> str:
    """Write a title small as BibTeX does: letters outside braces, but the first and the first after a colon."""
    written, depth = [], 0
    for place, sign in enumerate(title):
        depth += (sign == "{") - (sign == "}")
        kept = place == 0 or depth > 0 or re.search(r":\s+$", title[:place])
        written.append(sign if kept else sign.lower())
    return plain("".join(written))


@pytest.mark.parametrize("key", [key for key, source in LEDGER.items() if source.title])
def test_capitals_of_a_title_stay(key):
    assert styled(read_bibtex([LEDGER[key]])[key].fields["title"]) == LEDGER[key].title


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Kept at 37 °C", r"Kept at 37 {{\textdegree{}C}}"),
        ("Évian and Évian", r"{\'E}vian and {{\'E}vian}"),
        ("GABAB: A review", "{GABAB}: A review"),
        ("in the U.S.", "in the {U.S.}"),
        ("E-cigarettes: IV", "E-cigarettes: {IV}"),
    ],
)
def test_a_word_with_capitals_stands_in_braces(title, written):
    source = Source("x", "evidence", "primary", "article", "X", title=title)
    assert read_bibtex([source])["x"].fields["title"] == written


def test_no_form_says_more_than_the_source():
    bare = Source("x", "evidence", "tertiary", "web page", "X", organization="O", url="https://o.org")
    full = dataclasses.replace(bare, title="T", year=2020)
    for form in FORMS:
        assert "2020" not in references([bare], form) and "2020" in references([full], form)
