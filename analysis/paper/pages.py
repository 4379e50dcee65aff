"""Pages of HTML: one per printed table, and the whole package on one."""

from __future__ import annotations

import html

import pandas as pd

from .layout import BASE, LINE, MEASURED, SECTION, PrintedTable

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font-family: "Helvetica Neue", Arial, sans-serif; line-height: 1.5; color: #222; margin: 2em auto;
       max-width: 62em; padding: 0 1em; }}
section {{ margin: 2.5em 0; overflow-x: auto; }}
figure {{ margin: 2.5em 0; }}
figure img {{ max-width: 100%; }}
figcaption, .note {{ font-size: 0.9em; color: #444; }}
.mark {{ background: #fff3cd; border: 1px solid #e0c060; padding: 0.5em 1em; }}
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
    """Give a printed table with its caption above and its notes below."""
    from great_tables import GT, loc, style

    names = [f"column_{place}" for place in range(len(table.header))]
    frame = pd.DataFrame([line.cells for line in table.lines], columns=names, dtype=object)
    places = {
        kind: [at for at, line in enumerate(table.lines) if line.kind == kind]
        for kind in (SECTION, BASE, LINE, MEASURED)
    }
    shown = (
        GT(frame, id=table.stem)
        .tab_header(title=table.caption)
        .cols_label(**dict(zip(names, table.header, strict=True)))
        .cols_align("right", columns=names[1:])
        .cols_align("left", columns=names[0])
        .tab_style(style.text(weight="bold"), loc.body(rows=places[SECTION] + places[BASE]))
        .tab_style(style.css("padding-left: 2em;"), loc.body(columns=names[0], rows=places[LINE] + places[MEASURED]))
        .tab_style(style.css("white-space: nowrap;"), loc.body(columns=names[1:]))
        .tab_options(table_font_size="13px", heading_align="left", table_width="100%")
    )
    for note in table.notes:
        shown = shown.tab_source_note(note)
    return shown.as_raw_html()


def paragraphs(parts: tuple[tuple[str, str], ...]) -> str:
    """Give headed paragraphs."""
    return "\n".join(f"<h3>{html.escape(head)}</h3>\n<p>{html.escape(text)}</p>" for head, text in parts)


def figure(stem: str, caption: str) -> str:
    """Give a picture with its legend."""
    text = html.escape(caption)
    return f'<figure><img src="{stem}.png" alt="{text}"><figcaption>{text}</figcaption></figure>'


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
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>"


def _cell(value: object) -> str:
    return "" if pd.isna(value) else html.escape(str(value))
