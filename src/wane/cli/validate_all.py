"""`wane validate trials | all`: whole simulated trials beside published ones, and all three families in one table."""

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from wane.report.validation_table import Families
    from wane.validate.relief_comparison import ReliefValidation

TRIALS_EPILOG: Final = """Examples:

\b
  wane validate trials
  wane validate trials --json"""
ALL_EPILOG: Final = """Examples:

\b
  wane validate
  wane validate all --markdown"""
PEOPLE, DRAWS, RELIEF_DRAWS, SEED = 2000, 200, 400, 1

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print the tables of the documentation.")]


def trials(
    *,
    json: Json = False,
    markdown: Markdown = False,
    people: Annotated[int, typer.Option(min=100, max=100_000, help="Virtual people under each draw.")] = PEOPLE,
    draws: Annotated[int, typer.Option(min=10, max=2000, help="Of the fitted numbers.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, help="Of people and draws.")] = SEED,
) -> None:
    """Simulate every `validate` trial that can be written as a design, beside what was published."""
    from wane.report import relief_validation_json, relief_validation_text

    found = trials_found(people=people, draws=draws, seed=seed)
    if json:
        sys.stdout.write(relief_validation_json.render_relief_validation_json(found))
    elif markdown:
        print(relief_validation_text.relief_validation_markdown(found))
    else:
        print(relief_validation_text.relief_validation_text(found))


def every(*, json: Json = False, markdown: Markdown = False) -> None:
    """Predict everything that was never fitted: sessions, relief, whole trials; one table, and every miss."""
    from wane.report import validation_table

    found = families()
    if json:
        sys.stdout.write(validation_table.render_families_json(found))
    elif markdown:
        print(validation_table.render_families_markdown(found))
    else:
        sys.stdout.write(validation_table.render_families_text(found))


def trials_found(*, people: int, draws: int, seed: int) -> "ReliefValidation":
    """Trials with their comparisons, designs told on standard error where a person is watching."""
    from wane.validate.relief import gathered_relief
    from wane.validate.trials import compare_trials

    return gathered_relief(compare_trials(people=people, draws=draws, seed=seed), draws=draws, seed=seed)


def families() -> "Families":
    """All three validations, with the numbers that the documentation shows."""
    from wane.report.validation_table import Families
    from wane.validate.relief import validate_relief
    from wane.validate.session import validate_session

    _told("session")
    session = validate_session(people=1000, seed=SEED)
    _told("relief")
    relief = validate_relief(draws=RELIEF_DRAWS, seed=SEED)
    _told("trials")
    return Families(session=session, relief=relief, trials=trials_found(people=PEOPLE, draws=DRAWS, seed=SEED))


def _told(family: str) -> None:
    if sys.stderr.isatty():
        print(f"validating {family} ...", file=sys.stderr, flush=True)
