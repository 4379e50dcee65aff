"""The codebook: order, spellings and status of the terms, and the rules derived from them."""

from __future__ import annotations

import math
import shutil

import pytest

from analysis.cases.codebook import vocabularies as module
from analysis.cases.codebook.ages import age_bounds, age_group, age_in_years, age_of_text
from analysis.cases.codebook.vocabularies import VOCABULARIES, read_codebook, reason_group, squeeze
from analysis.errors import DataError
from analysis.sources import data_directory

BOOK = read_codebook()


def test_every_vocabulary_is_there_and_every_term_finds_itself():
    assert set(VOCABULARIES) == set(BOOK.vocabularies)
    for vocabulary in BOOK.vocabularies.values():
        assert len(vocabulary.terms) == len(set(vocabulary.terms)) >= 2
        assert [vocabulary.find(term) for term in vocabulary.terms] == list(vocabulary.terms)
        assert {vocabulary.spellings[form] for form in vocabulary.spellings} <= set(vocabulary.terms)
        assert set(vocabulary.status) == set(vocabulary.terms)
        assert set(vocabulary.status.values()) <= {"seen", "domain"}


def test_the_long_strings_of_exports_are_known_with_a_trailing_space_and_in_any_case():
    outcome = BOOK["medical_outcome"]
    long = "Not followed, minimal clinical effects possible (no more than minor effect possible)"
    assert outcome.find(long + " ") == long
    assert outcome.find(f"  {long.upper()}\n") == long
    assert outcome.find("Death, indirect report") == "Death, indirect report"
    assert outcome.status["Moderate effect"] == "seen"
    assert outcome.terms[:5] == ("No effect", "Minor effect", "Moderate effect", "Major effect", "Death")


@pytest.mark.parametrize(
    ("name", "label", "term"),
    [
        ("sex", "F", "Female"),
        ("age_unit", "mos", "Months"),
        ("age_unit", "≤5 yrs", "<=5 yrs"),
        ("age_unit", "Teen 13–19 yrs", "Teen 13-19 yrs"),
        ("age_group", "30 - 39", "30-39"),
        ("reason", "Intentional-Suspected Suicide", "Intentional - Suspected suicide"),
        ("reason", "unintentional:  therapeutic error", "Unintentional - Therapeutic error"),
        ("route", "Inhalation / Nasal", "Inhalation/nasal"),
        ("level_of_care", "ICU", "Admitted to critical care unit"),
        ("therapy", "Narcan", "Naloxone"),
        ("clinical_effect", "Seizure, single", "Seizure (single)"),
        ("call_type", "Human Exposure", "human exposure"),
    ],
)
def test_spellings(name, label, term):
    assert BOOK[name].find(label) == term


def test_an_unknown_label_has_no_term_but_a_nearest_one():
    outcome = BOOK["medical_outcome"]
    assert outcome.find("Modrate effect") is None
    assert outcome.nearest("Modrate effect") == "Moderate effect"
    assert outcome.nearest("qqqq") is None
    assert outcome.nearest("  ") is None


def test_misuse_alone_is_no_reason_as_two_groups_have_it():
    assert BOOK["reason"].find("Misuse") is None
    assert reason_group("Unintentional - Misuse") == "Unintentional"
    assert reason_group("Intentional - Misuse") == "Intentional"
    assert reason_group("Misuse") is None
    assert reason_group(None) is None
    assert set(BOOK.reason_group_of) == set(BOOK["reason"].terms)


def test_serious_known_and_admitted_are_what_the_field_says():
    assert module.SERIOUS == ("Moderate effect", "Major effect", "Death", "Death, indirect report")
    assert set(module.KNOWN_OUTCOME) == {*module.SERIOUS, "No effect", "Minor effect"}
    assert len(module.ADMITTED) == 3
    assert set(module.ADMITTED) - set(module.MEDICALLY_ADMITTED) == {"Admitted to psychiatric facility"}
    with pytest.raises(AttributeError, match="NOTHING"):
        module.NOTHING  # noqa: B018


@pytest.mark.parametrize(
    ("value", "unit", "years"),
    [
        (18, "months", 1.5),
        (36, "Months", 3.0),
        (365.25, "Days", 1.0),
        (40, "Years", 40.0),
        (3, "DEC", 30.0),
        (5, "Teen 13-19 yrs", None),
        (5, "fortnights", None),
        (5, None, None),
        (None, "Years", None),
        (-1, "Years", None),
        (math.nan, "Years", None),
        (math.inf, "Years", None),
    ],
)
def test_age_in_years(value, unit, years):
    assert age_in_years(value, unit) == years


@pytest.mark.parametrize(
    ("years", "unit", "group"),
    [
        (0.0, None, "<1"),
        (0.99, None, "<1"),
        (5.99, None, "5"),
        (6, None, "6-12"),
        (19.99, None, "13-19"),
        (20, None, "20-29"),
        (90, None, ">=90"),
        (115, None, ">=90"),
        (None, "Teen 13-19 yrs", "13-19"),
        (None, "<=5 yrs", "unknown <=5"),
        (None, "50s", "50-59"),
        (None, "Years", "unknown age"),
        (None, None, "unknown age"),
        (-3, None, "unknown age"),
        (math.nan, None, "unknown age"),
    ],
)
def test_age_group(years, unit, group):
    assert age_group(years, unit) == group


def test_every_age_group_has_the_bounds_that_its_label_says():
    lows = list(BOOK.age_from.items())
    for (group, low), (_, above) in zip(lows, [*lows[1:], ("", math.inf)], strict=True):
        assert age_bounds(group) == (low, above)


@pytest.mark.parametrize(
    ("label", "bounds"),
    [
        ("25 - 29", (25, 30)),
        ("18 to 24 years", (18, 25)),
        ("80 - *", (80, math.inf)),
        ("85+", (85, math.inf)),
        ("65 and over", (65, math.inf)),
        (">64", (65, math.inf)),
        ("<= 5 yrs", (0, 6)),
        ("under 1", (0, 1)),
        ("7", (7, 8)),
        ("30-20", None),
        ("adult", None),
        ("", None),
    ],
)
def test_age_bounds(label, bounds):
    assert age_bounds(label) == bounds


def test_squeeze_compares_what_word_processors_change():
    assert squeeze("  A\u00a0–\u2009B  ≥ 3\t") == "a - b >= 3"


def test_a_changed_codebook_is_read_again_and_its_faults_are_named_together(tmp_path):
    path = tmp_path / "codebook.toml"
    shutil.copy(data_directory() / "codebook.toml", path)
    assert read_codebook(path).version == BOOK.version
    text = path.read_text(encoding="utf-8").replace('serious = ["Moderate effect"', 'serious = ["Bad effect"')
    text = text.replace('"Male" = ["m",', '"Male" = ["m", "woman",').replace(
        "[vocabularies.acuity]", "[vocabularies.sharp]"
    )
    path.write_text(text.replace("[vocabularies.acuity.spellings]", "[vocabularies.sharp.spellings]"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_codebook(path)
    said = str(caught.value)
    assert len(caught.value.faults) == 3
    assert "no vocabulary 'acuity'" in said
    assert "'woman' stands under 'Female' and 'Male'" in said
    assert "serious names 'Bad effect'" in said


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("34 yrs", 34),
        ("18 mo", 1.5),
        ("3 y 2 m", 3 + 2 / 12),
        ("34-year-old", 34),
        ("2 yrs, 6 mos", 2.5),
        ("5 year(s)", 5),
        ("12 J.", 12),
        ("10 mo.", 10 / 12),
        ("2 y. 3 m.", 2.25),
        ("5 yrs. old", 5),
        ("10 a\u00f1os", 10),
        ("3 sem.", 21 / 365.25),
        ("34", None),
        ("34M", None),
        ("6-12 yrs", None),
        ("<1", None),
        ("unknown adult", None),
    ],
)
def test_ages_that_stand_with_their_units(text, years):
    assert age_of_text(text) == (years if years is None else pytest.approx(years))


@pytest.mark.parametrize("text", ["5² y", "5²", "10⁶", "③ yrs", "③", "20–29²", "2²-29", "<5²", "10₂ y", "5⁻³ y", "Ⅳ y"])
def test_a_raised_or_circled_digit_is_no_digit_of_an_age(text):
    assert age_of_text(text) is None and age_bounds(text) is None


def test_labels_with_a_raised_digit_are_no_codes():
    assert squeeze("1²") != squeeze("12") and squeeze("②") != "2"
    assert squeeze("CO₂") == "co2" and squeeze("ＨＣｌ ３４") == "hcl 34"


def test_digits_of_other_scripts_are_read():
    assert age_of_text("٣ y") == 3 and age_of_text("３４ yrs") == 34 and age_bounds("٢٠-٢٩") == (20, 30)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("5-<10", (5, 10)),
        ("5 to under 10", (5, 10)),
        ("[5, 10)", (5, 10)),
        ("5-9", (5, 10)),
        (">=65", (65, math.inf)),
        (">65", (66, math.inf)),
        ("65+", (65, math.inf)),
        ("65 and over", (65, math.inf)),
        ("65-*", (65, math.inf)),
        ("<=5", (0, 6)),
        ("<5", (0, 5)),
        ("5 and under", (0, 6)),
        ("under 5", (0, 5)),
        ("6 mo - 1 yr", (0.5, 2)),
    ],
)
def test_a_group_of_ages_has_the_limits_that_it_says(text, bounds):
    assert age_bounds(text) == pytest.approx(bounds)
