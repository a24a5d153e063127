"""People who live many at once, beside one person at a time in plain floats, and beside the engine of the fit."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.factories.designs import design, simulated
from wane.fit.relief.course import Sessions
from wane.fit.relief.parameters import Hyper
from wane.fit.relief.predict import Scene, predict
from wane.fit.relief.problem import relief_problem
from wane.fit.relief.readings import NO_SESSIONS, Arm, Kind, Reading
from wane.forecast.simulate_person import Life, live_until, treat
from wane.models.relief_fitted import fitted_relief
from wane.models.relief_prior import Spread
from wane.simulate.chances import Chances, Stream
from wane.simulate.lived import live_through
from wane.simulate.numbers import FITTED, Numbers, most_probable
from wane.simulate.people import VirtualPeople, draw_virtual_people
from wane.simulate.plan import TrialPlan, plan_trial

PEOPLE = 12


class Told(np.random.Generator):
    """A generator that is told its standard normals in advance."""

    def __init__(self, z: Iterator[float]) -> None:
        super().__init__(np.random.PCG64(1))
        self.z = z

    def normal(self, loc: float = 0.0, scale: float = 1.0) -> float:  # type: ignore[override]
        """The next of them, moved and stretched."""
        return loc + scale * next(self.z)


def slow_scores(plan: TrialPlan, people: VirtualPeople, chances: Chances, i: int) -> list[int]:
    """One person in the first arm: the same chances, the functions of `wane.forecast.simulate_person`."""
    numbers, held, design_ = most_probable(plan.fit), plan.held, plan.design
    value = {name: float(getattr(numbers, name)[0, 0]) for name in FITTED}
    f = value["f"]
    prior = replace(
        plan.prior,
        log_h0=Spread(mean=np.log(value["h0_days"]), sd=value["h0_sd"]),
        gamma=Spread(mean=value["gamma"], sd=held.gamma_sd),
        logit_f=Spread(mean=np.log(f / (1.0 - f)), sd=held.logit_f_sd),
        delta=Spread(mean=value["delta"], sd=1.0),
        t_rise_days=value["rise_days"],
        tau_m_days=held.tau_m_days,
        w_s=held.w_s * design_.baseline_mean,
    )
    responds = int(people.class_place[i] < value["pi"])
    lam, s = (value["lam_1"], held.s_1) if responds else (value["lam_0"], held.s_0)
    z = people.z
    life = Life(
        prior=prior, z=(z["h0"][i], z["gamma"][i], z["f"][i], 0.0, 0.0, 0.0), responder=responds,
        untreated=people.untreated[i], se=plan.se, sd=plan.sd, drift=plan.sd * people.wander[i],
        full_relief=lam * people.untreated[i] + s * design_.baseline_mean * z["full"][i],
        f=1.0 / (1.0 + np.exp(-(np.log(f / (1.0 - f)) + held.logit_f_sd * z["f"][i]))),
    )  # fmt: skip
    arm, found = design_.arms[0], []
    wander = chances.rng(Stream.DRIFT).standard_normal((len(plan.times), PEOPLE))
    for index, day in enumerate(plan.times.tolist()):
        live_until(life, day, Told(iter([wander[index, i]])))
        if day in design_.observe_days:
            left = 1.0 - value["natural"] * (1.0 - 2.0 ** (-day / value["slow_days"]))
            level = (life.untreated - life.relief) * left + life.drift
            error = plan.se * chances.normals(Stream.SEEN, index)[i]
            found.append(int(np.clip(np.rint(level + error), 0, plan.steps)))
        if day in arm.days:
            dose = arm.sessions[arm.days.index(day)].dose.amount
            treat(life, dose / 0.5, Told(iter([chances.normals(Stream.LUCK, index)[i]])))
    return found


def test_each_person_lives_as_one_person_alone_would() -> None:
    plan = plan_trial(
        design(people=PEOPLE, dose="[0.5 mg/kg, 1 mg/kg, 0.2 mg/kg]", observe="[0, 0.5, 2, 7, 8, 30, 70]")
    )
    chances = Chances(seed=4, block=0, people=PEOPLE)
    people = draw_virtual_people(plan, chances)

    lived = live_through(plan, plan.design.arms[:1], people, most_probable(plan.fit), chances)["ketamine"]

    slow = np.array([slow_scores(plan, people, chances, i) for i in range(PEOPLE)]).T
    assert np.array_equal(lived.scores[:, 0, :], slow)
    assert len(np.unique(lived.responds)) == 2


@pytest.fixture(scope="module")
def scene() -> Scene:
    """The people of the fit."""
    return relief_problem().scene


def reading(kind: Kind, day: float, *, control: float) -> Reading:
    """A number of the ketamine arm; of the control arm where `control` is 1."""
    is_control = control == 1.0
    days = np.array([0.0, 3.0, 7.0])
    arm = Arm(
        study="", name="", condition="depression", instrument="madrs", untreated=33.0, untreated_sd=6.0,
        sessions=NO_SESSIONS if is_control else Sessions(days=days, exposures=np.ones(3)),
        control_days=days if is_control else np.zeros(0), is_control=is_control, has_expectancy=True,
        has_new_treatment=False, is_crossover=False, is_drug_free=False,
    )  # fmt: skip
    return Reading(row="", arm=arm, kind=kind, day=day, value=50.0, n=100.0, factor=1.0, limit=0.5)


def test_a_trial_gives_what_the_engine_of_the_fit_predicts(scene: Scene) -> None:
    fit = fitted_relief("depression")
    hyper = Hyper(**{name: fit.estimates[name].value for name in FITTED})
    answer = simulated(design(people=16000, draws=0))
    for arm, control in zip(answer.arms, (0.0, 1.0), strict=True):
        for day in arm.by_day[1:]:
            for kind, found, near in (
                (Kind.MEAN, day.mean.value, 0.35),
                (Kind.SD, day.sd.value, 0.45),
                (Kind.RESPONSE, day.response_pct.value, 2.5),
            ):
                asked = reading(kind, day.day, control=control)
                assert found == pytest.approx(predict(asked, hyper, scene), abs=near), (arm.name, day.day, kind)


def test_groups_live_apart() -> None:
    plan = plan_trial(design(people=PEOPLE))
    chances = Chances(seed=4, block=0, people=PEOPLE)
    people, one = draw_virtual_people(plan, chances), most_probable(plan.fit)
    both = Numbers(**{
        name: np.concatenate([getattr(one, name), getattr(one, name) * (0.5 if name == "h0_days" else 1.0)])
        for name in Numbers.__dataclass_fields__
    })  # fmt: skip

    alone, together = (live_through(plan, plan.design.arms, people, numbers, chances) for numbers in (one, both))

    for name in alone:
        assert np.array_equal(together[name].scores[:, 0], alone[name].scores[:, 0])
    assert not np.array_equal(together["ketamine"].scores[:, 1], alone["ketamine"].scores[:, 0])
    assert np.array_equal(together["midazolam"].scores[:, 1], alone["midazolam"].scores[:, 0])
