"""Documents that people have: manuscripts, articles, web pages and reports, as blocks of text with their places."""

from .document import KINDS, Block, Document, Locator, Mark
from .grid import Cell, Grid
from .reading import read_document, read_documents

__all__ = ["KINDS", "Block", "Cell", "Document", "Grid", "Locator", "Mark", "read_document", "read_documents"]
