"""What the cell of a yes/no column says: yes, no, that nothing is known, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .vocabularies import CODED, squeeze

YES = frozenset(("1", "1.0", "y", "yes", "true", "t", "x", "+", "pos", "positive", "present", "detected", "checked"))
YES |= {"selected", "\u2713", "\u2714", "\u2611", "ja", "oui", "si"}
NO = frozenset(("", "0", "0.0", "n", "no", "false", "f", "-", "neg", "negative", "absent", "not detected", "nd"))
NO |= {"none detected", "unchecked", "not selected", "\u2610", "nein", "non"}
UNKNOWN = frozenset(("u", "unk", "unknown", "not known", "na", "n/a", "missing", "not tested", "not available", "?"))
PLAIN = YES - {"1", "1.0", "x", "t", "checked", "selected"}  # what may have something behind it: X-ray is no yes
_WORD = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|[+\u2713\u2714\u2611]")
# Words behind a yes that take it back.
_TAKEN_BACK = frozenset(
    ("no", "not", "n", "neg", "negative", "without", "never", "false", "excluded", "ruled", "denied")
)


def answer(cell: str, yes: Iterable[str] = ()) -> str:
    """Give what a cell of a yes/no column says: ``"yes"``, ``"no"``, ``"unknown"``, ``"qualified"`` or ``"odd"``.

    Parameters
    ----------
    cell : str
    yes : iterable of str
        Words that mean yes beside the usual ones. Where one of them usually means no, the usual words are turned round.

    Notes
    -----
    ``"qualified"`` begins with a word for yes and adds to it (``Y-A``, ``Y POPS``, ``yes (trace)``): it is a yes. What
    is neither, such as ``TRACE``, is odd: nobody but a reader can say what it means.

    Examples
    --------
    >>> [answer(cell) for cell in ("Y", "NEG", "Y (PTCH)", "unknown", "TRACE", "", "2-Positive")]
    ['yes', 'no', 'qualified', 'unknown', 'odd', 'no', 'yes']
    """
    text, own = squeeze(cell), {squeeze(word) for word in yes}
    if text not in own and (coded := CODED.fullmatch(text)):  # 2-Positive
        text = coded[1]
    turned = bool(own & NO)
    if text in own:
        return "yes"
    if text in UNKNOWN:
        return "unknown"
    if text in (YES if turned else NO) or not text:
        return "no"
    if not turned and text in YES:
        return "yes"
    first, *others = _WORD.findall(text) or [""]
    rest = text[len(first) :]
    begins = text.startswith(first) and first in (own if turned else own | PLAIN) and not rest[:1].isalnum()
    return "qualified" if begins and not _TAKEN_BACK & set(others) and not text.endswith("?") else "odd"
