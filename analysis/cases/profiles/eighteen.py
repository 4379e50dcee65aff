"""The eighteen items of 45 CFR 164.514(b)(2)(i), by letter: what each is, which headings tell it, what is done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..mapping.model import Mapping
from ..masking.headings import mask_heading
from ..privacy import heading_words, identifier, plain
from .profile import Privacy

NONE_FOUND = "no column of this kind was found"


@dataclass(frozen=True, slots=True)
class Item:
    """One of the eighteen.

    Attributes
    ----------
    letter, rule : str
        As the regulation counts and, in our words, what it takes out.
    heading : str
        Pattern of the plain headings of columns of this kind.
    targets : tuple of str
        Targets of a mapping that hold it whatever their heading is.
    limited, safe_harbor : str
        What is done with a mapped column of it under either profile; empty where a mapped one is left out or refused.
    """

    letter: str
    rule: str
    heading: str
    targets: tuple[str, ...] = ()
    limited: str = ""
    safe_harbor: str = ""

    def names(self, words: str) -> bool:
        """Say whether a heading, in plain words, is one of a column of this kind."""
        return bool(re.search(self.heading, words)) or _LETTER.get(identifier(words) or "", "") == self.letter


# What a heading holds beyond the words of the items, which tell apart what is dropped alike.
_LETTER = {
    "name": "A",
    "street address": "B",
    "exact place": "B",
    "date of birth": "C",
    "exact time": "C",
    "e-mail address": "F",
    "number of a person": "H",
    "account number": "J",
    "vehicle": "L",
    "web address": "N",
    "account of a network": "R",
    "biometric record": "P",
    "photograph": "Q",
    "free text": "R",
}

_PERSON = r"(patient|pt|caller|victim|person|parent|guardian|mother|father|contact|provider|physician|nurse|reporter)"
AGE = r"\b(ages?|edad|alter|lebensalter|idade)\b|^(yrs?|years|jahre|anos|ans)( old)?$"
_DAYS = (
    r"\b(fecha|datum|mois|monat|mes|woche|semana|semaine|jour|dia|weekday|wochentag|dow|quarter|quartal|trimestre|season"
    r"|saison|jahreszeit|hour|stunde|heure|hora)\b|^data( d[aeo]\b.*)?$"
)
EIGHTEEN = (
    Item(
        "A",
        "names",
        rf"\b({_PERSON} )?(first|last|middle|full|maiden|family|given|sur) ?name\b|\b[lfm] ?name\b|^name$|\binitials\b"
        rf"|\b{_PERSON} ?(name|nm)\b|\bname of {_PERSON}\b|\bnombre\b|\b(nach|vor|patienten)name\b|\bpr[eé]nom\b",
    ),
    Item(
        "B",
        "places smaller than a state, but three digits of ZIP codes of more than 20,000 people",
        r"\b(street|address|addr|apartment|city|town|township|county|precinct|zip ?codes?|zip|zip3|postcode|postal)\b"
        r"|\b(latitude|longitude|lat|lng|geo\w*|gps|coord\w*|fips|tract|neighborhood|borough|parish)\b|\bcity ?geo\b"
        r"|\b(plz|wohnort|codigo postal|ville|ciudad|stadt|gemeinde|municipio|landkreis|cidade|concelho|district)\b"
        r"|\b(bezirk|distrito)\b"
        r"|\b(departamento|departement|commune|comuna|arrondissement|kreis|canton|localidad|localite|barrio|bairro|village)\b"
        r"|^ort$",
        ("county", "zip3", "state", "stratum", "cluster"),
        "counties and the first three digits of ZIP codes are held",
        "counties are not held, ZIP codes as three digits and 000 where 20,000 people or fewer live, of places the "
        "states alone; strata and clusters of a sample have serial numbers",
    ),
    Item(
        "C",
        "dates but for the year, and ages above 89",
        rf"\b(date|dt|dob|birth\w*|geburts\w*|time|timestamp|day|month|week|yob)\b|\bborn on\b|{_DAYS}|{AGE}",
        ("date", "year", "age"),
        "days are held without times, ages as they are",
        "years alone are held, ages of 90 and more as the one group >=90 without a number",
    ),
    Item(
        "D",
        "telephone numbers",
        r"\b(tele)?phone\b|\btelefono?\w*\b|\bmobile\b|\bcall ?back\b|\bcelular\b|\bmovil\b|\b(handy|mobil|ruf)nummer\b"
        r"|^tel$|\btel ?(no|nr|num|number)\b|\bcell (no|num|number)\b|\bpager\b|\bphn? (no|num|number)\b|\bcb no\b"
        r"|\b(home|work|cell) (ph|tel)\b|\bph (home|work|cell)\b|\bcontact (no|num|number|info)\b",
    ),
    Item("E", "fax numbers", r"\b(tele)?fax\b"),
    Item("F", "e-mail addresses", r"\be ?mail\b"),
    Item(
        "G",
        "social security numbers",
        r"\bssn\w?\b|\bsoc(ial)? ?sec\w*\b|\bss (no|num|number)\b|\bnss\b|\binsee\b|\bsvnr\b"
        r"|\bseguridad social\b|\bsecurite sociale\b|\bsozialversicherung\w*",
    ),
    Item(
        "H",
        "medical record numbers",
        r"\bmrn\b|\bmed(ical)? ?rec(ord)?\b|\bmr (no|num|number)\b|\bdossier\b|\bhistoria clinica\b",
    ),
    Item(
        "I",
        "health plan beneficiary numbers",
        r"\binsurance\b|\bbeneficiary\b|\b(member|subscriber|policy|medicare|medicaid) (id|no|num|number)\b"
        r"|\bhicn\b|\bmbi\b|\b(versicherten|krankenkassen)nummer\b",
    ),
    Item("J", "account numbers", r"\baccount (id|no|num|number)\b|\bacct\b"),
    Item(
        "K",
        "certificate and license numbers",
        r"\blicen[cs]e (no|num|number|id)\b|\blicen[cs]e$|\bcertificate\b|\bpassport\b"
        r"|\bfuhrerschein\w*|\bdrivers? lic\b|\bdl no\b|\breisepass\b|\bpasaporte\b|\blicencia\b",
    ),
    Item(
        "L",
        "vehicle identifiers and license plates",
        r"\bvin\b|\blicen[cs]e plates?\b|\bplate (no|num|number)\b|\bvehicle (id\w*|serial|reg\w*|no|num)",
    ),
    Item(
        "M",
        "device identifiers and serial numbers",
        r"\bdevice (id|identifier)\b|\bserial (no|num|number)\b|\bimei\b|\bmac address\b",
    ),
    Item("N", "web addresses", r"\burl\b|\bweb ?(site|page)\b|\bweb address\b"),
    Item("O", "IP addresses", r"\bip( address)?\b"),
    Item(
        "P", "biometric identifiers", r"\bfinger ?prints?\b|\bbiometrics?\b|\bvoice ?prints?\b|\bretina\b|\biris scan\b"
    ),
    Item("Q", "full-face photographs", r"\bphoto(s|graph|graphs)?\b|\bselfie\b|\bface image\b"),
    Item(
        "R",
        "any other unique number, characteristic or code; free text",
        r"\bnotes?\b|\bcomments?\b|\bnarrative\b|\bfree ?text\b|\bremarks?\b|\bhistory\b|\bsummary\b|\bdescription\b"
        r"|\bfoi text\b|\bhpi\b",
        ("case_id",),
        "case numbers are held as they are",
        "case numbers are replaced by serial ones in random order; file names and rows of the input are not held",
    ),
)


def told_items(mapping: Mapping, staged: Iterable, privacy: Privacy, more: dict[str, list[str]]) -> list[dict]:
    """Tell of each of the eighteen items which columns were of its kind and what was done with them.

    Parameters
    ----------
    mapping : Mapping
    staged : iterable
        The staged files: their headers, and the columns that were dropped.
    privacy : Privacy
    more : dict of str to list of str
        By letter, what was found in values and done.

    Returns
    -------
    list of dict
        ``item, rule, columns, done``; eighteen of them, in order. Under Safe Harbor a column that no target takes is
        named by its place, as a heading may itself be a name.
    """
    columns = [column for item in staged for column in _columns(item, mapping, privacy)]
    return [_told(item, mapping, columns, privacy, more.get(item.letter, [])) for item in EIGHTEEN]


def _columns(item, mapping: Mapping, privacy: Privacy) -> list[tuple[str, str, str]]:
    """Give every column of a file: its plain heading, how it is shown, and its fate (mapped, dropped or kept)."""
    dropped, found = {name for name, _ in item.dropped}, []
    wanted = {plain(name) or name for name in mapping.source_columns(item.table)}
    for place, heading in enumerate(item.header, start=1):
        words, mapped = heading_words(heading), (plain(heading) or heading) in wanted
        fate = (
            "kept" if plain(heading) in privacy.keep else "mapped" if mapped and heading not in dropped else "dropped"
        )
        shown = f"column {place}" if privacy.safe_harbor and not mapped else mask_heading(heading)
        found.append((words, shown, fate))
    return found


def _told(item: Item, mapping: Mapping, columns: list, privacy: Privacy, more: list[str]) -> dict:
    own = {
        heading_words(name)
        for target in item.targets
        if target in mapping.columns
        for name in mapping.columns[target].names()
    }
    names: dict[str, list[str]] = {"mapped": [], "dropped": [], "kept": []}
    for words, shown, fate in columns:
        if words in own or item.names(words):
            names[fate] += [shown] if shown not in names[fate] else []
    done = [f"{', '.join(names['dropped'])}: left out"] if names["dropped"] else []
    done += [f"{', '.join(names['kept'])}: kept word for word, because asked for"] if names["kept"] else []
    if names["mapped"] or (item.letter == "R" and privacy.safe_harbor):
        held = item.safe_harbor if privacy.safe_harbor else item.limited
        if item.letter == "R" and privacy.serial and not privacy.safe_harbor:
            held = "case numbers are replaced by serial ones in random order"
        done += (
            [held] if held else [f"{', '.join(names['mapped'])}: held as the mapping says; the values were looked at"]
        )
    shown = list(dict.fromkeys(name for fate in names.values() for name in fate))
    return {"item": item.letter, "rule": item.rule, "columns": shown, "done": "; ".join([*done, *more]) or NONE_FOUND}
