"""Files the command writes: whole or not at all."""

import errno
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

from wane.errors import FileFormatError
from wane.units import shown

_BESIDE: Final = ".wane-"
WORDS: Final = {errno.ENAMETOOLONG: "the name is too long", errno.ENOSPC: "no space is left there"}


def output_path(text: str, suffixes: Collection[str], what: str) -> Path:
    """The path to write; FileFormatError for a suffix that names no format or a folder that cannot be written."""
    path = Path(text)
    asked = f'{what} to "{shown(text)}" was asked for'
    if text.endswith("/"):
        raise FileFormatError(f"{asked}; that names a folder: give the name of a file.")
    if path.suffix.lower() not in suffixes:
        raise FileFormatError(f"{asked}; the name must end in {' or '.join(sorted(suffixes))}: change the ending.")
    try:
        if not path.parent.is_dir():
            raise FileFormatError(f"{asked}; that folder does not exist: make it first.")
        if path.is_dir():
            raise FileFormatError(f"{asked}; a folder has that name: choose another.")
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=_BESIDE):
            return path
    except OSError as error:
        why = WORDS.get(error.errno or 0, "nothing can be written there")
        raise FileFormatError(f"{asked}; {why}: choose another place.") from None


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside the target, then rename, so that nobody ever finds half a file."""
    raw = content.encode() if isinstance(content, str) else content
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=_BESIDE) as beside:
            part = Path(beside) / path.name
            part.write_bytes(raw)
            part.replace(path)
    except OSError as error:
        why = error.strerror or "an error of the disk"
        raise FileFormatError(f'"{shown(str(path))}" could not be written ({why}): choose another place.') from None
