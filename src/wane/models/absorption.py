"""Absorption: how a route is put in front of a disposition that was not studied by it.

Two ways. A *construct* adds one first-order depot from the evidence's range of bioavailability and rate. A *graft*
takes the absorption of one published model (nose, swallowed part, first pass through the liver) and puts it in front
of the disposition of another, in the same person. Both are assumptions and are shown as constructed.

What the liver or the gut turns into metabolite before it reaches blood enters where the disposition's own clearance
enters.
"""

import re
from dataclasses import replace

import numpy as np

from wane.errors import UnsupportedError
from wane.evidence.constructs import Construct
from wane.evidence.population_model import Flow, Pathway, PopulationModel
from wane.models.expressions import evaluate
from wane.models.pk import Individuals, pathways_of
from wane.models.regimen import Route
from wane.models.timecourse import FloatArray
from wane.models.variability import draw_in_range

METABOLITE = "norketamine"
ABSORBED = "absorbed_"
"""Prefix of the states and parameters that were put in front of a disposition."""

DELAY = ABSORBED + "delay"
"""Mean time [h] that metabolite formed on the first pass spends before it shows."""

FIRST_PASS = "first_pass_"
"""Prefix of the states and parameters of a first pass that was moved."""

SWALLOWED_ROUTES = frozenset({Route.ORAL, Route.SUBLINGUAL, Route.INTRANASAL})
"""Routes by which the part that does not reach blood as ketamine is swallowed and meets the gut and the liver first."""

_NAME = re.compile(r"[A-Za-z_]\w*")


def with_construct(
    individuals: Individuals, construct: Construct, share: FloatArray, rng: np.random.Generator
) -> Individuals:
    """The same people with the construct's route: F, ka and the delay of norketamine drawn over their
    ranges.

    `share` (people,) or (1,): of what is swallowed and does not reach blood as ketamine, how much becomes metabolite.
    """
    if construct.ka is None or construct.ka_band is None:
        raise UnsupportedError(f"{construct.route}: {construct.ka_reason}.")
    route = Route(construct.route)
    model = individuals.model
    depot, first_pass = ABSORBED + "depot", ABSORBED + "first_pass"
    f, ka, formed = ABSORBED + "f", ABSORBED + "ka", ABSORBED + "share"
    flows = [Flow(source=depot, target=central_state(model), rate=ka, fraction=1.0)]
    pathways = [Pathway(state=depot, fraction=f)]
    entry = metabolite_entry(model)
    if entry is not None and route in SWALLOWED_ROUTES:
        flows += _formation(first_pass, entry, ka, construct)
        pathways.append(Pathway(state=first_pass, fraction=f"(1-{f})*{formed}"))
    added = {
        f: draw_in_range(construct.f, construct.f_band, individuals.people, rng),
        ka: draw_in_range(construct.ka, construct.ka_band, individuals.people, rng),
        formed: share,
    }
    if construct.formation_delay is not None and construct.formation_delay_band is not None:
        added[DELAY] = draw_in_range(construct.formation_delay, construct.formation_delay_band, individuals.people, rng)
    return _in_front(individuals, route, flows, pathways, added)


def _formation(first_pass: str, entry: str, ka: str, construct: Construct) -> list[Flow]:
    """What is lost on the first pass on its way to metabolite: with absorption, then late by one step where the
    construct says so.
    """
    if construct.formation_delay is None:
        return [Flow(source=first_pass, target=entry, rate=ka, fraction=1.0)]
    late = ABSORBED + "late"
    return [
        Flow(source=first_pass, target=late, rate=ka, fraction=1.0),
        Flow(source=late, target=entry, rate=f"1/{DELAY}", fraction=1.0),
    ]


def graft(individuals: Individuals, donor: Individuals, route: Route) -> Individuals:
    """The same people with the donor model's absorption by `route`: its states up to blood, its rates, its fractions.

    First-pass extraction is the donor's; what it extracts enters the metabolite of the disposition, as clearance does.
    """
    inside = _states_before_blood(donor.model, route)
    target, entry = central_state(individuals.model), metabolite_entry(individuals.model)
    flows = [
        Flow(
            source=ABSORBED + flow.source,
            target=_grafted_target(flow.target, inside, central_state(donor.model), target, entry),
            rate=_renamed(flow.rate),
            fraction=flow.fraction,
        )
        for flow in donor.model.flows
        if flow.source in inside
    ]
    pathways = [
        Pathway(
            state=ABSORBED + p.state,
            fraction=_renamed(p.fraction),
            duration=None if p.duration is None else _renamed(p.duration),
            later_fraction=None if p.later_fraction is None else _renamed(p.later_fraction),
        )
        for p in pathways_of(donor.model, route)
    ]
    added = {ABSORBED + name: values for name, values in donor.parameters.items()}
    return _in_front(individuals, route, flows, pathways, added)


def with_first_pass(individuals: Individuals, route: Route, factor: float) -> Individuals:
    """The same people of a model with a liver; of what they swallow `factor` times as much reaches blood as ketamine,
    at most all of it.

    Only the first pass moves, through gut and liver: what it spares goes straight to blood, what it takes more becomes
    metabolite in the share of the liver's own loss. What the liver clears later stays as it is.
    """
    model, parameters = individuals.model, individuals.parameters
    through_gut = sum(evaluate(p.fraction, parameters) for p in model.pathways[Route.ORAL.value])
    liver, passed, formed = _liver(individuals)
    before = through_gut * passed
    reaching = np.minimum(factor * before, 1.0)
    spared = np.where(reaching > through_gut, reaching, (reaching - before) / (1.0 - passed)) / through_gut
    kept = np.minimum(np.maximum(1.0 - spared, 0.0), factor)
    shares = {FIRST_PASS + "spared": np.maximum(spared, 0.0), FIRST_PASS + "lost": np.array([max(1.0 - factor, 0.0)])}
    formed_name = FIRST_PASS + "formed"
    onward = {
        FIRST_PASS + "spared": ((central_state(model), "1"),),
        FIRST_PASS + "lost": ((metabolite_entry(model), formed_name), (None, f"(1-{formed_name})")),
    }
    flows, pathways = list(model.flows), []
    into_liver = {flow.source: flow.rate for flow in model.flows if flow.target == liver}
    for pathway in pathways_of(model, route):
        if pathway.state not in into_liver or pathway.state == central_state(model):
            pathways.append(pathway)
            continue
        pathways.append(_part_of(pathway, FIRST_PASS + "kept", pathway.state))
        for share, targets in onward.items():
            flows += [
                Flow(
                    source=share + pathway.state,
                    target=target,
                    rate=f"({into_liver[pathway.state]})*{part}",
                    fraction=1.0,
                )
                for target, part in targets
            ]
            pathways.append(_part_of(pathway, share, share + pathway.state))
    states = (*model.states, *(p.state for p in pathways if p.state not in model.states))
    moved = replace(model, states=states, flows=tuple(flows), pathways={**model.pathways, route.value: tuple(pathways)})
    added = {**shares, formed_name: formed, FIRST_PASS + "kept": kept, FIRST_PASS + "f": reaching}
    return replace(individuals, model=moved, parameters={**parameters, **added})


def first_pass_share(donor: Individuals) -> FloatArray:
    """Of what the donor model's oral dose loses before blood, the part that its liver extracts rather than the gut:
    (people,).

    The lower end of how much of a swallowed dose can become metabolite; the upper end is all of it.
    """
    reaching_liver = sum(evaluate(p.fraction, donor.parameters) for p in donor.model.pathways[Route.ORAL.value])
    _, passed, _ = _liver(donor)
    return np.asarray(reaching_liver * (1.0 - passed) / (1.0 - reaching_liver * passed))


def central_state(model: PopulationModel) -> str:
    """Where an intravenous dose enters."""
    return model.pathways[Route.IV.value][0].state


def metabolite_entry(model: PopulationModel) -> str | None:
    """Where cleared parent drug enters the metabolite; None where the model has no metabolite."""
    parents = set(model.summary.parent_states)
    return next(
        (f.target for f in model.flows if f.source in parents and f.target is not None and f.target not in parents),
        None,
    )


def metabolite_states(model: PopulationModel) -> frozenset[str]:
    """States that hold norketamine: the one that is read and those it exchanges with; none without a metabolite."""
    read = {output.state for output in model.outputs if output.analyte == METABOLITE}
    onward = {f.target for f in model.flows if f.source in read}
    return frozenset(read | {f.source for f in model.flows if f.target in read and f.source in onward})


def _in_front(
    individuals: Individuals, route: Route, flows: list[Flow], pathways: list[Pathway], added: dict[str, FloatArray]
) -> Individuals:
    states = dict.fromkeys(flow.source for flow in flows)
    model = replace(
        individuals.model,
        states=(*individuals.model.states, *states),
        flows=(*individuals.model.flows, *flows),
        pathways={**individuals.model.pathways, route.value: tuple(pathways)},
    )
    return replace(individuals, model=model, parameters={**individuals.parameters, **added})


def _states_before_blood(model: PopulationModel, route: Route) -> frozenset[str]:
    """States through which the dose passes before it reaches blood or a metabolite."""
    reached = {pathway.state for pathway in pathways_of(model, route)}
    passable = _first_pass_states(model)
    while further := passable & {f.target for f in model.flows if f.source in reached} - reached:
        reached |= further
    return frozenset(reached)


def _first_pass_states(model: PopulationModel) -> frozenset[str]:
    """Parent states from which drug is eliminated other than the one an intravenous dose enters: the liver."""
    parents = set(model.summary.parent_states)
    leaving = {f.source for f in model.flows if f.source in parents and f.target not in parents}
    return frozenset(leaving - {central_state(model)})


def _liver(individuals: Individuals) -> tuple[str, FloatArray, FloatArray]:
    """The liver, the share of it that leaves for blood as ketamine, and the share of its loss that is metabolite."""
    model, blood = individuals.model, central_state(individuals.model)
    leaving = _first_pass_states(model)
    liver = next(flow.source for flow in model.flows if flow.target == blood and flow.source in leaving)
    rates = {flow.target: evaluate(flow.rate, individuals.parameters) for flow in model.flows if flow.source == liver}
    total = sum(rates.values())
    passed = np.asarray(rates[blood] / total)
    return liver, passed, np.asarray(rates[metabolite_entry(model)] / (total - rates[blood]))


def _part_of(pathway: Pathway, share: str, state: str) -> Pathway:
    later = pathway.later_fraction
    return replace(
        pathway,
        state=state,
        fraction=f"({pathway.fraction})*{share}",
        later_fraction=None if later is None else f"({later})*{share}",
    )


def _grafted_target(
    target: str | None, inside: frozenset[str], donor_blood: str, blood: str, entry: str | None
) -> str | None:
    if target in inside:
        return ABSORBED + target
    return blood if target == donor_blood else entry


def _renamed(expression: str) -> str:
    return _NAME.sub(lambda name: ABSORBED + name.group(), expression)
