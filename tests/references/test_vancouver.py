"""Vancouver style against the sample references of the National Library of Medicine.

Those samples of nlm.nih.gov/bsd/uniform_requirements.html (the ones of the International Committee of Medical Journal
Editors) that name no month and no editor; the sample of a chapter without its editors.
"""

from __future__ import annotations

import pytest

from analysis.references import vancouver
from analysis.sources import Source


def source(kind: str = "article", **fields) -> Source:
    authors = tuple(name for name in fields.pop("authors", "").split(", ") if name)
    return Source("x", "evidence", "primary", kind, "X", authors=authors, **fields)


SAMPLES = {
    "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. "
    "2002;347(4):284-7.": source(
        authors="Halpern SD, Ubel PA, Caplan AL",
        title="Solid-organ transplantation in HIV-infected patients",
        container="N Engl J Med",
        year=2002,
        volume="347",
        issue="4",
        pages="284-287",
    ),
    "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial excitatory "
    "amino acid concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40-6.": source(
        authors="Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, Kochanek PM, Graham SH",
        title="Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury",
        container="Brain Res",
        year=2002,
        volume="935",
        issue="1-2",
        pages="40-46",
    ),
    "Diabetes Prevention Program Research Group. Hypertension, insulin, and proinsulin in participants with impaired "
    "glucose tolerance. Hypertension. 2002;40(5):679-86.": source(
        organization="Diabetes Prevention Program Research Group",
        title="Hypertension, insulin, and proinsulin in participants with impaired glucose tolerance",
        container="Hypertension",
        year=2002,
        volume="40",
        issue="5",
        pages="679-686",
    ),
    "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; 2002.": source(
        "book",
        authors="Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA",
        title="Medical microbiology",
        edition="4th",
        place="St. Louis",
        publisher="Mosby",
        year=2002,
    ),
    "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: The genetic basis of human "
    "cancer. New York: McGraw-Hill; 2002. p. 93-113.": source(
        "chapter",
        authors="Meltzer PS, Kallioniemi A, Trent JM",
        title="Chromosome alterations in human solid tumors",
        container="The genetic basis of human cancer",
        place="New York",
        publisher="McGraw-Hill",
        year=2002,
        pages="93-113",
    ),
}


@pytest.mark.parametrize("printed", SAMPLES)
def test_the_samples_come_out_as_printed(printed):
    assert vancouver(SAMPLES[printed]) == printed


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (source(title="Is it?", authors="Li H", year=2021), "Li H. Is it? 2021."),
        (source(title="A", authors="Li H", et_al=True), "Li H, et al. A. Further authors not seen."),
        (source(authors="Marks", container="J", year=2022), "Marks. J. 2022. Title not seen."),
        (source(authors="Li H", container="J", year=2022, pages="417"), "Li H. J. 2022:417. Title not seen."),
        (source(authors="Li H", title="A", pages="e12-e15", volume="3"), "Li H. A. 3:e12-e15."),
        (
            source("web page", description="page on doses", container="Site", url="https://x.org/a"),
            "[Internet]. Site. Available from: https://x.org/a. Title and authors not seen. About: page on doses.",
        ),
        (
            source("report", organization="Office", title="Survey", year=2010, number="NCJ 1"),
            "Office. Survey. 2010. Report No.: NCJ 1.",
        ),
        (source("label", organization="Firm", title="Tablets", edition="revised 2023"), "Firm. Tablets. revised 2023."),
        (
            source(title="A", authors="Li H", doi="10.1/x", url="https://copy.org"),
            "Li H. A. doi: 10.1/x.",
        ),
    ],
)
def test_what_was_not_seen_is_not_there(given, printed):
    assert vancouver(given) == printed
