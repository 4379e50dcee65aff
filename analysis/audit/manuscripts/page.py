"""The document itself as one HTML page, its statements marked in place and listed beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ...documents import Block
from ...documents.statements import Statement
from ...visible import visible
from ..web_page import web_page
from .audit import Manuscript
from .judgment import VERDICTS, Judgment
from .report import counts_text, graves, level_said, short, shown, verdicts_of

SIGNS = dict(zip(VERDICTS, ("✗", "≠", "≈", "?", "✓"), strict=True))
_MEANT = {
    "impossible": "the printed numbers exclude each other",
    "inconsistent": "two places, or a rule of the field, disagree",
    "rounding slip": "misses by less than one unit of the last digit",
    "cannot be checked": "a number is missing",
    "holds": "some value that is printed so fits",
}
_STYLE = """
body { max-width: 86rem; }
.lead { font-weight: bold; }
.legend { columns: 2; }
.columns { display: grid; grid-template-columns: minmax(0, 3fr) minmax(16rem, 2fr); gap: 2rem; }
aside { border-left: 2px solid #888; padding-left: 1rem; position: sticky; top: 0; align-self: start;
  max-height: 100vh; overflow-y: auto; font-size: .92rem; }
aside p { margin: .2rem 0; } aside li { margin: .7rem 0; }
article .reference, article .front-matter { color: #555; font-size: .85rem; margin: .2rem 0; }
article .caption { font-weight: bold; } article .footnote { font-size: .88rem; }
mark { color: inherit; background: none; padding: 0 .1rem; }
mark.impossible, mark.inconsistent, mark.rounding { outline-width: 2px; outline-offset: 0; }
mark:has(:target) { box-shadow: 0 0 0 4px #ffe45c; }
.holds { border-bottom: 2px solid #2f7d32; }
.alone { border-bottom: 1px dotted #777; }
sup { font-size: .7rem; }
@media (max-width: 55rem) { .columns { display: block; } aside { position: static; max-height: none;
  border-left: 0; border-top: 2px solid #888; padding: 0; } .legend { columns: 1; } }
@media print { .columns { display: block; } aside { position: static; max-height: none; overflow: visible;
  border: 0; padding: 0; } }
"""
_TAGS = {"list item": "li", "footnote": "p", "caption": "p", "reference": "p", "front matter": "p", "paragraph": "p"}


def manuscripts_page(manuscripts: Sequence[Manuscript]) -> str:
    """Give documents that were audited as one HTML page that needs nothing else.

    Parameters
    ----------
    manuscripts : sequence of Manuscript
        As given by `audit_manuscript`.

    Examples
    --------
    >>> from analysis.audit.manuscripts import audit_manuscript
    >>> from analysis.documents import Block, Document, Locator
    >>> block = Block("paragraph", "<em>Seen</em> in 12 of 43 (29%).", Locator(line=1))
    >>> page = manuscripts_page([audit_manuscript(Document("", {}, (block,), "a.txt"))])
    >>> "<em>" in page, 'class="impossible"' in page
    (False, True)
    """
    legend = "".join(f'<li><mark class="{_name(v)}">{SIGNS[v]}</mark> {v}: {_MEANT[v]}</li>' for v in VERDICTS)
    legend += '<li><mark class="alone">12</mark> dotted: a statement that no check reached</li>'
    sections = "\n".join(_section(one, number) for number, one in enumerate(manuscripts, start=1))
    closing = "<p>Nothing is corrected; every verdict names its calculation. Not a clinical tool: no dosing advice.</p>"
    return web_page("Audit of a document", f'<ul class="legend">{legend}</ul>\n{sections}\n{closing}', _STYLE)


def _section(manuscript: Manuscript, number: int) -> str:
    numbers = {id(one): at for at, one in enumerate(graves(manuscript), start=1)}
    marks = _marks(manuscript, numbers, number)
    blocks = "\n".join(_block(block, marks.get(at, [])) for at, block in enumerate(manuscript.document.blocks))
    found = "".join(_finding(one, f"{number}-{at}") for at, one in enumerate(graves(manuscript), start=1))
    left = [one for one in manuscript.judgments if one.verdict == "cannot be checked"]
    unchecked = "".join(map(_unchecked, left))
    notes = "".join(f"<p>{_text(note)}</p>" for note in (*manuscript.notes, *level_said(manuscript)))
    listed = f"<ol>{found}</ol>" if found else "<p>Nothing that cannot be true.</p>"
    more = f"<details><summary>{len(left):,} that could not be checked</summary><ul>{unchecked}</ul></details>"
    title = manuscript.document.title or manuscript.document.source
    return (
        f'<section><h1>{_text(title)}</h1><p class="lead">{_text(counts_text(manuscript))}.</p>{notes}'
        f'<div class="columns"><article>{blocks}</article><aside aria-label="What was found"><h2>Found</h2>'
        f"{listed}{more if left else ''}</aside></div></section>"
    )


Mark = tuple[int, int, str, str]  # start, end, verdict or "alone", names of the findings


def _marks(manuscript: Manuscript, numbers: dict[int, int], section: int) -> dict[int, list[Mark]]:
    """Give the marks of every block, of which none overlap."""
    verdicts = verdicts_of(manuscript)
    names: dict[int, list[str]] = {}
    for judgment in graves(manuscript):
        names.setdefault(id(judgment.statement), []).append(f"{section}-{numbers[id(judgment)]}")
    marks: dict[int, list[Mark]] = {}
    for one in manuscript.statements:
        verdict = verdicts.get(id(one), "alone")
        mark = (*one.span, verdict, " ".join(names.get(id(one), [])))
        marks[one.block] = _added(marks.get(one.block, []), mark)
    return marks


def _added(marks: list[Mark], mark: Mark) -> list[Mark]:
    """Add a mark; of two that overlap one is made, with the graver verdict."""
    if not marks or marks[-1][1] <= mark[0]:
        return [*marks, mark]
    last = marks[-1]
    order = [*VERDICTS, "alone"]
    graver = min(last[2], mark[2], key=order.index)
    return [*marks[:-1], (last[0], max(last[1], mark[1]), graver, f"{last[3]} {mark[3]}".strip())]


def _block(block: Block, marks: list[Mark]) -> str:
    if block.table is not None:
        return _table(block, marks)
    text = "".join(_marked(block.text, marks))
    if block.kind == "heading":
        level = min(block.level + 2, 6)
        return f"<h{level}>{text}</h{level}>"
    tag, kind = _TAGS.get(block.kind, "p"), block.kind.replace(" ", "-")
    return f'<{tag} class="{kind}" title="{_text(str(block.locator))}">{text}</{tag}>'


def _marked(text: str, marks: list[Mark]) -> Iterator[str]:
    at = 0
    for start, end, verdict, names in marks:
        yield _text(text[at:start])
        yield _mark(text[start:end], verdict, names)
        at = end
    yield _text(text[at:])


def _mark(text: str, verdict: str, names: str) -> str:
    """Give characters that are marked: with the sign of the verdict, and links to what was found."""
    sign = "" if verdict == "alone" else f'<sup aria-label="{verdict}">{SIGNS[verdict]}</sup>'
    links = "".join(f'<sup><a id="s{name}" href="#f{name}">{name.split("-")[1]}</a></sup>' for name in names.split())
    return f'<mark class="{_name(verdict)}">{_text(text)}{sign}{links}</mark>'


def _table(block: Block, marks: list[Mark]) -> str:
    grid, by_cell = block.table, {}
    for mark in marks:
        first, last = block.at(mark[0]), block.at(max(mark[1] - 1, mark[0]))
        for column in range(first.column, last.column + 1):
            by_cell.setdefault((first.row, column), []).append(mark)
    lines = []
    for r, row in enumerate(grid.sheet(indented=False), start=1):
        tag = "th" if r <= grid.head_rows else "td"
        cells = "".join(f"<{tag}>{_cell(text, by_cell.get((r, c), []))}</{tag}>" for c, text in enumerate(row, start=1))
        lines.append(f"<tr>{cells}</tr>")
    frame = f'<div class="scroll" role="region" tabindex="0" aria-label="{_text(grid.label or "Table")}">'
    return f"{frame}<table>{''.join(lines)}</table></div>"


def _cell(text: str, marks: list[Mark]) -> str:
    if not marks or not text:
        return _text(text)
    order = [*VERDICTS, "alone"]
    gravest = min((mark[2] for mark in marks), key=order.index)
    return _mark(text, gravest, " ".join(dict.fromkeys(" ".join(mark[3] for mark in marks).split())))


def _unchecked(judgment: Judgment) -> str:
    one = judgment.statement
    return f"<li>{_text(str(one.locator))}: <b>{_text(shown(one))}</b>: {_text(judgment.arithmetic)}</li>"


def _finding(judgment: Judgment, name: str) -> str:
    one: Statement = judgment.statement
    sign = f'<mark class="{_name(judgment.verdict)}">{SIGNS[judgment.verdict]} {judgment.verdict}</mark>'
    return (
        f'<li id="f{name}"><p>{sign} '
        f'<a href="#s{name}">{_text(str(one.locator))}</a>: <b>{_text(shown(one))}</b></p>'
        f"<p>{_text(judgment.arithmetic)}</p><p><i>{_text(judgment.check)}</i>; in: {_text(short(one.words))}</p></li>"
    )


def _name(verdict: str) -> str:
    return verdict.split()[0]


def _text(text: str) -> str:
    return escape(visible(text, keep=""))
