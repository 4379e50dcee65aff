"""PDFs made by the tests: words at places of a page, rules, pages without text."""

from __future__ import annotations

from collections.abc import Iterable

WIDTH, HEIGHT = 595, 842


def page(words: Iterable[tuple], rules: Iterable[tuple[float, float, float]] = (), turn: str = "1 0 0 1 0 0") -> bytes:
    """Give the content of a page: (x, y, size, text) or (x, y, size, text, "bold") and rules (left, right, y)."""
    parts = [b"%s cm" % turn.encode(), b"BT"]
    for x, y, size, text, *bold in words:
        said = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        parts.append(b"/F%d %g Tf 1 0 0 1 %g %g Tm (%s) Tj" % (2 if bold else 1, size, x, y, said))
    parts.append(b"ET")
    parts += [b"0.5 w %g %g m %g %g l S" % (x0, y, x1, y) for x0, x1, y in rules]
    return b"\n".join(parts)


def pdf(pages: list[bytes], kids: str | None = None) -> bytes:
    """Give a PDF of pages; `kids` replaces the list of them."""
    fonts = [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name
        for name in (b"Helvetica", b"Helvetica-Bold")
    ]
    listed = kids or " ".join(f"{5 + 2 * k} 0 R" for k in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{listed}] /Count {len(pages)} >>".encode(),
        *fonts,
    ]
    for k, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {6 + 2 * k} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)
