"""System: one enantiomer's linear network in many people, with what enters it and what is read from it.

Concentrations of several systems add up: a racemate is its S and its R system.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wane.kernels import Doses
from wane.models.pk import Individuals, doses, output_matrix, rate_matrix
from wane.models.regimen import Administration
from wane.models.timecourse import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class System:
    """`rate_matrix` [1/h] (people, n_states, n_states); `outputs` [ng/mL per mg] by analyte, each (people, n_states).

    `doses` enter its states; `central` is the state that an intravenous dose enters. `exposure` (people,) already
    multiplies the outputs: the doubt of a construct, or a disease known as a range of areas.
    """

    rate_matrix: FloatArray
    outputs: Mapping[str, FloatArray]
    doses: Doses
    central: int
    exposure: FloatArray


def system_of(
    individuals: Individuals,
    administrations: Sequence[Administration],
    *,
    named: Mapping[str, str],
    central: str,
    dose_share: float = 1.0,
    exposure: FloatArray | None = None,
) -> System:
    """The system that these administrations make in these people.

    `named` renames the model's analytes to those shown; `dose_share` of each dose enters (half a racemate is S);
    `exposure` (people,) multiplies every concentration.
    """
    entering = doses(individuals, administrations)
    kept = [analyte for analyte in individuals.model.analytes if analyte in named]
    matrix = output_matrix(individuals, kept)
    factor = np.ones(1) if exposure is None else exposure
    matrix *= factor[:, None, None]
    return System(
        rate_matrix=rate_matrix(individuals),
        outputs={named[analyte]: matrix[:, i] for i, analyte in enumerate(kept)},
        doses=Doses(
            start_h=entering.start_h,
            duration_h=entering.duration_h,
            amount_mg=entering.amount_mg * dose_share,
            state=entering.state,
        ),
        central=individuals.model.states.index(central),
        exposure=factor,
    )


def state_amounts(system: System) -> FloatArray:
    """Total amount [mg] that ever enters each state, (people or 1, n_states)."""
    amounts = np.zeros((system.doses.amount_mg.shape[0], system.rate_matrix.shape[1]))
    for event, state in enumerate(system.doses.state):
        amounts[:, state] += system.doses.amount_mg[:, event]
    return amounts
