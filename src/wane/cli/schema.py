"""`wane schema session`: the published JSON Schema of what `--json` prints."""

import typer

from wane.report.as_json import SCHEMA_FILE

app = typer.Typer(help="Print the JSON Schema of what --json prints.", no_args_is_help=True)


@app.callback()
def _schema() -> None:
    """Keep `session` a command of its own."""


@app.command()
def session() -> None:
    """Print the schema of `wane session --json`."""
    print(SCHEMA_FILE.read_text(encoding="utf-8"), end="")
