"""From the fields of two statements to a verdict: one rule, written as a decision table."""

from __future__ import annotations

from dataclasses import dataclass

from ..sources import RANKS
from .fields import NEEDED, Comparison, ends_of, field_text, text_of

# The readings of one statement, the one that decides first standing first.
ORDER = ("settled", "agrees", "no number printed", "differs", "not comparable")


def reading(found: Comparison) -> tuple[str, tuple[str, ...]]:
    """Read one statement against a cited figure: the reading and the fields that it names.

    The first line that fits decides. *Kind*: fields of another kind. *Otherwise*: fields of the same kind that both
    state, with another entry. *Missing*: fields that a comparison needs and that one side leaves out.

    ======================  ======  =========  =======  ==================================================
    number                  kind    otherwise  missing  reading
    ======================  ======  =========  =======  ==================================================
    any                     some    any        any      not comparable: the fields of another kind
    none                    none    any        any      no number printed
    same                    none    some       any      differs: the fields stated otherwise (one number,
                                                        said of something else)
    same                    none    none       any      agrees, naming what only one side states
    another, or boundary    none    some       any      not comparable: the fields stated otherwise (two
                                                        numbers about two things)
    another, or boundary    none    none       some     not comparable: what is unstated
    another, or boundary    none    none       none     differs: value or boundary
    ======================  ======  =========  =======  ==================================================
    """
    if found.kinds:
        return "not comparable", found.kinds
    if found.number == "none":
        return "no number printed", ()
    if found.number == "same":
        return ("differs", found.otherwise) if found.otherwise else ("agrees", ())
    if found.otherwise:
        return "not comparable", found.otherwise
    if found.missing:
        return "not comparable", tuple(f"{field} unstated" for field in found.missing)
    return "differs", ("boundary" if found.number == "boundary" else "value",)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the statements of a quantity say of one cited figure.

    Attributes
    ----------
    word : str
        ``agrees``, ``agrees in part``, ``contested``, ``differs``, ``not comparable``, ``no number printed``,
        ``traceable, not yet read``, ``no source found`` or ``untraced``.
    fields : tuple of str
        The fields that the word names.
    nearest : dict or None
        The statement that decides.
    found : Comparison or None
        How its fields stand to those of the figure.
    against : list of dict
        Statements of the same context that say otherwise.
    """

    word: str
    fields: tuple[str, ...] = ()
    nearest: dict | None = None
    found: Comparison | None = None
    against: tuple[dict, ...] = ()

    def text(self) -> str:
        """Give the verdict in words: ``differs: endpoint``, ``agrees, population unstated``."""
        if self.word == "agrees" and self.found and self.found.unstated:
            return f"agrees, {listed(self.found.unstated)} unstated"
        return f"{self.word}: {listed(self.fields)}" if self.fields else self.word


def judge(figure: dict, compared: list[tuple[dict, Comparison]], unread: list[dict], tertiary: bool) -> Verdict:
    """Give the verdict on a figure from the statements that may stand against it.

    1. A statement in the very context of the figure settles it (``agrees``, ``differs: value``).
    2. Else one with the same number, where one side leaves fields out: ``agrees, ... unstated``.
    3. Else one with the same number said of something else: ``differs``, with the fields.
    4. Else a publication that is known to state it and was not read: ``traceable, not yet read``.
    5. Else ``not comparable``, with the fields; without any statement ``no source found`` where tertiary pages are
       all there is, and ``untraced`` where there is nothing.

    Among equals the better rank decides, then the fewer fields that are other or missing. Where statements of one
    rank and one context say different things the figure is ``contested``, or ``agrees in part`` when it is one
    publication that contradicts itself.
    """
    if compared:
        nearest, found = min(compared, key=_nearness)
        word, fields = reading(found)
        if word != "not comparable" or not unread:
            return _with_rivals(figure, Verdict(word, fields, nearest, found), compared)
    if unread:
        return Verdict("traceable, not yet read", nearest=unread[0])
    return Verdict("no source found" if tertiary else "untraced")


def _nearness(entry: tuple[dict, Comparison]) -> tuple:
    statement, found = entry
    word, _ = reading(found)
    settled = not (found.kinds or found.otherwise or found.missing) and found.number != "none"
    return (
        ORDER.index("settled" if settled else word),
        RANKS.index(statement["rank"]),
        len(found.kinds) + len(found.otherwise),
        len(found.unstated) + len(found.silent),
        found.number != "same",
    )


def _with_rivals(figure: dict, verdict: Verdict, compared: list) -> Verdict:
    """Look whether a statement of the same rank and context says otherwise than the one that decides."""
    nearest = verdict.nearest
    if verdict.word == "differs" and verdict.fields == ("value",) and is_fused(figure, [row for row, _ in compared]):
        return Verdict("differs", ("fused ranges",), nearest, verdict.found)
    if verdict.word != "agrees":
        return verdict
    rivals = [(row, found) for row, found in compared if found.number != "same" and _alike(row, nearest)]
    if not rivals:
        return verdict
    fields = tuple(dict.fromkeys("boundary" if found.number == "boundary" else "value" for _, found in rivals))
    one = all(row["source"] == nearest["source"] for row, _ in rivals)
    against = tuple(row for row, _ in rivals)
    return Verdict("agrees in part" if one else "contested", fields, nearest, verdict.found, against)


def _alike(row: dict, other: dict) -> bool:
    same = all(field_text(row, field) == field_text(other, field) for field in NEEDED)
    return same and row["rank"] == other["rank"]


def is_fused(figure: dict, statements: list[dict]) -> bool:
    """Tell whether a cited range spans exactly what the ranges printed for two or more endpoints cover together."""
    ranges = [row for row in statements if text_of(row["low"])]
    if not text_of(figure["low"]) or len({row["endpoint"] for row in ranges}) < 2:
        return False
    lows, highs = zip(*(ends_of(row) for row in ranges), strict=True)
    return (figure["low"], figure["high"]) == (min(lows), max(highs))


def listed(fields) -> str:
    """Give names of fields as words: ``arm, comparator and time point``."""
    names = [field.replace("place", "country").replace("_", " ") for field in fields]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
