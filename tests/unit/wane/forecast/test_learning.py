"""Learning: the M-step against plain moments, EM against what it promises, forecasts before and after."""

import dataclasses
import math

import numpy as np
import pytest

from tests.factories.cohort import CLINIC, PUBLISHED, members
from tests.factories.relief import induction
from wane.errors import ConflictError, FileFormatError, UnsupportedError
from wane.forecast.learning import (
    FEWEST_PEOPLE,
    divergence,
    e_step_here,
    enough_people,
    learn,
    m_step,
    pooled,
    prior_digest,
)
from wane.forecast.learning_moved import moved
from wane.forecast.learning_sums import (
    NAMES,
    Sums,
    expected_sums,
    no_sums,
    sums_fields,
    sums_from_fields,
    sums_of,
    total,
)
from wane.forecast.posterior import infer
from wane.forecast.score_card_rows import score_rows
from wane.models.relief import History
from wane.models.relief_prior import THETA, ReliefPrior, Spread

RNG = np.random.default_rng(4)


@dataclasses.dataclass
class Known:
    """People whose every parameter is known, and the sums that such knowledge gives."""

    z: "np.ndarray[tuple[int, int], np.dtype[np.float64]]"
    responder: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    untreated: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    full: "np.ndarray[tuple[int], np.dtype[np.float64]]"

    @property
    def sums(self) -> Sums:
        values: dict[str, float] = dict.fromkeys(NAMES, 0.0) | {"people": float(len(self.untreated))}
        for i, name in enumerate(THETA):
            values |= {f"{name}_1": float(self.z[:, i].sum()), f"{name}_2": float((self.z[:, i] ** 2).sum())}
        b, r = self.untreated, self.full
        values |= {"untreated_1": float(b.sum()), "untreated_2": float((b * b).sum())}
        for c in (0, 1):
            mine = self.responder == c
            parts = (mine.sum(), (b * b)[mine].sum(), (b * r)[mine].sum(), (r * r)[mine].sum())
            names = ("people", "untreated_2", "untreated_full", "full_2")
            values |= {f"class_{c}_{name}": float(x) for name, x in zip(names, parts, strict=True)}
        return sums_from_fields(values)


def known_people(count: int) -> Known:
    responder = RNG.integers(0, 2, count)
    untreated = RNG.normal(18.0, 4.0, count)
    return Known(
        z=RNG.normal(1.0, 0.5, (count, 6)),
        responder=responder,
        untreated=untreated,
        full=np.array([0.1, 0.7])[responder] * untreated + RNG.normal(0.0, 2.0, count),
    )


def test_with_everything_known_and_no_prior_the_m_step_is_plain_moments_and_least_squares() -> None:
    people = known_people(500)

    found = m_step(PUBLISHED, people.sums, worth_people=0.0)

    for i, name in enumerate(THETA):
        assert getattr(found, name).mean == pytest.approx(people.z[:, i].mean())
        assert getattr(found, name).sd == pytest.approx(people.z[:, i].std())
    assert found.untreated.sd == pytest.approx(people.untreated.std())
    assert found.pi == pytest.approx(people.responder.mean())
    for c in (0, 1):
        b, r = people.untreated[people.responder == c], people.full[people.responder == c]
        slope = np.linalg.lstsq(b[:, None], r, rcond=None)[0][0]
        assert found.lam[c] == pytest.approx(slope)
        assert found.s[c] == pytest.approx(math.sqrt(np.mean((r - slope * b) ** 2)))


def test_the_prior_weighs_as_many_people_as_it_is_worth() -> None:
    people = known_people(90)

    found = m_step(PUBLISHED, people.sums, worth_people=30.0)

    assert found.untreated.mean == pytest.approx((30.0 * PUBLISHED.untreated.mean + people.untreated.sum()) / 120.0)


def test_people_as_published_move_nothing() -> None:
    found = m_step(PUBLISHED, expected_sums(PUBLISHED, 200.0))

    for one in moved(PUBLISHED, found):
        assert one.move == pytest.approx(0.0, abs=1e-9)
        assert not one.is_notable


def test_without_scores_the_sums_are_those_of_the_prior() -> None:
    found = sums_of(infer(PUBLISHED, History(records=induction())))
    expected = expected_sums(PUBLISHED, 1.0)

    for name in NAMES[4:]:  # after the counts
        assert found[name] == pytest.approx(expected[name], rel=0.02, abs=0.02)


def test_sums_are_expectations_of_the_posterior_by_drawing() -> None:
    from wane.forecast.paths import resampled
    from wane.kernels.relief import RMAX, B
    from wane.kernels.relief_paths import draw_states

    posterior = infer(PUBLISHED, members(1, 3)[0].history)
    rng = np.random.default_rng(1)
    picked = resampled(posterior.weights, 200_000, rng)
    states = draw_states(posterior.filtered.moments, picked, rng.standard_normal((5, 200_000)))
    responder = posterior.filtered.nodes.responder[picked]
    found = sums_of(posterior)

    assert found["untreated_2"] == pytest.approx((states[B] ** 2).mean(), rel=0.01)
    for c in (0, 1):
        product = (responder == c) * states[B] * states[RMAX]
        assert found[f"class_{c}_untreated_full"] == pytest.approx(product.mean(), rel=0.02, abs=0.05)
    assert found["class_0_people"] + found["class_1_people"] == pytest.approx(1.0)


def test_no_step_makes_the_scores_and_the_published_prior_less_likely() -> None:
    people = members(30, 1)
    histories = [person.history for person in people]

    found = learn(PUBLISHED, PUBLISHED, lambda prior, _: e_step_here(prior, histories))

    heights = [step.log_posterior for step in found.steps]
    assert found.has_converged
    assert heights[-1] > heights[0]
    assert all(b >= a - 0.05 for a, b in zip(heights, heights[1:], strict=False))  # nodes are not quite the integral


def test_the_divergence_is_the_expected_log_ratio_of_densities() -> None:
    from scipy.stats import norm

    def log_density(prior: ReliefPrior) -> float:
        found = np.zeros(len(x))
        for i, name in enumerate(THETA):
            spread = getattr(prior, name)
            found += norm.logpdf(x[:, i], spread.mean, spread.sd)
        found += norm.logpdf(b, prior.untreated.mean, prior.untreated.sd)
        lam, s = np.array(prior.lam)[z], np.array(prior.s)[z]
        return float((found + norm.logpdf(r, lam * b, s) + np.log(np.where(z, prior.pi, 1.0 - prior.pi))).mean())

    rng, count = np.random.default_rng(2), 400_000
    spreads = [getattr(PUBLISHED, name) for name in THETA]
    x = np.stack([rng.normal(spread.mean, spread.sd, count) for spread in spreads], axis=1)
    z = (rng.random(count) < PUBLISHED.pi).astype(int)
    b = rng.normal(PUBLISHED.untreated.mean, PUBLISHED.untreated.sd, count)
    r = np.array(PUBLISHED.lam)[z] * b + np.array(PUBLISHED.s)[z] * rng.standard_normal(count)

    assert divergence(PUBLISHED, CLINIC) == pytest.approx(log_density(PUBLISHED) - log_density(CLINIC), rel=0.02)


def squared_misses(prior: ReliefPrior, people: int, seed: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """One mean square a person."""
    found = [score_rows(prior, member) for member in members(people, seed, days=60.0)]
    return np.array([np.mean([(row.observed - row.expected) ** 2 for row in rows]) for rows in found])


def test_after_learning_from_60_people_others_of_the_clinic_are_forecast_better() -> None:
    histories = [person.history for person in members(60, 1)]
    learned = learn(PUBLISHED, PUBLISHED, lambda prior, _: e_step_here(prior, histories)).prior

    gained = squared_misses(PUBLISHED, 50, 99) - squared_misses(learned, 50, 99)

    assert gained.mean() > 2.0 * gained.std(ddof=1) / math.sqrt(len(gained))


def test_sums_of_two_clinics_add_up_to_those_of_both() -> None:
    people = [person.history for person in members(12, 5)]
    one, two = (e_step_here(PUBLISHED, part) for part in (people[:5], people[5:]))

    both = pooled([("a", "same", one), ("b", "same", two)])

    assert both.values == pytest.approx(e_step_here(PUBLISHED, people).values)


def test_sums_under_two_priors_are_not_added() -> None:
    with pytest.raises(ConflictError, match="different priors"):
        pooled([("a", "1", no_sums()), ("b", "2", no_sums())])


def test_fewer_than_ten_people_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="9 people can be used; 10"):
        enough_people(expected_sums(PUBLISHED, FEWEST_PEOPLE - 1.0))

    enough_people(expected_sums(PUBLISHED, FEWEST_PEOPLE))


def test_sums_survive_a_file_to_the_last_bit_and_a_broken_one_is_refused() -> None:
    sums = total(expected_sums(PUBLISHED, 7.0), e_step_here(PUBLISHED, [members(1, 2)[0].history]))
    fields = sums_fields(sums)

    assert sums_from_fields(fields).values.tolist() == sums.values.tolist()
    with pytest.raises(FileFormatError, match="gamma_1"):
        sums_from_fields({name: value for name, value in fields.items() if name != "gamma_1"})
    with pytest.raises(FileFormatError, match="finite"):
        sums_from_fields(fields | {"gamma_1": math.nan})
    with pytest.raises(FileFormatError, match="'names'"):
        sums_from_fields(fields | {"names": 1.0})


def test_the_digest_of_a_prior_sees_every_number_and_no_name() -> None:
    renamed = dataclasses.replace(PUBLISHED, id="other", source="other")
    shifted = dataclasses.replace(PUBLISHED, gamma=Spread(mean=PUBLISHED.gamma.mean + 1e-9, sd=PUBLISHED.gamma.sd))

    assert prior_digest(renamed) == prior_digest(PUBLISHED)
    assert prior_digest(shifted) != prior_digest(PUBLISHED)


def test_what_moved_is_said_in_the_right_direction() -> None:
    by_id = {one.id: one for one in moved(PUBLISHED, CLINIC)}

    assert by_id["log_h0"].words == "relief wanes faster"
    assert by_id["untreated"].words == "people stand higher without treatment"
    assert by_id["pi"].words == "fewer people respond"
    assert by_id["lam_1"].words == "responders get less relief"
    assert by_id["log_h0"].after.typical == pytest.approx(math.exp(CLINIC.log_h0.mean))
