"""Documents that people have: manuscripts, articles, web pages and reports, as blocks of text with their places."""

from .document import KINDS, Block, Document, Locator, Mark, table_cells
from .grid import Cell, Grid
from .reading import ENDINGS, read_document, read_documents

__all__ = [
    "ENDINGS",
    "KINDS",
    "Block",
    "Cell",
    "Document",
    "Grid",
    "Locator",
    "Mark",
    "read_document",
    "read_documents",
    "table_cells",
]


def __dir__() -> list[str]:
    return sorted(__all__)
