"""One table as a journal prints it, as a file: Word, a page, LaTeX or Markdown."""

from __future__ import annotations

from dataclasses import replace

from . import pages, word
from .lines import PrintedTable
from .manuscript import latex_document, markdown_of


def printed_as_file(table: PrintedTable, form: str) -> bytes:
    """Give a table that stands alone as the bytes of a file.

    Parameters
    ----------
    table : PrintedTable
    form : {"word", "page", "latex", "journal"}
        The last is Markdown.
    """
    alone = replace(table, number="")
    if form == "word":
        return word.table_document(alone, alone.title)
    if form == "page":
        return pages.page(alone.title, pages.table_html(alone))
    return (latex_document(alone) if form == "latex" else f"{markdown_of(alone)}\n").encode()
