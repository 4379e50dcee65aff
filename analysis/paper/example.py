"""A plan to start from: every key with what it does, and a first paper on synthetic cases as it stands."""

EXAMPLE = """# The choices of a paper. Paths are relative to this file.
#
#   poison-center cases synthesize --rows 50000 --into store      (or: poison-center cases import ... --into store)
#   poison-center paper STUDY.toml --into paper

title = "Baclofen exposures reported to poison centers"
authors = ["First Author", "Second Author"]
store = "store"                      # the folder of the case store; with --engine, its URL

[selection]                          # leave a line out to take everything
substance = "Baclofen"               # a name, a name with *, a code, "/pattern/", or a list of them
how = "any"                          # any: mentioned at any rank; first: ranked first; single: the only substance
years = [2010, 2022]                 # [first, last], or one year
# ages = [13, 19]                    # completed years
# reason = "Intentional"             # a reason, a group of reasons, or a list of them
# where = {sex = "Female"}           # column = value or a list of values; columns of your own too (race = "Black")
# human_exposures = false            # keep information calls, animals and confirmed nonexposures

# [denominator]                      # annual rates instead of counts
# file = "population.csv"            # columns year and population (or prescriptions)
# per = 100000

[table_1]
by = "mention"                       # groups to compare: a column of the cases, "mention" or "age_band"
unknowns = "excluded"                # excluded: a bare number, not in the percentages; kept: a level like any other
# variables = ["sex", "age_band", "mention", "route", "reason", "exposure_site", "management_site", "level_of_care",
#              "medical_outcome"]
# smd = true                         # a column of standardized differences
numbers = ["age_years"]              # median and quartiles; also "weight_kg", "dose"
# denominators = {level_of_care = "facility"}   # percentages of: known, all, or facility (cases managed in one)

[tables]
rows = 15                            # effects and therapies printed in Table 2; its CSV file has all
outcomes = ["serious", "admitted"]   # of Table 3; also "medically_admitted" (without psychiatric facilities)
factors = ["age_band", "sex", "mention"]
level = 0.95                         # of all limits

[figures]                            # leave a figure out for the first that the cases allow
figure_1 = "flow"                    # flow, trend, counts, severity, odds, outcomes, effects, therapies, coingestants
figure_2 = "trend"
# figure_3 = "severity"              # against dose; odds ratios where no doses are recorded
# dose_unit = "mg"
# per_kg = true
formats = ["png", "svg", "pdf"]

[trend]
model = "quasi-poisson"              # or poisson, negative-binomial, log-rate
at_break = "refuse"                  # years across a break in coding: no trend; or "step": a trend with a step

[statements]                         # what only you know; a line left out is a marked gap in the paper
# source = "National Poison Data System, America's Poison Centers"
# ethics = "The institutional review board of ... determined that ..."
# funding = "None."
# conflicts = "None declared."
# availability = "Cases can be requested from ..."

[audit]
stop_at = "inconsistent"             # stop when the package's own tables hold something inconsistent; or "impossible"
"""
