"""Cells that say who somebody is are withheld, in Python and in the engine alike; labels and products stay."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.importing.cleaning import hide
from analysis.cases.importing.staged import Staged
from analysis.cases.mapping.read import mapping_names, read_mapping
from analysis.cases.masking import mask, mask_label, masked_sql, trace, traces_pattern
from analysis.cases.masking.headings import mask_heading
from analysis.cases.profiles.values import mask_term

FOUND = {
    "phone number": (
        "215-555-0123", "(215) 555-0123", "215.555.0123", "215 555 0123", "1-215-555-0123", "+1 215 555 0123",
        "+44 20 7946 0958", "+49 (30) 1234567", "01 42 34 56 78", "phone 555-0123", "call back at 5550123",
        "tel: 2155550123",
        "mother Zork Quux 215-555-0123 x4", "Cell# 555 0123", "(215)555-0123",
        "215 - 555 - 0123", "215/555/0123", "215-5550123", "(215)5550123", "215_555_0123", "215.555.0123x4",
        "215 five five five 0123",
        "two one five five five five zero one two three", "five five five oh one two three", "(215) 555\u20130123",
        "215\u2011555\u20110123",
        "215\u00a0555\u00a00123", "0171/1234567", "030-1234567", "020 7946 0958", "Handy 0171 2345678",
    ),
    "e-mail address": ("a.b@c.org", "write to zork_quux@example.co.uk now", "x@y.z1", "zork[at]example[dot]org",
        "zork at example dot org",
    ),
    "web address": ("http://example.org/u/1", "see www.example.org", "10.0.0.12", "example.org",
        "2001:0db8:0:0:0:0:0:1", "2001:db8::1", "fe80::1ff:fe23:4567:890a", "bit.ly/3abc", "t.me/zork", "fb.me/zork",
        "hxxp://a.b/c",
        "zork.blogspot.co.uk", "ftp://files",
    ),
    "account of a network" : ("@zorkquux", "twitter @zorkquux", "IG: zork99", "Snapchat: zork", "discord zork#1234",
        "snap: zork",
        "facebook/zork", "reddit u/zork", "u/zork99", "instagram zork_99",
    ),
    "record number": (
        "123-45-6789", "MRN 4471923", "mrn: 4471923", "MRN#A4471923", "medical record no. 4471923", "SSN 123456789",
        "acct 00123", "Passport X-12345", "chart number 12345",
        "MR# 445500", "123\u201345\u20136789", "123 45 6789", "123.45.6789", "SS#123456789", "soc sec 123456789",
        "xxx-xx-6789", "SSN ending 6789", "ssn last 4: 6789", "last four 6789", "last4 6789", "MR 00123", "MR00123",
        "enc 1234567",
        "member 8899001", "group# 55512", "pt#12345", "Patient#12345", "dl# s123-4567", "Rx# 7712345",
        "Medical record number is 44556", "pt id 4455667", "Patient-ID: 4455667",
        "hospital number 445566", "visit # 99887766", "FIN 99887766", "NHS 9434765919", "1EG4-TE5-MK73",
        "Member ID HPB991234567", "DL 77889900", "passport no: C01X00T47", "NPI 1234567893", "DEA# AB1234563",
        "529.982.247-25", "CPF 529.982.247-25", "756.9217.0769.85", "MRN00123456", "ssn219099999",
    ),
    "vehicle": (
        "plate KX-1234", "License plate KX1234", "plate# ABC 123", "plate: 7ABC123", "1HGCM82633A004352",
        "VIN 1HGCM82633A004352", "Kennzeichen B-AB 1234", "tag KX1234", "tag# KX 1234", "placas ABC 1234",
        "JH4KA8260MC000000",
    ),
    "device": ("00:B0:D0:63:C2:26", "00b0.d063.c226", "IMEI 490154203237518", "serial no. AB-12345"),
    "date of birth": ("DOB 2/3/1990", "born on 3 Feb 1990", "Date of birth: 1990-02-03", "born Jan 5 1987",
        "b. 01/05/1987", "b. 1/5/87", "bday 4/5", "geb. 05.01.1987", "n\u00e9e le 05/01/1987",
        "nacida el 05/01/1987", "F.Nac 05/01/1987",
    ),
    "street address": ("12 Elm St", "at 1200 N Broad Street, Philadelphia", "4 Old Mill Rd., apt 3", "12 N. Elm Street",
        "15 Maple Ave Springfield", "7 McKinley Dr", "9 Mt. Vernon Rd", "221B Baker Street", "123 5th Ave",
        "500 W 42nd St", "P.O. Box 77", "Hauptstra\u00dfe 12", "Hauptstr. 12", "Lindenweg 3", "Calle Mayor 5",
        "12, rue de Rivoli", "Rue de Rivoli 12", "77 Old Mill Pkwy", "5 Elm Cir", "RR 2 Box 45", "Route 9 Box 4",
        "Av. Reforma 222", "Av Reforma 222", "Blvd. Juarez 15", "Calle 5 de Mayo 22",
        "Piazza Navona 3", "Via Roma, 12", "12 bis rue X", "Strasse des 17. Juni 135", "Am Markt 3", "Hauptstr 5",
        "Postfach 1234", "apt 4B", "corner of 5th and Main", "Rua 7 de Setembro 12", "Travessa Nova 4", "Zum Anger 7b",
        "\u0443\u043b. \u041b\u0435\u043d\u0438\u043d\u0430 5",
    ),
    "exact place": ("40.7128, -74.0060", "40.7128 N 74.0060 W", "lat 40.7128", "(39.854804, -80.229438)",
        "40\u00b042'46\"N 74\u00b000'22\"W",
        "40\u00b0 42.767' N", "N40 42.767 W074 00.367", "87G8Q23H+8X",
    ),
}  # fmt: skip
LEFT = (
    "Tylenol 500 mg", "NDC 50580-0451-10", "50580-451-02", "0045-0501-60", "CAS 1134-47-0", "Baclofen 10 mg; Ethanol",
    "0201000", "AAPCC 0310121", "2020-01-05", "01/05/2020 13:45", "2020-01-05T13:45:10.5Z", "325-1000 mg", "1,000.50",
    "Dr Pepper", "Mr. Clean", "St. John's Wort", "6 PM to 8 PM", "ACETAMINOPHEN 325 MG/HYDROCODONE 10 MG", "T42.8X1A",
    "Unknown adult (>=20 yrs)", "Johnson & Johnson 12 oz", "3 tablets per day", "10-20-10 fertilizer", "WD-40",
    "7-Eleven", "DIVALPROEX SODIUM 500 MG DR", "60 mcg ct", "20 mEq dr", "2 caps St. John's wort", "EC 3.1.1",
    "40611009.76663539607611453", "12345678901234567", "NuvaRing 0.12", "HYDROXYPROGESTERONE", "born dead", "12:30:45",
    "00045-0501-60", "325\u20131000 mg", "N/A", "w/o", "10 units sq", "Facebook", "visit 2", "plate removed", "policy",
    "AV block 2", "2nd degree AV block", "u/ml 200", "MR 500 mg", "3 HR INFUSION", "c/o pain", "via tube 12",
    "40 u/hour",
    "last 4 hours", "one two", "pt 12", "corner", "JWH-018", "AM-2201", "U-47700", "1.2345", "apt", "Postfach",
    "1.2.3", "24 hr patch", "100 way", "2,4-D", "5-hydroxytryptophan 100-200 mg",
)  # fmt: skip
NAMES = (
    "Jane Quux", "QUUX, JANE", "quux jane m.", "Mrs Zork", "Mr. Zork Quux", "name: zork", "Patient: Zork", "jose quux",
    "Mar\u00eda Quux", "Jane", "ZorkJane", "Dr. Zork", "Ms.Zork", "Nurse Zork", "Quux, Garc\u00eda", "Zork Nguyen",
    "Sra. Zork",
    "J. Quux", "Quux, J.", "J.R. Quux", "J. R. Quuxley", "K. Lee, MD", "pt Quux", "Pt. Quux", "PT QUUX",
    "the patient Quux",
    "Patient Quux", "caller Quux", "RN Kim Lee", "Kim Lee RN", "Kim Lee, RN", "Quux PharmD", "Quux, DO", "Dr Smith",
    "dr smith",
    "DR SMITH", "Dr. J. Zork", "mother of Ana", "son of Zork", "Mother Quux", "mom (Ana)", "father: Quux",
    "sister Zorka Quux",
    "Quux's son", "Zork\u2019s mother", "madre de Zork", "Mutter von Zork", "m\u00e8re de Zork", "paciente Zork",
    "Smith, John 4/5/61",
    "Quux 04/05/1961", "Quux 4-5-61", "45M Quux", "Quux 45yo M", "named Quux", "name is Quux", "aka Quux",
    "a.k.a. Zork",
    "told by Quux", "spoke to Quux", "per Quux", "c/o Quux", "PCP: Quux", "attending: Quux", "Nombre: Zork",
    "initials ZQ",
    "Baby boy Quux", "Twin A Quux", "Zork Quux Jr", "Maria G.", "Trooper Quux", "Lt. Quux", "Det. Quux", "Rabbi Quux",
    "Mx Quux", "Monsieur Quux", "Senhor Quux", "Name des Patienten: Quux", "JohnSmith", "neighbor Quux",
    "per mother Maria Quux", "Señora Quux", "spoke with Robert", "Frau Quux", "Dr. William Quux",
)  # fmt: skip
LABELS = (
    "Lost to follow up", "Other - Malicious", "Minor Effect", "St. Mary's", "Thomas splint", "Stevens",
    "Nurse Practitioner", "Dr Office", "Dr. Visit", "Officer", "325-1000 mg", "Jackson Memorial Hospital",
    "Patient Refused", "Pt Left AMA", "PT REFUSED", "Caller Hung Up", "Mother of Pearl", "Mother of Millions",
    "Father Unknown",
    "Patient Died", "patient transferred", "mother of patient", "Mother Nature", "Baby Powder", "RN Triage",
    "School RN",
    "E. coli", "E. Coli", "H. Pylori", "N. Carolina", "Washington, D.C.", "Contact Dermatitis", "PCP NEG", "Name Brand",
    "Child's mother", "per Rectum", "Captain Crunch", "Agent Orange", "Attending Physician", "Doctor Office",
    "DR OFFICE",
    "Friend's House", "Type III", "Stage II", "Vitamin D", "Hepatitis B", "Client Deceased", "12 M", "Caller, Unknown",
    "Unknown (child)", "Stevens-Johnson syndrome", "Mother refused", "Patient left AMA", "Home/Residence",
)  # fmt: skip


@pytest.mark.parametrize(("what", "cell"), [(what, cell) for what, cells in FOUND.items() for cell in cells])
def test_what_identifies_by_its_pattern_is_withheld_whole(what, cell):
    assert mask(cell) == mask_label(cell) == f"[withheld: {what}]"


@pytest.mark.parametrize("cell", LEFT)
def test_products_codes_dates_and_doses_are_left_as_they_are(cell):
    assert mask(cell) == cell


@pytest.mark.parametrize("cell", NAMES)
def test_a_label_that_names_somebody_is_withheld(cell):
    assert mask_label(cell) == "[withheld: name]"


@pytest.mark.parametrize(
    "cell", ["KX-1234", "KX 1234", "7ABC123", "ABC-1234", "ABC 1234", "B-MW 1234", "AB-123-CD", "AB12 CDE"]
)
def test_a_bare_license_plate_is_no_label_but_may_be_a_product_s_code(cell):
    assert mask_label(cell) == "[withheld: vehicle]" and mask(cell) == cell


@pytest.mark.parametrize("cell", LABELS)
def test_other_labels_are_left_as_they_are(cell):
    assert mask_label(cell) == cell


@pytest.mark.parametrize(
    "cell", ["2155550123", "0612345678", "555-0123", "490154203237518", "\uff12\uff11\uff15-555-0123"]
)
def test_a_bare_telephone_number_is_no_label_but_may_be_a_product_s_code(cell):
    assert mask_label(cell) == "[withheld: phone number]" and mask(cell) == cell


# Numbers published as examples, and made up with the check digits that the rules give.
CHECKED = {
    "record number": (
        "219099999", "52998224725", "7569217076985", "2 55 08 14 168 025 38", "X1234567L", "12345678Z",
        "RSSMRA85T10A562S", "HEGG560427MVZRRL04", "19811218-9876", "811218-9876", "070761-4285", "H0012345678",
    ),
    "account number": (
        "DE89370400440532013000", "GB82 WEST 1234 5698 7654 32", "FR1420041010050500013M02606",
        "4111 1111 1111 1111", "4111111111111111", "3714 496353 98431", "5555-5555-5555-4444",
    ),
}  # fmt: skip
UNCHECKED = (
    "271782001", "422587007", "25064002", "NCT01008280", "0002-3227-30", "1005233969", "20011201", "999999999",
    "000123456", "52998224726", "DE88370400440532013000", "4111 1111 1111 1112", "X1234567A", "T40.2X1A", "B-12",
    "Vitamin B-12 100", "1000 MCG", "X-RAY 12", "50-78-2", "100 200 300", "COVID-19",
)  # fmt: skip


@pytest.mark.parametrize(("what", "cell"), [(what, cell) for what, cells in CHECKED.items() for cell in cells])
def test_a_number_that_its_check_digits_tell_is_no_label_but_may_be_a_product_s_code(what, cell):
    assert mask_label(cell) == mask_term(cell) == mask_heading(cell) == f"[withheld: {what}]" and mask(cell) == cell


@pytest.mark.parametrize("cell", UNCHECKED)
def test_codes_of_terminologies_trials_and_products_are_labels(cell):
    assert mask_label(cell) == cell


def test_a_narrative_is_no_label():
    assert mask_label("pt took ten tablets of grandmothers medicine and was then found by a neighbor who rang us") == (
        "[withheld: free text]"
    )


def test_the_engine_masks_as_python_does():
    cells = [*LEFT, *LABELS, *NAMES, *(cell for many in FOUND.values() for cell in many)]
    with duckdb.connect() as connection:
        query = f"SELECT {masked_sql('x')}, regexp_matches(x, ?) FROM (SELECT unnest(?) AS x)"
        found = connection.execute(query, [traces_pattern(), cells]).fetchall()
    assert [text for text, _ in found] == [mask(cell) for cell in cells]
    assert [hit for _, hit in found] == [trace(cell) is not None for cell in cells]


def test_nothing_that_the_codebook_or_a_shipped_mapping_knows_is_withheld():
    known = [text for book in read_codebook().vocabularies.values() for text in (*book.terms, *book.spellings)]
    for name in mapping_names():
        one = read_mapping(name)
        known += [label for part in (one.labels, one.own_labels) for labels in part.values() for label in labels]
    assert (
        len(known) > 1000 and [label for label in known if mask_label(label) != label and len(label.split()) < 15] == []
    )


@pytest.mark.parametrize("dictionary", [True, False])
def test_cells_are_withheld_in_whichever_piece_of_a_file_they_stand(tmp_path, dictionary):
    cells = ["oral", None, "", "oral", "call 215-555-0123", "dermal", "oral"]
    columns = {"m0": cells, "m1": ["x"] * 7, "m2": ["a@b.org", *["x"] * 6], "m3": [None] * 7, "m4": ["a@b.org"] * 7}
    path = tmp_path / "00001.parquet"
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    pq.write_table(table, path, row_group_size=2, use_dictionary=dictionary)
    staged = Staged("a.csv", "cases", 1, "", path, path, aliases={name: name.upper() for name in columns})
    with duckdb.connect() as connection:
        hide(connection, staged, ["m0", "m1", "m2", "m3", "m9"])
    found = pq.read_table(path).to_pydict()
    assert found["m0"] == [cell if cell != cells[4] else "[withheld: phone number]" for cell in cells]
    assert found["m2"] == ["[withheld: e-mail address]", *["x"] * 6]
    assert [found[name] for name in ("m1", "m3", "m4")] == [columns[name] for name in ("m1", "m3", "m4")]
    assert "'M0' (1), 'M2' (1)" in staged.notes[0]


def test_a_trace_is_found_in_every_row_and_piece_of_what_the_engine_staged(tmp_path):
    path, hits = tmp_path / "1.parquet", {"m0": (1, 5_000), "m1": (2_047, 2_048), "m2": (5_999,), "m3": ()}
    few = "CASE WHEN i IN {} THEN '215-555-0123' ELSE 'x' || i % 5 END AS {}"
    many = "CASE WHEN i IN {} THEN '215-555-0123' ELSE 'x' || i END AS {}"  # too many different ones for a dictionary
    forms = {"m0": few, "m1": many, "m2": few, "m3": few}
    cells = ", ".join(form.format((*hits[name], -1), name) for name, form in forms.items())
    staged = Staged("a.csv", "cases", 1, "", path, path, aliases={name: name.upper() for name in forms})
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {cells} FROM range(6000) AS r(i)) TO '{path}' "
            "(FORMAT parquet, ROW_GROUP_SIZE 2048, DICTIONARY_SIZE_LIMIT 100)"
        )
        before = pq.read_table(path).to_pydict()
        hide(connection, staged, list(forms))
    held = {
        name: [place for place, cell in enumerate(pq.read_table(path)[name].to_pylist()) if cell[0] == "["]
        for name in forms
    }
    assert held == {name: list(places) for name, places in hits.items()}
    assert {name: [at for at, cell in enumerate(before[name]) if cell[0] == "2"] for name in forms} == held


@pytest.mark.parametrize("sign", ["x", "a-", "a.", "\u00e9", "12 ", "rue a ", "Ab ", "a_"])
def test_a_cell_of_a_million_signs_is_looked_at_in_one_pass(sign):
    assert trace(sign * (1_000_000 // len(sign))) is None  # what looks again from every sign ends in hours
