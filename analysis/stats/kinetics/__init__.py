"""Kinetics: one-compartment curves, repeated doses, impaired kidneys, and analysis of a measured curve."""

from .dosing import SteadyState, renal_clearance_factor, repeated_doses, steady_state
from .noncompartmental import Profile, noncompartmental
from .saturable import saturable_concentration
from .single_dose import (
    absorption_rate,
    area_under_curve,
    bolus_concentration,
    elimination_rate,
    half_life,
    infusion_concentration,
    oral_concentration,
    time_of_peak,
)

__all__ = [
    "Profile",
    "SteadyState",
    "absorption_rate",
    "area_under_curve",
    "bolus_concentration",
    "elimination_rate",
    "half_life",
    "infusion_concentration",
    "noncompartmental",
    "oral_concentration",
    "renal_clearance_factor",
    "repeated_doses",
    "saturable_concentration",
    "steady_state",
    "time_of_peak",
]
