"""What the records of an export are, and the words that are true of each kind: a death has no caller."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...errors import DataError, meant


@dataclass(frozen=True, slots=True)
class Records:
    """The words and the usual questions of one kind of records.

    Attributes
    ----------
    name : str
        As a mapping states it.
    one, many : str
        What a record is called.
    source : str
        Behind "analysis of 7,478 ...".
    rest_on : str
        What such records can tell, and what they cannot.
    calls : bool
        Whether there may be calls without an exposure, animals and confirmed nonexposures to be left out.
    on_record : str
        Of a substance: how it stands in a case, at any rank.
    constants : dict of str to str
        What every record is, where the export has no column of it.
    outcomes : tuple of str
        Outcomes that a paper asks for.
    alike : tuple of str
        Characteristics that Table 1 of a paper does not show, as every case is alike in them.
    headings : str
        What headings of such an export name.
    """

    name: str
    one: str
    many: str
    source: str
    rest_on: str
    calls: bool = False
    on_record: str = "on record at any rank"
    constants: Mapping[str, str] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    headings: str = ""

    @property
    def graded(self) -> bool:
        """Whether one record may be graver than another, so that a share of serious outcomes says something."""
        return "medical_outcome" not in self.constants

    def counted(self, number: int) -> str:
        """Give the word for so many of them."""
        return self.one if number == 1 else self.many

    def sources(self, number: int) -> str:
        """Give the words for so many records."""
        return re.sub(r"s\b", "", self.source, count=1) if number == 1 else self.source

    def worded(self, text: str) -> str:
        """Put the words of these records into a text of ours that speaks of cases."""
        for found, said in {"cases": self.many, "case": self.one}.items():
            text = re.sub(rf"\b{found}\b", said, text)
            text = re.sub(rf"\b{found.capitalize()}\b", said.capitalize(), text)
        return text


POISON_CENTER = "poison center"
KINDS = {
    kind.name: kind
    for kind in (
        Records(
            POISON_CENTER,
            "case",
            "cases",
            "records of poison centers",
            "An exposure is a reported contact with a substance, not a confirmed poisoning; "
            "records rest on what callers told.",
            calls=True,
            on_record="mentioned at any rank",
            outcomes=("serious", "admitted"),
            headings="a caller, a call or a site of management",
        ),
        Records(
            "deaths",
            "death",
            "deaths",
            "records of deaths",
            "A case is one person's death. A substance counts when the record of the death names it, which does not "
            "say that it alone caused the death; which substances are looked for may differ between years and places.",
            constants={"medical_outcome": "Death"},
            alike=("medical_outcome",),
            headings="a death, its date, cause or manner, or a decedent",
        ),
        Records(
            "emergency visits",
            "visit",
            "visits",
            "records of emergency visits",
            "A case is one person seen by an emergency service at one time, as that service recorded it; who was seen "
            "twice is two cases. A substance counts when it is on record, whether a laboratory confirmed it or not.",
            outcomes=("admitted",),
            headings="a visit, a run, a diagnosis or a sampling unit of hospitals",
        ),
        Records(
            "adverse events",
            "report",
            "reports",
            "reports of adverse events",
            "A case is one report of a suspected adverse event, which does not prove that a drug caused it; how often "
            "events happen cannot be told from numbers of reports, as not every event is reported and some are twice.",
            headings="a report, the role of a drug or a reaction",
        ),
        Records(
            "counts",
            "case",
            "cases",
            "counts",
            "The table holds counts; nothing is known of a single case.",
            headings="numbers of cases",
        ),
    )
}


def records_of(name: str) -> Records:
    """Give the words of a kind of records.

    Raises
    ------
    DataError
        When there is no such kind.
    """
    if name not in KINDS:
        raise DataError(f"records: expected one of {', '.join(KINDS)}, got {name!r}{meant(name, KINDS)}")
    return KINDS[name]
