"""Parser: the commands and their options, each command's module imported only when it is asked for."""

import importlib
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Final, cast

import typer

# command: its module, and whether it is a group of commands
COMMANDS: Final = {
    "session": ("wane.cli.session", False),
    "forecast": ("wane.cli.forecast", False),
    "how-long": ("wane.cli.how_long", False),
    "course": ("wane.cli.course", False),
    "learn": ("wane.cli.learn", False),
    "score-card": ("wane.cli.score_card", False),
    "simulate": ("wane.cli.simulate", False),
    "concentrations": ("wane.cli.concentrations", False),
    "explain": ("wane.cli.explain", False),
    "evidence": ("wane.cli.evidence", True),
    "validate": ("wane.cli.validate", True),
    "schema": ("wane.cli.schema", True),
    "clinic": ("wane_clinic.command", True),  # by its name: this package imports nothing of the clinic's
}
USAGE: Final = 2
USAGE_ERROR: Final = cast(type[Exception], typer.BadParameter.__mro__[1])
"""The parser's own errors, wherever Typer keeps their class."""

EPILOG = """Examples:

\b
  wane session --drug ketamine --route iv --weight "70 kg" \\
      --dose "0.5 mg/kg" --over "40 min"
  wane forecast patient.csv --weight "70 kg"
  wane course patient.csv --clinic-days mon,tue,thu
  wane evidence list
  wane validate session

Decision support for clinicians: it informs, it decides nothing."""


def usage_words(error: Exception, arguments: Sequence[str]) -> str:
    """The parser's error as one line; the whole help where nothing was asked for."""
    said = str(getattr(error, "format_message", error.__str__)()).replace("int range", "whole number")
    if "\n" in said:
        return said
    command = " ".join(["wane", *arguments[:1]]) if arguments[:1] and arguments[0] in COMMANDS else "wane"
    return f'wane: {said.removesuffix(".")}; see "{command} --help".'


def application(names: Iterable[str]) -> typer.Typer:
    """The parser with these commands and no others imported."""
    app = typer.Typer(
        name="wane",
        help="How long a ketamine session lasts, for one person, with its uncertainty and its sources.",
        epilog=EPILOG,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_wane)
    for name in names:
        module, is_group = COMMANDS[name]
        commands: typer.Typer = importlib.import_module(module).app
        if name == "evidence":
            commands.add_typer(importlib.import_module("wane.cli.evidence_fit").app, name="fit")
            imports = importlib.import_module("wane.cli.evidence_import")
            commands.command("import-model", epilog=imports.EPILOG, short_help="Import a linear model of Pharmpy.")(
                imports.import_model
            )
        app.add_typer(commands, name=name if is_group else None)
    return app


def _show_version(is_asked: bool) -> None:  # noqa: FBT001  the parser hands over a flag
    if is_asked:
        from wane import __version__

        print(f"wane {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
]


def _wane(*, version: Version = False) -> None:
    """Options before the command."""


def answer(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; its exit code, with the parser's own errors in one line."""
    first = arguments[0] if arguments else ""
    needed = [] if first == "--version" else [first] if first in COMMANDS else COMMANDS
    command = typer.main.get_command(application(needed))
    try:
        code = command.main(args=list(arguments), prog_name="wane", standalone_mode=False)
    except typer.Abort:  # what the parser makes of the keyboard
        raise KeyboardInterrupt from None
    except USAGE_ERROR as error:
        print(usage_words(error, arguments), file=sys.stderr)
        return USAGE
    return code if isinstance(code, int) else 0
