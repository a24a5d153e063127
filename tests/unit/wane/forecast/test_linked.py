"""Linked instruments: what a second scale tells the first."""

from dataclasses import replace

import numpy as np
import pytest

from tests.factories.relief import induction, responder_history, scored
from wane.forecast.linked import LinkedScale, linked_prior, z_of
from wane.forecast.posterior import infer, updated
from wane.models.relief import History, Score
from wane.models.relief_prior import load_relief_prior

PHQ9, MADRS = load_relief_prior("depression__phq9"), load_relief_prior("depression__madrs")
FIRST = History(records=(*induction(), *scored((18, 9), (0.0, 17.0))))


def linked(values: tuple[float, ...]) -> tuple[LinkedScale, ...]:
    days = (0.0, 10.0, 17.0, 24.0, 31.0)[: len(values)]
    return (LinkedScale(prior=MADRS, history=History(records=(*induction(), *scored(values, days)))),)


def test_without_scores_a_second_scale_tells_nothing() -> None:
    alone, both = infer(PHQ9, FIRST), infer(PHQ9, FIRST, linked(()))

    assert both.chance_of_responding == pytest.approx(alone.chance_of_responding, abs=0.005)
    assert both.log_evidence == pytest.approx(alone.log_evidence, abs=0.02)


def test_response_on_the_second_scale_speaks_for_a_responder() -> None:
    well, ill = (infer(PHQ9, FIRST, linked(v)) for v in ((36.0, 12.0, 6.0, 5.0, 6.0), (36.0, 35.0, 37.0, 36.0, 35.0)))
    alone = infer(PHQ9, FIRST)

    assert ill.chance_of_responding < alone.chance_of_responding < well.chance_of_responding


def test_the_evidence_of_both_scales_is_not_more_than_that_of_each_alone_where_they_disagree() -> None:
    other = linked((36.0, 35.0, 37.0, 36.0, 35.0))
    both = infer(PHQ9, responder_history(), other).log_evidence

    assert both < infer(PHQ9, responder_history()).log_evidence + infer(MADRS, other[0].history).log_evidence


def test_what_is_shared_comes_from_the_first_scale() -> None:
    learned = replace(PHQ9, log_h0=replace(PHQ9.log_h0, mean=1.0), pi=0.4)

    found = linked_prior(learned, MADRS)

    assert (found.log_h0, found.pi, found.log_se, found.lam) == (learned.log_h0, 0.4, MADRS.log_se, MADRS.lam)


def test_each_scale_has_its_own_error() -> None:
    z = np.arange(10.0)[None]  # six of the first scale, two of each further one

    np.testing.assert_array_equal(z_of(z, 0), [[0.0, 1.0, 2.0, 6.0, 7.0, 5.0]])
    np.testing.assert_array_equal(z_of(z, 1), [[0.0, 1.0, 2.0, 8.0, 9.0, 5.0]])


def test_an_update_keeps_what_the_second_scale_said() -> None:
    posterior = infer(PHQ9, FIRST, linked((36.0, 12.0, 6.0)))
    quick = updated(posterior, Score(day=30.0, value=8.0))
    whole = infer(PHQ9, History(records=(*FIRST.records, Score(day=30.0, value=8.0))), posterior.linked)

    assert quick.linked == posterior.linked
    assert quick.log_evidence == pytest.approx(whole.log_evidence, abs=0.05)
    assert quick.chance_of_responding == pytest.approx(whole.chance_of_responding, abs=0.01)
