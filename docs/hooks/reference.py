"""Pages of the reference that mkdocs builds from the program itself, so that they cannot fall behind it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from typer.main import get_command

from wane.cli.parser import COMMANDS, application

OPENING: Final = "# Command line\n\nWhat each command says of itself with `--help`. Exit codes: [how to plan a session]"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that were written."""
    files.append(File.generated(config, "reference/command-line.md", content=command_line_page()))
    return files


def command_line_page() -> str:
    """Every command with its help, as the program prints it."""
    parts = [f"{OPENING}(../how-to/plan-a-session.md).\n"]
    parts += [f"## wane {command}\n\n```text\n{help_of(command)}\n```\n" for command in command_names()]
    return "\n".join(parts)


def command_names() -> Iterator[str]:
    """Every command and group, in the order of the program's own list."""
    for name, group in sorted(vars(get_command(application(COMMANDS)))["commands"].items()):
        yield name
        yield from (f"{name} {inner}" for inner in sorted(vars(group).get("commands", {})))


def help_of(command: str) -> str:
    """What `wane COMMAND --help` prints, 100 columns wide."""
    return subprocess.run(
        [sys.executable, "-m", "wane.cli", *command.split(), "--help"],
        env={**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"},
        capture_output=True, check=True, text=True,
    ).stdout.strip()  # fmt: skip
