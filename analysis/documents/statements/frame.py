"""The statements of a document as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..document import Document
from .reading import read_statements

if TYPE_CHECKING:
    import pandas as pd


def statements(document: Document) -> pd.DataFrame:
    """Give every statement of a document as a tidy frame, one row each, in reading order.

    Parameters
    ----------
    document : Document
        What `analysis.documents.read_document` gives.

    Returns
    -------
    DataFrame
        ``kind, printed, numbers`` (by their names, as printed), ``measure, words, sureness, place, block, start, end``.

    Examples
    --------
    >>> from analysis.documents import Block, Document, Locator
    >>> said = Block("paragraph", "The median age was 37 years (range 18-72).", Locator(line=1))
    >>> statements(Document("", {}, (said,), "a.txt"))[["kind", "numbers", "place"]]
         kind                     numbers   place
    0  median  median 37; low 18; high 72  line 1
    """
    import pandas as pd

    columns = ["kind", "printed", "numbers", "measure", "words", "sureness", "place", "block", "start", "end"]
    rows = [
        (
            one.kind, one.printed, "; ".join(f"{name} {said.text}" for name, said in one.numbers.items()), one.measure,
            one.words.strip(), one.sureness, str(one.locator), one.block, *one.span,
        )
        for one in read_statements(document)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
