"""Pages of HTML: one per printed table, the list of files, and the whole paper in one file that needs no other."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable

import pandas as pd

from .lines import INDENT, LINE, Line, PrintedTable

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light; }}
body {{ font-family: "Helvetica Neue", Arial, sans-serif; line-height: 1.55; color: #222; background: #fff;
       margin: 2em auto; max-width: 60em; padding: 0 1em; overflow-wrap: break-word; }}
h1 {{ line-height: 1.2; font-size: 1.9em; }}
h2 {{ margin-top: 2em; border-bottom: 1px solid #ccc; }}
p, li {{ max-width: 46em; }}
section {{ margin: 2.5em 0; }}
.scroll {{ overflow-x: auto; }}
.printed {{ border-collapse: collapse; width: 100%; font-size: 0.86em; line-height: 1.35;
          border-top: 2px solid #222; border-bottom: 2px solid #222; }}
.printed th, .printed td {{ padding: 0.22em 0 0.22em 1.2em; text-align: right; vertical-align: top;
                            font-weight: normal; }}
.printed td {{ white-space: nowrap; font-variant-numeric: tabular-nums; }}
.printed thead th {{ border-bottom: 1px solid #222; font-weight: bold; vertical-align: bottom; }}
.printed th:first-child {{ text-align: left; padding-left: 0; min-width: 9em; }}
.printed .section > *, .printed .base > * {{ font-weight: bold; padding-top: 0.6em; }}
.printed .deep1 th {{ padding-left: 1.2em; }}
.printed .deep2 th {{ padding-left: 2.4em; }}
.caption {{ font-weight: bold; margin: 0 0 0.5em; max-width: none; }}
.plain {{ border-collapse: collapse; font-size: 0.9em; }}
.plain th, .plain td {{ border-bottom: 1px solid #ddd; padding: 0.3em 1em 0.3em 0; text-align: left;
                        vertical-align: top; }}
figure {{ margin: 2.5em 0; }}
figure img, figure svg {{ max-width: 100%; height: auto; }}
figure svg.half {{ display: none; }}
figcaption, .note {{ font-size: 0.86em; color: #444; max-width: 56em; margin: 0.25em 0; }}
.mark {{ background: #fff3cd; border: 1px solid #e0c060; padding: 0.5em 1em; }}
.slot {{ background: #fff3cd; }}
.point:hover {{ fill: #d55e00; fill-opacity: 0.35; }}
nav a {{ margin-right: 1em; white-space: nowrap; }}
@media (max-width: 40em) {{
  body {{ margin: 1em auto; }}
  h1 {{ font-size: 1.45em; }}
  .printed {{ font-size: 0.78em; }}
  figure svg.full {{ display: none; }}
  figure svg.half {{ display: block; width: 100%; }}
  .printed th:first-child {{ position: sticky; left: 0; background: #fff; min-width: 8em; max-width: 11em; }}
}}
@media print {{ section, figure {{ break-inside: avoid-page; }} nav, .downloads {{ display: none; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def page(title: str, body: str) -> bytes:
    """Give a whole page."""
    return _PAGE.format(title=html.escape(title), body=body).encode()


def table_html(table: PrintedTable) -> str:
    """Give a printed table with its caption above and its notes below; it scrolls in itself where it is too wide."""
    caption = html.escape(table.caption)
    head = "".join(f'<th scope="col">{_whole(html.escape(cell))}</th>' for cell in table.header)
    body = "\n".join(map(_line, table.lines))
    notes = "\n".join(f'<p class="note">{html.escape(note)}</p>' for note in table.notes)
    return (
        f'<p class="caption">{caption}</p>\n<div class="scroll" tabindex="0" role="region" aria-label="{caption}">\n'
        f'<table class="printed" id="{table.stem}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n'
        f"</table>\n</div>\n{notes}"
    )


def _whole(head: str) -> str:
    """Keep what stands in parentheses on one line."""
    return re.sub(r"\([^)]*\)", lambda found: found[0].replace(" ", "&nbsp;"), head)


def _line(line: Line) -> str:
    label, *cells = map(html.escape, line.cells)
    kind = f"deep{INDENT[line.kind]}" if INDENT[line.kind] else line.kind
    told = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr class="{kind if kind != LINE else "deep1"}"><th scope="row">{label}</th>{told}</tr>'


def paragraphs(parts: Iterable[tuple[str, str]]) -> str:
    """Give headed paragraphs; what the authors have to write is marked."""
    return "\n".join(f"<h3>{html.escape(head)}</h3>\n<p>{_slots(html.escape(text))}</p>" for head, text in parts)


def _slots(text: str) -> str:
    return re.sub(r"\[(?!\d)[^\]]*\]", lambda found: f'<mark class="slot">{found[0]}</mark>', text)


def figure(picture: str, caption: str) -> str:
    """Give a picture (an element of its own) with its legend."""
    return f'<figure><div class="scroll">{picture}</div><figcaption>{html.escape(caption)}</figcaption></figure>'


def download(name: str, content: bytes, kind: str = "text/csv") -> str:
    """Give a link that holds the file itself, so that it can be saved where there is no network."""
    packed = base64.b64encode(content).decode()
    return f'<a download="{html.escape(name)}" href="data:{kind};base64,{packed}">{html.escape(name)}</a>'


def links(files: list[tuple[str, str]]) -> str:
    """Give a list of what there is, with a link to each of its files."""
    items = []
    for what, names in files:
        anchors = " ".join(f'<a href="{name}">{name}</a>' for name in names.split())
        items.append(f"<li>{html.escape(what)}: {anchors}</li>")
    return "<ul>\n" + "\n".join(items) + "\n</ul>"


def plain_table(frame: pd.DataFrame) -> str:
    """Give a small table of texts."""
    head = "".join(f"<th scope='col'>{html.escape(str(name))}</th>" for name in frame.columns)
    rows = [
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in frame.itertuples(index=False)
    ]
    body = "\n".join(rows)
    table = f'<table class="plain">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'
    return f'<div class="scroll">{table}</div>'


def _cell(value: object) -> str:
    return "" if pd.isna(value) else html.escape(str(value))
