"""Privacy by default: what identifies a person is not in a store, in no table of it, unless it was asked for."""

from __future__ import annotations

import json

import pytest
from cases.export import HEADER, ROWS, mapping, run, table, text

from analysis.cases.privacy import cut_time, identifier
from analysis.errors import DataError

EXTRA = "Patient Name,Caller Phone,Street Address,DOB,Case Notes,Call Time,Center"
SECRETS = ("Jane Roe", "215-555-0123", "12 Elm St", "1990-02-03", "slurred on the phone", "23:59", "19104", "13:45")
IDENTITY = "Jane Roe,215-555-0123,12 Elm St,1990-02-03,slurred on the phone,23:59,Philadelphia"
BAD_DATE = ROWS[0].replace("A1", "B1").replace("01/05/2020", "no date 13:45")


def content() -> bytes:
    rows = [f"{row},{IDENTITY}" for row in (*ROWS, BAD_DATE)]
    return text(*rows, f"C1,{IDENTITY}", header=f"{HEADER},{EXTRA}")


@pytest.mark.parametrize(
    ("column", "what"),
    [
        ("Patient Name", "name"),
        ("caller_last_name", "name"),
        ("LastName", "name"),
        ("CallerPhone", "phone number"),
        ("Home telephone", "phone number"),
        ("Street", "street address"),
        ("DOB", "date of birth"),
        ("Birth Date", "date of birth"),
        ("case_notes", "free text"),
        ("Free Text", "free text"),
        ("MRN", "record number"),
        ("e-mail", "e-mail address"),
        ("Incident Time", "exact time"),
        ("County Latitude", "exact place"),
        ("ResidenceCityGeo", "exact place"),
        ("PT_LNAME", "name"),
        ("PT_DOB", "date of birth"),
        ("Patientenname", "name"),
        ("Geburtsdatum", "date of birth"),
        ("FOI_TEXT", "free text"),
        ("pt_nm", "name"),
        ("Nombre", "name"),
        ("Med Rec", "record number"),
        ("MR#", "record number"),
        ("SS#", "record number"),
        ("Member ID", "record number"),
        ("Tel", "phone number"),
        ("Cell #", "phone number"),
        ("HPI", "free text"),
        ("Photo", "photograph"),
        ("Account #", "account number"),
        ("VIN", "vehicle"),
        ("Plate No", "vehicle"),
        ("Serial Number", "device"),
        ("Web site", "web address"),
        ("Finger Print", "biometric record"),
        ("Birth Year", "date of birth"),
    ],
)
def test_columns_that_identify_are_known_by_their_names(column, what):
    assert identifier(column) == what


HEADINGS = {
    "name": "patientFirstNm|PT_FIRST|LastNm|Pat Name|callersName|Mother's Name|Nom patient|Familienname|Anrufername"
    "|Patietn Name|Apellido paterno|Nombre del paciente|Next of kin|Nickname|PT_MAIDEN"
    "|Sobrenome|Nome da m\u00e3e|Nom de jeune fille|Geburtsname|PATNAME|Decedent name|Firma|Unterschrift",
    "phone number": "TelNr|Tel\u00e9fono de contacto|M\u00f3vil|Rufnummer|Handynummer|Ph (home)|callBackNum|CB#"
    "|Contact Number|Telefax|N\u00b0 de t\u00e9l\u00e9phone|Telehpone"
    "|Telem\u00f3vel|Telefone|Tel. fijo|Handy|WhatsApp|Phone1|Cell",
    "e-mail address": "email1|Correo electr\u00f3nico|Courriel|Mail|Correio eletr\u00f3nico|Mailadresse",
    "record number": "SSN4|Social Sec #|Seguridad Social|NSS|N\u00b0 dossier|Historia cl\u00ednica|Medicare No|HICN"
    "|F\u00fchrerschein|DriversLic|Reisepass|Pasaporte|Krankenkassennummer|Policy #"
    "|CPF|Prontu\u00e1rio|DNI|CURP|C\u00e9dula|Carte vitale|KVNR|Personalausweis|Cart\u00e3o SUS"
    "|N\u00ba do utente|Last4",
    "number of a person": "PatientID|pt_id|Hosp #|Patient-Nr|Patientennummer|Encounter #|VisitNumber|ChartNo",
    "date of birth": "Fecha de nacimiento|FechaNac|F. nac.|N\u00e9 le|Geb.-Datum|Geb. am|Yr of Birth"
    "|Data de nascimento|Dt. nasc.|Fec Nac|DDN|City of birth|Geburtsort|N\u00e9(e) le",
    "street address": "Domicilio|Direcci\u00f3n|Calle|House No|Stra\u00dfe|Strasse u. Hausnr.|Adress"
    "|Endere\u00e7o|Morada|Calle y n\u00famero|N\u00b0 et rue|PO Box|Logradouro",
    "vehicle": "LicPlate|Kennzeichen|Plate|Matr\u00edcula|Placas|Immatriculation|Kennz.",
    "device": "Device S/N|MAC|IPAddr",
    "account of a network": "Twitter Handle|Facebook|User ID|Login",
    "photograph": "Foto|Picture|Lichtbild|Image",
    "biometric record": "Huella|Voice recording|Impress\u00e3o digital|Fingerabdruck|Huella dactilar",
    "exact place": "Lon (deg)|Long_WGS84",
    "free text": "Notas|Observaciones|Commentaires|Freitext|Anamnese|Verbatim|Case Summry"
    "|Relato|Observa\u00e7\u00f5es|Texte libre|R\u00e9cit|Verlauf|Story",
    "exact time": "Hora|Heure",
}


OTHERS = [
    "Reporter type",
    "Plate count",
    "Platelets",
    "Mobility",
    "Initial symptoms",
    "Portable heater",
    "Serial number of doses",
    "Visit type",
    "Unit",
    "Nombre comercial",
    "Contact dermatitis",
    "Photophobia",
    "Mail order pharmacy",
    "Serial troponin",
    "Latency",
    "Longest QTc",
    "Alias drug",
    "Account type",
    "Encounter type",
    "Medicare",
    "Fingerstick glucose",
    *("CNS depression", "HCN level", "PH", "pH", "DNR/DNI status", "Nome comercial", "Birth weight"),
    *("Last 4 hours", "Image guided", "Texture", "Cell count", "Serial lactate", "First dose", "Caller"),
]


@pytest.mark.parametrize(("what", "columns"), HEADINGS.items())
def test_headings_of_other_languages_abbreviations_and_slips_are_known_too(what, columns):
    columns = columns.split("|")
    assert {column: identifier(column) for column in columns} == dict.fromkeys(columns, what)


@pytest.mark.parametrize(
    "column",
    [
        *OTHERS,
        *HEADER.split(","),
        "Product Name",
        "drugname",
        "Incident County Name",
        "Victim County Name",
        "Case Number",
        "Start Date",
        "Generic Code",
        "Caller Site",
        "Therapy Status",
        "Case #",
        "Vehicle exhaust",
        "MR",
        "SS",
        "Telemetry",
        "Retinal hemorrhage",
        "Site",
        "Nombril",
    ],
)
def test_other_columns_are_not(column):
    assert identifier(column) is None


def test_nothing_of_a_person_is_in_any_file_of_the_store(tmp_path):
    report, store = run(tmp_path, content())
    assert (report.kept, report.rejected) == (4, 1)
    for path in store.iterdir():
        shown = table(store, path.stem).to_csv() if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert [secret for secret in SECRETS if secret in shown] == [], path.name
    rejects = table(store, "rejects").set_index("rule")
    assert rejects["value"]["no date in a known format"] == "no date"
    record = json.loads(rejects["record"]["no date in a known format"])
    assert record["Zip Code"] == "191"
    assert record.keys() == set(HEADER.split(","))
    assert "withheld" in rejects["record"]["fewer cells than the header"]


def test_the_report_says_what_was_dropped_and_why(tmp_path):
    report, _ = run(tmp_path, content())
    reasons = dict(zip(report.dropped_columns["column"], report.dropped_columns["reason"], strict=True))
    assert reasons == {
        "Patient Name": "identifying: name",
        "Caller Phone": "identifying: phone number",
        "Street Address": "identifying: street address",
        "DOB": "identifying: date of birth",
        "Case Notes": "identifying: free text",
        "Call Time": "identifying: exact time",
        "Center": "not in the mapping",
    }
    assert "Case Notes (free text)" in report.summary()
    assert "cut to three digits" in report.summary()


def test_columns_named_in_keep_are_kept_word_for_word(tmp_path):
    report, store = run(tmp_path, content(), keep=["case notes", "Zip Code", "Start Date"])
    kept = table(store, "kept")
    assert report.tables["kept"] == len(kept) == 12
    assert kept[kept["case_id"] == "A3"].set_index("column")["value"].to_dict() == {
        "Start Date": "2020-01-07 13:45",
        "Zip Code": "02116",
        "Case Notes": "slurred on the phone",
    }
    assert table(store, "cases")["zip3"].tolist()[0] == "191"
    assert "Case Notes" not in set(report.dropped_columns["column"])
    assert "Jane Roe" not in kept.to_csv()


def test_a_column_to_keep_that_no_file_has_is_an_error(tmp_path):
    with pytest.raises(DataError, match="keep: expected columns of the files, got 'narrative'"):
        run(tmp_path, content(), keep=["Narrative"])


def test_a_mapped_column_of_an_identifying_name_is_left_out_unless_kept(tmp_path):
    body = mapping(tmp_path).read_text().replace('reason = "Reason"', 'county = "Street Address"')
    path = tmp_path / "other.toml"
    path.write_text(body)
    report, store = run(tmp_path, content(), mapping=path)
    assert table(store, "cases")["county"].isna().all()
    assert "12 Elm St" not in table(store, "rejects").to_csv()
    assert "Street Address" in set(report.dropped_columns["column"])
    _, store = run(tmp_path, content(), mapping=path, keep=["Street Address"])
    assert set(table(store, "cases")["county"]) == {"12 Elm St"}


def test_times_are_cut():
    assert cut_time("01/05/2020 13:45") == "01/05/2020"
    assert cut_time("2020-01-05T13:45:10.5Z") == "2020-01-05"
    assert cut_time("1/5/20 1:45 PM") == "1/5/20"
