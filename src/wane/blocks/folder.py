"""Results folder of a job: a manifest, and one file for each finished block, each written whole or not at all."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wane.blocks.job import Input, Job
from wane.errors import ConflictError, FileFormatError

MANIFEST: Final = "manifest.json"
DIGITS: Final = 16  # of a block's own checksum, in its name


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFolder:
    """Where the blocks of one job lie."""

    path: Path


def open_folder(path: Path, job: Job[Input]) -> ResultsFolder:
    """The folder, made if it is not there; ConflictError where it belongs to another job."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        manifest = path / MANIFEST
        if not manifest.exists():
            if any(path.iterdir()):
                raise ConflictError(f"The folder {path.name} holds other files: give an empty or a new one.")
            fields = {"job": job.name, "digest": job.digest, "blocks": len(job.inputs), "seed": job.seed}
            _write(manifest, json.dumps(fields | {"depends_on": dict(job.depends_on)}, indent=1).encode() + b"\n")
        found: object = json.loads(manifest.read_bytes())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its manifest is no JSON"
        raise FileFormatError(f"The folder {path.name} cannot hold blocks ({why}): give another one.") from None
    if not isinstance(found, dict) or found.get("digest") != job.digest:
        raise ConflictError(
            f"The folder {path.name} holds blocks of another job (other data, options or version): "
            "give a new folder, or delete this one."
        )
    return ResultsFolder(path=path)


def finished(folder: ResultsFolder) -> Mapping[int, Path]:
    """The whole blocks that are there; a file that does not match the checksum in its name is no block."""
    found = {}
    for path in sorted(folder.path.glob("block-*-*")):
        _, number, checksum = path.name.split("-")
        if number.isdigit() and _checksum(path.read_bytes()) == checksum:
            found[int(number)] = path
    return found


def write_block(folder: ResultsFolder, index: int, result: bytes) -> Path:
    """Put down one finished block; where it lies."""
    path = folder.path / f"block-{index:07d}-{_checksum(result)}"
    try:
        _write(path, result)
    except OSError as error:
        why = error.strerror or "an error of the disk"
        raise FileFormatError(f"Block {index} could not be written to {folder.path.name} ({why}).") from None
    return path


def _write(path: Path, content: bytes) -> None:
    """To the disk under another name, then renamed: nobody ever finds half a file, not even after a power cut."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGITS]
