"""Words that houses use for what the codebook calls otherwise: headings with a moment, initials, short labels."""

from __future__ import annotations

import csv
import io
import itertools

import pandas as pd
import pytest

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.importing.import_cases import import_cases
from analysis.cases.mapping.separators import BULLETED
from analysis.cases.privacy import identifier
from analysis.cases.proposal.propose import propose_mapping


@pytest.fixture
def imported(tmp_path):
    """Give a function that writes a listing of columns, imports it unattended, and gives its mapping and its tables."""

    def act(delimiter: str = ",", rows: int = 36, **columns):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(name.replace("__", " ") for name in columns)
        turning = [
            itertools.cycle(cells) if not callable(cells) else map(cells, itertools.count())
            for cells in columns.values()
        ]
        writer.writerows([next(cells) for cells in turning] for _ in range(rows))
        path = tmp_path / "listing.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        mapping = propose_mapping(path).mapping
        import_cases(path, mapping=mapping, into=tmp_path / "store")
        tables = {
            name: pd.read_parquet(tmp_path / "store" / f"{name}.parquet")
            for name in ("cases", "substances", "effects", "therapies")
        }
        return mapping, tables

    return act


CASE = {
    "Case__No": lambda n: f"A{n:04}",
    "Call__Date": lambda n: f"2021-{n % 12 + 1:02}-{n % 27 + 1:02}",
    "Age": lambda n: str(n % 70 + 2),
    "Sex": ["Male", "Female"],
    "Substance": ["Baclofen", "Tizanidine", "Ethanol"],
}


@pytest.mark.parametrize(
    "heading",
    [
        "PSS at time of call",
        "PSS at the time of the call",
        "Severity at time of enquiry",
        "PSS at time of admission",
        "Outcome",
    ],
)
def test_what_was_so_at_a_time_is_no_time(imported, heading):
    assert identifier(heading) != "exact time"
    grades = {heading.replace(" ", "__"): ["None", "Minor", "Moderate", "Severe", "Fatal", "Uncertain"]}
    _, tables = imported(**CASE, **grades)
    assert tables["cases"]["medical_outcome"].head(6).fillna("").tolist() == [
        "No effect", "Minor effect", "Moderate effect", "Major effect", "Death", "",
    ]  # fmt: skip


@pytest.mark.parametrize("heading", ["Time of call", "Call time", "Time at arrival", "Arrival Time", "Time"])
def test_a_time_is_one(heading):
    assert identifier(heading) == "exact time"


@pytest.mark.parametrize(
    ("vocabulary", "label", "term"),
    [
        ("reason", "UNINT-TE", "Unintentional - Therapeutic error"),
        ("reason", "Unint - TE", "Unintentional - Therapeutic error"),
        ("reason", "Int - SS", "Intentional - Suspected suicide"),
        ("reason", "TE", None),  # nothing but initials
        ("clinical_effect", "Brady", "Bradycardia"),
        ("clinical_effect", "Tachy", None),  # of tachycardia, or of tachypnea
        ("therapy", "Intub", "Intubation"),
    ],
)
def test_initials_and_beginnings_of_words(vocabulary, label, term):
    assert read_codebook()[vocabulary].abbreviated(label) == term


@pytest.mark.parametrize(
    ("vocabulary", "label", "term"),
    [
        ("sex", "F-Preg", "Pregnant"),
        ("sex", "Indeterminate", "Unknown"),
        ("reason", "Intentional self-harm", "Intentional - Suspected suicide"),
        ("reason", "Deliberate self-poisoning", "Intentional - Suspected suicide"),
        ("reason", "Recreational", "Intentional - Abuse"),
        ("level_of_care", "Treated/released", "Treated/evaluated and released"),
        ("level_of_care", "Admit CCU", "Admitted to critical care unit"),
        ("level_of_care", "Psych", "Admitted to psychiatric facility"),
        ("therapy", "IVF", "IV fluids"),
        ("therapy", "Charcoal SD", "Activated charcoal (single/multiple)"),
        ("clinical_effect", "Drowsy", "Drowsiness/lethargy"),
    ],
)
def test_short_words_of_houses(vocabulary, label, term):
    assert read_codebook()[vocabulary].find(label) == term


def test_short_effects_and_therapies_are_read(imported):
    mapping, tables = imported(
        **CASE,
        CLIN_EFF=["Brady; Coma", "Drowsy; Hypotension", "Confus; Agitation"],
        TX=["IVF; Intub", "Naloxone", "Charcoal SD"],
    )
    assert mapping.labels["effect"] == {"Brady": "Bradycardia", "Confus": "Confusion"}
    assert {"Bradycardia", "Confusion", "Drowsiness/lethargy"} <= set(tables["effects"]["effect"])
    assert {"IV fluids", "Intubation", "Naloxone"} <= set(tables["therapies"]["therapy"])


@pytest.mark.parametrize("heading", ["Intent", "Reason", "Circumstances", "Exposure Reason", "Motivo"])
def test_intent_alone_is_the_group_of_the_reason(imported, heading):
    _, tables = imported(**CASE, **{heading.replace(" ", "__"): ["Intentional", "Unintentional", "Undetermined"]})
    assert tables["cases"]["reason_group"].head(3).tolist() == ["Intentional", "Unintentional", "Unknown reason"]


@pytest.mark.parametrize("heading", ["MGMT", "Mgmt"])
def test_management_in_short_is_a_level_of_care(imported, heading):
    labels = ["Treated/released", "Admit CCU", "Admit NCC", "Psych", "Refused referral", "LTFU"]
    mapping, tables = imported(**CASE, **{heading: labels})
    assert mapping.columns["level_of_care"].column == heading
    assert tables["cases"]["level_of_care"].iloc[1] == "Admitted to critical care unit"


OUTCOMES = [
    "Hospitalization", "Visited Emergency Room", "Death, Hospitalization", "Life Threatening",
    "Other Serious or Important Medical Event", "Disability", "Visited a Health Care Provider", "Other Outcome",
]  # fmt: skip


def test_outcomes_of_reports_of_foods_and_cosmetics(imported):
    _, tables = imported(
        **CASE, **{"AEC_One Row Outcomes": OUTCOMES, "SYM_One Row Coded Symptoms": ["NAUSEA", "SEIZURE"]}
    )
    found = tables["cases"]["medical_outcome"]
    assert found.iloc[2] == "Death"
    assert (found == "Death").sum() == len(found) // len(OUTCOMES) + (len(found) % len(OUTCOMES) > 2)
    assert found.notna().all()


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["01152020", "12312020", "02292020"], ["2020-01-15", "2020-12-31", "2020-02-29"]),
        (["15012020", "31122020", "29022020"], ["2020-01-15", "2020-12-31", "2020-02-29"]),
        (["20200115", "20201231", "20200229"], ["2020-01-15", "2020-12-31", "2020-02-29"]),
    ],
)
def test_eight_digits_of_a_day(imported, cells, days):
    columns = {name: cells_ for name, cells_ in CASE.items() if name != "Call__Date"}
    _, tables = imported(**columns, DOD=cells)
    assert tables["cases"]["date"].head(3).astype(str).tolist() == days


def test_eight_digits_that_fit_both_orders_are_asked_for(imported, tmp_path):
    columns = {name: cells for name, cells in CASE.items() if name != "Call__Date"}
    imported(**columns, DOD=["01022020", "03042020", "12112020"])
    proposal = propose_mapping(tmp_path / "listing.csv")
    assert "day and month cannot be told apart" in proposal.to_toml()


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("Unt-G", "Unintentional - General"),
        ("Unt-T", "Unintentional - Therapeutic error"),
        ("Int-S", "Intentional - Suspected suicide"),
        ("Int-U", "Intentional - Unknown"),
        ("AR-D", "Adverse reaction - Drug"),
        ("Oth-M", "Other - Malicious"),
    ],
)
def test_reasons_as_the_annual_report_lists_its_deaths(label, term):
    assert read_codebook()["reason"].find(label) == term


def test_a_list_that_says_a_case_once_needs_no_age(imported):
    """As the list of deaths of an annual report: number, route and reason stand in the first row of a case."""
    numbers = [str(n // 2 + 1) if n % 2 == 0 else "" for n in range(36)]
    mapping, tables = imported(
        **{"Case__number": numbers, "Substances": ["ethanol", "fentanyl", "baclofen"], "Substance__rank": ["1", "2"]},
        Chronicity=["A", "", "C", "", "A/C", ""],
        Route=["Ingst", "", "Ingst + Inhal", "", "Par", ""],
        Reason=["Int-S", "", "Int-A", "", "Unt-T", ""],
    )
    assert mapping.read.fill_down
    assert len(tables["cases"]) == 18
    assert tables["cases"]["route"].iloc[1] == "Ingestion; Inhalation/nasal"
    assert tables["cases"]["acuity"].head(3).tolist() == ["Acute", "Chronic", "Acute-on-chronic"]
    assert tables["cases"]["reason"].notna().all()


@pytest.mark.parametrize("unit", [1, 1000])
def test_moments_since_1970_are_dates(imported, unit):
    moments = [str(unit * (1577836800 + 86400 * day + 3600)) for day in (0, 59, 365)]  # from 2020-01-01
    columns = {name: cells for name, cells in CASE.items() if name != "Call__Date"}
    mapping, tables = imported(**columns, IncidentDate=moments)
    assert mapping.columns["date"].formats == ("unix",)
    assert tables["cases"]["date"].head(3).astype(str).tolist() == ["2020-01-01", "2020-02-29", "2020-12-31"]


def test_the_dose_and_route_of_an_antidote_are_not_those_of_the_substance(imported):
    mapping, _ = imported(**CASE, NarcanDoseMg=["2", "4"], NarcanRoute=["Intranasal", "IV"], Antidote__Dose=["1", "2"])
    assert not {"dose", "route"} & set(mapping.columns)


@pytest.mark.parametrize(
    "headings",
    [("Primary drug", "Secondary drug"), ("Hauptsubstanz", "Nebensubstanz"), ("First substance", "Second substance")],
)
def test_columns_that_words_count(imported, headings):
    columns = {name: cells for name, cells in CASE.items() if name != "Substance"}
    mapping, _ = imported(**columns, **dict(zip(headings, (["Baclofen", "Quetiapine"], ["Ethanol", ""]), strict=True)))
    assert mapping.columns["substance"].columns == headings


def test_results_with_their_codes_are_yes_and_no(imported):
    mapping, _ = imported(
        **{name: cells for name, cells in CASE.items() if name != "Substance"},
        Fentanyl_Result=["2-Positive", "1-Negative"],
        Heroin_Result=["1-Negative", "2-Positive", "9-Unknown"],
        Cocaine_Result=["1-Negative", "1-Negative", "2-Positive"],
    )
    assert len(mapping.columns["substance"].indicators) == 3


def test_a_plus_divides_substances(imported):
    columns = CASE | {"Substance": ["Gabapentin", "Gabapentin + Ethanol", "Gabapentin + Baclofen + Ethanol"]}
    mapping, _ = imported(**columns)
    assert mapping.columns["substance"].separator == " + "


@pytest.mark.parametrize("bullet", ["• ", "·", "▪ ", "‣ "])
def test_lists_with_bullets(imported, bullet):
    lists = [f"{bullet}Baclofen\n{bullet}Ethanol", f"{bullet}Baclofen", f"{bullet}Ethanol {bullet}Tizanidine"]
    effects = [f"{bullet}Coma\n{bullet}Vomiting", f"{bullet}Coma", f"{bullet}Vomiting"]
    mapping, tables = imported(**CASE | {"Substance": lists, "Reaction__terms": effects})
    assert mapping.columns["substance"].separator == BULLETED
    assert set(tables["effects"]["effect"]) == {"Coma", "Vomiting"}
    assert tables["cases"]["substances"].head(3).tolist() == [2, 1, 2]


def doses(tables) -> set[tuple]:
    found = tables["substances"][["dose", "dose_unit"]].dropna(how="all")
    return set(found.itertuples(index=False, name=None))


def test_amounts_in_any_words_give_the_doses_that_are_some(imported):
    _, tables = imported(
        **CASE, Amount=["200 mg", "10 mg tab x 3", "1-2 tablets", "a handful", "0.5 g", "half a bottle"]
    )
    assert doses(tables) == {(200.0, "mg"), (0.5, "g")}


def test_bare_numbers_among_which_a_few_have_a_unit_stay_numbers(imported):
    mapping, tables = imported(**CASE, Dose__mg=["200", "10", "25", "40", "5", "60", "7", "80", "9", "90 mg"])
    assert mapping.columns["dose"].fixed_unit == "mg"
    assert (200.0, "mg") in doses(tables)


@pytest.mark.parametrize(
    "heading", ["Unité dose", "Unité de dose", "Dosiseinheit", "Unidad de dosis", "Unidade da dose"]
)
def test_units_of_doses_in_other_languages(imported, heading):
    _, tables = imported(**CASE, Dose=["200", "2"], **{heading: ["mg", "g"]})
    assert doses(tables) == {(200.0, "mg"), (2.0, "g")}


def test_numbers_under_outcome_are_no_grades(imported):
    """Nothing tells whether 4 is death, as in the Poisoning Severity Score, or a disposition of another register."""
    mapping, tables = imported(**CASE, Outcome=["1", "2", "3", "4"])
    assert not set(mapping.labels.get("medical_outcome", {}).values()) & {"Death", "Minor effect", "Major effect"}
    assert "Death" not in set(tables["cases"]["medical_outcome"])


def test_letters_alone_tell_no_acuity(imported):
    mapping, _ = imported(**CASE, Wing=["A", "C"])
    assert "acuity" not in mapping.columns


RESULTS = ["", "Detected", "Not detected", "ND", "POS", "Trace", "<LOQ", ""]


def test_results_of_a_laboratory_with_words_of_their_own_are_yes_no_and_listed(imported, tmp_path):
    drugs = ("Heroin", "Fentanyl", "Cocaine", "Xylazine")
    case = {name: CASE[name] for name in ("Case__No", "Age", "Sex")}
    deaths = {"DOD": CASE["Call__Date"], "Manner": ["A", "S"]}
    _, tables = imported(rows=80, **case, **deaths, **dict.fromkeys(drugs, RESULTS))
    assert dict(tables["substances"]["substance"].value_counts()) == dict.fromkeys(drugs, 20)  # two of eight are a yes
    rejects = pd.read_parquet(tmp_path / "store" / "rejects.parquet")
    assert dict(rejects["value"].value_counts()) == {"Trace": 40, "<LOQ": 40}


def test_what_most_cells_of_a_column_say_otherwise_is_no_result(imported):
    case = {name: CASE[name] for name in ("Case__No", "Call__Date", "Age", "Sex")}
    brands = {drug: ["Yes", "No", "street", "pills", "powder", "pressed"] for drug in ("Heroin", "Fentanyl", "Cocaine")}
    mapping, _ = imported(**case, **brands)
    assert "substance" not in mapping.columns


def test_a_column_of_outcomes_in_short_is_none_of_adverse_events(imported):
    mapping, _ = imported(**CASE, OUTC=["NE", "MIN", "MOD", "MAJ", "DTH"], RSN=["INT-SUICIDE", "UNINT-GEN"])
    assert mapping.records == "poison center"


@pytest.mark.parametrize("nothing", ["Not stated", "not given", "Not documented", "NOT PROVIDED"])
def test_words_for_nothing_are_no_substance(imported, nothing):
    _, tables = imported(**CASE | {"Substance": ["Baclofen", nothing, "Ethanol"]})
    assert set(tables["substances"]["substance"]) == {"Baclofen", "Ethanol"}


def test_effects_that_are_related_are_those_of_the_case(imported):
    effects = {"Unrelated__Effects": ["", "Fever"], "Related__Effects": ["Coma", "Miosis", ""]}
    mapping, _ = imported(**CASE, **effects)
    assert mapping.columns["effect"].column == "Related Effects"


@pytest.mark.parametrize(
    "heading", ["Suicidal intent", "Homeless", "Transported", "Police present", "Injection", "Prior overdose"]
)
def test_a_circumstance_beside_yes_no_columns_of_substances_is_none(imported, heading):
    case = {name: CASE[name] for name in ("Case__No", "Call__Date", "Age", "Sex")}
    flags = {"Heroin": ["1", "0", ""], "Fentanyl": ["0", "1"], "Cocaine": ["1", "0"], heading: ["Yes", "No", "Unknown"]}
    mapping, tables = imported(**case, **flags)
    assert set(tables["substances"]["substance"]) == {"Heroin", "Fentanyl", "Cocaine"}
    assert not {"reason", "reason_group"} & set(mapping.columns)


def test_yes_no_columns_that_no_substance_is_known_of_are_named(tmp_path):
    path = tmp_path / "flags.csv"
    rows = "".join(f"{n},2021-03-{n % 27 + 1:02},{n % 2},{n % 3 % 2},{1 - n % 2}\n" for n in range(30))
    path.write_text(f"Case No,Call Date,Heroin,Fentanyl,Zopiclo-X\n{rows}", encoding="utf-8")
    assert "taken to be so too: 'Zopiclo-X'" in propose_mapping(path).why["substance"]


def test_effects_and_therapies_with_a_mark_before_their_names(imported):
    yes_no = {name: ["1", "0", "0"] for name in ("sx_coma", "sx_seizure", "tx_charcoal", "tx_intubation")}
    _, tables = imported(**CASE, **yes_no)
    assert set(tables["effects"]["effect"]) == {"Coma", "Seizure (single)"}
    assert set(tables["therapies"]["therapy"]) == {"Activated charcoal (single/multiple)", "Intubation"}


def test_ages_that_only_a_word_tells(imported):
    _, tables = imported(**CASE | {"Age": ["34 Y", "Unk Adult", "unk child", "20s"]})
    assert set(tables["cases"]["age_group"]) == {"30-39", "unknown adult", "unknown child", "20-29"}


@pytest.mark.parametrize("several", ["Effect", "Therapy"])
def test_a_list_with_a_row_per_effect_or_therapy_has_the_cases_of_its_numbers(imported, several):
    said = {"Effect": ["Coma", "Vomiting"], "Therapy": ["Naloxone", "Oxygen"]}[several]
    case = {
        "Case__No": lambda n: f"A{n // 2:04}",
        "Call__Date": lambda n: f"2021-03-{n // 2 % 27 + 1:02}",
        "Age": lambda n: str(n // 2 % 70 + 2),
        "Sex": lambda n: ["Male", "Female"][n // 2 % 2],
    }
    _, tables = imported(**case, Substance=["Baclofen"], **{several: said})
    assert len(tables["cases"]) == len(tables["substances"]) == 18
    assert len(tables[{"Effect": "effects", "Therapy": "therapies"}[several]]) == 36
