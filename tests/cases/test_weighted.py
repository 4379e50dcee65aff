"""Estimates of the population from sampling weights: imported, counted, and never mixed up with raw records."""

from __future__ import annotations

import agreement
import numpy as np
import pandas as pd
import pytest

from analysis.cases import (
    annual_counts,
    frame_store,
    import_cases,
    open_store,
    propose_mapping,
    select,
    weighted_counts,
)
from analysis.cases.clinical.outcomes import outcome_shares
from analysis.cases.mapping.read import read_mapping
from analysis.errors import DataError

MAPPING = """
name = "neiss"
title = "Emergency visits of a sample of hospitals"
codebook = "2026.1"
layout = "case"

[columns]
case_id = "CPSC_Case_Number"
date = "Treatment_Date"
substance = "Product"
sex = "Sex"
weight = "Weight"
stratum = "Stratum"
cluster = "PSU"
"""


def sampled(**more) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the records of a case that R computed, as cases and substances."""
    data = agreement.frame({"input": {"csv": "data/svy_neiss.csv"}})
    ids = [f"c{place}" for place in range(len(data))]
    cases = pd.DataFrame(
        {
            "case_id": ids,
            "year": 2020,
            "sex": np.where(data["event"] == 1, "Female", "Male"),
            "age_years": data["group"].map({"child": 4.0, "adult": 40.0, "senior": 80.0}),
            "weight": data["weight"],
            "stratum": data["stratum"],
            "cluster": data["cluster"].astype(str),
            **more,
        }
    )
    names = np.where(data["group"] == "senior", "Digoxin", "Ibuprofen")
    return cases, pd.DataFrame({"case_id": ids, "substance": names})


def by_r() -> dict:
    return next(case for case in agreement.cases("survey") if case["case"] == "neiss")["expected"]


def test_estimates_of_a_store_are_those_of_r():
    """svytotal of all records, and svyby and a domain of them: the seniors, who took digoxin."""
    store, r = frame_store(*sampled()), by_r()
    whole = weighted_counts(select(store)).iloc[0]
    assert [whole["value"], whole["se"], whole["low"], whole["high"], whole["df"], whole["n"]] == pytest.approx(
        [r["count"], r["count_se"], r["count_lower"], r["count_upper"], r["df"], 200], rel=1e-9
    )
    ages = weighted_counts(select(store), by="age_band").set_index("age_band")
    assert ages.index.tolist() == ["<6", "40-59", ">=60"]
    assert ages["value"].tolist() == pytest.approx([r["by_count"][place] for place in (1, 0, 2)], rel=1e-9)
    assert ages["se"].tolist() == pytest.approx([r["by_count_se"][place] for place in (1, 0, 2)], rel=1e-9)
    digoxin = weighted_counts(select(store, substance="digoxin")).iloc[0]
    assert [digoxin["value"], digoxin["low"], digoxin["high"], digoxin["df"]] == pytest.approx(
        [r["domain_count"], r["domain_count_lower"], r["domain_count_upper"], r["domain_df"]], rel=1e-9
    )


def test_a_sample_without_clusters_or_strata():
    cases, substances = sampled(cluster=None)
    r = next(case for case in agreement.cases("survey") if case["case"] == "strata_only")["expected"]
    found = weighted_counts(select(frame_store(cases, substances), substance="digoxin")).iloc[0]
    assert [found["value"], found["se"], found["df"]] == pytest.approx(
        [r["domain_count"], r["domain_count_se"], r["domain_df"]], rel=1e-9
    )
    plain = weighted_counts(select(frame_store(cases.assign(stratum=None, weight=3.0), substances))).iloc[0]
    assert (plain["value"], plain["df"]) == (600, 199)
    assert plain["se"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("weights", "unstable"),
    [
        ([100] * 40, ""),
        ([10] * 40, "below 1,200"),
        ([100] * 19, "fewer than 20 records"),
        ([30] * 39 + [4000], "CV above 33%"),
        ([10] * 10, "fewer than 20 records; below 1,200"),
    ],
)
def test_the_rule_of_neiss(weights, unstable):
    cases = pd.DataFrame({"case_id": [str(place) for place in range(len(weights))], "weight": weights, "year": 2020})
    found = weighted_counts(select(frame_store(cases)))
    assert found["unstable"].tolist() == [unstable]
    assert any("rule of NEISS" in note for note in found.attrs["notes"]) == bool(unstable)


def test_raw_counts_of_a_sample_say_that_they_are_unweighted():
    cases, substances = sampled(medical_outcome="Minor effect", date="2020-03-01")
    store = frame_store(cases, substances)
    for answer in (annual_counts(select(store)).to_frame(), outcome_shares(select(store))):
        assert answer.attrs["study"] == "all substances; unweighted records of a sample"
    assert annual_counts(select(store))["count"].tolist() == [200]
    assert "unweighted" not in weighted_counts(select(store)).attrs["study"]
    plain = frame_store(cases.drop(columns="weight"), substances)
    assert "unweighted" not in annual_counts(select(plain)).study
    with pytest.raises(DataError, match="sampling weight"):
        weighted_counts(select(plain))


def test_records_without_a_weight_are_told():
    cases, substances = sampled()
    cases.loc[[3, 9], "weight"] = np.nan
    cases.loc[11, "cluster"] = None
    found = weighted_counts(select(frame_store(cases, substances)))
    assert found["n"].tolist() == [197]
    assert found.attrs["without_weight"] == 3
    assert found.attrs["notes"][-1].startswith("3 records without")


def test_a_case_with_several_routes_counts_at_each():
    cases, substances = sampled(route="Ingestion")
    cases.loc[:4, "route"] = "Ingestion; Dermal"
    found = weighted_counts(select(frame_store(cases, substances)), by="route").set_index("route")
    assert found["n"].to_dict() == {"Ingestion": 200, "Dermal": 5}
    assert found.loc["Dermal", "value"] == pytest.approx(cases["weight"][:5].sum())
    assert found.attrs["several"] == {"route": 5}


def test_a_stratum_with_one_hospital_is_refused_or_taken_as_told():
    cases, substances = sampled()
    cases.loc[cases["stratum"] == "C", "cluster"] = "1"
    study = select(frame_store(cases, substances))
    with pytest.raises(DataError, match="got one in C"):
        weighted_counts(study)
    certain, cautious = (weighted_counts(study, lone=lone)["se"][0] for lone in ("certainty", "adjust"))
    assert certain < cautious


def test_weights_come_in_by_the_mapping(tmp_path):
    lines = ["CPSC_Case_Number,Treatment_Date,Product,Sex,Weight,Stratum,PSU"]
    lines += [f"{n},01/0{1 + n % 5}/2020,Aspirin,Male,{74.25 + n % 2},{'SV'[n % 2]},{n % 4}" for n in range(40)]
    lines += [f"{90 + n},01/01/2020,Aspirin,Male,{bad},S,0" for n, bad in enumerate(["0", "-3", "many", "inf", ""])]
    export, mapping = tmp_path / "neiss.csv", tmp_path / "neiss.toml"
    export.write_text("\n".join(lines) + "\n")
    mapping.write_text(MAPPING)
    report = import_cases(export, mapping=mapping, into=tmp_path / "store")
    assert (report.kept, report.weighted) == (45, True)
    rules = report.by_rule.set_index("rule")["count"].to_dict()
    assert rules == {"sampling weight is no number": 2, "sampling weight not above 0": 2}
    store = open_store(tmp_path / "store")
    assert store.weighted and "unweighted" in select(store).stated
    found = weighted_counts(select(store))
    assert found["value"].tolist() == pytest.approx([20 * 74.25 + 20 * 75.25])
    assert (found["df"][0], found.attrs["without_weight"]) == (2, 5)
    cases = pd.read_parquet(tmp_path / "store" / "cases.parquet")
    assert cases.loc[0, ["weight", "stratum", "cluster"]].tolist() == [74.25, "S", "0"]


def test_a_weight_is_no_constant(tmp_path):
    text = MAPPING.replace('weight = "Weight"\n', "") + '\n[constants]\nweight = "3"\n'
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(DataError, match="no target that is the same for all cases"):
        read_mapping(tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("heading", "targets"),
    [
        ("id,date,Product,Weight,Stratum,PSU", {"weight": "Weight", "stratum": "Stratum", "cluster": "PSU"}),
        (
            "id,date,Product,Statistical Weight,Body Weight",
            {"weight": "Statistical Weight", "weight_kg": "Body Weight"},
        ),
        ("id,date,Product,WEIGHT,CLUSTER", {"weight": "WEIGHT", "cluster": "CLUSTER"}),
        ("id,date,Product,PATWT,CSTRATM,CPSUM", {"weight": "PATWT", "stratum": "CSTRATM", "cluster": "CPSUM"}),
        ("id,date,Product,Weight (kg),Stratum,Sampling Weight", {"weight": "Sampling Weight", "stratum": "Stratum"}),
        ("id,date,Product,Weight,Sex", {"weight_kg": "Weight"}),
        ("id,date,Product,Weight kg,Cluster", {"weight_kg": "Weight kg"}),
    ],
)
def test_a_sampling_weight_is_told_from_a_body_weight(tmp_path, heading, targets):
    names = heading.split(",")
    cells = {"id": "{n}", "date": "2020-01-{d:02}", "Product": "Aspirin", "Sex": "Male"}
    for name in names[3:]:
        cells.setdefault(name, "{w}" if "w" in name.lower() else "{s}")
    lines = [
        ",".join(cells[name].format(n=n, d=1 + n % 28, w=60 + n % 9, s=n % 4) for name in names) for n in range(60)
    ]
    (tmp_path / "visits.csv").write_text("\n".join([heading, *lines]) + "\n")
    columns = propose_mapping(tmp_path / "visits.csv").mapping.columns
    found = {name: columns[name].column for name in ("weight", "stratum", "cluster", "weight_kg") if name in columns}
    assert found == targets | ({"weight_kg": "Weight (kg)"} if "Weight (kg)" in names else {})
