"""A fitted dose-response curve, and the doses at which a given share has the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from ...errors import DataError
from ...estimate import Estimate
from ...shown import p_in_words, shown
from ..arguments import answer, choice, number, numbers
from .binomial import linked, on_scale, profile_deviance, shares
from .fieller import fieller_limits
from .observations import LARGEST, Observations


@dataclass(frozen=True, eq=False)
class DoseResponse:
    """A fitted dose-response curve, ``link(share) = intercept + slope * dose`` (or ``log10(dose)``).

    Attributes
    ----------
    coefficients : array of shape (2,)
        Intercept and slope on the scale of the model.
    covariance : array of shape (2, 2)
        Inverse of the expected information.
    deviance, null_deviance, pearson : float
        Deviance of the fit and of the model without dose; Pearson chi-square of the fit.
    link, scale : str
    level : float
        Confidence level of every limit that the methods give.
    data : Observations
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    deviance: float
    null_deviance: float
    pearson: float
    link: str
    scale: str
    level: float
    data: Observations

    @property
    def df(self) -> int:
        """Residual degrees of freedom: rows of the data less two."""
        return len(self.data.dose) - 2

    @property
    def se(self) -> np.ndarray:
        """Standard errors of intercept and slope."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def lr_chisq(self) -> float:
        """Likelihood-ratio chi-square of the slope, on one degree of freedom."""
        return self.null_deviance - self.deviance if self.coefficients[1] else 0.0

    @property
    def p_lr(self) -> float:
        """P-value of `lr_chisq`."""
        return float(special.chdtrc(1, max(self.lr_chisq, 0.0)))

    def effective_dose(self, share=0.5, *, limits: str = "delta", on: str = "dose") -> Estimate | pd.DataFrame:
        """Give the dose at which `share` of the cases is expected to have the outcome (ED50 at 0.5).

        Parameters
        ----------
        share : float or column of float
            Expected share, strictly between 0 and 1.
        limits : {"delta", "fieller"}
            Delta method (symmetric on the scale of the model) or Fieller's theorem.
        on : {"dose", "model"}
            Give doses, or numbers on the scale of the model (log10 of dose when the model is in log10 dose).

        Returns
        -------
        Estimate or pandas.DataFrame
            The frame has ``value, low, high``, ``se`` (of `value`, delta method), ``bounded``, ``gap_low``
            and ``gap_high``. With Fieller and a slope that does not differ from 0 at this level the
            confidence set is no interval but every dose, or every dose outside the gap. Then the limits are
            the ends of the axis, ``bounded`` is False, and the method of an `Estimate` says what the set is.

        Notes
        -----
        The value x is ``(link(share) - b0) / b1``, its delta variance ``(v00 + 2 x v01 + x^2 v11) / b1^2``.
        Fieller: all x with ``(b0 + b1 x - link(share))^2 <= z^2 (v00 + 2 x v01 + x^2 v11)``.

        References
        ----------
        Finney DJ. Probit Analysis. 3rd ed. Cambridge University Press 1971.
        Fieller EC. Some problems in interval estimation. J R Stat Soc B 1954;16:175-185.
        doi:10.1111/j.2517-6161.1954.tb00159.x
        """
        choice(limits, "limits", ("delta", "fieller"))
        choice(on, "on", ("dose", "model"))
        found = self._effective(_open_share(share), limits)
        if self.scale == "log10" and on == "dose":
            with np.errstate(over="ignore"):
                places = ("value", "low", "high", "gap_low", "gap_high")
                found |= {name: 10.0 ** found[name] for name in places}
            found["se"] = found["se"] * np.log(10) * found["value"]
        ends, what = (found["value"], found["low"], found["high"]), "effective dose"
        if not np.ndim(found["value"]):
            return answer(*ends, level=self.level, method=_stated(found, limits), what=what)
        extra = {name: found[name] for name in ("se", "bounded", "gap_low", "gap_high")}
        curve: pd.DataFrame = answer(*ends, level=self.level, method=limits, what=what, like=(share,))
        return curve.assign(**extra)

    def predict(self, dose) -> Estimate | pd.DataFrame:
        """Give the expected share with the outcome at `dose`; Wald limits from the scale of the link."""
        x = on_scale(numbers(dose, "dose", low=-LARGEST, high=LARGEST), self.scale)
        eta = self.coefficients[0] + self.coefficients[1] * x
        half = self._z * np.sqrt(self._variance(x))
        ends = (shares(at, self.link)[0] for at in (eta, eta - half, eta + half))
        return answer(*ends, level=self.level, method=f"{self.link} fit, Wald", what="share", like=(dose,))

    def odds_ratio(self, *, per: float = 1.0, limits: str = "profile") -> Estimate:
        """Give the odds ratio for `per` more units of dose (or of log10 dose); logit link only.

        Parameters
        ----------
        per : float
            Step on the scale of the model.
        limits : {"profile", "wald"}
            Profile likelihood, or ``exp(per * (b1 -/+ z se))``.
        """
        choice(limits, "limits", ("profile", "wald"))
        step, slope = number(per, "per", low=-1e300, high=1e300), self.coefficients[1]
        if self.link != "logit":
            raise DataError(f"link: expected 'logit' for an odds ratio, got {self.link!r}; fit with link='logit'.")
        half = self._z * self.se[1]
        ends = (slope - half, slope + half) if limits == "wald" else self._profile_limits()
        with np.errstate(over="ignore"):
            value, low, high = np.exp(step * np.array([slope, *sorted(ends, reverse=step < 0)]))
        method = {"wald": "Wald", "profile": "profile likelihood"}[limits]
        return Estimate(
            float(value),
            float(low),
            float(high),
            level=self.level,
            method=method,
            what=f"odds ratio per {per:g} of {self.scale}",
        )

    def to_frame(self) -> pd.DataFrame:
        """Give one row per coefficient: ``value, low, high`` (Wald), ``se`` and Wald ``p``."""
        value, half = self.coefficients, self._z * self.se
        p = 2 * special.ndtr(-np.abs(value / self.se))
        columns = {"value": value, "low": value - half, "high": value + half, "se": self.se, "p": p}
        return pd.DataFrame(columns, index=pd.Index(["intercept", "slope"], name="term"))

    def summary(self) -> str:
        """Say what was fitted, whether dose matters, and the ED50 with both kinds of limits."""
        axis = {"dose": "dose", "log10": "log10 dose"}[self.scale]
        rows = [
            f"Dose response, {self.link} link, linear in {axis}: {self.data.stated()}",
            f"slope {self.coefficients[1]:.4g} (SE {self.se[1]:.3g}), "
            f"likelihood ratio {self.lr_chisq:.4g} on 1 df, {p_in_words(self.p_lr)}",
            f"deviance {self.deviance:.4g} on {self.df} df",
            f"ED50 {self.effective_dose()}",
            f"ED50 {self.effective_dose(limits='fieller')}",
        ]
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        rows = {f"ED50, {name}": self.effective_dose(limits=name) for name in ("delta", "fieller")}
        note = f"{self.link} link, linear in {self.scale}: {self.data.stated()}"
        return shown("Dose response", rows | {"likelihood ratio": self.lr_chisq, "p": self.p_lr}, note)

    def plot(self, ax=None):
        """Draw the observed shares, the fitted curve and its limits; gives the Axes back."""
        from .pictures import draw_dose_response

        return draw_dose_response(self, ax)

    @property
    def _z(self) -> float:
        return float(special.ndtri((1 + self.level) / 2))

    def _variance(self, x: np.ndarray) -> np.ndarray:
        v = self.covariance
        return np.maximum(v[0, 0] + 2 * x * v[0, 1] + x**2 * v[1, 1], 0)

    def _effective(self, share: np.ndarray, limits: str) -> dict[str, np.ndarray]:
        """Value, SE, limits, and the gap of an unbounded set, on the scale of the model."""
        (b0, b1), target = self.coefficients, linked(share, self.link)
        flat = np.nan if b1 == 0 else b1  # a level line reaches a share nowhere, or everywhere
        value = (target - b0) / flat
        se = np.sqrt(self._variance(value)) / abs(flat)
        known = {"value": value, "se": se}
        if limits == "fieller":
            return known | fieller_limits(self.coefficients, self.covariance, target, self._z)
        nowhere, bounded = np.full(value.shape, np.nan), np.ones(value.shape, dtype=bool)
        ends = {"low": value - self._z * se, "high": value + self._z * se}
        return known | ends | {"bounded": bounded, "gap_low": nowhere, "gap_high": nowhere}

    def _profile_limits(self) -> tuple[float, float]:
        from scipy.optimize import brentq

        x, slope = on_scale(self.data.dose, self.scale), self.coefficients[1]
        x = x - np.average(x, weights=self.data.n)  # the intercept is profiled out: far from 0 it would lose digits
        target = special.chdtri(1, 1 - self.level)

        def excess(b: float) -> float:
            return profile_deviance(b, x, self.data) - self.deviance - target

        ends = []
        for step in (-self.se[1], self.se[1]):
            far = slope + step
            while excess(far) < 0:
                far, step = far + 2 * step, 2 * step
            ends.append(brentq(excess, slope, far, xtol=1e-13 * self.se[1], rtol=1e-13))
        return ends[0], ends[1]


def _open_share(share) -> np.ndarray:
    given = numbers(share, "share", low=0, high=1)
    if ((given == 0) | (given == 1)).any():
        raise DataError("share: expected shares strictly between 0 and 1; 0 and 1 are reached at no finite dose.")
    return given


def _stated(found: dict, limits: str) -> str:
    """Name the method, and what the set is when it is no interval."""
    if limits == "delta":
        return "delta method"
    if found["bounded"]:
        return "Fieller"
    if np.isnan(found["gap_low"]):
        return "Fieller, unbounded: no dose is excluded"
    return f"Fieller, unbounded: every dose but {found['gap_low']:.4g} to {found['gap_high']:.4g}"
