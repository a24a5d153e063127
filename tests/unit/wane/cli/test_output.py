"""Files: written whole or not at all, and refused before any work is done."""

from pathlib import Path

import pytest

from wane.cli.output import output_path, write_whole
from wane.errors import FileFormatError


def test_a_file_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = output_path(str(tmp_path / "plan.SVG"), {".svg", ".png"}, "A figure")
    write_whole(path, "<svg/>")
    write_whole(path, b"<svg></svg>")
    assert path.read_text() == "<svg></svg>"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.SVG"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("plan.bmp", "must end in .png or .svg"),
        ("absent/plan.svg", "folder does not exist"),
        ("taken.svg", "a folder has that name"),
        ("plan.svg/", "names a folder"),
        (f"{'a' * 256}.svg", "too long"),
        (f"{'a' * 290}.svg", "too long"),
        ("../../../../../../../../proc/plan.svg", "nothing can be written there"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_first(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "taken.svg").mkdir()
    with pytest.raises(FileFormatError, match=says):
        output_path(f"{tmp_path}/{name}", {".svg", ".png"}, "A figure")


def test_the_longest_name_a_disk_takes_is_written(tmp_path: Path) -> None:
    name = f"{'a' * 251}.svg"
    write_whole(output_path(str(tmp_path / name), {".svg"}, "A figure"), "<svg/>")
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_write_that_fails_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "plan.svg").mkdir()
    with pytest.raises(FileFormatError, match="could not be written"):
        write_whole(tmp_path / "plan.svg", "<svg/>")
    assert [p.name for p in tmp_path.iterdir()] == ["plan.svg"]


def test_a_folder_that_vanished_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="could not be written"):
        write_whole(tmp_path / "gone" / "plan.svg", "<svg/>")
