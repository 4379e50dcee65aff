"""Synthetic cases as Arrow columns: the four tables of a store, or one case listing with packed cells."""

from __future__ import annotations

import numpy as np

from ..store.told import MARK
from .draws import Piece
from .terms import AGE_GROUPS, EFFECT_NAMES, SUBSTANCE_NAMES, THERAPY_NAMES

AGE_UNITS = ("<=5 yrs", "Unknown child (<=19 yrs)", "Unknown adult (>=20 yrs)", "Unknown age")  # ends AGE_GROUPS
RELATEDNESS = ("Related", "Not related", "Unknown if related")
THERAPY_STATUS = ("Recommended and performed", "Recommended, not performed/unknown", "Performed, not recommended")
GENERIC_CODES = tuple(f"{9_000_000 + number}" for number in range(len(SUBSTANCE_NAMES)))
LISTED_TERMS = {
    "Caller Site": "caller_site",
    "Exposure Site": "exposure_site",
    "Route": "route",
    "Acuity": "acuity",
    "Reason": "reason",
    "Management Site": "management_site",
    "Level of HCF Care": "level_of_care",
    "Medical Outcome": "medical_outcome",
}
LISTING_COLUMNS = (
    *("Case Number", "Data Source", "Start Date", "Call Type", "Species", "Age", "Age Unit", "Weight (kg)"),
    *("Gender", "State", "County", "Zip Code"),
    *LISTED_TERMS,
    *("Substance", "Generic Code", "Product Code", "Dose", "Dose Unit"),
    *("Clinical Effects", "Relatedness", "Therapy", "Therapy Status"),
)
LISTING_HEADER = ",".join(f'"{name}"' for name in LISTING_COLUMNS)


def piece_tables(piece: Piece) -> dict[str, dict]:
    """Give the four tables of a piece as Arrow columns."""
    import pyarrow as pa
    import pyarrow.compute as pc

    labels = {name: _labels(codes, terms) for name, (codes, terms) in piece.labels.items()}
    ids = _case_ids(piece)
    n = len(piece)
    cases = {
        **labels,
        "case_id": ids,
        "file": pa.repeat(pa.scalar(MARK), n),
        "row": pa.array(piece.row),
        "date": pa.array(piece.date),
        "year": pa.array(piece.year.astype("int16")),
        "age_years": pa.array(piece.age_years, from_pandas=True),
        "county": pa.nulls(n, pa.string()),
        "zip3": _zip(piece, 3),
        "weight_kg": pa.array(piece.weight_kg, from_pandas=True),
        "substances": pa.array(piece.substance.counts.astype("int16")),
        "weight": pa.nulls(n, pa.float64()),
        "stratum": pa.nulls(n, pa.string()),
        "cluster": pa.nulls(n, pa.string()),
        "synthetic": pa.repeat(pa.scalar(True), n),
    }
    doses = pa.array(piece.dose, from_pandas=True)
    substances = {
        "case_id": ids.take(pa.array(piece.substance.owner)),
        "rank": pa.array(piece.substance.rank.astype("int16")),
        "substance": _labels(piece.substance.codes, SUBSTANCE_NAMES),
        "generic_code": _labels(piece.substance.codes, GENERIC_CODES),
        "product_code": pa.nulls(len(piece.substance.codes), pa.string()),
        "dose": doses,
        "dose_unit": pc.if_else(pc.is_valid(doses), pa.scalar("mg"), pa.scalar(None, pa.string())),
    }
    effects = {
        "case_id": ids.take(pa.array(piece.effect.owner)),
        "effect": _labels(piece.effect.codes, EFFECT_NAMES),
        "relatedness": _labels(piece.relatedness, RELATEDNESS),
    }
    therapies = {
        "case_id": ids.take(pa.array(piece.therapy.owner)),
        "therapy": _labels(piece.therapy.codes, THERAPY_NAMES),
        "status": _labels(piece.therapy_status, THERAPY_STATUS),
    }
    return {"cases": cases, "substances": substances, "effects": effects, "therapies": therapies}


def piece_listing(piece: Piece) -> dict:
    """Give the case listing of a piece: one row per case, what it has several of packed into one cell."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tables = piece_tables(piece)
    cases, substances, effects, therapies = tables.values()
    known = pc.is_valid(cases["age_years"])
    months = pc.fill_null(pc.less(cases["age_years"], 2), False)  # an age without a number is no age in months
    value = pc.round(pc.if_else(months, pc.multiply(cases["age_years"], 12), cases["age_years"]))
    unit = pc.if_else(months, "Months", pc.if_else(known, "Years", _labels(*_age_units(piece))))
    columns = [
        cases["case_id"],
        cases["file"],
        pc.strftime(cases["date"], format="%m/%d/%Y"),
        cases["call_type"],
        cases["species"],
        pc.cast(pc.cast(value, pa.int64()), pa.string()),
        unit,
        cases["weight_kg"],
        cases["sex"],
        cases["state"],
        cases["county"],
        _zip(piece, 5),
        *(cases[name] for name in LISTED_TERMS.values()),
        _packed(substances["substance"], piece.substance.offsets),
        _packed(substances["generic_code"], piece.substance.offsets),
        pa.nulls(len(piece), pa.string()),
        _packed_gaps(pc.cast(substances["dose"], pa.string()), piece.substance.offsets),
        _packed_gaps(substances["dose_unit"], piece.substance.offsets),
        _packed(effects["effect"], piece.effect.offsets),
        _packed(effects["relatedness"], piece.effect.offsets),
        _packed(therapies["therapy"], piece.therapy.offsets),
        _packed(therapies["status"], piece.therapy.offsets),
    ]
    return dict(zip(LISTING_COLUMNS, columns, strict=True))


def _age_units(piece: Piece) -> tuple[np.ndarray, tuple[str, ...]]:
    """Give the units that stand for an age without a number."""
    codes = piece.labels["age_group"][0]
    return np.where(codes < len(AGE_GROUPS) - len(AGE_UNITS), -1, codes - len(AGE_GROUPS) + len(AGE_UNITS)), AGE_UNITS


def _labels(codes: np.ndarray, terms):
    """Spell out codes; -1 is a missing value."""
    import pyarrow as pa

    return pa.array(terms, pa.string()).take(pa.array(codes, mask=codes < 0))


def _packed(values, offsets: np.ndarray):
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values), "; ")


def _packed_gaps(values, offsets: np.ndarray):
    """Give packed cells of values of which some are missing: a gap in their place, and no cell where all are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = _packed(pc.fill_null(pc.replace_substring_regex(values, r"\.0$", ""), ""), offsets)
    return pc.if_else(pc.match_substring_regex(cells, "[^; ]"), cells, pa.scalar(None, cells.type))


def _case_ids(piece: Piece):
    import pyarrow as pa
    import pyarrow.compute as pc

    digits = pc.utf8_lpad(pc.cast(pa.array(piece.row), pa.string()), 9, "0")
    return pc.binary_join_element_wise(pa.scalar("S"), digits, "")


def _zip(piece: Piece, digits: int):
    """Give codes whose first two digits number the state, from 01: they are shaped like ZIP codes and are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    state = piece.labels["state"][0]
    codes = (1 + np.where(state < 0, 0, state)) * 10 ** (digits - 2) + piece.zip_tail % 10 ** (digits - 2)
    return pc.utf8_lpad(pc.cast(pa.array(codes, mask=state < 0), pa.string()), digits, "0")
