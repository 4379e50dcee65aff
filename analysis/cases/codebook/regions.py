"""States of the United States, as exports spell them, in the four regions of the Census Bureau."""

from __future__ import annotations

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


def spellings(region: str) -> list[str]:
    """Give the postal codes and names of a region's states, in lower case."""
    return [text.lower() for pair in REGIONS[region].items() for text in pair]


def region_of(state: str | None) -> str | None:
    """Give the Census region of a state, by postal code or name in any case; None for anything else.

    Examples
    --------
    >>> region_of("PA"), region_of("west virginia"), region_of("Puerto Rico")
    ('Northeast', 'South', None)

    References
    ----------
    U.S. Census Bureau, Census Regions and Divisions of the United States.
    """
    wanted = squeeze(state) if isinstance(state, str) else ""
    return next((region for region in REGIONS if wanted in spellings(region)), None)
