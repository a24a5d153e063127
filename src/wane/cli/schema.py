"""`wane schema session|forecast|course|...`: the published JSON Schema of what `--json` prints."""

import typer

from wane.report import (
    as_json,
    course_json,
    forecast_json,
    how_long_json,
    learn_json,
    relief_validation_json,
    score_card_json,
    session_validation_json,
    trial_json,
)

app = typer.Typer(help="Print the JSON Schema of what --json prints.", no_args_is_help=True)


@app.callback()
def _schema() -> None:
    """Print the JSON Schema of what a command prints."""


@app.command()
def session() -> None:
    """Print the schema of `wane session --json`."""
    print(as_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command()
def forecast() -> None:
    """Print the schema of `wane forecast --json`."""
    print(forecast_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command()
def course() -> None:
    """Print the schema of `wane course --json`."""
    print(course_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command(name="how-long")
def how_long() -> None:
    """Print the schema of `wane how-long --json`."""
    print(how_long_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command()
def learn() -> None:
    """Print the schema of `wane learn --json`."""
    print(learn_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command()
def sums() -> None:
    """Print the schema of the sums that clinics pool."""
    print(learn_json.SUMS_SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command(name="score-card")
def score_card() -> None:
    """Print the schema of `wane score-card --json`."""
    print(score_card_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command(name="validate-session")
def validate_session() -> None:
    """Print the schema of `wane validate session --json`."""
    print(session_validation_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command(name="validate-relief")
def validate_relief() -> None:
    """Print the schema of `wane validate relief --json`."""
    print(relief_validation_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")


@app.command()
def simulate() -> None:
    """Print the schema of `wane simulate --json`."""
    print(trial_json.SCHEMA_FILE.read_text(encoding="utf-8"), end="")
