"""Files the command writes: whole or not at all."""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

from wane.errors import FileFormatError
from wane.units import shown


def output_path(text: str, suffixes: Collection[str], what: str) -> Path:
    """The path to write; FileFormatError for a suffix that names no format or a folder that cannot be written."""
    path = Path(text)
    asked = f'{what} to "{shown(text)}" was asked for'
    if path.suffix.lower() not in suffixes:
        raise FileFormatError(f"{asked}; the name must end in {' or '.join(sorted(suffixes))}: change the ending.")
    if not path.parent.is_dir():
        raise FileFormatError(f"{asked}; that folder does not exist: make it first.")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise FileFormatError(f"{asked}; it cannot be written there: choose another place.")
    return path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside the target, then rename, so that nobody ever finds half a file."""
    raw = content.encode() if isinstance(content, str) else content
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as beside:
            part = Path(beside) / path.name
            part.write_bytes(raw)
            part.replace(path)
    except OSError as error:
        why = error.strerror or "an error of the disk"
        raise FileFormatError(f'"{shown(str(path))}" could not be written ({why}): choose another place.') from None
