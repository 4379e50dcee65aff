"""One line or two for every verb that can be copied and run; the tests run them."""

STORE = "poison-center cases {} store --substance baclofen{}"  # each fits a screen of 80

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": (
        "poison-center show trial_success",
        "poison-center audit table.csv",
        "poison-center cases synthesize --rows 20000 --into store",
    ),
    "figures": ("poison-center figures trial_success --into pictures --width half",),
    "tables": ("poison-center tables --into tables",),
    "list": ("poison-center list",),
    "show": (
        "poison-center show trial_success --picture trials.png",
        "poison-center show burden --format csv --output burden.csv",
    ),
    "cite": ("poison-center cite burden --format bibtex --output burden.bib", "poison-center cite --all"),
    "check": ("poison-center check",),
    "verify": ("poison-center verify documents",),
    "audit": (
        "poison-center audit table.csv --format html --output found.html",
        "poison-center audit table.csv --explain --output rules.toml",
    ),
    "paper": ("poison-center paper --example > study.toml", "poison-center paper study.toml --into paper"),
    "release": ("poison-center release paper --policy cms --into release",),
    "cases": (
        "poison-center cases map export.csv --output mapping.toml",
        "poison-center cases import export.csv --mapping mapping.toml --into store",
        "poison-center cases trend store --years 2006-2022 --picture trend.png",
    ),
    "cases map": ("poison-center cases map export.csv --output mapping.toml",),
    "cases import": ("poison-center cases import export.csv --mapping mapping.toml --into store",),
    "cases synthesize": (
        "poison-center cases synthesize --rows 20000 --into store",
        "poison-center cases synthesize --rows 500 --output cases.csv",
    ),
    "cases flow": (STORE.format("flow", " --ages 13-19"),),
    "cases counts": (
        STORE.format("counts", " --by sex"),
        "poison-center cases counts counts.csv --picture drawn.png",
    ),
    "cases change": (STORE.format("change", " --last peak"),),
    "cases trend": (STORE.format("trend", " --years 2006-2022"),),
    "cases table1": ("poison-center cases table1 store --by mention --output table1.md",),
    "cases effects": (STORE.format("effects", " --top 10"),),
    "cases therapies": (STORE.format("therapies", " --top 10 --by sex"),),
    "cases coingestants": (STORE.format("coingestants", " --top 10"),),
    "cases combinations": (STORE.format("combinations", " --at-least 5"),),
    "cases outcomes": (STORE.format("outcomes", " --by age_band"),),
    "cases odds": ("poison-center cases odds store --factors age_band,sex --picture odds.png",),
    "cases severity": (STORE.format("severity", ""),),
    "cases states": (STORE.format("states", " --area region"),),
    "cases pairs": (STORE.format("pairs", " --at-least 5"),),
    "cases weighted": ("poison-center cases weighted sample --by sex",),
}
