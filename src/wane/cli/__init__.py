"""The command line: `wane session`, `forecast`, `explain`, `evidence`, `validate`, `schema`.

Only the module of the command that was asked for is imported, so that a session starts fast. Every deliberate error is
one line on standard error and an exit code by its kind (`wane.errors`); the parser's own errors exit with 2, in one
line too.
"""

import gc
import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Final, NoReturn

import typer

from wane.errors import ConflictError, FileFormatError, WaneError

# command: its module, and whether it is a group of commands
COMMANDS: Final = {
    "session": ("wane.cli.session", False),
    "forecast": ("wane.cli.forecast", False),
    "explain": ("wane.cli.explain", False),
    "evidence": ("wane.cli.evidence", True),
    "validate": ("wane.cli.validate", True),
    "schema": ("wane.cli.schema", True),
}
REPEATABLE: Final = frozenset({"--fact", "--below"})
BROKEN_PIPE, INTERRUPTED, DEFECT, USAGE = 1, 130, 70, 2
USAGE_ERROR: Final = typer.BadParameter.__mro__[1]
"""The parser's own errors, wherever Typer keeps their class."""
RARELY: Final = 200_000
"""Objects between two collections: reading evidence makes many that all stay."""

EPILOG = """Examples:

\b
  wane session --drug ketamine --route iv --dose "0.5 mg/kg" --over "40 min" --weight "70 kg"
  wane forecast patient.csv --weight "70 kg"
  wane evidence list
  wane validate session

Decision support for clinicians: it informs, it decides nothing."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices here are small: threads cost more than they bring
    gc.set_threshold(RARELY)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    try:
        _refuse_repeats(arguments)
        code = _exit_code(arguments)
        if sys.stdout is not None:  # closed by whoever called
            sys.stdout.flush()
    except WaneError as error:
        print(f"wane: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        why = error.strerror or type(error).__name__
        print(f"wane: Reading or writing failed ({why}): check the file's name, its folder and the space left.",
              file=sys.stderr)  # fmt: skip
        return FileFormatError.exit_code
    except Exception as error:  # the last door: a defect is one sentence too
        if isinstance(error, USAGE_ERROR):
            print(usage_words(error, arguments), file=sys.stderr)
            return USAGE
        if os.environ.get("WANE_TRACEBACK"):
            raise
        print(f"wane: a defect in Wane ({type(error).__name__}: {error}); please report it, "
              "with what WANE_TRACEBACK=1 shows.", file=sys.stderr)  # fmt: skip
        return DEFECT
    return code


def _refuse_repeats(arguments: Sequence[str]) -> None:
    """An option given twice says two things, and the parser would keep the last in silence."""
    options = [argument.partition("=")[0] for argument in arguments if argument.startswith("--") and len(argument) > 2]
    twice = next((option for option in options if options.count(option) > 1 and option not in REPEATABLE), None)
    if twice is not None:
        raise ConflictError(f"{twice} came {options.count(twice)} times; once is meant: leave one out.")


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


def _exit_code(arguments: Sequence[str]) -> int:
    first = arguments[0] if arguments else ""
    needed = [] if first == "--version" else [first] if first in COMMANDS else COMMANDS
    command = typer.main.get_command(application(needed))
    code = command.main(args=list(arguments), prog_name="wane", standalone_mode=False)
    return code if isinstance(code, int) else 0
