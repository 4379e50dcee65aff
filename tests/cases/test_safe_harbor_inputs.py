"""Safe Harbor over other layouts and kinds of files: no identifier, file, sheet or heading of the input in a store."""

from __future__ import annotations

import gzip
import io
import zipfile

import pandas as pd
import pytest
from cases.dirty import workbook
from cases.export import mapping, table
from cases.test_import_layouts import LINKED, SUBSTANCE
from cases.test_safe_harbor import words

from analysis.cases import annual_counts, import_cases, open_store, select, table_one
from analysis.cases.profiles.safe_harbor import attribute_rules, rules_of
from analysis.cases.profiles.values import withheld_for

CASE = """
name = "plain"
title = "Plain"
codebook = "{version}"
layout = "case"
verbatim = ["effect"]
[columns]
case_id = "id"
date = "day"
age = {{ group = "age" }}
sex = "sex"
zip3 = "zip"
stratum = "area"
cluster = "hospital"
weight = "w"
substance = {{ column = "drugs", separator = ";" }}
dose = "amount"
dose_unit = "unit"
effect = {{ column = "effects", separator = "|" }}
[attributes]
age_at_call = "Age at call"
"""
HEADER = [
    "id",
    "day",
    "age",
    "sex",
    "zip",
    "area",
    "hospital",
    "w",
    "drugs",
    "amount",
    "unit",
    "effects",
    "Age at call",
]
HEADER += ["Jane Roe's column"]
AGES = ("20-29", "85-94", ">=95", "91", ">=85", "30-39", "old Jane Roe")


def rows() -> list[list[str]]:
    """Give 42 cases of 7 age groups; some cells name a person, a hospital or a place."""
    return [
        [
            f"ROE-{n}",
            f"2020-0{1 + n % 9}-15",
            AGES[n % 7],
            "Female" if n % 2 else "Jane Roe",
            "03601" if n % 3 else "60601",
            "Cook County" if n % 2 else "Berks County",
            f"Mercy Hospital {n % 4}",
            "12.5",
            "Baclofen; given to Jane Roe",
            "10",
            "mg" if n % 2 else "Jane Roe",
            "Nausea|Told by Jane Roe" if n % 5 else "Nausea",
            f"{20 + 2 * n}",
            "ROE-SECRET",
        ]
        for n in range(42)
    ]


def as_csv() -> bytes:
    return pd.DataFrame(rows(), columns=HEADER).to_csv(index=False).encode()


def packed_in_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Jane Roe/roe.csv", as_csv())
    return out.getvalue()


def write(folder, kind):
    path = folder / f"Jane Roe {kind}"
    if kind == "a.xlsx":
        return workbook(path, {"Jane Roe": [HEADER, *rows()], "Jane Roe 2": [["nothing"], ["here"]]})
    if kind == "a.parquet":
        pd.DataFrame(rows(), columns=HEADER).to_parquet(path)
    if kind == "a.csv":
        path.write_bytes(b"export of Jane Roe\n\n" + as_csv())
    if kind == "a.csv.gz":
        path.write_bytes(gzip.compress(as_csv()))
    if kind == "a.zip":
        path.write_bytes(packed_in_zip())
    return path


@pytest.mark.parametrize("kind", ["a.csv", "a.csv.gz", "a.zip", "a.xlsx", "a.parquet"])
def test_no_kind_of_file_leaves_a_name_in_the_store(tmp_path, kind):
    path, store = write(tmp_path, kind), tmp_path / "store"
    report = import_cases(path, mapping=mapping(tmp_path, CASE), into=store, privacy="safe-harbor")
    assert report.kept == 42
    for name, text in words(store).items():
        secrets = ("Roe", "ROE", "roe.csv", "Mercy", "Cook", "Berks", "03601", "036\n", "2020-0", str(path))
        assert [secret for secret in secrets if secret in text] == [], name
    assert "Roe" not in report.summary()
    assert "Roe" not in report.files.to_csv() + report.dropped_columns.to_csv() + report.identifiers.to_csv()


def test_groups_codes_and_designs_keep_what_analysis_asks_of_them(tmp_path):
    store = tmp_path / "store"
    import_cases(write(tmp_path, "a.csv"), mapping=mapping(tmp_path, CASE), into=store, privacy="safe-harbor")
    cases = table(store, "cases")
    groups = cases["age_group"].fillna("none").value_counts().to_dict()
    assert groups == {"20-29": 6, ">=85": 12, ">=90": 12, "30-39": 6, "none": 6}
    assert cases.groupby("cluster").size().sort_index().tolist() == [11, 11, 10, 10] or cases["cluster"].nunique() == 4
    assert set(cases["stratum"]) == {"1", "2"}
    assert set(cases["zip3"]) == {"000", "606"}
    assert set(cases["age_at_call"]) == {*(str(age) for age in range(20, 90, 2)), "90 or older"}
    assert set(table(store, "effects")["effect"]) == {"Nausea", "[withheld: unknown label]"}
    assert set(table(store, "substances")["dose_unit"].dropna()) == {"mg"}
    study = select(open_store(store), substance="Baclofen")
    assert annual_counts(study)["count"].tolist() == [42]
    assert select(open_store(store), ages=(90, 120)).count() == 12  # as a group alone
    assert select(open_store(store), ages=(95, 120)).count() == 0
    assert len(table_one(study)) > 0


def test_rows_per_substance_and_linked_tables(tmp_path):
    sheet = "id,day,sex,drug,amount,unit,effects\n" + "".join(
        f"ROE-{n // 2},2020-03-0{1 + n % 5},Female,{('Baclofen', 'call 215-555-0123')[n % 2]},5,mg,Vomiting\n"
        for n in range(20)
    )
    (tmp_path / "roe.csv").write_text(sheet)
    store = tmp_path / "store"
    import_cases(tmp_path / "roe.csv", mapping=mapping(tmp_path, SUBSTANCE), into=store, privacy="safe-harbor")
    assert table(store, "substances")["substance"].value_counts().to_dict() == {
        "Baclofen": 10,
        "[withheld: phone number]": 10,
    }
    files = {
        "demo_roe.csv": "pid,day\n" + "".join(f"ROE-{n},2020-01-0{n}\n" for n in range(1, 9)),
        "drug_roe.csv": "pid,seq,role,name\n" + "".join(f"ROE-{n},1,PS,Baclofen\n" for n in range(1, 10)),
        "reac_roe.csv": "pid,pt\n" + "".join(f"ROE-{n},Coma\nROE-{n},seen by Jane Roe\n" for n in range(1, 9)),
        "outc_roe.csv": "pid,code\n" + "".join(f"ROE-{n},OT\n" for n in range(1, 9)),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    linked = tmp_path / "linked"
    paths = [tmp_path / name for name in files]
    import_cases(
        paths,
        mapping=mapping(tmp_path, LINKED.replace("drug]", "jroe]").replace('"drug"', '"jroe"')),
        into=linked,
        privacy="safe-harbor",
    )
    assert set(table(linked, "effects")["effect"]) == {"Coma", "[withheld: name]"}
    assert set(table(linked, "cases")["medical_outcome"]) == {"Other serious"}  # the mapping's own words
    for folder in (store, linked):
        for name, text in words(folder).items():
            secrets = ("ROE-", "Roe", "roe", "555-0123", "2020-0", "demo_")
            assert [secret for secret in secrets if secret in text] == [], name


def test_every_text_of_a_store_has_a_rule():
    from analysis.cases.codebook.columns import TABLES
    from analysis.cases.codebook.vocabularies import read_codebook
    from analysis.cases.mapping.read import read_mapping
    from analysis.cases.profiles.profile import Privacy

    for name, fields in TABLES.items():
        rules = rules_of(name, read_mapping("npds"), read_codebook(), Privacy("safe-harbor"))
        texts = {field.name for field in fields if field.kind == "text"}
        assert texts - rules.keys() <= {"case_id", "file", "county"}  # replaced, replaced, emptied


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("telephone", "2155550123|215.555.0123|(215)555-0123|+12155550123|215 555 0123|1-800-222-1222|0171/1234567"),
        ("social security", "123-45-6789|123 45 6789|123456789|SSN:123-45-6789"),
        ("mail and web", "a.b@c.org|JANE@EXAMPLE.COM|http://x.org|www.x.org|example.org/jane"),
        ("record", "MRN 4455667|MR# 0012345|Med rec no. 99887766|mrn:AB12345|Chart 445566|DL 77889900|DEA AB1234563"),
        ("accounts", "acct 5550001|Account #4411|policy 88-11|HPB-99-1234567|member id A1234|License no. 12345"),
        ("name", "Jane Roe|ROE, JANE|Roe Jane|Mr. John Smith|Mary-Ann Jones|jane roe|Dr John Doe|O'Neil, Patrick"),
        ("name within", "Jane A. Roe|JANE ROE MD|given to Jane Roe|jane_roe.csv|roe.jane"),
        (
            "date",
            "01/05/2020|5 Jan 2020|Jan 5, 2020|2020-01-05|05.01.2020|20200105|January 5th 2020|Jan 2020|03-JAN-20",
        ),
        ("age, time", "93 yo|101 years|aged 95|97y|95-year-old|13:45|1:45 PM"),
        ("place", "19104|19104-2600|zip 19104|12 Elm St|1200 N Main Street|PO Box 123|Apt 4B"),
        ("device", "10.1.2.3|2001:db8::1|00:B0:D0:63:C2:26|00-B0-D0-63-C2-26|IMEI 490154203237518|serial SN-48812"),
        (
            "day",
            "Q1 2020|2020 Q2|week 12 2020|2020W12|2020-W12|W12 2020|12/2020|03.2020|Mon 3 Mar|3 March|March 3rd|"
            "3rd of May|"
            "Christmas 2020|2020/3/5|5 de marzo de 2020|3. M\u00e4rz 2020|3 mars 2020|day 64 of 2020|2020-064|Thursday|"
            "Jan '20|"
            "FY2020 Q3|2020-03|202003|summer 2020|New Year's Day 2020|5 de maio de 2020|1er ao\u00fbt 2020",
        ),
        ("time of day", "13h45|1.45 pm|0145 hrs|1345h|8pm|noon 3/5|10 a.m."),
        (
            "old age",
            "1092 Months|1100 mo|4800 weeks|34000 days|95 ans|91-j\u00e4hrig|92 a\u00f1os|age: 98|aged 94|over 95|"
            "elderly 91|"
            "ninety-two|nonagenarian|centenarian|b. 1925|yob 1926",
        ),
        ("codes", "K1A 0B1|SW1A 1AA|D-10115|lot 4482-A|room 412B|bed 12|Walmart #1123|badge 4411|ext. 4412|zork#1234"),
        ("places", "Coos County|Orleans Parish|Lincoln High School"),
        ("roles", "RN Kim Lee|pt 'Zork' states he took 4|mother of Ana|J. Roe|Quux's son"),
        ("vehicle, picture", "plate KX-1234|1HGCM82633A004352|VIN 1HGCM82633A004352|face.jpg|scan_01.pdf"),
    ],
)
def test_texts_that_tell_somebody_are_withheld_however_they_are_written(kind, texts):
    assert [text for text in texts.split("|") if withheld_for(text) is None] == []


TERMS = (
    "Acetaminophen 500 mg|Baclofen 10mg tablet|JWH-018|5F-ADB|1,1-Difluoroethane|U-47700|AH-7921|2,4-D|25I-NBOMe|"
    "Vitamin D3 50,000 IU|Ethanol (non-beverage)|Nyquil Cold & Flu|Hydrocodone/Acetaminophen 5/325|Percocet 10-325|"
    "Co-codamol 30/500|Insulin glargine 100 units/mL|0.9% NaCl|St. John's Wort|WD-40|Sodium hypochlorite 5.25%|"
    "MDMA (3,4-methylenedioxymethamphetamine)|Delta-8-THC gummies|fentanyl 12 mcg/hr patch|10000 units heparin|"
    "6-MAM|Tylenol 8 HR|FD&C Yellow No. 5|Tylenol #3|2 Marijuana|Insulin 70/30|Seroquel XR|Sunscreen 50 SPF|Bath salts|"
    "Vitamin B. Complex|Dr Pepper|Agent Orange|May apple|March fly|Augmentin 875|Jan 10 mg|90 mg|over 90 mg|1080 mg|"
    "Black widow spider|Jimson weed|Unknown drug|Drug ineffective|Completed suicide|Rosa canina|Ginkgo biloba"
)


@pytest.mark.parametrize("text", TERMS.split("|"))
def test_names_of_substances_and_effects_stay(text):
    assert withheld_for(text) is None


@pytest.mark.parametrize(
    ("heading", "values", "held"),
    [
        ("Edad", "30|95|97", ["30", "90 or older", "90 or older"]),
        ("Lebensalter", "30|95|97", ["30", "90 or older", "90 or older"]),
        ("Idade (anos)", "30|95|97", ["30", "90 or older", "90 or older"]),
        ("Years old", "30|95|97", ["30", "90 or older", "90 or older"]),
        ("Band", "18-29|80-89|90-94|95-99", ["18-29", "80-89", "90 or older", "90 or older"]),
        ("Band", "18-29|80-89", ["18-29", "80-89"]),
        ("Milligrams", "10-50|90-100|90-200", ["10-50", "90-100", "90-200"]),
        ("Cohort", "January|March|May", None),
        ("Cohort", "Mon|Tue|Sun", None),
        ("Cohort", "Q1|Q2|Q3", None),
        ("Cohort", "week 1|week 12", None),
        ("Cohort", "Winter|Summer", None),
        ("Quarter", "1|2", None),
        ("Mes", "1|2", None),
        ("Fecha", "1|2", None),
        ("Hour", "1|13", None),
        ("Distrito", "North|South", None),
        ("Commune", "North|South", None),
        ("Ward", "North|South", ["North", "South"]),
        ("Data source", "North|South", ["North", "South"]),
    ],
)
def test_ages_days_and_places_of_own_columns_in_other_words(heading, values, held):
    rule = attribute_rules([heading], dict.fromkeys(values.split("|"), 50))
    assert (None if isinstance(rule, str) else [kept.value for kept in rule(values.split("|")).values()]) == held
