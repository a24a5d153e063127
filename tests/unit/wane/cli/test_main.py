"""The door itself: exit codes by kind, one line for each error, nothing imported that was not asked for."""

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

import wane.cli
from wane.cli import run
from wane.cli.parser import COMMANDS
from wane.errors import WaneError

KINDS: list[type[WaneError]] = [WaneError, *WaneError.__subclasses__()]


def fails_with(error: BaseException) -> object:
    """A command line that does nothing but raise."""

    def raising(arguments: Sequence[str]) -> int:
        raise error

    return raising


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_error_is_one_line_and_its_exit_code(
    kind: type[WaneError], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wane.cli, "_exit_code", fails_with(kind("This came; that is needed: do this.")))
    assert run([]) == kind.exit_code
    assert capsys.readouterr() == ("", "wane: This came; that is needed: do this.\n")


def test_exit_codes_differ_by_kind_and_leave_the_parser_its_own() -> None:
    codes = [kind.exit_code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    assert not {0, 2, wane.cli.INTERRUPTED, wane.cli.DEFECT} & set(codes)


def test_a_defect_is_one_line_unless_the_trace_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wane.cli, "_exit_code", fails_with(KeyError("lost")))
    assert run([]) == wane.cli.DEFECT
    assert capsys.readouterr().err.startswith("wane: a defect in Wane (KeyError: 'lost'); please report it")
    monkeypatch.setenv("WANE_TRACEBACK", "1")
    with pytest.raises(KeyError):
        run([])


def test_the_keyboard_stops_it_quietly(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wane.cli, "_exit_code", fails_with(KeyboardInterrupt()))
    assert run([]) == wane.cli.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_the_keyboard_stops_it_quietly_inside_an_import_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = KeyboardInterrupt()
    monkeypatch.setattr(wane.cli, "_exit_code", fails_with(wrapped))
    assert run([]) == wane.cli.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_a_reader_who_leaves_is_no_error_to_talk_about() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    wane_help = subprocess.run(
        [sys.executable, "-m", "wane.cli", "session", "--help"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert wane_help.returncode == wane.cli.BROKEN_PIPE
    assert wane_help.stderr == b""


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"wane {wane.__version__}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)
    assert "Decision support" in shown


def test_a_slip_in_a_command_is_the_parsers_to_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sesion"]) == 2
    assert "session" in capsys.readouterr().err
    assert run([]) == 2
    assert "Usage" in capsys.readouterr().err


def test_main_exits_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["wane", "--version"])
    with pytest.raises(SystemExit) as stopped:
        wane.cli.main()
    assert stopped.value.code == 0


def test_a_command_imports_no_other() -> None:
    code = (
        "import sys; from wane.cli import run; run(['schema', 'session']); "
        "sys.exit(any(name in sys.modules for name in ('wane.cli.session', 'wane.cli.validate', 'rich')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL).returncode == 0


def test_the_schema_of_a_session_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "session"]) == 0
    assert '"$schema"' in capsys.readouterr().out


PAGES = [
    [],
    ["evidence"],
    ["evidence", "fit"],
    ["evidence", "import-model"],
    ["validate"],
    ["schema"],
    ["session"],
    ["forecast"],
    ["explain"],
    ["validate", "session"],
]


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_help_is_whole_on_a_screen_of_80_columns(page: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*page, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "..." not in shown.partition("Commands:")[2]
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_keyboard_stops_a_running_command_quietly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wane.report.as_json.SCHEMA_FILE", Interrupting())
    assert run(["schema", "session"]) == wane.cli.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


class Interrupting:
    """A file that is being read when Ctrl-C comes."""

    def read_text(self, encoding: str) -> str:
        raise KeyboardInterrupt


def test_the_keyboard_stops_the_imports_quietly() -> None:
    code = (
        "import sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "from wane.cli import main\n"
        "sys.meta_path.insert(0, Finder())\n"
        "main(['--version'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (wane.cli.INTERRUPTED, "", "")


@pytest.mark.parametrize("typed", [["--version"], ["schema", "session"], ["session", "--help"]], ids=" ".join)
@pytest.mark.parametrize("outlet", [">/dev/full", ">&-"])
def test_a_full_or_closed_output_is_one_sentence(typed: list[str], outlet: str) -> None:
    command = ["sh", "-c", f'exec "$0" -m wane.cli "$@" {outlet}', sys.executable, *typed]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 14
    assert done.stderr.startswith("wane: ")
    assert done.stderr.count("\n") == 1
