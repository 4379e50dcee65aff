# Totals, means, ratios, proportions and domains of sample surveys by R's survey package.
# Rscript scripts/survey.R (in reference/) writes survey.json and the frames data/svy_*.csv, whose records are invented,
# but for scd (Levy and Lemeshow 1991, data(scd) of the package).
suppressMessages({library(jsonlite); library(survey)})
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), survey = as.character(packageVersion("survey")))
num <- function(x) lapply(as.numeric(x), function(v) if (is.nan(v) || is.na(v)) "NaN" else v)

design_of <- function(d, lone) {
  options(survey.lonely.psu = lone)
  svydesign(ids = if ("cluster" %in% names(d)) ~cluster else ~1, strata = if ("stratum" %in% names(d)) ~stratum else NULL,
    weights = ~weight, nest = TRUE, data = d)
}
limits <- function(name, m, df, conf) {
  ci <- suppressWarnings(confint(m, level = conf, df = df))
  out <- list(num(coef(m))[[1]], num(SE(m))[[1]], num(ci[1])[[1]], num(ci[2])[[1]])
  setNames(out, paste0(name, c("", "_se", "_lower", "_upper")))
}
share <- function(name, des, conf, method) {
  p <- suppressWarnings(try(svyciprop(~event, des, method = method, level = conf), silent = TRUE))
  ci <- if (inherits(p, "try-error")) c(NaN, NaN) else attr(p, "ci")
  # svyciprop writes exp(x) / (1 + exp(x)), which is NaN at a large x; plogis of the same regression is not
  if (method == "logit" && coef(p) > 0 && coef(p) < 1 && degf(des) > 0) {
    fit <- svyglm(event ~ 1, des, family = quasibinomial, control = list(epsilon = 1e-14, maxit = 100))
    ci <- plogis(coef(fit) + c(-1, 1) * qt((1 + conf) / 2, degf(des)) * SE(fit))
  }
  setNames(list(num(ci[1])[[1]], num(ci[2])[[1]]), paste0(name, "_", method, c("_lower", "_upper")))
}
answers <- function(name, des, conf) {
  df <- degf(des)
  c(limits(paste0(name, "total"), svytotal(~y, des), df, conf), limits(paste0(name, "count"), svytotal(~one, des), df, conf),
    limits(paste0(name, "mean"), svymean(~y, des), df, conf), limits(paste0(name, "ratio"), svyratio(~y, ~x, des), df, conf),
    limits(paste0(name, "share"), svymean(~event, des), df, conf),
    share(paste0(name, "share"), des, conf, "logit"), share(paste0(name, "share"), des, conf, "beta"),
    setNames(list(df), paste0(name, "df")))
}
case <- function(name, d, lone = "fail", conf = .95, domain = NULL) {
  path <- paste0("data/svy_", name, ".csv")
  write.csv(format(d, digits = 15, trim = TRUE, scientific = FALSE), path, row.names = FALSE, quote = FALSE)
  d <- read.csv(path); d$one <- 1
  input <- list(csv = path, conf = conf, lone = lone, domain = if (is.null(domain)) "" else domain)
  got <- try({des <- design_of(d, lone)
    all <- answers("", des, conf)
    if (!is.null(domain)) all <- c(all, answers("domain_", subset(des, group == domain), conf))
    by <- svyby(~one, ~group, des, svytotal); means <- svyby(~y, ~group, des, svymean)
    c(all, list(by_count = num(coef(by)), by_count_se = num(SE(by)), by_mean = num(coef(means)), by_mean_se = num(SE(means))))
  }, silent = TRUE)
  one <- list(case = name, `function` = "survey::svydesign, svytotal, svymean, svyratio, svyciprop, svyby, degf",
    package_version = versions, input = input,
    r_call = paste0("options(survey.lonely.psu = '", lone, "'); des <- svydesign(ids, strata, weights, nest = TRUE); ",
      "confint(svytotal(~y, des), level = conf, df = degf(des)), ... see scripts/survey.R"))
  if (inherits(got, "try-error")) c(one, list(r_error = as.character(got), expected = setNames(list(), character()),
    tolerance = list(rel = 1e-9, abs = 1e-12))) else c(one, list(expected = got, tolerance = list(rel = 1e-9, abs = 1e-12)))
}
records <- function(seed, strata, psus, each) {
  set.seed(seed)
  d <- expand.grid(record = seq_len(each), cluster = seq_len(psus), stratum = LETTERS[seq_len(strata)])
  n <- nrow(d); shift <- rnorm(strata * psus)[as.integer(interaction(d$cluster, d$stratum))]
  data.frame(stratum = d$stratum, cluster = d$cluster, weight = round(exp(rnorm(n, 3 + as.integer(d$stratum) / 4, .4)), 3),
    y = round(20 + 5 * shift + rnorm(n, 0, 8), 2), x = round(runif(n, 1, 9), 2),
    event = as.integer(runif(n) < plogis(-1 + .7 * shift)), group = sample(c("child", "adult", "senior"), n, TRUE, c(.5, .4, .1)))
}
data(scd)
heart <- data.frame(stratum = scd$ESA, cluster = scd$ambulance, weight = rep(c(2, 3, 1.5), each = 2), y = scd$alive,
  x = scd$arrests, event = c(1, 0, 1, 1, 0, 1), group = c("a", "b", "a", "b", "a", "b"))
neiss <- records(1, 5, 4, 10); none <- records(2, 1, 1, 60); wide <- records(3, 3, 3, 8)
wide$weight <- signif(wide$weight * 10^rep(c(-4, 0, 5), each = 24), 6)
lone <- records(5, 4, 3, 6); lone <- lone[!(lone$stratum == "B" & lone$cluster > 1), ]
two <- lone[!(lone$stratum == "D" & lone$cluster != 2), ]
rare <- neiss; rare$group <- "others"; rare$group[7] <- "one"; rare$group[c(50, 90, 91)] <- "few"
nothing <- neiss; nothing$event <- 0; nothing$event[nothing$group == "adult"] <- 1; nothing$event[3] <- 1
signs <- neiss; signs$y <- signs$y - 20
uneven <- records(9, 4, 5, 12); set.seed(10); uneven <- uneven[runif(nrow(uneven)) < .4, ]
large <- neiss; large$y <- large$y * 1e6 + 1e9
cases <- list(
  case("scd", heart, domain = "a"), case("neiss", neiss, domain = "senior"), case("neiss90", neiss, conf = .9, domain = "child"),
  case("level99", wide, conf = .99, domain = "adult"), case("unequal_srs", none[c("weight", "y", "x", "event", "group")], domain = "adult"),
  case("equal_srs", transform(none[c("weight", "y", "x", "event", "group")], weight = 12.5)),
  case("strata_only", neiss[setdiff(names(neiss), "cluster")], domain = "senior"),
  case("clusters_only", wide[setdiff(names(wide), "stratum")], domain = "adult"),
  case("one_stratum_two_psus", records(4, 1, 2, 15), domain = "child"),
  case("lone_fail", lone), case("lone_adjust", lone, "adjust", domain = "adult"), case("lone_certainty", lone, "certainty", domain = "adult"),
  case("two_lone_adjust", two, "adjust", domain = "child"), case("two_lone_certainty", two, "certainty"),
  case("rare_one", rare, domain = "one"), case("rare_few", rare, domain = "few"), case("no_event", nothing, domain = "senior"),
  case("all_events", nothing, domain = "adult"), case("signs", signs, domain = "senior"), case("uneven", uneven, domain = "senior"),
  case("far_from_zero", large, domain = "adult"))
write(toJSON(list(family = "survey", title = "Sample surveys: Taylor linearization for stratified samples of clusters",
  n_cases = length(cases), generated_by = list(r_version = R.version.string, script = "scripts/survey.R"),
  definitions = list(total = "svytotal(~y)", count = "svytotal(~one)", mean = "svymean(~y)", ratio = "svyratio(~y, ~x)",
    share = "svymean(~event), its limits by svyciprop", domain = "the same of subset(des, group == domain), df = degf of the subset",
    by = "svyby(~one or ~y, ~group)"), cases = cases), auto_unbox = TRUE, digits = NA, pretty = TRUE), "survey.json")
