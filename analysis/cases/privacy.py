"""What of an export must not enter a store unasked: direct identifiers, free text, exact times, whole ZIP codes."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

# As what the records of a store are held, and what that is called. A store whose report does not say is a limited one.
LIMITED, SAFE_HARBOR, IDENTIFIED = "limited", "safe-harbor", "identified"
HELD = MappingProxyType(
    {
        LIMITED: "a limited data set, not de-identified",
        SAFE_HARBOR: "de-identified by the Safe Harbor method (45 CFR 164.514(b)(2))",
        IDENTIFIED: "records with direct identifiers or free text that were kept because asked for, not de-identified",
    }
)

# The same in the sentence of a paper.
PRINTED = MappingProxyType(
    {
        LIMITED: "The records were held as a limited data set, not de-identified.",
        SAFE_HARBOR: "The records were de-identified by the Safe Harbor method of the HIPAA Privacy Rule: years in the "
        "place of dates, the oldest in one age group.",
        IDENTIFIED: "The records were held with identifying columns and were not de-identified.",
    }
)

# Words of a column's name (without accents, `heading_words`), in order of precedence, and why such a column is dropped
# unless it is named in `keep`; in English, Spanish, French and German.
_PERSON = (
    "(patient|pt|pat|caller|victim|person|parent|guardian|mother|father|contact|provider|physician|nurse|specialist|spi"
    "|user|reporter)"
)
_NO = "(id|no|nr|num|nbr|number)"
IDENTIFIERS = (
    # Spanish, Portuguese, French and German, and numbers of persons by what their countries call them.
    (
        r"\b(prenoms|patronyme|geburtsname|madchenname|sobrenome|apelido|firma|signature|unterschrift|assinatura)\b|"
        r"\bnom d(e jeune fille|e naissance| usage)\b|\bname des patienten\b|^p(at)? ?name$|^nm$|"
        r"\b(legal|preferred|birth|decedent|deceased|mom|dad|md)( s)? name\b|"
        r"\bnome\b(?! (comercial|generico|da substancia|do (produto|medicamento|farmaco|hospital)))",
        "name",
    ),
    (
        r"\btel (fijo|movil|portable|celular|trabajo|casa|bureau|domicile|privat|dienst|mobil)\b|\bwhats ?app\b|"
        r"\b(telefone|telemovel|telefonnr|mobiltelefon)\b|^(cell|mobil|handy|portable)$|\bphone\d|\b(wk|hm) ph\b|"
        r"\bhandy nr\b",
        "phone number",
    ),
    (r"\bcorreio\b|\bmailadresse\b|^mel$", "e-mail address"),
    (
        r"\bcalle y numero\b|^colonia$|\bendereco\b|\bmorada\b|\blogradouro\b|^rua$|\bnumero da casa\b|^bairro$|"
        r"\bet rue\b|\bstreet\d|^apt$|\bpo box\b",
        "street address",
    ),
    (
        r"\bna[cs]imien?to\b|\bnascimento\b|\b(fec|dt|data) na[cs]c?\b|^nasc$|\bddn\b|^geb(urt)?$|\bgeburtsort\b|"
        r"^birth$|"
        r"\b(city|place) of birth\b|\bne e le\b",
        "date of birth",
    ),
    (
        r"\b(nie|nif|curp|rfc|rut|cedula|expediente|nhc|afiliacion|tarjeta sanitaria|poliza|numero historia)\b|"
        r"^dni$|\bn(o|umero)? (de )?(dni|historia)\b|\b(n secu|nir|carte vitale|mutuelle n|adherent|passeport)\b|"
        r"\bpermis de conduire\b|\b(krankenakte\w*|aufnahmenummer|kvnr|krankenversicher\w*|sv nr|steuer id)\b|"
        r"\b(ausweis\w*|personalausweis|reisepass\w*)\b|\b(cpf|cartao (sus|nacional|de cidadao)|prontuario|utente)\b|"
        r"\b(passaporte|cnh|carteira de motorista)\b|^(rg|iep)$|\bregistro hospitalar\b|\bnhs no\b|\bhealth card\b|"
        r"\b(ohip|csn)\b|\bsubscriber\b|\bgroup no\b|\balien no\b|\b(student|employee) (id|no|number)\b|\bbadge\b|"
        r"\blast ?4( (digits|ssn))?$|^soc$|^fin( nbr| no)?$|^har$",
        "record number",
    ),
    (r"\bmatricula\b|\bplacas?\b|\bimmatriculation\b|\bkennz\b|^plaque$", "vehicle"),
    (r"\bhuellas?\b|\bfingerabdruck\b|\bempreintes?\b|\bimpressao digital\b|^voice$", "biometric record"),
    (r"\blichtbild\b|^image$", "photograph"),
    (r"^serial$", "device"),
    (r"^web$", "web address"),
    (
        r"\bcomentarios?\b|\brelato\b|\brecit\b|\btexte libre\b|\bantecedentes\b|\bnotiz\b|\bepikrise\b|"
        r"\bobservacoes\b|\bhistorico\b|^story$|^texto?$|^details?$|^verlauf$",
        "free text",
    ),
    (r"\bpid\b|\bempi\b|\benc no\b|\bidentifiant patient\b|\bpat nr\b", "number of a person"),
    (
        rf"\b({_PERSON} )?(first|last|middle|full|maiden|family|given|sur) ?(name|nm|nam)\b|\bsurname\b|\binitials\b",
        "name",
    ),
    (
        rf"\b{_PERSON} (first|last|middle|full|maiden|given)$|\bnick ?name\b|^(aka|alias|maiden|nok)$|\bnext of kin\b",
        "name",
    ),
    (r"\b[lfm] ?name\b|\b(nach|vor|patienten|familien|anrufer)name\b|\bprenom\b", "name"),
    (r"\bnom$|\bnom ((du|de la) )?(patient|malade|famille|appelant)|\bnom de famille$|\bemergency contact\b", "name"),
    (rf"\b{_PERSON}( ?s)? name\b|^name$|\b(name|nm) (of )?{_PERSON}\b", "name"),
    (rf"\b{_PERSON} ?(nm|nam)\b|\b[fl] ?nm\b|\bapellidos?\b", "name"),
    (r"\bnombre\b(?! (comercial|generico|de la sustancia|del? (producto|medicamento|farmaco|hospital)))", "name"),
    (
        r"\btelephone\b|\btele(fon|fono|fax)(nummer)?\b|\b(handy|mobil|ruf)nummer\b|\bcelular\b|\bmovil\b",
        "phone number",
    ),
    (
        r"\b(tele)?phone\b|\bmobile\b|\bfax\b|\bcell (no|num|number)\b|\bcall ?back\b|\bph[nh]? (no|num|number)\b",
        "phone number",
    ),
    (
        r"\b(home|work|cell) (ph|tel|fon)\b|\bph (home|work|cell)\b|\bcb no\b|\bcontact (no|num|number|info)\b",
        "phone number",
    ),
    (r"\be ?mail\d?\b|^mail$|\bcorreo\b|\bcourriel\b", "e-mail address"),
    (
        r"\bstreet\b|\baddress\b|\baddr\d?\b|\bapartment\b|\bapt no\b|\badresse\b|\banschrift\b|\bstrasse\b",
        "street address",
    ),
    (r"\bhouse (no|num|number)\b|\bhausn\w*\b|\bdomicilio\b|\bdireccion\b|^(calle|rue)$", "street address"),
    (r"\bdob\b|\bbirth ?(date|day|dt)\b|\bdate ?of ?birth\b|\bb ?(date|day|dt)\b|\bdob ?(date|dt)\b", "date of birth"),
    (
        r"\bd o b\b|\bborn on\b|\bgeburts(datum|tag)\b|\bnaissance\b|\bf(echa)? ?(de )?nac\w*\b|\bnee? le\b",
        "date of birth",
    ),
    (r"\bgeb ?(am|dat\w*)\b", "date of birth"),
    (r"\b(birth ?year|(year|yr) of birth|yob|birth ?month|geburtsjahr)\b", "date of birth"),
    (
        rf"\bmed(ical)? ?rec(ord)?\b|\bmr {_NO}\b|\bss {_NO}\b|\bsoc(ial)? ?sec\w*\b|\bssn\w?\b|\bnss\b|\binsee\b|"
        r"\bseguridad social\b|\bsecurite sociale\b|\bsozialversicherung\w*|\bsvnr\b|\bhistoria clinica\b|"
        rf"\b(numero de|n) dossier\b|\bbeneficiary\b|\b(member|subscriber|policy|insurance|medicare|medicaid) ?{_NO}\b|"
        r"\bhicn\b|\bmbi\b|\b(versicherten|krankenkassen)nummer\b|\bfuhrerschein\w*|\bdrivers? lic\b|\bdl no\b|"
        r"\breisepass\b|\bpasaporte\b|\blicencia\b",
        "record number",
    ),
    (rf"\baccount {_NO}\b|\bacct\b", "account number"),
    (r"\bvin\b|\blic(en[cs]e)? ?plates?\b|\bplate (no|num|number)\b|^(plate|placa)$|\bkennzeichen\b", "vehicle"),
    (r"\bvehicle (id\w*|serial|reg\w*|no|num)", "vehicle"),
    (r"\bserial (no|num|number)\b(?! of)|\bimei\b|\bmac (address|addr)\b|^mac$|\bdevice s n\b|^s n$", "device"),
    (r"\burl\b|\bweb ?(site|page|link)\b|\bweb address\b", "web address"),
    (
        r"\b(twitter|facebook|instagram|tiktok|snapchat|social media)\b|^(login|handle)$|\buser ?(name|id)\b",
        "account of a network",
    ),
    (
        r"\bfinger ?prints?\b|\bbiometrics?\b|\bvoice ?(prints?|record\w*)\b|\bretina\b|\biris scan\b|\bhuella\b",
        "biometric record",
    ),
    (r"\bphoto(s|graph|graphs)?\b|\bselfie\b|\bface image\b|\bfoto\b|^pictures?$", "photograph"),
    (rf"^tel$|\btel ?{_NO}\b|\b(home|work|cell|caller) tel\b|\bpager\b", "phone number"),
    (
        r"\bssn\b|\bsocial security\b|\bmrn\b|\bmedical record\b|\bpassport\b|\blicen[cs]e\b|\binsurance\b",
        "record number",
    ),
    # A number that a house gives a person or a visit: a case may be known by it, and a limited data set says so.
    (
        rf"\b(hosp|hospital|unit|ur|patient|pat|pt|chart|encounter|visit) ?{_NO}\b|\bpatientennummer\b",
        "number of a person",
    ),
    (r"\bip ?(address|addr)?\b|\bdevice id\b", "device"),
    (r"\blatitude\b|\blongitude\b|\bgeo(code|location|metry|point)?\b|\bgps\b|\bcoord(inate)?s?\b", "exact place"),
    (r"\b(lat|long?|lng)( (deg|dd|wgs ?84))?$", "exact place"),
    (
        r"\bnotes?\b|\bcomments?\b|\bnarrative\b|\bfree ?text\b|\bremarks?\b|\bhistory\b|\bsummary\b|\bdescription\b"
        r"|\b(symptom|event|incident|history|medical) te?xt\b",
        "free text",
    ),
    (
        r"\bremarques?\b|\bbemerkung(en)?\b|\banmerkung(en)?\b|\bfoi text\b|\bhpi\b|\bverbatim\b|\blog entry\b",
        "free text",
    ),
    (r"\bnotas\b|\bobservaciones\b|\bcommentaires?\b|\bnotizen\b|\bfreitext\b|\banamnese\b", "free text"),
    (r"(?<!\bat )(?<!\bat the )\btime\b|\btime\b(?! of\b)|\btimestamp\b|\buhrzeit\b|^(hora|heure)$", "exact time"),
)
# A column of such a name is no target of a proposal, and is dropped whatever a mapping takes it for.
PERSONAL = ("name", "phone number", "e-mail address", "street address", "date of birth", "record number", "exact place")
PERSONAL += ("account number", "vehicle", "web address", "account of a network", "biometric record", "photograph")
# What is read although a letter stands in another place, as in "Patietn Name".
_MISSPELT = ("patient", "telephone", "address", "narrative", "comments", "summary", "surname", "birthdate", "guardian")
_INSURANCE = re.compile(r"((health|medical|primary|patient) )*insurance( (type|status|kind|class|category|coverage))?")
_TIME = re.compile(r"[T ]?(?<!\d)\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm]\b)?(Z|[+-]\d{2}:?\d{2})?")


@lru_cache(1 << 15)
def plain(name: str) -> str:
    """Give the form in which column names are compared: lower-case words and single spaces."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", spaced).casefold().split())


def heading_words(column: str) -> str:
    """Give a heading in plain words without accents, ``SS#`` as ``ss no``, ``Pateint`` as ``patient``."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", column) if not unicodedata.combining(sign))
    return " ".join(_spelled(word) for word in plain(letters.replace("#", " no ")).split())


@lru_cache(1 << 12)
def _spelled(word: str) -> str:
    near = get_close_matches(word, _MISSPELT, 1, 0.84) if len(word) > 5 else ()
    return near[0] if near and abs(len(near[0]) - len(word)) <= 1 else word


@lru_cache(1 << 15)
def identifier(column: str) -> str | None:
    """Say what identifying thing a column of this name holds (``"phone number"``); None where nothing suggests it."""
    words = heading_words(column)
    return next((what for pattern, what in IDENTIFIERS if re.search(pattern, words)), None)


def declared_identifier(column: str) -> str | None:
    """Say what identifying thing a column holds that an analyst declares: whole ZIP codes too, no kind of insurance."""
    words = heading_words(column)
    if re.search(r"\b(zip ?codes?|zip|postal|postcode|plz|cep)\b|^c p$", words):
        return "whole ZIP code"
    return None if _INSURANCE.fullmatch(words) else identifier(column)


def cut_time(text: str) -> str:
    """Take the times of day out of a text: ``01/05/2020 13:45`` becomes ``01/05/2020``."""
    return _TIME.sub("", text).strip()


def cut_zip_cell(text: str) -> str:
    """Cut a cell of a column of ZIP codes, good or bad: three of five digits or more, two of four (a zero may lack)."""
    return re.sub(r"\d{4,}(-\d{4})?", lambda found: found[0][: 3 if len(found[0]) > 4 else 2], text)
