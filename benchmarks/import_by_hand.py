"""The four tables of a store from a listing of the shipped mapping `npds`, as somebody writes them in SQL by hand.

The yardstick of `import_cases.py`: staged once, every label looked up once per different cell, codes instead of texts,
packed cells unnested side by side. It takes the file to be sound: it looks for no repeated or broken row, lists
nothing that it leaves out, and knows only the spellings of the codebook's own terms.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

STAGE = """
    COPY (SELECT * FROM read_csv('{listing}', all_varchar = true)) TO '{store}/staged.parquet'
    (COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 20000);
    CREATE VIEW listing AS
    SELECT *, file_row_number + 1 AS "row" FROM read_parquet('{store}/staged.parquet', file_row_number = true);
    CREATE MACRO said(x) AS CASE WHEN lower(trim(x)) NOT IN ('', 'na', 'n/a', 'null', '.') THEN trim(x) END;
    CREATE MACRO parts(x) AS string_split(x, ';');"""

# What a different text becomes is held as a code, which Parquet writes without hashing it again.
LOOKUP = """
    CREATE TABLE told AS WITH cells AS (SELECT DISTINCT {cell} AS cell FROM {relation})
    SELECT cell, {value} AS value FROM cells {terms};
    CREATE TYPE {name}_type AS ENUM (SELECT DISTINCT value FROM told WHERE value IS NOT NULL ORDER BY value);
    CREATE TABLE {name} AS SELECT cell, CAST(value AS {name}_type) AS value FROM told;
    DROP TABLE told;"""

TERM = "coalesce(term, said(cell))"
TERMS = "LEFT JOIN '{folder}/terms.parquet' ON vocabulary = '{vocabulary}' AND label = lower(trim(cell))"
LABELS = {
    "call_type": ("Call Type", "call_type"),
    "species": ("Species", "species"),
    "sex": ("Gender", "sex"),
    "state": ("State", ""),
    "county": ("County", ""),
    "zip3": ("Zip Code", ""),
    "caller_site": ("Caller Site", "caller_site"),
    "exposure_site": ("Exposure Site", "exposure_site"),
    "route": ("Route", "route"),
    "acuity": ("Acuity", "acuity"),
    "reason": ("Reason", "reason"),
    "management_site": ("Management Site", "management_site"),
    "level_of_care": ("Level of HCF Care", "level_of_care"),
    "medical_outcome": ("Medical Outcome", "medical_outcome"),
}
VALUES = {
    "zip3": "CASE WHEN regexp_full_match(trim(cell), '[0-9]{3}([0-9]{2}(-?[0-9]{4})?)?') "
    "AND left(cell, 3) > '004' AND cell <> '99999' THEN left(trim(cell), 3) END",
    "route": "array_to_string(list_distinct(list_transform(parts(cell), lambda x: trim(x))), '; ')",
}
PACKED = {
    "substance": ("Substance", ""),
    "generic_code": ("Generic Code", ""),
    "product_code": ("Product Code", ""),
    "dose_unit": ("Dose Unit", ""),
    "effect": ("Clinical Effects", "clinical_effect"),
    "relatedness": ("Relatedness", "relatedness"),
    "therapy": ("Therapy", "therapy"),
    "status": ("Therapy Status", "therapy_status"),
}

NUMBERS = """
    CREATE TABLE day AS WITH cells AS (SELECT DISTINCT "Start Date" AS cell FROM listing)
    SELECT cell, CAST(try_strptime(trim(cell), ['%m/%d/%Y', '%Y-%m-%d']) AS DATE) AS value FROM cells;
    CREATE TABLE weight AS WITH cells AS (SELECT DISTINCT "Weight (kg)" AS cell FROM listing)
    SELECT cell, TRY_CAST(trim(cell) AS DOUBLE) AS value FROM cells;
    CREATE TABLE reason_of AS SELECT cell, value, "group"
    FROM reason LEFT JOIN '{folder}/reasons.parquet' ON term = value;
    CREATE TABLE age AS
    WITH cells AS (SELECT DISTINCT "Age" AS cell, "Age Unit" AS unit FROM listing),
    years AS (SELECT cells.*, "group", TRY_CAST(trim(cell) AS DOUBLE) / per_year AS years
        FROM cells LEFT JOIN '{folder}/units.parquet' AS u ON u.unit = trim(cells.unit))
    SELECT cell, unit, years, coalesce((SELECT max_by(name, low) FROM '{folder}/ages.parquet' WHERE low <= years),
        "group", 'unknown age') AS "group" FROM years;
    CREATE TYPE age_type AS ENUM (SELECT DISTINCT "group" FROM age ORDER BY 1);
    ALTER TABLE age ALTER "group" TYPE age_type;"""

CASES = """
    COPY (SELECT "Case Number" AS case_id, 'listing.csv' AS file, "row", day.value AS date,
        CAST(year(day.value) AS SMALLINT) AS year, call_type.value AS call_type, species.value AS species,
        years AS age_years, age."group" AS age_group, sex.value AS sex, state.value AS state, county.value AS county,
        zip3.value AS zip3, caller_site.value AS caller_site, exposure_site.value AS exposure_site,
        route.value AS route, acuity.value AS acuity, reason_of.value AS reason, reason_of."group" AS reason_group,
        management_site.value AS management_site, level_of_care.value AS level_of_care,
        medical_outcome.value AS medical_outcome, weight.value AS weight_kg,
        CAST(coalesce(len(parts(nullif("Substance", ''))), 0) AS SMALLINT) AS substances,
        CAST(NULL AS DOUBLE) AS weight, CAST(NULL AS VARCHAR) AS stratum, CAST(NULL AS VARCHAR) AS cluster,
        coalesce(lower("Data Source") = 'synthetic', false) AS synthetic
    FROM listing LEFT JOIN day ON day.cell = "Start Date" LEFT JOIN weight ON weight.cell = "Weight (kg)"
    LEFT JOIN age ON age.cell IS NOT DISTINCT FROM "Age" AND age.unit IS NOT DISTINCT FROM "Age Unit"
    LEFT JOIN reason_of ON reason_of.cell = "Reason" {joins} ORDER BY "row")
    TO '{store}/cases.parquet'"""

SUBSTANCES = """
    COPY (WITH rows AS (SELECT "Case Number" AS case_id, "row", parts("Substance") AS items,
        parts("Generic Code") AS codes, parts("Product Code") AS products, parts("Dose") AS doses,
        parts("Dose Unit") AS units
        FROM listing WHERE "Substance" <> ''),
    items AS (SELECT case_id, "row", unnest(items) AS item, unnest(codes) AS code, unnest(products) AS product,
        unnest(doses) AS dose, unnest(units) AS unit, generate_subscripts(items, 1) AS rank FROM rows)
    SELECT case_id, CAST(rank AS SMALLINT) AS rank, substance.value AS substance, generic_code.value AS generic_code,
        product_code.value AS product_code, TRY_CAST(dose AS DOUBLE) AS dose, dose_unit.value AS dose_unit FROM items
    LEFT JOIN substance ON substance.cell = item LEFT JOIN generic_code ON generic_code.cell = code
    LEFT JOIN product_code ON product_code.cell = product LEFT JOIN dose_unit ON dose_unit.cell = unit
    ORDER BY items."row", items.rank) TO '{store}/substances.parquet'"""

LISTS = """
    COPY (WITH rows AS (SELECT "Case Number" AS case_id, "row", parts("{column}") AS items, parts("{other}") AS others
        FROM listing WHERE "{column}" <> ''),
    items AS (SELECT case_id, "row", unnest(items) AS item, unnest(others) AS other,
        generate_subscripts(items, 1) AS rank FROM rows)
    SELECT case_id, {name}.value AS {name}, {beside}.value AS {beside} FROM items
    LEFT JOIN {name} ON {name}.cell = item LEFT JOIN {beside} ON {beside}.cell = other
    ORDER BY "row", rank) TO '{store}/{table}.parquet'"""


def write_codebook(folder: Path) -> None:
    """Write what the SQL joins: terms, groups of reasons and of ages, units of ages."""
    from analysis.cases.codebook.vocabularies import read_codebook, reason_group

    book = read_codebook()
    names = {vocabulary for _, vocabulary in (LABELS | PACKED).values()} - {""}
    terms = [(name, term.lower(), term) for name in sorted(names) for term in book[name].terms]
    units = [(unit, book.units_per_year.get(unit), book.age_unit_group.get(unit)) for unit in book["age_unit"].terms]
    tables = {
        "terms": ("vocabulary VARCHAR, label VARCHAR, term VARCHAR", terms),
        "reasons": ('term VARCHAR, "group" VARCHAR', [(term, reason_group(term)) for term in book["reason"].terms]),
        "ages": ("name VARCHAR, low DOUBLE", list(book.age_from.items())),
        "units": ('unit VARCHAR, per_year DOUBLE, "group" VARCHAR', units),
    }
    for name, (columns, rows) in tables.items():
        connection = duckdb.connect()
        connection.execute(f"CREATE TABLE t ({columns})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute(f"COPY t TO '{folder / name}.parquet'")


def lookup(name: str, column: str, vocabulary: str, folder: Path, packed: bool) -> str:
    terms = TERMS.format(folder=folder, vocabulary=vocabulary) if vocabulary and name not in VALUES else ""
    cell = f'unnest(parts("{column}"))' if packed else f'"{column}"'
    relation = f'(SELECT DISTINCT "{column}" FROM listing)' if packed else "listing"
    value = VALUES.get(name, TERM if terms else "said(cell)")
    return LOOKUP.format(name=name, cell=cell, relation=relation, value=value, terms=terms)


def make(listing: Path, folder: Path, store: Path) -> None:
    """Make the store's tables of a listing; `folder` holds what `write_codebook` wrote."""
    store.mkdir(exist_ok=True)
    joined = [name for name in LABELS if name != "reason"]
    joins = " ".join(f'LEFT JOIN {name} ON {name}.cell = "{LABELS[name][0]}"' for name in joined)
    steps = [STAGE.format(listing=listing, store=store)]
    steps += [lookup(name, *source, folder, packed=False) for name, source in LABELS.items()]
    steps += [lookup(name, *source, folder, packed=True) for name, source in PACKED.items()]
    steps += [NUMBERS.format(folder=folder), CASES.format(store=store, joins=joins), SUBSTANCES.format(store=store)]
    for name, beside, table in (("effect", "relatedness", "effects"), ("therapy", "status", "therapies")):
        columns = {"column": PACKED[name][0], "other": PACKED[beside][0]}
        steps.append(LISTS.format(name=name, beside=beside, table=table, store=store, **columns))
    connection = duckdb.connect()
    for step in steps:
        connection.execute(step)
    (store / "staged.parquet").unlink()


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:4]))
