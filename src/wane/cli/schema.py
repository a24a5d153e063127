"""`wane schema session|forecast`: the published JSON Schema of what `--json` prints."""

import typer

from wane.report import as_json, forecast_json

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
