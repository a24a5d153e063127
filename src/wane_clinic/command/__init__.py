"""`wane clinic`: serve a clinic, show the fictional one, check a server, do what is due, verify the audit.

`wane` finds this by its name when the command is asked for; Django is imported only by a command that runs.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wane_clinic.command.start import complain, home_of, needs_the_extra, open_to_the_network, start

app = typer.Typer(help="The clinic: records, forecasts beside them, bookings.", no_args_is_help=True)

Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
Bind = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network of this machine.")]
Home = Annotated[Path | None, typer.Option(help="Folder of the clinic's data.", file_okay=False)]
Cert = Annotated[
    Path | None, typer.Option(help="Certificate (PEM), where the server encrypts by itself.", dir_okay=False)
]
Key = Annotated[Path | None, typer.Option(help="The certificate's key (PEM).", dir_okay=False)]
Processes = Annotated[int, typer.Option(min=1, max=32, help="Processes that answer: two a processor are enough.")]
Threads = Annotated[int, typer.Option(min=1, max=64, help="Requests that each process answers at once.")]


@app.command()
def serve(
    *,
    port: Port = 8000,
    bind: Bind = "127.0.0.1",
    home: Home = None,
    cert: Cert = None,
    key: Key = None,
    processes: Processes = 4,
    threads: Threads = 4,
) -> None:
    """Serve the clinic. In production unless WANE_CLINIC_MODE says otherwise; unsafe settings are refused in words."""
    needs_the_extra()
    start(mode="production", home=home, tls="ourselves" if cert and key else None)
    from wane_clinic.command.server import Listening, listen, prepare

    prepare()
    listen(Listening(bind=bind, port=port, cert=cert, key=key, processes=processes, threads=threads))


@app.command()
def demo(
    *,
    port: Port = 8000,
    bind: Bind = "127.0.0.1",
    home: Home = None,
    processes: Processes = 4,
    threads: Threads = 4,
    seed: Annotated[int, typer.Option(help="Which twelve fictional patients.")] = 1,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the clinic and stop.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the clinic of last time.")] = False,
    still: Annotated[bool, typer.Option("--still", help="Let no session fill itself.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open it in this machine's browser.")] = False,
) -> None:
    """A fictional clinic, made anew and served: twelve patients, two chairs live."""
    needs_the_extra()
    open_to_the_network(bind)
    start(mode="demo", home=home, tls=None)
    from wane_clinic.command.fictional import let_fill, make, needs_fictional_home, remove_last
    from wane_clinic.command.server import Listening, listen, prepare

    needs_fictional_home()
    if not keep:
        remove_last()
    prepare()
    make(seed=seed, now=datetime.now(UTC))
    if not no_serve:
        ready = None if still else let_fill
        listen(
            Listening(bind=bind, port=port, cert=None, key=None, processes=processes, threads=threads, opens=open_),
            beside=ready,
        )


@app.command()
def check(*, home: Home = None) -> None:
    """Say what keeps this server from being safe: settings, migrations, audit."""
    needs_the_extra()
    start(mode="production", home=home, tls=None)
    from wane_clinic.command.checks import complaints

    found = complaints()
    for sentence in found:
        print(sentence)
    if found:
        raise typer.Exit(1)
    print("Nothing to complain of.")


@app.command()
def tick(*, home: Home = None) -> None:
    """Do what is due: forecasts of people whose records changed. For a timer, every few minutes."""
    needs_the_extra()
    start(mode="production", home=home, tls=None)
    from wane_clinic.actions import tick as due

    print(due.tick(now=datetime.now(UTC)))


@app.command("verify-audit")
def verify_audit_command(*, home: Home = None) -> None:
    """Read the whole audit; exit code 1 where its chain is broken."""
    needs_the_extra()
    start(mode="production", home=home, tls=None)
    from wane_clinic.audit.verify import Broken, verify_audit

    verdict = verify_audit()
    if isinstance(verdict, Broken):
        complain(f"The audit is broken at event {verdict.seq}. {verdict.why}", code=1)
    print(f"The audit holds: {verdict.n_events} events, last hash {verdict.hash}")


Backup = Annotated[Path, typer.Argument(help="File of the backup.", dir_okay=False)]


@app.command()
def backup(*, file: Backup, home: Home = None) -> None:
    """Write all of the clinic into one sealed file, while it goes on; WANE_CLINIC_BACKUP_PASSPHRASE opens it again."""
    _about_backups("back_up", file, home, "Backed up")


@app.command()
def restore(*, file: Backup, home: Home = None) -> None:
    """Put a backup back where no clinic is yet, and compare rows and audit with its label."""
    _about_backups("restore", file, home, "Restored")


@app.command()
def drill(*, file: Backup, home: Home = None) -> None:
    """Put a backup back in a place of its own, compare rows and audit, and remove it: shows that it can be restored."""
    _about_backups("drill", file, home, "Restored beside the clinic and compared")


def _about_backups(what: str, file: Path, home: Path | None, done: str) -> None:
    needs_the_extra()
    start(mode="production", home=home, tls=None)
    from wane_clinic.command import backups

    try:
        if what == "back_up":
            label = backups.back_up(file, now=datetime.now(UTC))
        else:
            label = backups.restore(file) if what == "restore" else backups.drill(file)
    except (backups.CopyError, backups.SealError) as error:
        complain(str(error), code=1)
    print(f"{done}: {len(label.rows)} tables, {label.n_rows} rows, {label.n_events} audit events, made {label.made_at}")
    print(f"Last audit hash {label.audit_hash}")


@app.command("add-owner")
def add_owner(
    *,
    username: Annotated[str, typer.Option(prompt="Log in name", help="Small letters, as j.moreau.")],
    full_name: Annotated[str, typer.Option(prompt="Name", help="Given and family name.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for.")],
    home: Home = None,
) -> None:
    """The first account of a new clinic; all others are made on the owner's page."""
    needs_the_extra()
    start(mode="production", home=home, tls=None)
    from wane_clinic.actions.errors import ActionError
    from wane_clinic.actions.people import create_first_owner
    from wane_clinic.command.server import prepare

    prepare()
    try:
        owner = create_first_owner(username=username, full_name=full_name, password=password, at=datetime.now(UTC))
    except ActionError as error:
        complain(str(error), code=1)
    print(f"{owner.full_name} can log in now; the data are in {home_of()}.")
