"""What is counted: a dose as ordered, and one reading of blood pressure."""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """What a dose is counted by: the whole person, or each kilogram of them."""

    ABSOLUTE = "mg"
    PER_KG = "mg/kg"


class SaltForm(StrEnum):
    """What a milligram is a milligram of."""

    BASE = "base"
    HYDROCHLORIDE = "hydrochloride"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A dose as ordered: `amount` in the unit that `basis` names, of the form that `form` names."""

    amount: float
    basis: Basis
    form: SaltForm = SaltForm.BASE

    def __str__(self) -> str:
        return f"{self.amount:g} {self.basis}" + (" hydrochloride" if self.form is SaltForm.HYDROCHLORIDE else "")

    def total_mg(self, weight_kg: float) -> float:
        """[mg] of the form ordered, for a person of this weight."""
        return self.amount * weight_kg if self.basis is Basis.PER_KG else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodPressure:
    """One reading."""

    systolic_mmhg: float
    diastolic_mmhg: float
