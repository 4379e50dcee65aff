"""The heading of a column over several rows: what it names, and whether it says count, percentage or rate alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .labels import plain_label
from .pieces import Piece

PERCENT = re.compile(r"%|\bpct\b|\bpercent(?:age)?s?\b|\bshare\b|\bproportion\b|\bfraction\b", re.IGNORECASE)
COUNT = re.compile(r"(?:^|[\s_(,])(?:n|no\.?|num|number|counts?)(?:[\s_),;.]|$)", re.IGNORECASE)
HEADING_N = re.compile(r"\bn\s*=\s*(\d[\d, \u00a0\u2009\u202f]*)", re.IGNORECASE)
_KINDS = r"(?:n|no\.|num|pct|percent(?:age)?s?|counts?|number|freq(?:uency)?|proportion|share|fraction)"
_RATE = re.compile(r"^(?:[\w/-]+ )*rate$")
_COUNTED = re.compile(
    r"^(?:|weighted|row|col(?:umn)?|valid|crude|cases|exposures|calls|patients|reports"
    r"|values?|obs|results?|estimates?|data|amounts?|figures?)$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The texts above a column, from the top down, each once."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lowest text."""
        return self.parts[-1] if self.parts else ""

    @property
    def whole(self) -> str:
        """All texts, the lowest first."""
        return " ".join(reversed(self.parts))

    @property
    def named(self) -> tuple[str, str]:
        """Give what the column is called and what spans it, without a lowest text that says ``n`` or ``%`` alone."""
        parts = self.parts[:-1] if len(self.parts) > 1 and not bare(self.text) else self.parts
        return (bare(parts[-1]) or parts[-1], " ".join(parts[:-1])) if parts else ("", "")


def heading_of(piece: Piece, column: int) -> Heading:
    """Give the heading of a column."""
    return Heading(tuple(dict.fromkeys(text for row in piece.header if (text := row[column].strip()))))


def bare(label: str) -> str:
    """Give the label of a column without the words that say count or percentage."""
    without = re.sub(rf"[_ ]+{_KINDS}$", "", HEADING_N.sub("", label), flags=re.IGNORECASE)
    without = re.sub(rf"\b{_KINDS}(?!\w)\.?|%", " ", without, flags=re.IGNORECASE)
    without = re.sub(r"[(\[][\s,;/]*[)\]]", " ", without)
    without = re.sub(r"\s+", " ", without).strip(" ,;:_")
    return without[1:-1] if without[:1] + without[-1:] == "()" else without


def is_bare(heading: Heading) -> bool:
    """Tell a heading that names no group: ``n``, ``%``, ``Cases``."""
    return all(_COUNTED.match(bare(part).lower()) for part in heading.parts)


def is_percentage(label: str) -> bool:
    """Tell whether a label says percentage."""
    return bool(PERCENT.search(label.replace("_", " ")))


def is_rate(label: str) -> bool:
    """Tell a rate of which nothing says per how many: of an arm, a response."""
    return bool(_RATE.match(plain_label(label)))
