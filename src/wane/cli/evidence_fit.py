"""`wane evidence fit`: fits of the project's own, written as data with their provenance."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    short_help="Fit the project's own models to rows marked `fit`.",
    help="Fit the project's own models to the rows marked `fit`, and store the result as data.",
    no_args_is_help=True,
)


@app.callback()
def _fit() -> None:
    """Fit the project's own models to the rows marked `fit`."""


@app.command()
def acute(
    *,
    out: Annotated[Path | None, typer.Option(help="Write acute.yaml here instead of into the package data.")] = None,
    table: Annotated[Path | None, typer.Option(help="Also write observed against predicted as CSV.")] = None,
    figure: Annotated[Path | None, typer.Option(help="Also draw observed against predicted (SVG).")] = None,
) -> None:
    """Fit the acute effects: about a minute. Rows kept for validation are never read."""
    import yaml

    from wane import __version__
    from wane.evidence.reading import load_yaml
    from wane.fit import result_file
    from wane.fit.acute import chosen, fit_forms
    from wane.fit.problem import SETTINGS, acute_problem, fit_rows
    from wane.models.acute_parameters import ACUTE_FILE

    problem = acute_problem()
    fits = fit_forms(problem)
    best = chosen(fits)
    fields = result_file.fitted_fields(fits, best, problem, load_yaml(SETTINGS), fit_rows(), __version__)
    target = out or ACUTE_FILE
    target.write_text(HEAD + yaml.safe_dump(fields, sort_keys=False, width=130, allow_unicode=True), encoding="utf-8")
    lines = result_file.table(best, problem)
    if table is not None:
        table.write_text("\n".join(result_file.csv_lines(lines)) + "\n", encoding="utf-8")
    if figure is not None:
        from wane.report.acute_fit import draw

        draw(lines, figure)
    for made in fits:
        typer.echo(f"{made.form.value}: log evidence {made.log_evidence:.1f}")
    agree = sum(line["fits"] == "yes" for line in lines)
    typer.echo(f"Shipped form: {best.form.value}; {agree} of {len(lines)} readings agree. Written: {target}")


HEAD = "# Written by `wane evidence fit acute`; do not edit.\n"
