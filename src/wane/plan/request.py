"""SessionRequest: what is asked of one session, already free of text that needs a unit."""

from dataclasses import dataclass, field

from wane.errors import OutOfRangeError
from wane.models.person import Covariates
from wane.models.regimen import Regimen
from wane.models.timecourse import Site
from wane.plan.clinic import ClinicSettings
from wane.plan.session_plan import Bag
from wane.units import BloodPressure

FEWEST_PEOPLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """One session to plan.

    `regimen` is in free base; `ordered` says it as it was ordered and `ordered_mg` counts the form that was ordered
    (None: free base). `history`, `conditions`, `taking` and `extra` are words and `name=value` texts as
    `wane.plan.facts` reads them; `taking` None means that nobody said. `at_min` are times to report, rounded to whole
    minutes; `below_ng_ml` limits beside 1 ng/mL.
    """

    regimen: Regimen
    covariates: Covariates
    ordered: str
    ordered_mg: float | None = None
    history: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    taking: tuple[str, ...] | None = None
    extra: tuple[str, ...] = ()
    indication: str | None = None
    blood_pressure: BloodPressure | None = None
    session_number: int = 1
    site: Site | None = None
    at_min: tuple[float, ...] = ()
    below_ng_ml: tuple[float, ...] = ()
    bag: Bag | None = None
    clinic: ClinicSettings = field(default_factory=ClinicSettings)
    seed: int = 1
    people: int = FEWEST_PEOPLE

    def __post_init__(self) -> None:
        if self.session_number < 1:
            raise OutOfRangeError(
                f"A session number of {self.session_number} came; the first session is 1: give 1 or more."
            )
        if self.people < FEWEST_PEOPLE:
            raise OutOfRangeError(
                f"{self.people} virtual people came; a band needs at least {FEWEST_PEOPLE}: give that many or more."
            )
        if any(not minute >= 0.0 for minute in self.at_min):
            raise OutOfRangeError(
                "A time before the start came; times are 0 min or later: give minutes from the start."
            )
        if any(not limit > 0.0 for limit in self.below_ng_ml):
            raise OutOfRangeError("A limit of 0 ng/mL or less came; a limit above 0 is needed: give it in ng/mL.")

    @property
    def per_base_mg(self) -> float:
        """Milligrams of the form that was ordered for 1 mg of free base."""
        return 1.0 if self.ordered_mg is None else self.ordered_mg / self.regimen.total_mg
