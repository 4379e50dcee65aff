"""The page around what an audit says: it needs no other file, prints, and says nothing by color alone."""

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 1.5rem auto; max-width: 62rem;
  padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.2rem; } h3, h4, h5, h6 { font-size: 1rem; }
.lead { font-size: 1.1rem; }
.legend { list-style: none; padding: .6rem 1rem; border: 1px solid #888; } .legend li { margin: .3rem 0; }
.scroll { overflow-x: auto; overflow-wrap: normal; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
td, th { border: 1px solid #bbb; padding: .2rem .5rem; text-align: left; vertical-align: top; }
.impossible { background: #ffd9d4; outline: 3px solid #a30000; outline-offset: -2px; font-weight: bold; }
.inconsistent { background: #ffe9c7; outline: 3px dashed #8a4b00; outline-offset: -2px; font-weight: bold; }
.unusual, .rounding { background: #e3ecff; outline: 2px dotted #1f4fa3; outline-offset: -2px; }
.cannot { background: #eee; outline: 1px solid #666; outline-offset: -1px; }
sup { line-height: 0; font-weight: bold; } sup a { color: inherit; padding: 0 .1rem; }
li:target { background: #fffbdd; }
@media (max-width: 40rem) { body { font-size: 15px; margin: .5rem auto; padding: 0 .7rem; }
  td, th { padding: .15rem .3rem; } ol { padding-left: 1.6rem; } ul { padding-left: 1.2rem; } }
@media print { body { max-width: none; font-size: 10pt; margin: 0; } .scroll { overflow: visible; }
  li, tr { break-inside: avoid; } table { font-size: 8pt; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; } }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def web_page(title: str, body: str, style: str = "") -> str:
    """Give a whole page of HTML from its body; `style` holds what this kind of page needs besides.

    Examples
    --------
    >>> page = web_page("Audit", "<p>Nothing was found.</p>")
    >>> "<title>Audit</title>" in page, "http" in page
    (True, False)
    """
    return _PAGE.format(title=title, style=_STYLE + style, body=body)
