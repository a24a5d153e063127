"""The files of the repository, as git or, without git, as the folder has them."""

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = {".git", ".venv", "out", "site", "build", "dist", "__pycache__"}


@functools.cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git tracks, relative to the root."""
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
        names = [Path(name) for name in listing.stdout.split("\0") if name]
    except (FileNotFoundError, subprocess.CalledProcessError):
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    return tuple(sorted(name for name in names if not GENERATED & set(name.parts) and (ROOT / name).is_file()))


def files_ending(*suffixes: str) -> tuple[Path, ...]:
    """The tracked files with one of these suffixes."""
    return tuple(name for name in tracked_files() if name.suffix in suffixes)


def read_text(name: Path) -> str | None:
    """The file's text; None for a picture or another file that is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
