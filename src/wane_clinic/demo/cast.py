"""Who is in the fictional clinic. Nobody here exists, and no name could be taken for somebody's."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wane_clinic.people.roles import Role

PASSWORD: Final = "only-for-the-demo-26"
INDUCTION: Final = (0, 3, 7, 10, 14, 17)
"""Days of six sessions, two a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A demo log in."""

    username: str
    full_name: str
    role: Role


ACCOUNTS: Final = (
    Account(username="owner", full_name="Olive Ownerly", role=Role.OWNER),
    Account(username="prescriber", full_name="Pia Prescriberly", role=Role.PRESCRIBER),
    Account(username="nurse", full_name="Noor Nursely", role=Role.NURSE),
    Account(username="nurse2", full_name="Nils Nursely", role=Role.NURSE),
    Account(username="desk", full_name="Dana Deskly", role=Role.FRONT_DESK),
    Account(username="researcher", full_name="Rae Researchly", role=Role.RESEARCHER),
    Account(username="auditor", full_name="Avi Auditly", role=Role.AUDITOR),
)


class Scene(StrEnum):
    """What is going on with a patient today."""

    NONE = "none"
    INFUSING = "infusing"
    WATCHED = "watched"
    ALERT = "alert"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    MOVED = "moved"
    CLOSED = "closed"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What each session gives; mg per kg where `per_kg`."""

    drug: str = "ketamine"
    route: str = "iv"
    mg_per_kg: float | None = 0.5
    mg: float = 0.0
    duration_min: float | None = 40.0

    def dose_mg(self, weight_kg: float) -> float:
        """[mg] for this weight."""
        return self.mg if self.mg_per_kg is None else round(self.mg_per_kg * weight_kg, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One patient: who, what for, when the first visit was, and on which days after it a session was given.

    `booked_again` lets later sessions follow the simulated scores, up to today.
    """

    given_name: str
    family_name: str
    age: int
    sex: str
    weight_kg: float
    condition: str = "depression"
    instrument: str = "phq9"
    order: Order = Order()
    began_days_ago: int
    sessions: tuple[int, ...] = ()
    is_booked_again: bool = False
    phase: str = "consultation"
    scene: Scene = Scene.NONE
    medicines: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    goal: str = ""


NASAL: Final = Order(drug="esketamine", route="intranasal", mg_per_kg=None, mg=84.0, duration_min=None)
PAIN: Final = Order(mg_per_kg=0.5, duration_min=60.0)

CAST: Final = (
    Part(
        given_name="Ada", family_name="Fictional", age=46, sex="female", weight_kg=71.0, began_days_ago=273,
        sessions=(*INDUCTION, 263), is_booked_again=True, phase="maintenance", scene=Scene.PROPOSED,
        medicines=("sertraline",), history=("no psychosis", "no aneurysm"), goal="Back to the choir by spring",
    ),
    Part(
        given_name="Bo", family_name="Example", age=38, sex="male", weight_kg=82.0, began_days_ago=14,
        sessions=(3, 6, 10), phase="induction", scene=Scene.INFUSING, history=("no psychosis",),
        goal="Sleep through the night",
    ),
    Part(
        given_name="Cy", family_name="Sample", age=57, sex="male", weight_kg=90.0, condition="chronic_pain",
        instrument="pain_nrs", order=PAIN, began_days_ago=40, sessions=(4, 8, 12, 30), phase="taper",
        scene=Scene.WATCHED, medicines=("gabapentin",), goal="Walk to the market and back",
    ),
    Part(
        given_name="Dee", family_name="Placeholder", age=29, sex="female", weight_kg=58.0, began_days_ago=2,
        scene=Scene.PLANNED, goal="Feel something again",
    ),
    Part(
        given_name="Eli", family_name="Imaginary", age=51, sex="male", weight_kg=76.0, began_days_ago=54,
        sessions=INDUCTION, is_booked_again=True, phase="taper", scene=Scene.ACCEPTED, medicines=("bupropion",),
    ),
    Part(
        given_name="Flo", family_name="Pretend", age=33, sex="female", weight_kg=64.0, began_days_ago=33,
        sessions=INDUCTION[:5], phase="response check", scene=Scene.ALERT,
    ),
    Part(
        given_name="Gus", family_name="Madeup", age=63, sex="male", weight_kg=84.0, condition="chronic_pain",
        instrument="pain_nrs", order=PAIN, began_days_ago=187, sessions=(0, 7, 14), is_booked_again=True,
        phase="maintenance", scene=Scene.MOVED, goal="Sit through a film",
    ),
    Part(
        given_name="Hana", family_name="Notreal", age=42, sex="female", weight_kg=69.0, order=NASAL, began_days_ago=16,
        sessions=(1, 4, 8, 11), phase="induction", scene=Scene.PLANNED, medicines=("venlafaxine",),
    ),
    Part(
        given_name="Ivo", family_name="Invented", age=60, sex="male", weight_kg=95.0, began_days_ago=26,
        sessions=INDUCTION[:5], phase="response check", history=("hypertension",),
    ),
    Part(
        given_name="Jo", family_name="Testcase", age=48, sex="female", weight_kg=73.0, condition="chronic_pain",
        instrument="pain_nrs", order=PAIN, began_days_ago=12, sessions=(2, 8), phase="induction", scene=Scene.PLANNED,
    ),
    Part(
        given_name="Kit", family_name="Nobody", age=36, sex="male", weight_kg=79.0, began_days_ago=60,
        sessions=INDUCTION[:3], phase="stop", scene=Scene.CLOSED,
    ),
    Part(
        given_name="Lu", family_name="Hypothetical", age=25, sex="female", weight_kg=61.0, began_days_ago=1,
        goal="Understand what this would mean",
    ),
)  # fmt: skip
