"""What characters mean: raised digits, hidden signs, spaces in numbers, and what ends a line."""

from __future__ import annotations

import pytest

from analysis.documents.runs import Run, joined

RAISED = [
    ("10", "3", " cells", "10³ cells"),
    ("1.5 × 10", "−4", "", "1.5 × 10⁻⁴"),
    ("30 mg/m", "2", ".", "30 mg/m²."),
    ("a body surface of 1.8 m", "2", " or more", "a body surface of 1.8 m² or more"),
    ("kg", "−1", "", "kg⁻¹"),
    ("Ca", "2+", " levels", "Ca²⁺ levels"),
    ("CD4", "+", " cells", "CD4⁺ cells"),
    ("χ", "2", "(1) = 3.2", "χ²(1) = 3.2"),
    ("I", "2", " = 45%", "I² = 45%"),
    ("adjusted R", "2", "", "adjusted R²"),
    ("[", "18", "F]FDG", "[¹⁸F]FDG"),
    ("a 2", "3", " factorial design", "a 2³ factorial design"),
    ("the 2", "nd", " visit", "the 2nd visit"),
    ("p16", "INK4a", " in cells", "p16INK4a in cells"),
    ("38.5 ", "o", "C", "38.5 °C"),
]
NOTES = [
    ("12.5", "3", " mg", "note"),
    ("(52%)", "a", "", "note"),
    ("95%", "1", " of them", "note"),
    ("n = 13", "b", "", "note"),
    ("0.05", "*", "", "note"),
    ("Outcome", "†", "", "note"),
    ("P value", "a,b", "", "note"),
    ("in 2017", "12", ", when", "note"),
    ("as shown.", "3,4", " We", "citation"),
    ("patients", "1–3", " were", "citation"),
    ("of gabapentin", "12", ".", "citation"),
    ("(Table 2)", "5", ".", "citation"),
]
HIDDEN = [
    ("bac\u00adlo\u200bfen", "baclofen"),
    ("1\u2009234 and 12\u202f345\u00a0678", "1\u202f234 and 12\u202f345\u202f678"),
    ("in 2012\u00a0300 cases", "in 2012 300 cases"),
    ("p\u2009=\u20090.03,\u200a\n n\u00a0=\u00a05", "p = 0.03, n = 5"),
    ("e\ufb03cient \ufb02ow", "efficient flow"),
    ("−3.5 to 1–4", "−3.5 to 1–4"),
    ("＜ 5 ％", "< 5 %"),
    ("5 \u00b5g", "5 \u03bcg"),
    ("well\u2010known", "well-known"),
    ("12½ × 10⁶", "12½ × 10⁶"),
    ("5,9% of 32.000", "5,9% of 32.000"),
    ("H₂O", "H₂O"),
]
LINES = [
    ("the treat-", "ment of", "the treatment of"),
    ("a dose-", "response curve", "a dose-response curve"),
    ("QFT-", "G-IT", "QFT-G-IT"),
    ("31–", "73%", "31–73%"),
    ("(95% CI: 1.2–", "3.4)", "(95% CI: 1.2–3.4)"),
    ("p = .", "02", "p = .02"),
    ("p < 0.", "001", "p < 0.001"),
    ("in 12.", "Then 5", "in 12. Then 5"),
    ("32,", "000 copies", "32,000 copies"),
    ("aged 12,", "345 of", "aged 12, 345 of"),
    ("and/", "or", "and/or"),
    ("we saw -", "as others", "we saw - as others"),
    ("bac\u00ad", "lofen", "baclofen"),
]


@pytest.mark.parametrize(("before", "raised", "after", "said"), RAISED)
def test_a_raised_character_that_is_part_of_a_word_stays(before, raised, after, said):
    text, marks, _ = joined([Run(before), Run(raised, "raised"), Run(after)])
    assert text == said
    assert [mark.kind for mark in marks] == ["superscript"]
    assert text[marks[0].start : marks[0].end] in said


@pytest.mark.parametrize(("before", "raised", "after", "kind"), NOTES)
def test_a_raised_mark_is_taken_out(before, raised, after, kind):
    text, marks, _ = joined([Run(before), Run(raised, "raised"), Run(after)])
    assert text == before + after
    assert [(mark.kind, mark.text, mark.start) for mark in marks] == [(kind, raised, len(before))]


@pytest.mark.parametrize(("printed", "said"), HIDDEN)
def test_characters_that_serve_the_look(printed, said):
    assert joined([Run(printed)])[0] == said


@pytest.mark.parametrize(("first", "second", "said"), LINES)
def test_the_end_of_a_line(first, second, said):
    text, _, lines = joined([Run(first, line=4), Run(second, line=5)], {"dose-response"})
    assert text == said
    assert [line for _, _, line in lines] == [4, 5]


def test_superscripts_of_unicode_are_read_like_raised_ones():
    text, marks, _ = joined([Run("10³ cells in 12.5³ of them¹,² and 30 m²")])
    assert text == "10³ cells in 12.5 of them and 30 m²"
    assert [(mark.kind, mark.text) for mark in marks] == [
        ("superscript", "3"),
        ("note", "3"),
        ("citation", "1,2"),
        ("superscript", "2"),
    ]
