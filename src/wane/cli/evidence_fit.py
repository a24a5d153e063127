"""`wane evidence fit`: fits of the project's own, written as data with their provenance."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wane.errors import ConflictError, FileFormatError
from wane.units import shown

if TYPE_CHECKING:
    from wane.fit.relief.rows import Row

app = typer.Typer(
    short_help="Fit the project's own models to rows marked `fit`.",
    help="Fit the project's own models to the rows marked `fit`, and store the result as data.",
    no_args_is_help=True,
)


@app.callback()
def _fit() -> None:
    """Fit the project's own models to the rows marked `fit`."""


@app.command(short_help="Fit the acute effects: about a minute.")
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


@app.command(short_help="Fit the relief priors: some minutes, only what changed.")
def relief(
    *,
    into: Annotated[
        Path | None, typer.Option(help="Write results under this folder instead of into the package data.")
    ] = None,
    table: Annotated[Path | None, typer.Option(help="Also write observed against predicted as CSV.")] = None,
    left_out: Annotated[
        Path | None, typer.Option(help="Also write every row that is not read, with its reason.")
    ] = None,
    trials: Annotated[
        Path | None, typer.Option(help="Fit these trials too: a CSV as mood_outcomes or pain_outcomes; with --into.")
    ] = None,
    exposures: Annotated[Path | None, typer.Option(help="Also write exposure x of the default doses as CSV.")] = None,
    figure: Annotated[Path | None, typer.Option(help="Also draw observed against predicted (SVG).")] = None,
) -> None:
    """Fit the relief priors, condition by condition: some minutes, and only what has changed.

    Rows kept for validation are never read.
    """
    from time import perf_counter

    from wane import __version__
    from wane.fit.relief import outcome
    from wane.fit.relief.problem import relief_problem
    from wane.fit.relief.run import PACKAGE, Places, run

    problem = relief_problem(_own_rows(trials, into))
    places = PACKAGE if into is None else Places(folder=into)
    began = perf_counter()

    def tell(what: str) -> None:
        typer.echo(f"{perf_counter() - began:5.0f} s  {what}", err=True)

    fits = run(problem, __version__, places=places, tell=tell)
    lines = [line for fit in fits.values() for line in outcome.table(fit)]
    if table is not None:
        table.write_text("\n".join(outcome.csv_lines(outcome.COLUMNS, lines)) + "\n", encoding="utf-8")
    if left_out is not None:
        reasons = [{"row": row, "reason": why} for row, why in sorted(problem.sorted_rows.left_out.items())]
        left_out.write_text("\n".join(outcome.csv_lines(("row", "reason"), reasons)) + "\n", encoding="utf-8")
    if exposures is not None:
        shown = outcome.exposure_table(problem.rules)
        exposures.write_text(
            "\n".join(outcome.csv_lines(("family", "way", "dose", "x"), shown)) + "\n", encoding="utf-8"
        )
    if figure is not None:
        from wane.report.relief_fit import draw

        draw(lines, figure)
    for name, fit in fits.items():
        own = [line for line in lines if line["condition"] == name]
        agree = sum(line["fits"] == "yes" for line in own)
        typer.echo(
            f"{name}: half-life {fit.hyper.h0_days:.3g} d, responders {fit.hyper.pi:.2f}, "
            f"full relief {fit.hyper.lam_1:.2f}; {agree} of {len(own)} readings within two standard errors"
        )
    typer.echo(f"Written under {places.folder}; {len(problem.sorted_rows.left_out)} fit rows are not read.")


def _own_rows(trials: Path | None, into: Path | None) -> "tuple[Row, ...]":
    """Rows of one's own; never fitted into the package data."""
    if trials is None:
        return ()
    if into is None:
        raise ConflictError("Own trials came without --into: give a folder, for the package data stays as it is.")
    from wane.fit.relief.own_rows import read_own_rows

    try:
        text = trials.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise FileFormatError(f'The trials "{shown(str(trials))}" cannot be read ({why}): check the name.') from None
    return read_own_rows(text, shown(trials.name))


HEAD = "# Written by `wane evidence fit acute`; do not edit.\n"
