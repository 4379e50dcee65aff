"""Words of a PDF with their places on the page, read in a process of their own (see `apart`)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double, c_int, create_string_buffer
from pathlib import Path

MOST_PAGES, MOST_CHARACTERS, MOST_RULES = 1_500, 6_000_000, 20_000
_THIN = 1.6  # points
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_CUT = (0x2, 0xFFFE)  # how pdfium tells a hyphen at the end of a line
# Characters of the fonts of TeX in files that do not tell what they mean; other control characters mean nothing known,
# and are shown as lost: left out, 47.2–52.8 would be one number.
_OF_TEX = dict(zip(range(0x1B, 0x20), ("ff", "fi", "fl", "ffi", "ffl"), strict=True))
_OF_TEX |= {0x0B: "ff", 0x0C: "fi", 0x0E: "ffi", 0x0F: "ffl", 0x10: "“", 0x11: "”", 0x15: "–", 0x16: "—"}
_LOST = "\ufffd"
_NO_SIGNS = frozenset((9, 10, 13, 32, 0xA0, 0x2002, 0x2003, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x3000))


def pages(path: Path) -> Iterator[tuple]:
    """Yield ``("pages", number)``, then of each page ``("page", (width, height, words, rules))``.

    A word is (text, left, right, baseline, height, bold), a rule (left, right, y) of a thin horizontal line.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        if len(document) > MOST_PAGES:
            raise ValueError(f"one of {len(document):,} pages, of which at most {MOST_PAGES:,} are read")
        yield "pages", len(document)
        left = MOST_CHARACTERS
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            left -= text.count_chars()
            if left < 0:
                raise ValueError(f"one of more than {MOST_CHARACTERS:,} characters")
            turned = _Turned(_quarters(text), *page.get_size())
            yield "page", (turned.width, turned.height, _words(text, turned), _rules(page, turned))
            text.close()
            page.close()


class _Turned:
    """A page whose text runs upwards, downwards or upside down, turned so that it runs to the right."""

    def __init__(self, quarters: int, width: float, height: float):
        self.quarters = quarters
        self.width, self.height = (height, width) if quarters % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Give a point of the page as it lies on the turned one."""
        if self.quarters == 0:
            return x, y
        if self.quarters == 1:
            return y, self.height - x
        return (self.width - x, self.height - y) if self.quarters == 2 else (self.width - y, x)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Give a box of the page as it lies on the turned one."""
        if self.quarters == 0:
            return left, bottom, right, top
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _quarters(text) -> int:
    """Tell by how many quarters most of the text of a page is turned, counter-clockwise."""
    import pypdfium2.raw as raw

    count = text.count_chars()
    asked = range(0, count, max(count // 60, 1))
    found = Counter(round(-raw.FPDFText_GetCharAngle(text.raw, k) / (math.pi / 2)) % 4 for k in asked)
    return found.most_common(1)[0][0] if found else 0


def _words(text, turned: _Turned) -> list[tuple]:
    """Give the words of a page in the order of its stream: characters side by side, of one baseline and height."""
    import pypdfium2.raw as raw

    handle, box, x, y = text.raw, raw.FS_RECTF(), c_double(), c_double()
    words, signs, start, bold = [], [], None, False
    at = (0.0, 0.0, 0.0, 0.0)  # left, right, baseline, height of the word so far
    for k in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, k)
        if code in _NO_SIGNS or (code == 0 and raw.FPDFText_IsGenerated(handle, k)):
            start = None
            continue
        raw.FPDFText_GetLooseCharBox(handle, k, byref(box))
        raw.FPDFText_GetCharOrigin(handle, k, byref(x), byref(y))
        left, bottom, right, top = turned.box(box.left, box.bottom, box.right, box.top)
        base, height = turned.point(x.value, y.value)[1], top - bottom
        gap = left - at[1]
        beside = -0.4 * height < gap < 0.15 * height
        if start is None or not beside or abs(base - at[2]) > 0.1 * height or abs(height - at[3]) > 0.1 * height:
            if signs:
                words.append(_word(signs, at, bold))
            signs, start, bold = [], k, _is_bold(raw, handle, k)
            at = (left, right, base, height)
        signs.append("-" if code in _CUT else chr(code) if code > 0x1F else _OF_TEX.get(code, _LOST))
        at = (at[0], max(at[1], right), at[2], at[3])
    if signs:
        words.append(_word(signs, at, bold))
    return words


def _word(signs: list[str], at: tuple[float, ...], bold: bool) -> tuple:
    said = "".join(signs)
    if any("\ud800" <= sign <= "\udfff" for sign in said):
        said = said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return (said, *(round(value, 2) for value in at), bold)


def _is_bold(raw, handle, at: int) -> bool:
    name, flags = create_string_buffer(96), c_int()
    raw.FPDFText_GetFontInfo(handle, at, name, 96, byref(flags))
    return raw.FPDFText_GetFontWeight(handle, at) >= 600 or _BOLD.search(name.value) is not None


def _rules(page, turned: _Turned) -> list[tuple[float, float, float]]:
    found = []
    for count, part in enumerate(page.get_objects(max_depth=2)):
        if count > MOST_RULES:
            return []
        if part.type == 2:  # a path
            left, bottom, right, top = turned.box(*part.get_bounds())
            if top - bottom < _THIN and right - left > 4:
                found.append((round(left, 1), round(right, 1), round((top + bottom) / 2, 1)))
    return found
