"""What is stored of the studies: whole, at full size, as on the page, and within the bars that must be kept."""

import pytest

from studies.catalogue import NAMES, study
from studies.stored import DOCS, FOLDER, PAGE, read, shown, with_tables
from studies.study import Scale, code_digest
from studies.tables import number, one, those
from wane.errors import UnknownNameError

STORED = tuple(name for name in NAMES if (DOCS / FOLDER / f"{name}.json").is_file())
PAGE_TEXT = (DOCS / PAGE).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_study_is_named_has_a_place_on_the_page_and_knows_its_code(name: str) -> None:
    found = study(name)

    assert found.name == name
    assert f"<!-- study {name} -->" in PAGE_TEXT
    assert len(code_digest(found)) == 64


@pytest.mark.parametrize("name", STORED)
def test_the_page_shows_what_is_stored_at_full_size_with_its_figure(name: str) -> None:
    stored = read(name, DOCS)

    assert stored.scale is Scale.FULL
    assert with_tables(PAGE_TEXT, {name: shown(study(name), stored.rows)}) == PAGE_TEXT
    assert (DOCS / FOLDER / f"{name}.svg").is_file()


def test_ninety_per_cent_intervals_keep_their_bar_in_four_broken_worlds() -> None:
    rows = those(read("worlds", DOCS).rows, nominal=0.9)

    assert len(rows) == 5
    assert all(0.83 <= number(row, "value") <= 0.93 and number(row, "people") >= 1000 for row in rows)


@pytest.mark.parametrize("nominal", [0.5, 0.8, 0.9])
def test_days_to_relapse_of_three_thousand_people_are_calibrated(nominal: float) -> None:
    row = one(
        read("sbc", DOCS).rows, prior="starting_phq9", quantity="days_to_relapse", what="coverage", nominal=nominal
    )

    assert number(row, "people") == 3000
    assert number(row, "low95") <= nominal <= number(row, "high95")


def test_the_forecast_misses_by_less_than_every_plain_rule() -> None:
    rows = those(read("skill", DOCS).rows, group="everybody")
    spared = [row for row in rows if str(row["what"]).startswith("spared_to_")]

    assert len(spared) == 16
    assert all(number(row, "low95") > 0.0 for row in spared)


def test_a_study_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(UnknownNameError, match="sbc, worlds"):
        study("horoscope")
