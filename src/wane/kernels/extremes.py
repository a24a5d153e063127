"""Where an output is highest, and when it was last at a limit, person by person and from the closed form.

Between events an output is smooth. It is looked at on a grid that is fine after every event and coarser with its age;
the cell that holds the answer is then halved by exact steps of the matrix exponential, and its last short piece is
searched as a power series.
"""

from collections.abc import Iterator

import numpy as np

from wane.kernels.doses import Doses, FloatArray, Schedule, schedule
from wane.kernels.exponential import ExponentialPeople, ladder
from wane.kernels.modes import decompose
from wane.kernels.response import Network, relevant

# Neighbouring times of the grid differ by at most this factor in age, unless MOST_TIMES forces them apart.
GROWTH = 1.2
MOST_TIMES = 4000
# Halvings of the last piece, which is at most one time constant of the fastest state: to 1e-12 of it.
HALVINGS = 40
PEOPLE_AT_ONCE = 250


def peak(rate_matrix: FloatArray, output_matrix: FloatArray, doses: Doses) -> tuple[FloatArray, FloatArray]:
    """The highest value of one output, and when it is reached.

    Args:
        rate_matrix: K [1/h] (n_people or 1, n_states, n_states).
        output_matrix: the one output per mg, (n_people or 1, 1, n_states), not negative.
        doses: what enters.

    Returns:
        height and time [h], each (n_people,): the first of equal heights; 0 at the first dose where nothing arrives. An
        output that climbs for ever is given where the grid ends.
    """
    height = np.zeros(_n_people(rate_matrix, output_matrix, doses))
    at_h = np.full(len(height), float(doses.start_h.min()))
    asked = relevant(rate_matrix, output_matrix, doses)
    if asked is not None:
        events = schedule(asked.doses)
        times_h = _grid(asked, events, _ages(asked))
        for people, part, given in _parts(asked, len(height)):
            height[people], at_h[people] = _peak(part, part.columns(given, events, times_h), times_h)
    return height, at_h


def time_below(rate_matrix: FloatArray, output_matrix: FloatArray, doses: Doses, limit: float) -> FloatArray:
    """The last time at which one output is at or above a limit; from then on it stays below.

    A rise over the limit that falls between two times of the grid, a fifth of their age apart, can be missed. Arguments
    are as for `peak`, `limit` is in the unit of the output.

    Returns:
        [h] (n_people,); the start of the first dose where the limit is never reached, inf where it is never left.
    """
    last_h = np.full(_n_people(rate_matrix, output_matrix, doses), float(doses.start_h.min()))
    asked = relevant(rate_matrix, output_matrix, doses)
    if asked is not None:
        events = schedule(asked.doses)
        ages = _ages(asked)
        highest = float(asked.output_matrix.max() * asked.doses.amount_mg.sum(axis=1).max())
        fading_h = ages[1] * max(1.0, 5.0 + np.log(max(highest, limit) / limit))
        times_h = _grid(asked, events, (ages[0], 4.0 * fading_h))
        for people, part, given in _parts(asked, len(last_h)):
            found_h = _last_above(part, part.columns(given, events, times_h), times_h, limit)
            last_h[people] = np.where(np.isnan(found_h), last_h[people], found_h)
    return last_h


def _n_people(rate_matrix: FloatArray, output_matrix: FloatArray, doses: Doses) -> int:
    return max(len(rate_matrix), len(output_matrix), len(doses.amount_mg))


def _parts(asked: Network, n_people: int) -> Iterator[tuple[slice, ExponentialPeople, Doses]]:
    for first in range(0, n_people, PEOPLE_AT_ONCE):
        people = np.arange(first, min(first + PEOPLE_AT_ONCE, n_people))
        yield slice(first, first + len(people)), asked.exponential(people), asked.doses_of(people)


def _ages(asked: Network) -> tuple[float, float]:
    """The shortest and the longest time constant [h] of anybody."""
    speed = np.abs(decompose(asked.rate_matrix).rates)
    fastest = float(speed.max())
    lossy = speed[speed > 1e-13 * fastest]
    return (1.0 / fastest, 1.0 / float(lossy.min())) if fastest > 0.0 else (1.0, 1.0)


def _grid(asked: Network, events: Schedule, ages: tuple[float, float]) -> FloatArray:
    """Times [h] of every event, and after each of them from a twentieth of the first age to ten times the last one."""
    most = max(8, MOST_TIMES // len(events.start_h))
    pieces = []
    for k, start_h in enumerate(events.start_h):
        is_last = k + 1 == len(events.start_h)
        first_h, last_h = 0.05 * ages[0], 10.0 * ages[1] if is_last else float(events.lengths_h()[k])
        count = int(np.ceil(np.log(max(last_h / first_h, GROWTH)) / np.log(GROWTH))) + 1
        steps_h = np.geomspace(min(first_h, 0.5 * last_h), last_h, min(count, most))
        pieces.append(start_h + np.concatenate([[0.0], steps_h if is_last else steps_h[:-1]]))
    return np.unique(np.concatenate(pieces))


def _peak(part: ExponentialPeople, states: FloatArray, times_h: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Height and time of the highest value: on the grid or where the slope changes sign in a cell beside it."""
    values = (part.rows @ states)[:, 0]
    best = values.argmax(axis=1)
    everyone = np.arange(len(best))
    height, at_h = values[everyone, best], times_h[best]
    slope = part.rows @ part.matrix
    for left in (np.maximum(best - 1, 0), np.minimum(best, len(times_h) - 2)):
        width_h = times_h[left + 1] - times_h[left]
        offset_h, there = _last_positive(part.matrix, slope[:, 0], states[everyone, :, left], width_h, 0.0)
        value = (part.rows[:, 0] * there).sum(axis=1)
        better = value > height
        height, at_h = np.where(better, value, height), np.where(better, times_h[left] + offset_h, at_h)
    return height, at_h


def _last_above(part: ExponentialPeople, states: FloatArray, times_h: FloatArray, limit: float) -> FloatArray:
    """The last time at or above the limit; nan where there is none, inf where the grid ends above it."""
    above = (part.rows @ states)[:, 0] >= limit
    left = above.shape[1] - 1 - above[:, ::-1].argmax(axis=1)
    inner = np.minimum(left, len(times_h) - 2)
    width_h = times_h[inner + 1] - times_h[inner]
    offset_h, _ = _last_positive(part.matrix, part.rows[:, 0], states[np.arange(len(left)), :, inner], width_h, limit)
    found_h = np.where(left == len(times_h) - 1, np.inf, times_h[inner] + offset_h)
    return np.where(above.any(axis=1), found_h, np.nan)


def _last_positive(
    matrix: FloatArray, row: FloatArray, states: FloatArray, width_h: FloatArray, limit: float
) -> tuple[FloatArray, FloatArray]:
    """Where `row` @ state falls to the limit within `width_h` of the given states, and the states there.

    Halved on the sign: right where there is one crossing downwards; else it ends at an edge or at one of the crossings.
    """
    reached = ladder(matrix * width_h[:, None, None], 1.0)
    share = np.zeros(len(states))
    now = states
    for k in range(len(reached.rungs) - 2, -1, -1):
        ahead = (reached.rungs[k] @ now[:, :, None])[:, :, 0]
        stays = (row * ahead).sum(axis=1) >= limit
        now = np.where(stays[:, None], ahead, now)
        share += np.where(stays, reached.step_h * 2.0**k, 0.0)
    terms = reached.terms(now)
    course = (row[:, :, None] * terms).sum(axis=1)
    inside = np.zeros(len(states))
    for halving in range(1, HALVINGS + 1):
        middle = inside + 0.5**halving
        value = (course * reached.weights(middle)).sum(axis=1)
        inside = np.where(value >= limit, middle, inside)
    there = (terms * reached.weights(inside)[:, None, :]).sum(axis=2)
    return (share + reached.step_h * inside) * width_h, there
