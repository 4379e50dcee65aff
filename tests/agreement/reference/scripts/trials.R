# Abstinence with baclofen against placebo, pooled by R's metafor: three trials with counts and one with its printed odds ratio.
# Rscript scripts/trials.R (in reference/) writes meta_trials.json and the frames data/trials_*.csv.
#   Addolorato 2007 (10.1016/S0140-6736(07)61814-5): 30 of 42 against 12 of 42, abstract.
#   BACLAD, Mueller 2015 (10.1016/j.euroneuro.2015.04.002): 15 of 22 against 5 of 21, abstract.
#   Hauser 2017 (NCT01008280): 7.6% of 79 and 10.1% of 80 in a conference report; 6 and 8 are derived.
#   ALPADIR, Reynaud 2017 (10.1093/alcalc/agx030): odds ratio 1.20 (0.58 to 2.50), abstract.
suppressMessages({library(jsonlite); library(metafor)})
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), metafor = as.character(packageVersion("metafor")))
counts <- escalc(measure = "OR", ai = c(30, 15, 6), n1i = c(42, 22, 79), ci = c(12, 5, 8), n2i = c(42, 21, 80))
se <- (log(2.50) - log(0.58)) / (2 * qnorm(0.975))
trials <- data.frame(study = c("addolorato_2007", "mueller_2015", "hauser_2017", "reynaud_2017"),
  yi = c(counts$yi, log(1.20)), vi = c(counts$vi, se^2))
sets <- list(four = 1:4, counted = 1:3, without_hauser = c(1, 2, 4))
tight <- list(threshold = 1e-13, maxiter = 10000)
pooled <- function(d, method, test) {
  r <- if (method %in% c("DL", "EE")) rma(yi, vi, data = d, method = method, test = test) else
    rma(yi, vi, data = d, method = method, test = test, control = tight)
  out <- list(k = r$k, b = as.numeric(r$b), se = r$se, stat = r$zval, p = r$pval, ci_lb = r$ci.lb, ci_ub = r$ci.ub,
    QE = r$QE, QEp = r$QEp, I2 = r$I2, H2 = r$H2, bt = exp(as.numeric(r$b)), bt_ci_lb = exp(r$ci.lb),
    bt_ci_ub = exp(r$ci.ub), weights = I(as.numeric(weights(r))))
  if (method == "EE") return(out)
  p <- predict(r)
  c(out, list(tau2 = r$tau2, se_tau2 = r$se.tau2, pi_lb = p$pi.lb, pi_ub = p$pi.ub, bt_pi_lb = exp(p$pi.lb), bt_pi_ub = exp(p$pi.ub)))
}
cases <- list()
for (name in names(sets)) {
  d <- trials[sets[[name]], ]
  path <- paste0("data/trials_", name, ".csv")
  write.csv(format(d, digits = 17, trim = TRUE), path, row.names = FALSE, quote = FALSE)
  d <- read.csv(path)
  for (how in list(c("DL", "z"), c("REML", "z"), c("EE", "z"), c("REML", "knha"))) cases[[length(cases) + 1]] <- list(
    case = paste(name, how[1], how[2], sep = "_"), "function" = "metafor::rma.uni", package_version = versions,
    input = list(csv = path, measure = "GENEXP", method = how[1], test = how[2], level = 95),
    r_call = "rma(yi, vi, method = method, test = test, control = list(threshold = 1e-13, maxiter = 10000))",
    expected = pooled(d, how[1], how[2]), tolerance = list(rel = 1e-8, abs = 1e-10))
}
json <- list(family = "meta_trials", title = "Baclofen trials of abstinence, counts and a printed odds ratio (metafor::rma.uni)",
  n_cases = length(cases), definitions = "as in meta_uni; the sources of the numbers stand in scripts/trials.R", cases = cases)
write(toJSON(json, auto_unbox = TRUE, digits = 17, pretty = 1), "meta_trials.json")
