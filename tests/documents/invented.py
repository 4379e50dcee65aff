"""One invented article in every format: a title, an abstract, prose with odd characters, a table with spans, notes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

JATS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD Journal Publishing DTD v3.0 20080202//EN" "http://dtd.nlm.nih.gov/x.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article"><front><article-meta>
<article-id pub-id-type="doi">10.1234/abc.567</article-id><article-id pub-id-type="pmid">1234567</article-id>
<title-group><article-title>Gabapentin exposures in one center</article-title></title-group>
<contrib-group><contrib><name><surname>Roe</surname><given-names>Jane</given-names></name></contrib></contrib-group>
<abstract><sec><title>Results</title><p>Of 23 cases, 12 (52%) were serious (p &lt; .05).</p></sec></abstract>
</article-meta></front><body>
<sec><title>Methods</title><p>Doses above 10<sup>3</sup> mg, or 30 mg/m<sup>2</sup>, were &alpha;-coded
[<xref ref-type="bibr" rid="b1">1</xref>], F<sub>1,30</sub> = 4.5,
as shown.<sup><xref ref-type="bibr">2</xref></sup></p>
<list><list-item><p>adults</p></list-item><list-item><p>children</p></list-item></list></sec>
<sec><title>Results</title><sec><title>Safety</title><p>Before.</p>
<p>Of 12&#x2009;500 calls, &#x2212;3.5 to 12.5<sup>a</sup> were e&#xFB03;cient<table-wrap><label>Table 1</label>
<caption><title>Outcomes.</title></caption>
<table><thead><tr><th rowspan="2">Outcome</th><th colspan="2">Patients</th></tr><tr><th>n</th><th>%</th></tr></thead>
<tbody><tr><td colspan="3">Known</td></tr><tr><td>&#x2003;Minor</td><td>12<xref ref-type="table-fn">a</xref></td>
<td>52.2</td></tr>
<tr><td>&#x2003;Major</td><td>11</td><td>&lt;47.8</td></tr></tbody></table>
<table-wrap-foot><fn><p><sup>a</sup>With one child.</p></fn></table-wrap-foot></table-wrap> and short.</p></sec></sec>
</body>
<back><ack><p>We thank nobody.</p></ack><ref-list><title>References</title>
<ref><mixed-citation>Doe J. A study of 99 cases. 2001.</mixed-citation></ref></ref-list></back></article>
"""

HTML = """<!DOCTYPE html><html><head><title>x</title><meta name="citation_pmid" content="1234567"></head><body>
<nav>Home 99</nav><h1>Gabapentin exposures in one center</h1><p>Jane Roe. doi:10.1234/abc.567.</p>
<h2>Abstract</h2><h3>Results</h3><p>Of 23 cases, 12 (52%) were serious (p &lt; .05).</p>
<h2>Methods</h2><p>Doses above 10<sup>3</sup> mg, or 30 mg/m<sup>2</sup>, were &alpha;-coded [<a href="#ref1">1</a>],
F<sub>1,30</sub> = 4.5, as shown.<sup><a href="#ref2">2</a></sup></p><ul><li>adults</li><li><p>children</p></li></ul>
<h2>Results</h2><h3>Safety</h3><div>Before.</div>
<p>Of 12&#x2009;500 calls, &minus;3.5 to 12.5<sup>a</sup> were e&#xFB03;cient and short.</p>
<table><caption>Table 1. Outcomes.</caption><thead><tr><th rowspan="2">Outcome</th><th colspan="2">Patients</th></tr>
<tr><th>n</th><th>%</th></tr></thead><tbody><tr><td colspan="3">Known</td></tr>
<tr><td>&emsp;Minor</td><td>12<sup>a</sup></td><td>52.2</td></tr>
<tr><td style="padding-left: 1em">Major</td><td>11</td><td>&lt;47.8</td></tr></tbody></table>
<p><sup>a</sup>With one child.</p><script>var n = 99;</script>
<h2>Acknowledgments</h2><p>We thank nobody.</p>
<h2>References</h2><ol><li>Doe J. A study of 99 cases. 2001.</li></ol></body></html>
"""

MARKDOWN = """# Gabapentin exposures in one center

Jane Roe. doi:10.1234/abc.567. PMID: 1234567.

## Abstract

### Results

Of 23 cases, 12 (52%) were serious (p \\< .05).

## Methods

Doses above 10^3^ mg, or 30 mg/m<sup>2</sup>, were &alpha;-coded \\[[1](#ref1)\\],
F~1,30~ = 4.5, as shown.<sup>[2](#ref2)</sup>

- adults
- children

## Results

### Safety

Before.

Of 12\u2009500 calls, \u22123.5 to 12.5<sup>a</sup> were
e\ufb03cient and short.

<table><thead><tr><th rowspan="2">Outcome</th><th colspan="2">Patients</th></tr>
<tr><th>n</th><th>%</th></tr></thead><tbody><tr><td colspan="3">Known</td></tr>
<tr><td>&emsp;Minor</td><td>12<sup>a</sup></td><td>52.2</td></tr>
<tr><td>&emsp;Major</td><td>11</td><td>&lt;47.8</td></tr></tbody></table>

Table 1. Outcomes.

<sup>a</sup>With one child.

## Acknowledgments

We thank nobody.

## References

1. Doe J. A study of 99 cases. 2001.
"""


def _run(text: str, look: str = "") -> str:
    look = f'<w:rPr><w:vertAlign w:val="{look}"/></w:rPr>' if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(*runs: str, style: str = "") -> str:
    style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{style}{''.join(run if run.startswith('<') else _run(run) for run in runs)}</w:p>"


def _cells(*cells: tuple[str, str], head: bool = False) -> str:
    look = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    return f"<w:tr>{look}{''.join(f'<w:tc><w:tcPr>{form}</w:tcPr>{text}</w:tc>' for form, text in cells)}</w:tr>"


_DEEP = '<w:p><w:pPr><w:ind w:left="240"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
_TABLE = "".join(
    (
        _cells(
            ('<w:vMerge w:val="restart"/>', _paragraph("Outcome")),
            ('<w:gridSpan w:val="2"/>', _paragraph("Patients")),
            head=True,
        ),
        _cells(("<w:vMerge/>", _paragraph("")), ("", _paragraph("n")), ("", _paragraph("%")), head=True),
        _cells(('<w:gridSpan w:val="3"/>', _paragraph("Known"))),
        _cells(("", _DEEP.format("Minor")), ("", _paragraph("12", _run("a", "superscript"))), ("", _paragraph("52.2"))),
        _cells(("", _DEEP.format("Major")), ("", _paragraph("11")), ("", _paragraph("&lt;47.8"))),
    )
)
_BODY = "".join(
    (
        _paragraph("Gabapentin exposures in one center", style="Title"),
        _paragraph("Jane Roe. doi:10.1234/abc.567. PMID: 1234567."),
        _paragraph("Abstract", style="Heading1"),
        _paragraph("Results", style="Heading2"),
        _paragraph("Of 23 ca", "ses, 12 (52%) were serious (p &lt; .05)."),
        _paragraph("Methods", style="Heading1"),
        _paragraph(
            "Doses above 10",
            _run("3", "superscript"),
            " mg, or 30 mg/m",
            _run("2", "superscript"),
            ", were α-coded [",
            _run("1"),
            "], F",
            _run("1,30", "subscript"),
            " = 4.5, as shown.",
            _run("2", "superscript"),
        ),
        _paragraph("adults", style="ListBullet"),
        "<w:sdt><w:sdtContent>" + _paragraph("children", style="ListBullet") + "</w:sdtContent></w:sdt>",
        _paragraph("Results", style="Heading1"),
        _paragraph("Safety", style="Heading2"),
        _paragraph("Before."),
        _paragraph(
            "Of 12\u2009500 calls, \u22123.5 to 12.5",
            _run("a", "superscript"),
            '<w:ins w:id="1"><w:r><w:t xml:space="preserve"> were</w:t></w:r></w:ins>',
            '<w:del w:id="2"><w:r><w:delText> not 99</w:delText></w:r></w:del>',
            " e\ufb03cient and short.",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>99</w:t></w:r>",
        ),
        _paragraph("Table 1. Outcomes.", style="Caption"),
        f"<w:tbl>{_TABLE}</w:tbl>",
        _paragraph(_run("a", "superscript"), "With one child."),
        _paragraph("Acknowledgments", style="Heading1"),
        _paragraph("We thank nobody."),
        _paragraph("References", style="Heading1"),
        _paragraph("Doe J. A study of 99 cases. 2001."),
    )
)
_NAMES = {
    "Title": "Title",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Caption": "caption",
    "ListBullet": "List Bullet",
}
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>' for key, name in _NAMES.items()
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCX = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": f"<w:document {_W}><w:body>{_BODY}</w:body></w:document>",
    "word/styles.xml": f"<w:styles {_W}>{_STYLES}</w:styles>",
}


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Give a zip archive of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


PROSE = {
    ("Abstract", "Results"): ["Of 23 cases, 12 (52%) were serious (p < .05)."],
    ("Methods",): [
        "Doses above 10³ mg, or 30 mg/m², were α-coded [1], F1,30 = 4.5, as shown.",
        "adults",
        "children",
    ],
    ("Results", "Safety"): ["Before.", "Of 12\u202f500 calls, −3.5 to 12.5 were efficient and short."],
}

CELLS = (
    ("Outcome", "Patients", "Patients"),
    ("Outcome", "n", "%"),
    ("Known", "Known", "Known"),
    ("Minor", "12", "52.2"),
    ("Major", "11", "<47.8"),
)
