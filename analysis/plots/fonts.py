"""The typeface of the pictures: Source Sans 3 (SIL Open Font License 1.1), narrow, with figures of one width.

The package ``fontpkg-source-sans-3`` brings the variable font, of which matplotlib can use one weight only. Two faces
are cut from it once, into matplotlib's own cache. "Source" is a reserved name of its license, so they have another.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

FAMILY = "Poison Center Sans"
REGULAR, BOLD = 400, 700
_CUT = {REGULAR: 400, BOLD: 600}  # semibold stands as bold, the weight that every other family has
# Latin with accents, Greek, Cyrillic, and the signs that pictures use; the whole font would be four times as large.
_RANGES = ((0x20, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x22FF), (0x2460, 0x27BF), (0xFB00, 0xFB06))
# Fonts that can draw what Source Sans cannot: the first that is installed stands in, letter by letter.
_OTHERS = (
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Source Han Sans", "Noto Sans JP", "IPAGothic", "WenQuanYi Zen Hei",
    "Hiragino Sans", "PingFang SC", "Yu Gothic", "Microsoft YaHei", "Malgun Gothic",
)  # fmt: skip


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Give the families to write with, best first; matplotlib takes each letter from the first that has it."""
    from matplotlib import font_manager

    for face in (*_faces(), *_extra()):
        font_manager.fontManager.addfont(face)
    _bold_too(font_manager.fontManager.ttflist, _extra())
    known = set(font_manager.get_font_names())
    return tuple(name for name in (FAMILY, *_OTHERS, "DejaVu Sans") if name in known)


def _faces() -> list[Path]:
    """Give the two cut faces; none, with a warning, where they cannot be made."""
    try:
        import fontpkg_source_sans_3

        source = Path(fontpkg_source_sans_3.__file__).parent / "files" / "SourceSans3[wght].ttf"
        return [_cut(source, weight) for weight in (REGULAR, BOLD)]
    except (ImportError, OSError) as error:
        warnings.warn(f"Pictures are written in DejaVu Sans, not in Source Sans 3: {error}", stacklevel=2)
        return []


def _extra() -> list[Path]:
    """Give the font of the extra ``cjk`` where it is installed: Chinese, Japanese and Korean."""
    try:
        from noto_cjk_sans_otc import FONT_PATH
    except ImportError:
        return []
    return [Path(str(FONT_PATH))]


def _bold_too(known: list, extra: list[Path]) -> None:
    """Let a font of one weight stand for bold too: matplotlib would say for every text that it has none."""
    alone = [entry for entry in known if entry.fname in map(str, extra)]
    known += [replace(entry, weight=BOLD) for entry in alone if not any(entry.weight == BOLD for entry in alone)]


def _cut(source: Path, weight: int) -> Path:
    """Cut one weight out of the variable font, under a name of our own, into the cache of matplotlib."""
    import matplotlib

    made = Path(matplotlib.get_cachedir()) / f"poison-center-sans-{weight}-{source.stat().st_size}.ttf"
    if made.is_file():
        return made
    from fontTools import subset, ttLib
    from fontTools.varLib import instancer

    font = ttLib.TTFont(source, recalcTimestamp=False)
    for table in ("GPOS", "GSUB", "GDEF"):  # kerning pairs: half a minute of work, and no difference at these sizes
        if table in font:
            del font[table]
    cutter = subset.Subsetter(subset.Options(name_IDs=["*"], notdef_outline=True))
    cutter.populate(unicodes=[letter for first, last in _RANGES for letter in range(first, last + 1)])
    cutter.subset(font)  # first, since few letters are quickly brought to one weight
    font = instancer.instantiateVariableFont(font, {"wght": _CUT[weight]})
    style = "Regular" if weight == REGULAR else "Bold"
    for place, words in (
        (1, FAMILY),
        (2, style),
        (4, f"{FAMILY} {style}"),
        (6, f"PoisonCenterSans-{style}"),
        (16, FAMILY),
    ):
        font["name"].setName(words, place, 3, 1, 0x409)
        font["name"].setName(words, place, 1, 0, 0)
    font["OS/2"].usWeightClass = weight
    handle, beside = tempfile.mkstemp(dir=made.parent, suffix=".ttf")
    os.close(handle)
    font.save(beside)
    Path(beside).replace(made)  # two processes may cut at once; each file is whole
    return made


def families_for(text: str) -> list[str]:
    """Give the first family alone where it draws the whole text, else all (which makes the lines taller)."""
    return list(families() if _undrawn(text, families()[0]) else families()[:1])


def lacking(text: str) -> str:
    """Give the letters of `text` that no family at hand can draw."""
    for family in families():
        text = _undrawn(text, family)
    return text


@lru_cache(maxsize=4096)
def drawable(text: str) -> str:
    """Give a text with a question mark for each letter that no family at hand can draw: never a box."""
    missing = lacking(text)
    return "".join("?" if letter in missing else letter for letter in text) if missing else text


def shown(text: str, stacklevel: int = 3) -> str:
    """Give a text as it can be drawn, with one warning that names the letters that no family at hand has."""
    missing = lacking(text)
    if missing:
        warnings.warn(
            f"No font here draws {missing!r}; install one, or the extra: pip install 'poison-center[cjk]'.",
            UserWarning,
            stacklevel=stacklevel + 1,
        )
    return drawable(text)


def _undrawn(text: str, family: str) -> str:
    from matplotlib import font_manager

    font = font_manager.get_font(font_manager.findfont(family))
    return "".join(
        dict.fromkeys(letter for letter in text if letter.isprintable() and not font.get_char_index(ord(letter)))
    )
