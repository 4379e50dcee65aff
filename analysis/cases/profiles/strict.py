"""What no text may hold under Safe Harbor though it names nobody: days, times, old ages, codes, places."""

from __future__ import annotations

import re

# Months in English, Spanish, Portuguese, French and German.
_MONTH = (
    r"(?:jan(?:uary?|vier)?|enero|janeiro|feb(?:ruary?|rero)?|f[ée]v(?:rier|ereiro)?|mar(?:ch|s|zo|ço)?|märz|apr(?:il)?|abr(?:il)?"
    r"|avril|may|mayo|maio|mai|june?|junio|juin|juni|junho|july?|juli|julio|juillet|julho|aug(?:ust)?|agosto|ao[uû]t"
    r"|sept?(?:ember|embre|iembre)?|setembro|o[ck]t(?:ober|obre|ubre)?|outubro|nov(?:ember|embre|iembre|embro)?"
    r"|de[cz](?:ember|embre|embro)?|d[ée]cembre|dic(?:iembre)?)"
)
CALENDAR = re.compile(
    rf"(?i){_MONTH}\.?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|q[1-4]"
    r"|(?:week|wk|w|kw) ?\d{1,2}|spring|summer|autumn|fall|winter|fr[üu]hling|sommer|herbst"
)
_YEAR = r"(?:19|20)\d\d"
_UNIT = r"(?! ?(?:mg|mcg|g|ml|iu|units?|%))"
_OLD = r"(?:9\d|1[0-2]\d)"
STRICT = {
    "date": r"(?<!\d)(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))(?!\d)"
    rf"|(?i:\b{_MONTH}\.?,? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\b{_MONTH}\.?[ -]\d{{1,2}}(?:st|nd|rd|th)\b"
    rf"|\b{_MONTH} '\d\d\b"
    rf"|\b{_MONTH}\.?,?[ -](?:de )?\d{{4}}\b|\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?[ -]?(?:of |de )?{_MONTH}\b"
    rf"|\b{_YEAR}[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{{1,2}})?\b|\b(?:0?[1-9]|1[0-2])[-/.]{_YEAR}\b{_UNIT}"
    rf"|\b{_YEAR}(?:0[1-9]|1[0-2])\b|\b{_YEAR} ?-?w\d{{1,2}}\b|\b(?:w|week|wk) ?\d{{1,2}},? (?:of )?{_YEAR}\b"
    rf"|\b{_YEAR}-\d{{3}}\b"
    rf"|\b(?:fy ?)?{_YEAR} ?-?q[1-4]\b|\bq[1-4] ?[-/]? ?'?(?:20)?\d\d\b|\bday \d{{1,3}} of\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat) \d"
    rf"|\b(?:spring|summer|fall|autumn|winter|christmas|easter|new year'?s?|thanksgiving) (?:day |eve )?{_YEAR}\b)",
    "time of day": r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)|(?i:\b\d{1,2}h\d{2}\b|\b\d{1,2}(?:\.\d\d)? ?[ap]\.?m\b"
    r"|\b[0-2]\d[0-5]\d ?(?:hrs|hours|h)\b|\b(?:noon|midnight) \d)",
    "long number": r"\d(?:[ -]?\d){6,}",
    "number or code": r"(?i:\b(?=(?:[a-z-]*\d){4})[a-z\d-]{8,}\b|#\s?\d{3,})",
    "ZIP code": rf"(?<![\w.-])\d{{5}}(?:-\d{{4}})?(?![\d.]){_UNIT}|\bD-\d{{5}}\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]\d[A-Z] \d[A-Z]\d\b",
    "age above 89": rf"(?i:\b{_OLD}[ -]?(?:y/?o?|yrs?|years?|ans|a[nñ]os|jahre?|jährige?)\b"
    r"|\b(?:10[89]|1[1-4]\d)\d ?(?:months?|mos?)\b"
    r"|\b(?:4[7-9]|[56]\d)\d\d ?(?:weeks?|wks?)\b|\b(?:3[3-9]|4\d)\d{3} ?days?\b"
    rf"|\b(?:aged?|elderly)\W{{0,3}}{_OLD}\b|^over {_OLD}$"
    r"|\bninet(?:y|ies)\b|\bnonagenarians?\b|\bcentenarians?\b"
    rf"|\b(?:yob|b\.|birth year) ?{_YEAR}\b)",
    "address": r"(?i:\bp\.?o\.? box\b|\b(?:apt|apartment|suite|unit)\.? #?\d)"
    r"|\b[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){3,7}\b|\b[A-Z][a-z]+ (?:County|Parish|Township|Borough|High School)\b",
    "file name": r"(?i:\w\.(?:jpe?g|png|gif|heic|tiff?|bmp|pdf|docx?|xlsx?|csv|txt|mp[34]|wav|mov|dcm)\b)",
    "labeled number": r"(?i:\b(?:ssn|dob|acct|account|policy|member|plate|vin|licen[cs]e|serial|passport|device|chart"
    r"|badge|ext|extension|room|rm|bed|lot|flight)\b[ :#.-]*(?:no\.?|number|id)?[ :#]*[a-z]{0,4}-?\d)",
}
