"""One invented article in every format: a title, an abstract, prose with odd characters, a table with spans, notes."""

from __future__ import annotations

JATS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD Journal Publishing DTD v3.0 20080202//EN" "http://dtd.nlm.nih.gov/x.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article"><front><article-meta>
<article-id pub-id-type="doi">10.1234/abc.567</article-id><article-id pub-id-type="pmid">1234567</article-id>
<title-group><article-title>Gabapentin exposures in one center</article-title></title-group>
<contrib-group><contrib><name><surname>Roe</surname><given-names>Jane</given-names></name></contrib></contrib-group>
<abstract><sec><title>Results</title><p>Of 23 cases, 12 (52%) were serious (p &lt; .05).</p></sec></abstract>
</article-meta></front><body>
<sec><title>Methods</title><p>Doses above 10<sup>3</sup> mg, or 30 mg/m<sup>2</sup>, were &alpha;-coded
[<xref ref-type="bibr" rid="b1">1</xref>], F<sub>1,30</sub> = 4.5, as shown.<sup><xref ref-type="bibr">2</xref></sup></p>
<list><list-item><p>adults</p></list-item><list-item><p>children</p></list-item></list></sec>
<sec><title>Results</title><sec><title>Safety</title><p>Before.</p>
<p>Of 12&#x2009;500 calls, &#x2212;3.5 to 12.5<sup>a</sup> were e&#xFB03;cient<table-wrap><label>Table 1</label><caption><title>Outcomes.</title>
</caption><table><thead><tr><th rowspan="2">Outcome</th><th colspan="2">Patients</th></tr><tr><th>n</th><th>%</th></tr></thead>
<tbody><tr><td colspan="3">Known</td></tr><tr><td>&#x2003;Minor</td><td>12<sup>a</sup></td><td>52.2</td></tr>
<tr><td>&#x2003;Major</td><td>11</td><td>&lt;47.8</td></tr></tbody></table>
<table-wrap-foot><fn><p><sup>a</sup>With one child.</p></fn></table-wrap-foot></table-wrap> and short.</p></sec></sec></body>
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
