"""What one person's forecast rests on."""

from typing import Final

from wane.forecast.person_forecast import Basis, NotUsed, PersonRequest
from wane.forecast.statements import basis_sentence
from wane.models.instruments import Instrument, instruments
from wane.models.relief import History, Relapse
from wane.models.relief_evidence import ReliefEvidence
from wane.models.relief_prior import ReliefPrior

NO_LINK: Final = "no evidence read here links it to the relief that this forecast is about"


def basis_of(
    request: PersonRequest, prior: ReliefPrior, fit: ReliefEvidence | None, instrument: Instrument, used: History
) -> Basis:
    """What is used, what is left aside, and the studies behind the prior."""
    others = [(name, len(request.records.scores(name))) for name in instruments() if name != instrument.id]
    relapses = sum(isinstance(record, Relapse) for record in used.records)
    return Basis(
        prior=prior.id,
        prior_source=prior.source,
        studies=() if fit is None else fit.all_studies,
        own_sessions=len(used.treatments),
        own_scores=len(used.scores),
        own_relapses=relapses,
        not_used=tuple(
            NotUsed(instrument=instruments()[name].name, scores=count, reason=instruments()[name].refused or NO_LINK)
            for name, count in others
            if count
        ),
        sentence=basis_sentence(request, prior, instrument, len(used.treatments), len(used.scores)),
    )
