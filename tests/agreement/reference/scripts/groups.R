# Limits of rates, of two groups and of standardized rates that the stored references lacked.
# Rscript scripts/groups.R (in reference/) writes the five JSON files named at the end. Every formula is written here from
# its paper, or taken from a package; score limits are roots found by uniroot, the likeliest rates by uniroot too.
suppressMessages({library(jsonlite); library(epiR)})
zq <- function(conf) qnorm(1 - (1 - conf) / 2)
root <- function(f, a, b) uniroot(f, c(a, b), tol = 1e-15, maxiter = 10000)$root

versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), epiR = as.character(packageVersion("epiR")))
case <- function(name, call, input, expected, rel = 1e-9, abs = 1e-13) list(case = name, `function` = call,
  package_version = versions, input = input, expected = expected, tolerance = list(rel = rel, abs = abs))
store <- function(family, title, definitions, cases) write(toJSON(list(family = family, title = title,
  n_cases = length(cases), generated_by = list(r_version = R.version.string, script = "scripts/groups.R"),
  definitions = definitions, cases = cases), auto_unbox = TRUE, digits = NA, pretty = TRUE), paste0(family, ".json"))

# One count: Rao's score limits (roots), Jeffreys, Byar as Breslow and Day print it, one-sided exact limits.
one_count <- function(x, t, conf) {
  z <- zq(conf)
  score <- function(m) (x - m)^2 - z^2 * m
  up <- x + z^2 + z * sqrt(x) + 5
  low <- if (x == 0) 0 else root(score, 1e-12, x)
  list(score_lower = low / t, score_upper = root(score, max(x, 1e-9), 4 * up) / t,
    jeffreys_lower = if (x == 0) 0 else qgamma((1 - conf) / 2, x + 0.5) / t,
    jeffreys_upper = qgamma((1 + conf) / 2, x + 0.5) / t,
    exact_upper_bound = poisson.test(x, t, alternative = "less", conf.level = conf)$conf.int[2],
    exact_lower_bound = poisson.test(x, t, alternative = "greater", conf.level = conf)$conf.int[1])
}
counts <- list(none = c(0, 4.5, .95), one = c(1, 2, .95), nine = c(9, 1.2, .95), hundred = c(100, 33, .99),
  many = c(20000, 5e5, .95), wide = c(7, 3, .5))
rates <- lapply(names(counts), function(k) { v <- counts[[k]]
  case(k, "uniroot; qgamma; poisson.test", list(x = v[1], t = v[2], conf = v[3]), one_count(v[1], v[2], v[3])) })

# Two counts. Score: |d - D| / sqrt(variance at the likeliest rates that differ by D) = z.
likeliest <- function(D, x1, t1, x2, t2) {
  slope <- function(r) (if (x1 > 0) x1 / (r + D) else 0) + (if (x2 > 0) x2 / r else 0) - t1 - t2
  low <- max(0, -D); high <- low + (x1 + x2) / min(t1, t2) + 1
  if (slope(low + 1e-13) <= 0) return(low)
  root(slope, low + 1e-13, high)
}
chi <- function(D, x1, t1, x2, t2) { r <- likeliest(D, x1, t1, x2, t2)
  (x1 / t1 - x2 / t2 - D)^2 / ((r + D) / t1 + r / t2) }
two_counts <- function(x1, t1, x2, t2, conf) {
  z <- zq(conf); d <- x1 / t1 - x2 / t2; wide <- 6 * z * sqrt((x1 + z^2) / t1^2 + (x2 + z^2) / t2^2)
  g <- function(D) chi(D, x1, t1, x2, t2) - z^2
  wilson <- suppressWarnings(prop.test(x1, x1 + x2, conf.level = conf, correct = FALSE))$conf.int
  rao <- function(x) x + z^2 / 2 + c(-1, 1) * z * sqrt(x + z^2 / 4)
  l1 <- rao(x1)[1]; u1 <- rao(x1)[2]; l2 <- rao(x2)[1]; u2 <- rao(x2)[2]; p <- x1 * x2
  lower <- (p - sqrt(p^2 - l1 * u2 * (2 * x1 - l1) * (2 * x2 - u2))) / (u2 * (2 * x2 - u2))
  upper <- (p + sqrt(p^2 - u1 * l2 * (2 * x1 - u1) * (2 * x2 - l2))) / (l2 * (2 * x2 - l2))
  r1 <- x1 / t1; r2 <- x2 / t2; scale <- t2 / t1; one <- qnorm(conf)
  list(diff_score_lower = root(g, d - wide, d - 1e-9 * wide), diff_score_upper = root(g, d + 1e-9 * wide, d + wide),
    diff_mover_lower = d - sqrt((r1 - l1 / t1)^2 + (u2 / t2 - r2)^2),
    diff_mover_upper = d + sqrt((u1 / t1 - r1)^2 + (r2 - l2 / t2)^2),
    ratio_score_lower = wilson[1] / (1 - wilson[1]) * scale, ratio_score_upper = wilson[2] / (1 - wilson[2]) * scale,
    ratio_mover_lower = lower * scale, ratio_mover_upper = upper * scale,
    ratio_exact_upper_bound = poisson.test(c(x1, x2), c(t1, t2), alternative = "less", conf.level = conf)$conf.int[2],
    ratio_exact_lower_bound = poisson.test(c(x1, x2), c(t1, t2), alternative = "greater", conf.level = conf)$conf.int[1],
    diff_wald_lower_bound = d - one * sqrt(x1 / t1^2 + x2 / t2^2))
}
pairs <- list(calls = c(9, 1.2, 2, 1.5, .95), flies = c(11, .8, 21, 3.011, .95), breast = c(60, 51.4775, 30, 54.3087, .95),
  single = c(1, 10, 100, 3, .9), level99 = c(40, 7, 55, 6, .99))
two <- lapply(names(pairs), function(k) { v <- pairs[[k]]
  case(k, "uniroot; prop.test; poisson.test; Donner and Zou 2012, equation 9",
    list(x1 = v[1], t1 = v[2], x2 = v[3], t2 = v[4], conf = v[5]), do.call(two_counts, as.list(v)), rel = 1e-8) })

# Two proportions: score limits of ratio and odds ratio with N / (N - 1), one-sided limits, attributable fractions.
ratio_chi <- function(R, x1, n1, x2, n2, N) {
  A <- N * R; B <- -(n1 * R + x1 + n2 + x2 * R); p2 <- (-B - sqrt(B^2 - 4 * A * (x1 + x2))) / (2 * A); p1 <- R * p2
  (x1 / n1 - R * x2 / n2)^2 / ((p1 * (1 - p1) / n1 + R^2 * p2 * (1 - p2) / n2) * N / (N - 1))
}
odds_chi <- function(W, x1, n1, x2, n2, N) {
  total <- function(p2) n1 * W * p2 / (1 - p2 + W * p2) + n2 * p2 - x1 - x2
  p2 <- root(total, 0, 1); p1 <- W * p2 / (1 - p2 + W * p2)
  (x1 - n1 * p1)^2 * (1 / (n1 * p1 * (1 - p1)) + 1 / (n2 * p2 * (1 - p2))) * (N - 1) / N
}
two_groups <- function(a, b, c, d, conf) {
  n1 <- a + b; n2 <- c + d; N <- n1 + n2; z <- zq(conf); one <- qnorm(conf)
  R <- a / n1 / (c / n2); W <- a * d / (b * c)
  f <- function(u) ratio_chi(exp(u), a, n1, c, n2, N) - z^2
  g <- function(u) odds_chi(exp(u), a, n1, c, n2, N) - z^2
  m <- matrix(c(a, b, c, d), 2, byrow = TRUE)
  cohort <- epi.2by2(m, method = "cohort.count", conf.level = conf)$massoc.detail
  control <- epi.2by2(m, method = "case.control", conf.level = conf)$massoc.detail
  F <- (c / n2) / ((a + c) / N); v <- (b + (1 - F) * (a + d)) / (N * c)
  G <- (c / (a + c)) / (d / (b + d)); w <- a / (c * (a + c)) + b / (d * (b + d))
  s <- sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2); o <- sqrt(1 / a + 1 / b + 1 / c + 1 / d)
  list(rr_mn_lower = exp(root(f, log(R) - 12, log(R))), rr_mn_upper = exp(root(f, log(R), log(R) + 12)),
    or_mn_lower = exp(root(g, log(W) - 12, log(W))), or_mn_upper = exp(root(g, log(W), log(W) + 12)),
    rr_upper_bound = R * exp(one * s), or_lower_bound = W * exp(-one * o),
    af = cohort$AFRisk.strata.wald$est, af_lower = cohort$AFRisk.strata.wald$lower, af_upper = cohort$AFRisk.strata.wald$upper,
    paf = cohort$PAFRisk.strata.wald$est, paf_lower = cohort$PAFRisk.strata.wald$lower,
    paf_upper = cohort$PAFRisk.strata.wald$upper, cc_paf = control$PAFest.strata.wald$est,
    cc_paf_lower = control$PAFest.strata.wald$lower, cc_paf_upper = control$PAFest.strata.wald$upper,
    paf_wald_lower = 1 - F - z * F * sqrt(v), paf_wald_upper = 1 - F + z * F * sqrt(v),
    cc_paf_wald_lower = 1 - G - z * G * sqrt(w), cc_paf_wald_upper = 1 - G + z * G * sqrt(w))
}
tables <- list(substance = c(12, 68, 5, 85, .95), oswego = c(43, 11, 3, 18, .95), protects = c(4, 119, 11, 128, .95),
  level90 = c(25, 300, 40, 900, .9), large = c(3000, 97000, 2500, 150000, .99))
groups <- lapply(names(tables), function(k) { v <- tables[[k]]
  case(k, "uniroot; epiR::epi.2by2", list(a = v[1], b = v[2], c = v[3], d = v[4], conf = v[5]),
    do.call(two_groups, as.list(v)), rel = 1e-8) })

# Dobson 1991: R + sqrt(v / O) (L - O), with the exact limits of poisson.test and with Byar's.
dobson <- function(file, conf) {
  s <- read.csv(file); w <- s$stdpop / sum(s$stdpop) / s$pop; R <- sum(w * s$count); O <- sum(s$count)
  k <- sqrt(sum(w^2 * s$count) / O); z <- zq(conf); e <- poisson.test(O, conf.level = conf)$conf.int
  byar <- c(O * (1 - 1 / (9 * O) - z / (3 * sqrt(O)))^3, (O + 1) * (1 - 1 / (9 * (O + 1)) + z / (3 * sqrt(O + 1)))^3)
  list(adj_rate = R, exact_lower = R + k * (e[1] - O), exact_upper = R + k * (e[2] - O),
    byar_lower = R + k * (byar[1] - O), byar_upper = R + k * (byar[2] - O))
}
write.csv(data.frame(count = c(0, 8, 63, 112, 262, 295), pop = c(327, 30666, 123419, 149919, 104088, 34392),
  stdpop = c(319933, 931318, 786511, 488235, 237863, 61313)), "data/direct_downs.csv", row.names = FALSE)
files <- list(testis_1950 = .95, testis_1990 = .99, handmade5 = .95, zero_strata = .95, one_stratum = .9, downs = .95)
paths <- c("testis_1950_world", "testis_1990_world", "handmade5", "handmade_zero_strata", "one_stratum", "downs")
standardized <- mapply(function(k, p) { file <- paste0("data/direct_", p, ".csv")
  case(k, "poisson.test; Dobson et al. 1991", list(csv = file, conf = files[[k]]), dobson(file, files[[k]]), abs = 1e-16)
}, names(files), paths, SIMPLIFY = FALSE, USE.NAMES = FALSE)

e <- function(r) { r <- if (r < 1) 1 / r else r; r + sqrt(r * (r - 1)) }
hazard <- function(h) (1 - 0.5^sqrt(h)) / (1 - 0.5^sqrt(1 / h))
pick <- function(r, l, u, to) list(value = e(to(r)), limit = if (r > 1) (if (l <= 1) 1 else e(to(l))) else if (u >= 1) 1 else e(to(u)))
plain <- function(x) x
e_values <- list(
  case("annals_bottle", "VanderWeele and Ding 2017", list(value = 3.9, low = 1.8, high = 8.7, measure = "risk-ratio"), pick(3.9, 1.8, 8.7, plain)),
  case("preventive", "VanderWeele and Ding 2017", list(value = .8, low = .71, high = .91, measure = "risk-ratio"), pick(.8, .71, .91, plain)),
  case("holds_one", "VanderWeele and Ding 2017", list(value = 1.3, low = .9, high = 1.9, measure = "odds-ratio"), pick(1.3, .9, 1.9, plain)),
  case("odds_common", "VanderWeele and Ding 2017", list(value = .86, low = .75, high = .99, measure = "odds-ratio-common"), pick(.86, .75, .99, sqrt)),
  case("hazard_common", "VanderWeele and Ding 2017", list(value = .56, low = .46, high = .69, measure = "hazard-ratio-common"), pick(.56, .46, .69, hazard)),
  case("hazard_rare", "VanderWeele and Ding 2017", list(value = 2.5, low = 1.2, high = 5, measure = "hazard-ratio"), pick(2.5, 1.2, 5, plain)))

store("rate_limits", "One rate: score, Jeffreys and one-sided limits", list(score = "roots of (x - m)^2 = z^2 m",
  jeffreys = "quantiles of Gamma(x + 1/2), the lower limit 0 at x = 0"), rates)
store("two_rate_limits", "Two rates: score and MOVER limits, one-sided limits", list(diff_score = "roots of the score chi-square",
  mover = "from Rao's score limits of each count", ratio_score = "odds of Wilson's limits times t2 / t1"), two)
store("group_limits", "Two groups: Miettinen-Nurminen limits of ratios, one-sided limits, attributable fractions", list(
  mn = "score chi-square with N / (N - 1)", af = "epi.2by2 AFRisk (Wald)", paf = "epi.2by2 PAFRisk and PAFest (Jewell)",
  paf_wald = "1 - F -+ z F sqrt(v)"), groups)
store("dobson", "Directly standardized rate: Dobson's limits", list(exact = "poisson.test", byar = "Breslow and Day 1987"), standardized)
store("e_value", "E-values", list(value = "R + sqrt(R (R - 1))", limit = "of the limit nearer to 1"), e_values)
