"""Kinetics against closed forms and numerical integration in R."""

from __future__ import annotations

from functools import partial

import numpy as np

from analysis.stats.kinetics import (
    area_under_curve,
    bolus_concentration,
    half_life,
    infusion_concentration,
    noncompartmental,
    oral_concentration,
    repeated_doses,
    saturable_concentration,
    steady_state,
    time_of_peak,
)

from . import frame


def pk(case: dict) -> dict:
    given = case["input"]
    time = np.array(given["t"], dtype=float)
    if given["type"] == "michaelis_menten":
        model = {name: given[key] for name, key in (("ka", "ka"), ("volume", "V"), ("vmax", "vmax"), ("km", "km"))}
        return {"conc": saturable_concentration(time, dose=given["F"] * given["dose"], **model)}
    curve = _curve(given)
    when = np.add(given["dose_times"], given["tlag"])
    got = {
        "conc": repeated_doses(time, curve, dose_times=when, doses=given["dose"]),
        "half_life": half_life(given["ke"]),
    }
    oral, dose = given["type"] == "oral", given["dose"][0]
    absorbed = {"bioavailability": given["F"]} if oral else {}
    got["auc_inf"] = area_under_curve(dose=dose, ke=given["ke"], volume=given["V"], **absorbed)
    if oral:
        peak = time_of_peak(given["ka"], given["ke"])
        got |= {"tmax": peak + given["tlag"], "cmax": curve(peak, dose=dose)}
    if given.get("tau"):
        absorption = {"ka": given["ka"], **absorbed} if oral else {}
        plateau = steady_state(dose=dose, interval=given["tau"], ke=given["ke"], volume=given["V"], **absorption)
        got |= {"tmax_ss": plateau.peak_time, "cmax_ss": plateau.peak, "cmin_ss": plateau.trough}
        got |= {"cavg_ss": plateau.average, "accumulation": plateau.accumulation}
    return got


def _curve(given: dict):
    shared = {"ke": given["ke"], "volume": given["V"]}
    if given["type"] == "oral":
        return partial(oral_concentration, ka=given["ka"], bioavailability=given["F"], **shared)
    if given["type"] == "iv":
        return partial(bolus_concentration, **shared)
    return partial(infusion_concentration, duration=given["tinf"], **shared)


def nca(case: dict) -> dict:
    data = frame(case)
    seen = noncompartmental(data["time"], data["conc"], terminal_points=case["input"]["nz"])
    return {
        "cmax": seen.peak,
        "tmax": seen.peak_time,
        "auc_lin": seen.auc,
        "auc_log": seen.auc_log,
        "aumc_lin": seen.aumc,
        "tlast": seen.last_time,
        "clast": seen.last,
        "lambda_z": seen.terminal_rate,
        "half_life": seen.half_life,
        "auc_inf": seen.auc_infinity,
        "r2": seen.r_squared,
    }


FAMILIES = {"pk": pk, "nca": nca}
NOT_COMPARED = {
    "nca": {
        "zeros_tail/auc_inf": "the case adds the extrapolation from the last measurable sample to an area that already "
        "runs on to the zero after it, and counts that stretch twice; here the area ends where the extrapolation begins"
    }
}
