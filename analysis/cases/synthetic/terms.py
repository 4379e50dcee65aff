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
FILLED = 40  # from here on the names are made up, and take turns in being of these kinds
KINDS_OF_FILLED = tuple(f"Synthetic product, {kind}" for kind in ("household", "cosmetic", "medicine"))
GROWING = np.array([5, 6, 7, 8])  # baclofen, gabapentin, loperamide, kratom
# Effects that mild cases have too, those that go with moderate ones, and those of grave ones.
EFFECTS = (
    (
        *("Drowsiness/lethargy", "Dizziness/vertigo", "Headache", "Vomiting", "Nausea", "Abdominal pain", "Diarrhea"),
        *("Oral irritation", "Throat irritation", "Cough/choke", "Ocular irritation/pain", "Red eye/conjunctivitis"),
        *("Dermal irritation/pain", "Rash", "Pruritus", "Hives/welts", "Erythema/flushed", "Puncture/wound/sting"),
        *("Pain (not dermal, GI, ocular)", "Dermal edema", "Constipation", "Numbness", "Blurred vision", "Diaphoresis"),
    ),
    (
        *(
            "Confusion",
            "Agitated/irritable",
            "Ataxia",
            "Slurred speech",
            "Hallucinations/delusions",
            "Tremor",
            "Syncope",
        ),
        *("Tachycardia", "Hypertension", "Bradycardia", "Miosis", "Mydriasis", "Nystagmus", "Dyspnea", "Bronchospasm"),
        *("Hyperventilation/tachypnea", "Chest pain (incl. non-cardiac)", "Fever/hyperthermia", "Muscle weakness"),
        *("Fasciculations", "Urinary retention", "Corneal abrasion", "Edema", "Ecchymosis", "Deafness/tinnitus"),
        *("AST/ALT >100 <=1000", "PT prolonged", "Other coagulopathy", "Cytopenia", "Electrolyte abnormality"),
        *("Creatinine increased", "CPK elevated", "Alkalosis", "Anion gap increased", "Hypoglycemia", "Hypothermia"),
        *("Conduction disturbance", "Dysrhythmia (other)", "Pneumonitis", "Seizure (single)", "Hypotension"),
    ),
    (
        *("Coma", "Respiratory depression", "Respiratory arrest", "Cyanosis", "Cardiac arrest", "Status epilepticus"),
        *("Seizures (multiple/discrete)", "Dysrhythmia (V. tach/V. fib)", "AST/ALT >1000", "Acidosis"),
        *("Renal failure", "Rhabdomyolysis", "Muscle rigidity"),
    ),
)
# Therapies at home too, in hospital, and of grave cases.
THERAPIES = (
    ("Dilute/irrigate/wash", "Food/snack", "Fresh air"),
    (
        *("IV fluids", "Oxygen", "Benzodiazepines", "Naloxone", "Atropine", "N-acetylcysteine", "Antiemetics"),
        *(
            "Activated charcoal (single/multiple)",
            "Whole bowel irrigation",
            "Antihistamines",
            "Steroids",
            "Antibiotics",
        ),
        *("Bronchodilators", "Sedation (other)", "Physostigmine", "Flumazenil", "Anticonvulsants", "Alkalinization"),
        *("Sodium bicarbonate", "Calcium", "Glucagon", "Insulin", "Glucose >5%", "Digoxin Fab", "Antivenin/antitoxin"),
        "Hyperbaric oxygen",
    ),
    ("Intubation", "Ventilator", "Vasopressors", "CPR", "Hemodialysis", "Lipid emulsion"),
)
HOME_CARE = THERAPIES[0]
EFFECT_NAMES, THERAPY_NAMES = (tuple(name for names in kinds for name in names) for kinds in (EFFECTS, THERAPIES))
EFFECT_GRAVITY, THERAPY_GRAVITY = (
    np.repeat([0, 1, 2], [len(names) for names in kinds]) for kinds in (EFFECTS, THERAPIES)
)
SEVERITIES = ("No effect", "Minor effect", "Moderate effect", "Major effect", "Death")
HOSPITAL = np.array([0.12, 0.32, 0.88, 0.99, 1.0])  # chance of care in a hospital by severity, after an accident
FOLLOWED_AT_HOME = 0.35
AGES = ("<6", "6-12", "13-19", "20-59", ">=60")
# Rounded resident populations in hundred thousands: weights for drawing, nothing more.
STATES = {
    "AL": 50, "AK": 7, "AZ": 72, "AR": 30, "CA": 395, "CO": 58, "CT": 36, "DE": 10, "DC": 7, "FL": 215,
    "GA": 107, "HI": 15, "ID": 18, "IL": 128, "IN": 68, "IA": 32, "KS": 29, "KY": 45, "LA": 47, "ME": 14,
    "MD": 62, "MA": 70, "MI": 101, "MN": 57, "MS": 30, "MO": 62, "MT": 11, "NE": 20, "NV": 31, "NH": 14,
    "NJ": 93, "NM": 21, "NY": 202, "NC": 104, "ND": 8, "OH": 118, "OK": 40, "OR": 42, "PA": 130, "RI": 11,
    "SC": 51, "SD": 9, "TN": 69, "TX": 291, "UT": 33, "VT": 6, "VA": 86, "WA": 77, "WV": 18, "WI": 59,
    "WY": 6,
}  # fmt: skip
# term -> share; what follows the substance is in shares.py
CALLS = {
    "human exposure": 0.86, "animal exposure": 0.025, "information request": 0.11, "human confirmed nonexposure": 0.005,
}  # fmt: skip
HUMAN, ANIMAL, INFORMATION, NONEXPOSURE = range(4)
REASONS = (
    *("Unintentional - General", "Unintentional - Environmental", "Unintentional - Occupational"),
    *("Unintentional - Therapeutic error", "Unintentional - Misuse", "Unintentional - Bite/sting"),
    *("Unintentional - Food poisoning", "Unintentional - Unknown", "Intentional - Suspected suicide"),
    *("Intentional - Misuse", "Intentional - Abuse", "Intentional - Unknown", "Adverse reaction - Drug"),
    *("Other - Malicious", "Other - Withdrawal", "Unknown reason"),
)
# Reasons of small children, for what is in reach of them.
CHILD = {
    "Unintentional - General": 0.93, "Unintentional - Environmental": 0.02, "Unintentional - Therapeutic error": 0.04,
    "Unintentional - Unknown": 0.005, "Unintentional - Misuse": 0.003, "Other - Malicious": 0.001,
    "Unknown reason": 0.001,
}  # fmt: skip
ROUTES = ("Ingestion", "Dermal", "Inhalation/nasal", "Ocular", "Bite/sting", "Parenteral", "Unknown")
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
SITE_SHARES = ((0.97, 0.0, 0.0, 0.015, 0.015), (0.0, 0.7, 0.3, 0.0, 0.0))  # outside of hospitals, in them
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
    *(*SEVERITIES, "Death, indirect report"),
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
