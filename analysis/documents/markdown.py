"""Markdown: its tokens, which know their lines; HTML in it is read as HTML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError
from .document import Document, Locator
from .grid import Cell, opened
from .html import Page
from .markup import html_root, too_deep
from .outline import Outline, finished, identifiers_in
from .plain_text import lines_of
from .runs import Run, joined

if TYPE_CHECKING:
    from markdown_it.token import Token

_SCRIPT = re.compile(r"\^([^\s^]{1,12})\^|(?<!~)~([^\s~]{1,12})~(?!~)|\[\^([^\]\s]{1,20})\]")
_YAML = re.compile(r"---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|$)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:\s*")
MOST_ROWS, MOST_BARS = 20_000, 200_000  # of tables; the parser takes a second for 5,000 rows
_COUNTED = 30  # a list does not begin at a larger number; "2019. was a year" is text


def read_markdown(path: Path, name: str) -> Document:
    """Read a text in Markdown with tables.

    Raises
    ------
    DataError
        When bytes are not of the encoding of the rest, or the text is larger or nested deeper than a document.
    """
    lines = lines_of(path, name)
    text = "\n".join(lines)
    if text.count("|") > MOST_BARS or sum("|" in line for line in lines) > MOST_ROWS:
        raise DataError(
            f"{name}: expected tables below {MOST_ROWS:,} rows and {MOST_BARS:,} cells, got more; read them as data."
        )
    head = _YAML.match(text)
    title = ""
    if head:
        found = re.search(r"^title:\s*[\"']?(.*?)[\"']?\s*$", head[1], re.MULTILINE)
        title = found[1] if found else ""
        text = "\n" * head[0].count("\n") + text[head.end() :]
    reader = _Text(name, _tokens(name, text))
    reader.outline.title = title
    reader.read()
    blocks = finished(reader.outline.blocks)
    found = identifiers_in(blocks)
    return Document(reader.outline.title, found, tuple(blocks), name, "markdown", (), tuple(lines))


def _tokens(name: str, text: str) -> list[Token]:
    from markdown_it import MarkdownIt

    try:
        return MarkdownIt("commonmark").enable("table").parse(text)
    except RecursionError:
        raise too_deep(name) from None


class _Text:
    """Walks the tokens; knows the outline and the lists that are open."""

    def __init__(self, name: str, tokens: list[Token]):
        self.name, self.tokens, self.outline = name, tokens, Outline()
        self.lists, self.number, self.at = 0, "", 0
        levels = [token.tag for token in tokens if token.type == "heading_open"]
        self.shift = 1 if levels.count("h1") == 1 and levels[0] == "h1" else 0

    def read(self) -> None:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "heading_open":
                self._heading(token)
            elif token.type == "paragraph_open":
                self._paragraph(token)
            elif token.type == "table_open":
                self._table(token)
            elif token.type in ("fence", "code_block"):
                self.outline.text("paragraph", _plain_runs(token.content, token.map[0] + 1), _place(token))
            elif token.type == "html_block":
                self._html(token)
            else:
                self._list(token)

    def _list(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists -= 1
        elif token.type == "list_item_open":
            counts = token.info.isdecimal() and int(token.info) > _COUNTED
            self.number = f"{token.info}{token.markup} " if counts else ""

    def _heading(self, token: Token) -> None:
        level = int(token.tag[1]) - self.shift
        self.outline.heading(max(level, 0), self._inline())

    def _paragraph(self, token: Token) -> None:
        runs = self._inline()
        if runs and (note := _FOOTNOTE.match(self.tokens[self.at - 1].content)):
            rest = "".join(run.text for run in runs).partition(":")[2]
            self.outline.text("footnote", [Run(note[1], "raised note"), Run(rest)], _place(token))
            return
        if self.number:
            runs, self.number = [Run(self.number, line=runs[0].line if runs else None), *runs], ""
        kind = "list item" if self.lists else "paragraph"
        self.outline.text(kind, runs, level=self.lists)

    def _inline(self) -> list[Run]:
        token = self.tokens[self.at]
        self.at += 1
        return inline_runs(token)

    def _table(self, token: Token) -> None:
        rows: list[list[Cell]] = []
        while self.tokens[self.at].type != "table_close":
            inner = self.tokens[self.at]
            if inner.type == "tr_open":
                rows.append([])
            elif inner.type == "inline":
                rows[-1].append(_cell(inner, self.tokens[self.at - 1].type == "th_open"))
            self.at += 1
        if rows and not any(
            cell.text for cell in rows[0]
        ):  # Markdown has no table without a head; an empty one is none
            rows = rows[1:]
        self.outline.table(opened(rows), _place(token))

    def _html(self, token: Token) -> None:
        if token.content.strip().startswith("<!--"):
            return
        page = Page(self.name, False, self.outline)
        page.blocks(html_root(self.name, f"<body>{token.content}</body>"), "paragraph")


def _place(token: Token) -> Locator:
    return Locator(line=token.map[0] + 1 if token.map else None)


def _cell(token: Token, head: bool) -> Cell:
    said, marks, _ = joined(inline_runs(token))
    return Cell(said, head=head, marks=tuple(mark.text for mark in marks if mark.start == mark.end))


def inline_runs(token: Token) -> list[Run]:
    """Give the runs of the text of a token, with their lines."""
    line = token.map[0] + 1 if token.map else None
    runs, kind, target = [], "", ""
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line = None if line is None else line + 1
        elif child.type == "html_inline":
            kind = _look(child.content.lower(), kind)
        elif child.type == "link_open":
            target = "citation" if str(child.attrs.get("href", "")).startswith("#") else ""
        elif child.type == "link_close":
            target = ""
        elif child.type in ("text", "code_inline") and child.content:
            refers = target if len(child.content) <= 12 else ""
            look = f"{kind} {refers}".strip() if kind == "raised" else kind or refers
            runs += _parted(child.content, look, line)
    return runs


def _look(tag: str, kind: str) -> str:
    looks = {"<sup>": "raised", "<sub>": "lowered", "</sup>": "", "</sub>": ""}
    return looks.get(re.sub(r"\s.*>", ">", tag), kind)


def _parted(text: str, kind: str, line: int | None) -> list[Run]:
    """Cut a text at the raised and lowered characters and marks of footnotes that it writes with signs."""
    if kind:
        return [Run(text, kind, line=line)]
    runs, end = [], 0
    for found in _SCRIPT.finditer(text):
        look = "raised" if found[1] else "lowered" if found[2] else "raised note"
        runs += [Run(text[end : found.start()], line=line), Run(found[1] or found[2] or found[3], look, line=line)]
        end = found.end()
    return [run for run in [*runs, Run(text[end:], line=line)] if run.text]


def _plain_runs(text: str, line: int) -> list[Run]:
    return [Run(said, line=number) for number, said in enumerate(text.split("\n"), start=line) if said.strip()]
