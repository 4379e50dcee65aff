"""Terms of synthetic cases and their shares: round numbers that look like a poison center's, estimates of nothing."""

from __future__ import annotations

import numpy as np

SUBSTANCE_NAMES = (
    *("Acetaminophen", "Ibuprofen", "Household cleaner, bleach", "Hand sanitizer, ethanol", "Diphenhydramine"),
    *("Baclofen", "Gabapentin", "Loperamide", "Kratom", "Ethanol", "Aspirin", "Clonazepam", "Alprazolam"),
    *("Sertraline", "Trazodone", "Quetiapine", "Metoprolol", "Amlodipine", "Lisinopril", "Metformin", "Melatonin"),
    *("Amphetamine", "Cocaine", "Heroin", "Fentanyl", "Oxycodone", "Hydrocodone", "Tramadol", "Cyclobenzaprine"),
    *("Laundry detergent packet", "Carbon monoxide", "Pesticide, pyrethroid", "Rattlesnake bite", "Bee sting"),
    *("Cannabis, edible", "Nicotine liquid", "Dextromethorphan", "Bupropion", "Lithium", "Digoxin"),
    *(f"Synthetic product {number:03d}" for number in range(41, 501)),
)
GROWING = np.array([5, 6, 7, 8])  # baclofen, gabapentin, loperamide, kratom
EFFECT_NAMES = (
    *("Drowsiness/lethargy", "Confusion", "Coma", "Slurred speech", "Respiratory depression", "Ataxia"),
    *("Agitated/irritable", "Tachycardia", "Hypertension", "Tremor", "Hallucinations/delusions", "Mydriasis"),
    *("Vomiting", "Nausea", "Abdominal pain", "Diarrhea", "Oral irritation", "Throat irritation"),
    *("Bradycardia", "Hypotension", "Conduction disturbance", "Dizziness/vertigo", "Syncope", "Cardiac arrest"),
    *("Ocular irritation/pain", "Red eye/conjunctivitis", "Cough/choke", "Dyspnea", "Rash", "Dermal edema"),
    *("Seizure (single)", "Headache", "Electrolyte abnormality", "Acidosis", "Diaphoresis", "Other"),
)
CLASSES = 5  # the first 30 effects in fives of six: sedative, stimulant, gastrointestinal, cardiac, irritant
THERAPY_NAMES = (
    *("IV fluids", "Oxygen", "Intubation", "Ventilator", "Benzodiazepines", "Naloxone", "Atropine"),
    *("N-acetylcysteine", "Activated charcoal (single/multiple)", "Dilute/irrigate/wash", "Food/snack", "Fresh air"),
    *("Antiemetics", "Antihistamines", "Calcium", "Vasopressors", "Sodium bicarbonate", "Hemodialysis", "Other"),
)
# Rounded resident populations in hundred thousands: weights for drawing, nothing more.
STATES = {
    "AL": 50, "AK": 7, "AZ": 72, "AR": 30, "CA": 395, "CO": 58, "CT": 36, "DE": 10, "DC": 7, "FL": 215,
    "GA": 107, "HI": 15, "ID": 18, "IL": 128, "IN": 68, "IA": 32, "KS": 29, "KY": 45, "LA": 47, "ME": 14,
    "MD": 62, "MA": 70, "MI": 101, "MN": 57, "MS": 30, "MO": 62, "MT": 11, "NE": 20, "NV": 31, "NH": 14,
    "NJ": 93, "NM": 21, "NY": 202, "NC": 104, "ND": 8, "OH": 118, "OK": 40, "OR": 42, "PA": 130, "RI": 11,
    "SC": 51, "SD": 9, "TN": 69, "TX": 291, "UT": 33, "VT": 6, "VA": 86, "WA": 77, "WV": 18, "WI": 59,
    "WY": 6,
}  # fmt: skip
# term -> share, or one share per profile: young child, teenager or adult by mistake, adult on purpose
CALLS = {
    "human exposure": 0.86, "animal exposure": 0.025, "information request": 0.11, "human confirmed nonexposure": 0.005,
}  # fmt: skip
HUMAN, ANIMAL, INFORMATION, NONEXPOSURE = range(4)
REASONS = {
    "Unintentional - General": (0.93, 0.30, 0.0),
    "Unintentional - Environmental": (0.02, 0.09, 0.0),
    "Unintentional - Occupational": (0.0, 0.07, 0.0),
    "Unintentional - Therapeutic error": (0.03, 0.33, 0.0),
    "Unintentional - Misuse": (0.005, 0.07, 0.0),
    "Unintentional - Bite/sting": (0.005, 0.05, 0.0),
    "Unintentional - Food poisoning": (0.0, 0.02, 0.0),
    "Unintentional - Unknown": (0.005, 0.01, 0.0),
    "Intentional - Suspected suicide": (0.0, 0.0, 0.70),
    "Intentional - Misuse": (0.0, 0.0, 0.12),
    "Intentional - Abuse": (0.0, 0.0, 0.13),
    "Intentional - Unknown": (0.0, 0.0, 0.05),
    "Adverse reaction - Drug": (0.003, 0.04, 0.0),
    "Other - Malicious": (0.001, 0.005, 0.0),
    "Unknown reason": (0.001, 0.015, 0.0),
}
ROUTES = {
    "Ingestion": 0.83, "Dermal": 0.06, "Inhalation/nasal": 0.05, "Ocular": 0.035, "Bite/sting": 0.015,
    "Parenteral": 0.005, "Unknown": 0.005,
}  # fmt: skip
CALLER_SITES = {
    "Own residence": 0.68, "Other residence": 0.05, "Health care facility": 0.21, "Workplace": 0.02, "School": 0.01,
    "Other": 0.02, "Unknown": 0.01,
}  # fmt: skip
EXPOSURE_SITES = {
    "Own residence": 0.88, "Other residence": 0.04, "Workplace": 0.02, "School": 0.015, "Public area": 0.015,
    "Health care facility": 0.005, "Other": 0.01, "Unknown": 0.015,
}  # fmt: skip
ACUITIES = {"Acute": 0.86, "Acute-on-chronic": 0.10, "Chronic": 0.02, "Unknown": 0.02}
SITES = (
    *("Managed on site (non-HCF)", "Patient already in (en route to) HCF when PC called"),
    *("Patient was referred by PC to a HCF", "Other", "Unknown"),
)
CARE = (
    *("Treated/evaluated and released", "Admitted to critical care unit", "Admitted to noncritical care unit"),
    *("Admitted to psychiatric facility", "Patient lost to follow-up/left AMA"),
    "Patient refused referral/did not arrive at HCF",
)
# Level of care by severity: no effect, minor, moderate, major, death
CARE_SHARES = (
    (0.66, 0.02, 0.06, 0.10, 0.11, 0.05),
    (0.56, 0.05, 0.15, 0.12, 0.09, 0.03),
    (0.22, 0.30, 0.32, 0.11, 0.04, 0.01),
    (0.03, 0.82, 0.11, 0.03, 0.01, 0.0),
    (0.06, 0.90, 0.04, 0.0, 0.0, 0.0),
)
OUTCOMES = (
    *("No effect", "Minor effect", "Moderate effect", "Major effect", "Death", "Death, indirect report"),
    "Not followed, judged as nontoxic exposure (clinical effects not expected)",
    "Not followed, minimal clinical effects possible (no more than minor effect possible)",
    "Unable to follow, judged as a potentially toxic exposure",
    "Unrelated effect, the exposure was probably not responsible for the effect(s)",
    "Confirmed nonexposure",
)
AGE_GROUPS = (
    *("<1", "1", "2", "3", "4", "5", "6-12", "13-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89"),
    *(">=90", "unknown <=5", "unknown child", "unknown adult", "unknown age"),
)
AGE_STARTS = np.array([1, 2, 3, 4, 5, 6, 13, 20, 30, 40, 50, 60, 70, 80, 90])
