"""A figure as the bytes of a file: the same twice, with its alternative text inside."""

from __future__ import annotations

import io
from html import escape

from .page import Words

NO_METADATA = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def saved(figure, kind: str, words: Words) -> bytes:
    """Give a picture as a file with its alternative text inside, and no clock, program or path."""
    told = {
        "png": {"Title": words.title, "Description": words.alt},
        "pdf": {"Title": words.title, "Subject": words.alt},
    }
    buffer = io.BytesIO()
    look = {"dpi": figure.dpi} if kind == "png" and figure.dpi != 100 else {}
    figure.savefig(buffer, format=kind, metadata=NO_METADATA[kind] | told.get(kind, {}), **look)
    if kind != "svg":
        return buffer.getvalue()
    head, mark, rest = buffer.getvalue().decode().partition(">\n <metadata>")  # screen readers take the first two
    spoken = f' role="img">\n <title>{escape(words.title)}</title>\n <desc>{escape(words.alt)}</desc>\n <metadata>'
    return (head + (spoken if mark else "") + rest).encode()
