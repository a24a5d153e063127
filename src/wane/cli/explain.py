"""`wane explain`: why it works, on one page: receptor block by arithmetic, then what was seen, in whom, and what is
not known.
"""

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from wane.cli import options

if TYPE_CHECKING:
    from wane.models.kinetics import Kinetics
    from wane.models.mechanism import Concentrations
    from wane.models.timecourse import FloatArray

app = typer.Typer()

WIDTH = 100
MINUTES = (10, 20, 30, 40, 60, 80, 120, 180, 240)
PEOPLE = 1000
SEED = 1


@app.command(short_help="Say why it works: receptor block, and what was seen.")
def explain(
    *,
    dose: Annotated[
        str | None, typer.Option(metavar="QUANTITY", help="Of the example; a usual one of the route, unless said.")
    ] = None,
    route: Annotated[str, typer.Option(metavar="NAME", help="iv, im, intranasal, oral or sublingual.")] = "iv",
    over: Annotated[
        str | None, typer.Option(metavar="TIME", help='How long an IV dose runs: "40 min" unless said.')
    ] = None,
    drug: Annotated[str, typer.Option(metavar="NAME", help="ketamine (racemate) or esketamine.")] = "ketamine",
    weight: options.Weight = "70 kg",
) -> None:
    """Say why it works: receptor block over time for one dose, then what was seen, in whom, and what is not known."""
    for line in page(dose=dose, route=route, over=over, drug=drug, weight=weight):
        typer.echo(line)


def page(*, dose: str | None, route: str, over: str | None, drug: str, weight: str) -> list[str]:
    """The page, line by line."""
    import numpy as np

    from wane.cli.names import DRUGS, ROUTES, resolve
    from wane.cli.order import OrderText, is_bolus, read_order
    from wane.models.kinetics import kinetics
    from wane.models.mechanism import LABEL, chapters, load_affinities, not_known, receptor_block
    from wane.models.person import Covariates
    from wane.models.regimen import Drug, Route
    from wane.models.salts import base_share
    from wane.plan.dose_check import example_dose
    from wane.units import parse_weight_kg

    weight_kg = parse_weight_kg(weight)
    given_drug, given_route = resolve(drug, Drug, "The drug", DRUGS), resolve(route, Route, "The route", ROUTES)
    runs = "40 min" if over is None and given_route is Route.IV else over
    usual = example_dose(given_drug, given_route, is_bolus=is_bolus(runs)) if dose is None else dose
    text = OrderText(drug=drug, route=route, dose=usual, over=runs, steps=None)
    order = read_order(text, weight_kg=weight_kg, base_share=base_share)
    found = kinetics(order.regimen, Covariates(weight_kg=weight_kg), people=PEOPLE, rng=np.random.default_rng(SEED))
    levels = concentrations(found, np.array(MINUTES) / 60.0)
    block = receptor_block(levels, load_affinities())
    total = levels["s_ketamine"] + levels.get("r_ketamine", 0.0)
    lines = [f"Why it works: {order.ordered}, {weight_kg:g} kg, {found.site.value} plasma, median person", ""]
    lines += [f"Receptor block ({LABEL})", "", f"{'min':>6}{'ng/mL':>9}{'blocked':>10}{'range':>12}"]
    rows = zip(MINUTES, total, block.central, block.low, block.high, strict=True)
    lines += [f"{m:>6}{c:>9.0f}{100 * b:>8.0f} %{100 * low:>6.0f}-{100 * high:.0f} %" for m, c, b, low, high in rows]
    lines += [
        "",
        *_wrapped(HOW_TO_READ.format(share=load_affinities().unbound_share), ""),
        *_wrapped(f"Rows: {', '.join(load_affinities().evidence)}.", ""),
        "",
    ]
    for chapter in chapters():
        lines.append(chapter.title)
        for said in chapter.statements:
            lines += _wrapped(f"{said.text} [{said.strength}; {said.source}]", "  ")
        lines.append("")
    return [*lines, "Not known", *(line for sentence in not_known() for line in _wrapped(sentence, "  "))]


def concentrations(found: "Kinetics", times_h: "FloatArray") -> "Concentrations":
    """Medians over people by ligand; norketamine of the racemate is taken as half S, half R, for no row gives its
    ratio.
    """
    import numpy as np

    def median(analyte: str) -> "FloatArray":
        return np.median(found.concentration(analyte, times_h), axis=0)

    levels: dict[str, FloatArray] = {
        name: median(name) for name in ("s_ketamine", "r_ketamine") if name in found.analytes
    }
    if not levels:
        levels = {"s_ketamine": 0.5 * median("ketamine"), "r_ketamine": 0.5 * median("ketamine")}
    if "norketamine" in found.analytes:
        share = 0.5 if "r_ketamine" in levels else 1.0
        levels["s_norketamine"] = share * median("norketamine")
        if share < 1.0:
            levels["r_norketamine"] = (1.0 - share) * median("norketamine")
    return levels


HOW_TO_READ = (
    "Unbound share {share:g} of plasma (people), competing for one site with affinities from rat brain. The range "
    "takes the weakest and the strongest affinity of the racemate that was found. Norketamine of the racemate counts "
    "as half S, half R, for no row gives the ratio. This is arithmetic: trapping, the brain's own concentrations and "
    "the human receptor are not in it."
)


def _wrapped(text: str, indent: str) -> list[str]:
    hanging = f"{indent}  " if indent else ""
    return textwrap.wrap(text, width=WIDTH, initial_indent=indent, subsequent_indent=hanging)
