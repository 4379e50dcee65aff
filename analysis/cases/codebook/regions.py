"""States of the United States, as exports spell them, in the four regions of the Census Bureau."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType

from .vocabularies import squeeze

# Regions in the order of the Bureau. Puerto Rico and the island areas belong to no region.
REGIONS = MappingProxyType(
    {
        "Northeast": {
            "CT": "Connecticut",
            "ME": "Maine",
            "MA": "Massachusetts",
            "NH": "New Hampshire",
            "NJ": "New Jersey",
            "NY": "New York",
            "PA": "Pennsylvania",
            "RI": "Rhode Island",
            "VT": "Vermont",
        },
        "Midwest": {
            "IA": "Iowa",
            "IL": "Illinois",
            "IN": "Indiana",
            "KS": "Kansas",
            "MI": "Michigan",
            "MN": "Minnesota",
            "MO": "Missouri",
            "ND": "North Dakota",
            "NE": "Nebraska",
            "OH": "Ohio",
            "SD": "South Dakota",
            "WI": "Wisconsin",
        },
        "South": {
            "AL": "Alabama",
            "AR": "Arkansas",
            "DC": "District of Columbia",
            "DE": "Delaware",
            "FL": "Florida",
            "GA": "Georgia",
            "KY": "Kentucky",
            "LA": "Louisiana",
            "MD": "Maryland",
            "MS": "Mississippi",
            "NC": "North Carolina",
            "OK": "Oklahoma",
            "SC": "South Carolina",
            "TN": "Tennessee",
            "TX": "Texas",
            "VA": "Virginia",
            "WV": "West Virginia",
        },
        "West": {
            "AK": "Alaska",
            "AZ": "Arizona",
            "CA": "California",
            "CO": "Colorado",
            "HI": "Hawaii",
            "ID": "Idaho",
            "MT": "Montana",
            "NM": "New Mexico",
            "NV": "Nevada",
            "OR": "Oregon",
            "UT": "Utah",
            "WA": "Washington",
            "WY": "Wyoming",
        },
    }
)


TERRITORIES = MappingProxyType(
    {
        "AS": "American Samoa",
        "GU": "Guam",
        "MP": "Northern Mariana Islands",
        "PR": "Puerto Rico",
        "VI": "Virgin Islands",
    }
)
# What people write beside the postal code and the name, without dots and spaces (the older abbreviations of the
# Government Printing Office's Style Manual, and a few more).
WRITTEN = """AL ala|AK alas|AZ ariz|AR ark|CA cal calif|CO colo|CT conn|DE del|DC washingtondc|FL fla|IL ill|IN ind
KS kan kans|MA mass|MI mich|MN minn|MS miss|MT mont|NE neb nebr|NV nev|NM nmex newmex|NC ncar ncarolina|ND ndak ndakota
OK okla|OR ore oreg|PA penn penna|PR portorico|SC scar scarolina|SD sdak sdakota|TN tenn|TX tex|VI usvirginislands usvi
WA wash|WV wva wvirginia|WI wis wisc|WY wyo"""


@cache
def _states() -> dict[str, tuple[str, str]]:
    """Give the postal code and the name of every spelling, which has neither dots nor spaces."""
    names = {code: name for states in (*REGIONS.values(), TERRITORIES) for code, name in states.items()}
    more = (entry.split() for entry in re.split(r"[|\n]", WRITTEN))
    spelled = {written: (code, names[code]) for code, *others in more for written in others}
    return spelled | {_letters(text): (code, name) for code, name in names.items() for text in (code, name)}


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", re.sub(r"^(?:the )?(?:state|commonwealth) of | state$", "", squeeze(text)))


def state_of(text: str | None) -> tuple[str, str] | None:
    """Give the postal code and the name of a state or territory as people spell it; None for anything else.

    Examples
    --------
    >>> state_of("penna."), state_of("N. Carolina"), state_of("Ontario")
    (('PA', 'Pennsylvania'), ('NC', 'North Carolina'), None)
    """
    return _states().get(_letters(text)) if isinstance(text, str) and not re.search(r"\d", text) else None


def spellings(region: str) -> list[str]:
    """Give the postal codes and names of a region's states, in lower case."""
    return [text.lower() for pair in REGIONS[region].items() for text in pair]


def region_of(state: str | None) -> str | None:
    """Give the Census region of a state, as people spell it; None for anything else.

    Examples
    --------
    >>> region_of("PA"), region_of("west virginia"), region_of("Puerto Rico")
    ('Northeast', 'South', None)

    References
    ----------
    U.S. Census Bureau, Census Regions and Divisions of the United States.
    """
    code, _ = state_of(state) or ("", "")
    return next((region for region, states in REGIONS.items() if code in states), None)
