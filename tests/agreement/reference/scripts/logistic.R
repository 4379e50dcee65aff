# Logistic regression by maximum likelihood, with Wald limits and tests, by R's glm.
# Rscript scripts/logistic.R (in reference/) writes logistic.json and the invented frames data/logit_*.csv.
suppressMessages(library(jsonlite))
case <- function(name, d, conf = .95) {
  path <- paste0("data/logit_", name, ".csv")
  write.csv(d, path, row.names = FALSE, quote = FALSE); d <- read.csv(path)
  names <- setdiff(names(d), c("events", "n"))
  fit <- glm(reformulate(names, "cbind(events, n - events)"), binomial, d, control = glm.control(epsilon = 1e-15, maxit = 100))
  s <- coef(summary(fit)); ci <- confint.default(fit, level = conf); s <- unname(s)
  list(case = name, `function` = "stats::glm, confint.default", package_version = list(R = "4.2.2", stats = "4.2.2"),
    input = list(csv = path, conf = conf), r_call = paste0("glm(cbind(events, n - events) ~ ", paste(names, collapse = " + "),
      ", binomial, control = glm.control(epsilon = 1e-15, maxit = 100))"),
    expected = list(coef = I(s[, 1]), se = I(s[, 2]), p = I(s[, 4]), ci_lower = I(unname(ci[, 1])), ci_upper = I(unname(ci[, 2])),
      or = I(unname(exp(coef(fit)[-1]))), or_lower = I(unname(exp(ci[-1, 1]))), or_upper = I(unname(exp(ci[-1, 2]))),
      loglik = sum(d$events * log(fitted(fit)) + (d$n - d$events) * log(1 - fitted(fit)))),
    tolerance = list(rel = 1e-8, abs = 1e-10))
}
set.seed(4)
people <- data.frame(age = round(runif(90, 1, 85)), female = rbinom(90, 1, .55), dose = round(exp(rnorm(90, 5, 1))))
people$events <- rbinom(90, 1, plogis(-4 + .02 * people$age + .5 * log(people$dose))); people$n <- 1
groups <- expand.grid(several = 0:1, female = 0:1, old = 0:1); groups$n <- c(210, 55, 190, 61, 40, 22, 38, 9)
groups$events <- rbinom(8, groups$n, plogis(-1 + .6 * groups$several + .3 * groups$old))
rare <- data.frame(exposed = c(0, 1), events = c(3, 9), n = c(60000, 45000))
units <- transform(people, dose = dose * 1e6, age = age / 1e4)
common <- data.frame(x = 1:6, events = c(980, 985, 991, 992, 996, 998), n = 1000)
few <- data.frame(x = c(1, 2, 3, 4, 5, 6, 7), events = c(0, 0, 1, 0, 1, 1, 0), n = 1)
cases <- list(case("people", people), case("groups", groups, .9), case("rare", rare), case("units", units, .99),
  case("common", common), case("few", few, .8))
write(toJSON(list(family = "logistic", title = "Logistic regression by maximum likelihood, Wald limits", n_cases = length(cases),
  generated_by = list(r_version = R.version.string, script = "scripts/logistic.R"),
  definitions = list(coef = "intercept, then the columns in order", loglik = "without binomial coefficients"), cases = cases),
  auto_unbox = TRUE, digits = NA, pretty = TRUE), "logistic.json")
