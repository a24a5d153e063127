"""`wane validate session|relief|trials|all`: published values that were never fitted, beside what models predict."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from wane.cli import validate_all

if TYPE_CHECKING:
    from wane.validate.comparison import Comparison, NotPredicted, Overall, Validation

app = typer.Typer(help="Hold predictions against values that were never fitted.")

EPILOG: Final = """Examples:

\b
  wane validate session
  wane validate session --json"""
Row = TypeVar("Row")


RELIEF_EPILOG: Final = """Examples:

\b
  wane validate relief
  wane validate relief --json
  wane validate relief --figure relief.svg"""
FIGURES: Final = (".svg", ".png")


@app.callback(invoke_without_command=True)
def _validate(context: typer.Context) -> None:
    """Hold predictions against values that were never fitted; without a family, all of them."""
    if context.invoked_subcommand is None:
        validate_all.every()


app.command(
    "trials", epilog=validate_all.TRIALS_EPILOG, short_help="Simulate every `validate` trial that is a design."
)(validate_all.trials)
app.command("all", epilog=validate_all.ALL_EPILOG, short_help="All families in one table, and every miss.")(
    validate_all.every
)


@app.command(epilog=EPILOG, short_help="Predict every `validate` row, with nothing tuned.")
def session(
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables of the documentation.")] = False,
    people: Annotated[int, typer.Option(min=1000, max=20000, help="How many virtual people.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the virtual people.")] = 1,
) -> None:
    """Predict every `validate` row of kinetics and acute effects, with nothing tuned, and say how far off it is."""
    from wane.report.session_validation_json import render_session_validation_json
    from wane.validate.session import compare_rows, gathered, validate_rows

    rows = _counted(compare_rows(people=people, seed=seed), len(validate_rows()))
    validation = gathered(rows, people=people, seed=seed)
    if json:
        sys.stdout.write(render_session_validation_json(validation))
    elif markdown:
        print(as_markdown(validation))
    else:
        print(as_text(validation))


@app.command(epilog=RELIEF_EPILOG, short_help="Predict every `validate` row of mood and pain, nothing tuned.")
def relief(
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables of the documentation.")] = False,
    figure: Annotated[str | None, typer.Option(metavar="FILE", help="Draw to this file: .svg or .png.")] = None,
    draws: Annotated[int, typer.Option(min=100, max=5000, help="Of the fitted hyper-parameters.")] = 400,
    seed: Annotated[int, typer.Option(min=0, help="Of the draws.")] = 1,
) -> None:
    """Predict every `validate` row of the mood and pain tables, with nothing tuned: hits, misses and how far off."""
    from wane.cli.output import output_path, write_whole
    from wane.fit.relief.held_back import held_back_rows
    from wane.report import relief_validation, relief_validation_json, relief_validation_text
    from wane.validate.relief import compare_relief_rows, gathered_relief

    path = None if figure is None else output_path(figure, FIGURES, "A figure")
    rows = _counted(compare_relief_rows(draws=draws, seed=seed), len(held_back_rows()))
    found = gathered_relief(rows, draws=draws, seed=seed)
    if path is not None:
        write_whole(path, relief_validation.render_relief_validation(found, path.suffix.lower()))
    if json:
        sys.stdout.write(relief_validation_json.render_relief_validation_json(found))
    elif markdown:
        print(relief_validation_text.relief_validation_markdown(found))
    else:
        print(relief_validation_text.relief_validation_text(found))


def as_text(validation: "Validation") -> str:
    """Two lines a row, the misses marked, then the summary."""
    lines = []
    for row in validation.comparisons:
        lines.append(f"{row.id}  {row.quantity}")
        lines.append(
            f"    observed {row.observed} {row.observed.unit}, predicted {row.statistic} {row.predicted:.3g} "
            f"({_spread(row)}), off {row.fold_error:.2f} times, {_inside(row)}"
        )
        if row.assumptions:
            lines.append(f"    assumed: {'; '.join(row.assumptions)}")
        if row.remark:
            lines.append(f"    remark: {row.remark}")
    lines += ["", f"No shipped model predicts these {len(validation.not_predicted)}:"]
    lines += [f"    {row.id}  {row.quantity}: {row.reason}" for row in validation.not_predicted]
    return "\n".join([*lines, "", summary_sentence(validation)])


def as_markdown(validation: "Validation") -> str:
    """The summary and the two tables, as docs/validation/session.md holds them."""
    head = [
        "| row | what | observed | predicted | band | fold error | inside |",
        "|---|---|---|---|---|---|---|",
    ]
    compared = [
        f"| `{row.id}` | {_what(row)} | {row.observed} {row.observed.unit} | {row.statistic} {row.predicted:.3g} | "
        f"{_spread(row)} | {row.fold_error:.2f} | {'yes' if row.is_inside else '**no**'} |"
        for row in validation.comparisons
    ]
    reasons = [f"| `{row.id}` | {_what(row)} | {row.reason} |" for row in validation.not_predicted]
    return "\n".join(
        [
            summary_sentence(validation),
            "",
            *head,
            *compared,
            "",
            "| row | what | why there is no prediction |",
            "|---|---|---|",
            *reasons,
        ]
    )


def summary_sentence(validation: "Validation") -> str:
    """All rows, then those alone that are independent tests, in three sentences."""
    every, independent = validation.overall, validation.independent
    return (
        f"{every.compared} published values were predicted: {_overall_words(every)}. Without the "
        f"{every.compared - independent.compared} that are no independent test, {independent.compared} remain: "
        f"{_overall_words(independent)}. {len(validation.not_predicted)} more could not be predicted."
    )


def _overall_words(found: "Overall") -> str:
    return (
        f"of the {found.numbers} that are one number the median is off {found.median_fold_error:.2f} times and nine in "
        f"ten at most {found.p90_fold_error:.2f} times; {100.0 * found.share_inside:.0f} % of all lie in the 90 % "
        "band of people, or keep their bound"
    )


def _what(row: "Comparison | NotPredicted") -> str:
    """What was measured, and why that is no independent test, where it is none."""
    return row.quantity if row.remark is None else f"{row.quantity} (*{row.remark}*)"


def _inside(row: "Comparison") -> str:
    if row.observed.is_bound:
        return "keeps the bound" if row.is_inside else "BREAKS the bound"
    return "inside the band" if row.is_inside else "OUTSIDE the band"


def _spread(row: "Comparison") -> str:
    """The band; a bound is on the course of the mean, which has none."""
    return "of the mean" if row.observed.is_bound else f"90 % of people {row.low90:.3g} to {row.high90:.3g}"


def _counted(rows: Iterator[Row], total: int) -> Iterator[Row]:
    """The rows, counted on standard error where a person is watching."""
    is_watched = sys.stderr.isatty()
    for done, row in enumerate(rows, start=1):
        if is_watched:
            end = "\n" if done == total else ""
            print(f"\r{done} of {total} rows", end=end, file=sys.stderr, flush=True)
        yield row
