"""What one person's forecast rests on."""

from typing import Final

from wane.forecast.linked import LinkedScale
from wane.forecast.person_forecast import AlsoUsed, Basis, NotUsed, PersonRequest
from wane.forecast.statements import basis_sentence
from wane.forecast.subject import Subject
from wane.models.instruments import conditions, has_prior, instruments
from wane.models.relief import History, Relapse
from wane.models.relief_evidence import ReliefEvidence
from wane.models.relief_prior import ReliefPrior

NO_LINK: Final = "no prior links it to relief in {condition}"
LEFT_OUT: Final = "own scores are left out"
SHARED: Final = "they inform how long relief lasts and the chance of being a responder; the level is that of the {main}"


def basis_of(
    request: PersonRequest, prior: ReliefPrior, fit: ReliefEvidence | None, subject: Subject, used: History,
    linked: tuple[LinkedScale, ...],
) -> Basis:  # fmt: skip
    """What is used, what is left aside, and the studies behind the prior."""
    relapses = sum(isinstance(record, Relapse) for record in used.records)
    also = {scale.prior.instrument: len(scale.history.scores) for scale in linked}
    return Basis(
        prior=prior.id,
        prior_source=prior.source,
        studies=() if fit is None else fit.all_studies,
        own_sessions=len(used.treatments),
        own_scores=len(used.scores),
        own_relapses=relapses,
        also_used=tuple(
            AlsoUsed(instrument=instruments()[name].name, scores=count, how=SHARED.format(main=subject.instrument.name))
            for name, count in also.items()
        ),
        not_used=_not_used(request, subject, also),
        chosen=subject.why,
        sentence=basis_sentence(request, prior, subject.instrument, len(used.treatments), len(used.scores)),
    )


def _not_used(request: PersonRequest, subject: Subject, also: dict[str, int]) -> tuple[NotUsed, ...]:
    """Scored instruments that this forecast leaves aside, each with the reason."""
    no_link = NO_LINK.format(condition=conditions()[subject.condition])
    return tuple(
        NotUsed(
            instrument=found.name,
            scores=len(request.records.scores(name)),
            reason=LEFT_OUT if has_prior(subject.condition, found) else found.refused or no_link,
        )
        for name, found in instruments().items()
        if request.records.scores(name) and name != subject.instrument.id and name not in also
    )
