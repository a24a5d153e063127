"""Options of `wane session`: what each one means, said once."""

from typing import Annotated

import typer


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


Drug = Annotated[str, _option("NAME", "ketamine (racemate) or esketamine.")]
Route = Annotated[str, _option("NAME", "iv, im, sc, intranasal, oral or sublingual.")]
Weight = Annotated[str, _option("QUANTITY", 'Body weight: "70 kg", "154 lb".')]
Dose = Annotated[str | None, _option("QUANTITY", '"0.5 mg/kg", "35 mg", "32 mg hydrochloride"; base if not said.')]
Over = Annotated[str | None, _option("TIME", 'How long an IV dose runs: "40 min"; or "bolus".')]
Steps = Annotated[str | None, _option("FILE", "CSV of rate steps, instead of --dose and --over.")]
Height = Annotated[str | None, _option("QUANTITY", '"170 cm", "5 ft 7 in".')]
Age = Annotated[str | None, _option("AGE", '"45" (years), "18 months".')]
Sex = Annotated[str | None, _option("NAME", "female or male.")]
Race = Annotated[str | None, _option("NAME", "asian, japanese or other: the groups with a published effect.")]
Liver = Annotated[str | None, _option("GRADE", "normal, or mild, moderate or severe impairment.")]
Kidney = Annotated[str | None, _option("GRADE", "normal, or mild, moderate or severe impairment.")]
Taking = Annotated[str | None, _option("LIST", 'Medicines, with commas; "none" if there are none.')]
Condition = Annotated[str | None, _option("LIST", "Conditions now, with commas; an indication such as depression too.")]
History = Annotated[str | None, _option("LIST", 'History, with commas: aneurysm,psychosis; "none" if none applies.')]
Fact = Annotated[list[str] | None, _option("NAME=VALUE", "Any other fact a rule asks for; may stand more than once.")]
Bp = Annotated[str | None, _option("READING", "Blood pressure before the session: 128/78.")]
SessionNumber = Annotated[
    int, typer.Option(metavar="NUMBER", min=1, max=1000, help="Which session of the series this is.")
]
Site = Annotated[str | None, _option("NAME", "Where blood would be taken: venous (unless said) or arterial.")]
At = Annotated[str | None, _option("TIMES", 'Report concentrations at "20 min,40 min,2 h".')]
Below = Annotated[list[str] | None, _option("QUANTITY", 'Report when it is below "1 ng/mL"; may stand more than once.')]
BagConcentration = Annotated[str | None, _option("QUANTITY", 'Of the bag: "1 mg/mL", "50 mg in 50 mL".')]
BagVolume = Annotated[str | None, _option("QUANTITY", 'Of the bag: "50 mL".')]
Vial = Annotated[str | None, _option("QUANTITY", 'Strength of the vial, for what to draw up: "50 mg/mL".')]
Seed = Annotated[
    int, typer.Option(metavar="NUMBER", min=0, help="Of the virtual people: the same seed, the same numbers.")
]
People = Annotated[int, typer.Option(metavar="NUMBER", min=1000, max=20000, help="How many virtual people.")]
Compare = Annotated[str | None, _option("DOSE", 'A second dose beside the first: "0.5 mg/kg over 60 min".')]
Figure = Annotated[
    str | None, _option("FILE", "Draw to this file: .svg, .png, .html, .json (Vega-Lite) or .csv (its values).")
]
Pdf = Annotated[str | None, _option("FILE", "Write the page to this PDF file.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
