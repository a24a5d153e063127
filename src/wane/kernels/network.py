"""The response of a linear compartment network to boluses and infusions: closed form, vectorised over people.

Amounts x [mg] follow dx/dt = K x + inflow; outputs are C x. People whose network has a sound set of modes are answered
by sums of exponentials, the others by the exponential of the matrix; which, the numbers decide (`modes.amplification`).
Only states that lie between a dose and an output are computed. Memory beyond the answer is a block of people.
"""

from dataclasses import replace

import numpy as np

from wane.kernels.doses import Doses, FloatArray, IntArray, Schedule, schedule
from wane.kernels.exponential import ExponentialPeople
from wane.kernels.grids import Layout, lay_out
from wane.kernels.modal import ModalPeople
from wane.kernels.modes import ModeArray, amplification, are_sound, decompose
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
    keep = relevant_states(rate_matrix, output_matrix, doses.state)
    entering = np.isin(doses.state, keep)
    if not entering.any() or not len(times_h):
        answer[...] = 0.0
        return answer
    given = Doses(
        start_h=doses.start_h[entering],
        duration_h=doses.duration_h[entering],
        amount_mg=doses.amount_mg[:, entering],
        state=np.searchsorted(keep, doses.state[entering]),
    )
    _respond(rate_matrix[:, keep[:, None], keep], output_matrix[:, :, keep], np.asarray(times_h), given, answer)
    return answer


def _respond(
    rate_matrix: FloatArray, output_matrix: FloatArray, times_h: FloatArray, doses: Doses, answer: FloatArray
) -> None:
    """Write the answer, person by person on the path that suits the network."""
    events = schedule(doses)
    modes = decompose(rate_matrix)
    rows = output_matrix @ modes.right
    entered = np.unique(doses.state)
    sound = np.broadcast_to(are_sound(amplification(modes.rates, rows, modes.left[:, :, entered])), len(answer))
    size = rate_matrix.shape[1] * len(times_h)
    layout = lay_out(times_h, events, under_infusion=False)
    for people in _blocks(np.flatnonzero(sound), size):
        part = ModalPeople(
            rates=modes.rates[_rows(modes.rates, people)],
            rows=rows[_rows(rows, people)],
            loads=modes.left[_rows(modes.left, people)],
        )
        _write(part, layout, times_h, _doses_of(doses, people), events, answer, people)
    layout = lay_out(times_h, events, under_infusion=True)
    pumped = np.unique(doses.state[doses.duration_h > 0.0])
    for people in _blocks(np.flatnonzero(~sound), size):
        other = ExponentialPeople(
            matrix=_with_pumps(rate_matrix[_rows(rate_matrix, people)], pumped),
            rows=np.pad(output_matrix[_rows(output_matrix, people)], ((0, 0), (0, 0), (0, len(pumped)))),
            pumped=pumped,
        )
        _write(other, layout, times_h, _doses_of(doses, people), events, answer, people)


def _write(
    part: ModalPeople | ExponentialPeople,
    layout: Layout,
    times_h: FloatArray,
    doses: Doses,
    events: Schedule,
    answer: FloatArray,
    people: IntArray,
) -> None:
    """Fill the rows of `people`."""
    columns = part.columns(doses, events, times_h[layout.columns])
    ahead = people[-1] - people[0] == len(people) - 1
    block = answer[people[0] : people[-1] + 1] if ahead else np.empty((len(people), *answer.shape[1:]))
    if len(layout.single) == len(times_h) and not np.iscomplexobj(columns):
        np.matmul(part.rows, columns, out=block)
    elif len(layout.single):
        block[:, :, layout.columns[layout.single]] = (part.rows @ columns[:, :, layout.single]).real
    for grid in layout.even:
        steps = part.steps(grid.step_h, grid.width)
        for stretch, at in zip(grid.stretches, grid.at, strict=True):
            starts = columns[:, :, at : at + len(stretch.starts(grid.width))]
            values = (starts.transpose(0, 2, 1)[:, None] @ steps).real
            block[:, :, stretch.first : stretch.last] = values.reshape(*values.shape[:2], -1)[
                :, :, : stretch.last - stretch.first
            ]
    if not ahead:
        answer[people] = block


def _blocks(people: IntArray, numbers_each: int) -> list[IntArray]:
    """People in blocks that hold some BLOCK_NUMBERS numbers, 500 people at most."""
    each = min(500, max(1, BLOCK_NUMBERS // max(1, numbers_each)))
    return [people[first : first + each] for first in range(0, len(people), each)]


def _rows(array: ModeArray, people: IntArray) -> IntArray:
    """Where these people's rows are: their own where everybody has a row, else the one row of all."""
    return people if len(array) > 1 else np.zeros_like(people)


def _doses_of(doses: Doses, people: IntArray) -> Doses:
    return replace(doses, amount_mg=doses.amount_mg[_rows(doses.amount_mg, people)])


def _with_pumps(matrix: FloatArray, pumped: IntArray) -> FloatArray:
    """The network with one pump a state of `pumped`, which feeds it at 1 per hour and never empties."""
    n_states = matrix.shape[1]
    wide = np.pad(matrix, ((0, 0), (0, len(pumped)), (0, len(pumped))))
    wide[:, pumped, n_states + np.arange(len(pumped))] = 1.0
    return wide
