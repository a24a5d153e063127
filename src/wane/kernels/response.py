"""The response of a linear compartment network to boluses and infusions: closed form, vectorised over people.

Amounts x [mg] follow dx/dt = K x + inflow; outputs are C x. People whose network has a sound set of modes are answered
by sums of exponentials, the others by the exponential of the matrix; which, the numbers decide (`modes.amplification`).
Only states that lie between a dose and an output are computed. Memory beyond the answer is a block of people.
"""

from dataclasses import dataclass, replace

import numpy as np

from wane.kernels.doses import Doses, FloatArray, IntArray, Schedule, schedule
from wane.kernels.exponential import ExponentialPeople
from wane.kernels.grids import Layout, lay_out
from wane.kernels.modal import ModalPeople
from wane.kernels.modes import ModeArray, Modes, are_sound, decompose
from wane.kernels.structure import relevant_states

# Numbers held at once by a block of people: about 4 MB, which stays in cache.
BLOCK_NUMBERS = 500_000


def respond(
    rate_matrix: FloatArray,
    output_matrix: FloatArray,
    times_h: FloatArray,
    doses: Doses,
    *,
    out: FloatArray | None = None,
) -> FloatArray:
    """Outputs over time after doses; every time sees the boluses given at it.

    Args:
        rate_matrix: K [1/h] (n_people or 1, n_states, n_states); K[i, j] is the rate from state j into state i.
        output_matrix: C, output per mg (n_people or 1, n_outputs, n_states).
        times_h: (n_times,) ascending.
        doses: what enters.
        out: where to write, (n_people, n_outputs, n_times).

    Returns:
        (n_people, n_outputs, n_times), `out` where given; 0 before the first dose.
    """
    n_people = max(len(rate_matrix), len(output_matrix), len(doses.amount_mg))
    shape = (n_people, output_matrix.shape[1], len(times_h))
    answer = np.empty(shape) if out is None else out
    asked = relevant(rate_matrix, output_matrix, doses)
    if asked is None or not len(times_h):
        answer[...] = 0.0
    else:
        _fill(answer, asked, np.asarray(times_h, dtype=np.float64))
    return answer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """What is left of a question when only states between a dose and an output are kept; arguments as for `respond`."""

    rate_matrix: FloatArray
    output_matrix: FloatArray
    doses: Doses

    def modal(self, modes: Modes, rows: ModeArray, people: IntArray) -> ModalPeople:
        """Some people, by their modes; `rows` are the outputs in modes."""
        return ModalPeople(
            rates=modes.rates[_rows(modes.rates, people)],
            rows=rows[_rows(rows, people)],
            loads=modes.left[_rows(modes.left, people)],
        )

    def exponential(self, people: IntArray) -> ExponentialPeople:
        """Some people, by the exponential of their matrix: with one pump for each state that an infusion enters."""
        pumped = np.unique(self.doses.state[self.doses.duration_h > 0.0])
        n_states = self.rate_matrix.shape[1]
        wider = (0, len(pumped))
        matrix = np.pad(self.rate_matrix[_rows(self.rate_matrix, people)], ((0, 0), wider, wider))
        matrix[:, pumped, n_states + np.arange(len(pumped))] = 1.0
        rows = np.pad(self.output_matrix[_rows(self.output_matrix, people)], ((0, 0), (0, 0), wider))
        return ExponentialPeople(matrix=matrix, rows=rows, pumped=pumped)

    def doses_of(self, people: IntArray) -> Doses:
        """What these people are given."""
        amount_mg = self.doses.amount_mg
        return replace(self.doses, amount_mg=amount_mg[_rows(amount_mg, people)])


def relevant(rate_matrix: FloatArray, output_matrix: FloatArray, doses: Doses) -> Network | None:
    """The part of the network that matters to the answer; None where no dose reaches an output."""
    keep = relevant_states(rate_matrix, output_matrix, doses.state)
    entering = np.isin(doses.state, keep)
    if not entering.any():
        return None
    given = Doses(
        start_h=doses.start_h[entering],
        duration_h=doses.duration_h[entering],
        amount_mg=doses.amount_mg[:, entering],
        state=np.searchsorted(keep, doses.state[entering]),
    )
    return Network(
        rate_matrix=rate_matrix[:, keep[:, None], keep], output_matrix=output_matrix[:, :, keep], doses=given
    )


def _fill(answer: FloatArray, asked: Network, times_h: FloatArray) -> None:
    """Write the answer, person by person on the path that suits the network."""
    events = schedule(asked.doses)
    modes = decompose(asked.rate_matrix)
    rows = asked.output_matrix @ modes.right
    entered = np.unique(asked.doses.state)
    sound = are_sound(modes, rows, modes.left[:, :, entered], asked.output_matrix[:, :, entered])
    sound = np.broadcast_to(sound, len(answer))
    by_modes = lay_out(times_h, events, under_infusion=False)
    for people in _blocks(np.flatnonzero(sound), asked, by_modes, len(events.start_h)):
        _write(answer, people, asked.modal(modes, rows, people), asked.doses_of(people), events, by_modes)
    if not sound.all():
        by_matrix = lay_out(times_h, events, under_infusion=True)
        for people in _blocks(np.flatnonzero(~sound), asked, by_matrix, len(events.start_h)):
            _write(answer, people, asked.exponential(people), asked.doses_of(people), events, by_matrix)


def _write(
    answer: FloatArray,
    people: IntArray,
    part: ModalPeople | ExponentialPeople,
    doses: Doses,
    events: Schedule,
    layout: Layout,
) -> None:
    """Fill the rows of `people`."""
    ahead = people[-1] - people[0] == len(people) - 1
    block = answer[people[0] : people[-1] + 1] if ahead else np.empty((len(people), *answer.shape[1:]))
    if isinstance(part, ModalPeople) and len(layout.single) == layout.n_times and not np.iscomplexobj(part.rows):
        part.write(doses, events, layout.columns_h, block)
    else:
        _write_columns(block, part, part.columns(doses, events, layout.columns_h), layout)
    if not ahead:
        answer[people] = block


def _write_columns(
    block: FloatArray, part: ModalPeople | ExponentialPeople, columns: ModeArray, layout: Layout
) -> None:
    """Outputs at single times, and along grids from where each begins."""
    if len(layout.single):
        block[:, :, layout.columns[layout.single]] = (part.rows @ columns[:, :, layout.single]).real
    for grid in layout.even:
        steps = part.steps(grid.step_h, grid.width)
        for stretch, at in zip(grid.stretches, grid.at, strict=True):
            starts = columns[:, :, at : at + len(stretch.starts(grid.width))]
            values = (starts.transpose(0, 2, 1)[:, None] @ steps).real
            block[:, :, stretch.first : stretch.last] = values.reshape(*values.shape[:2], -1)[
                :, :, : stretch.last - stretch.first
            ]


def _blocks(people: IntArray, asked: Network, layout: Layout, n_segments: int) -> list[IntArray]:
    """People in blocks that hold some BLOCK_NUMBERS numbers, 500 people at most."""
    answers_each = asked.output_matrix.shape[1] * layout.n_times if layout.even else 0
    numbers_each = asked.rate_matrix.shape[1] * (len(layout.columns) + 4 * n_segments) + answers_each
    each = 500 if not layout.even else min(500, max(1, BLOCK_NUMBERS // max(1, numbers_each)))
    return [people[first : first + each] for first in range(0, len(people), each)]


def _rows(array: ModeArray, people: IntArray) -> IntArray:
    """Where these people's rows are: their own where everybody has a row, else the one row of all."""
    return people if len(array) > 1 else np.zeros_like(people)
