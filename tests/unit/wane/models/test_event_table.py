"""Event tables: what is written reads back, doses one by one are what ADDL and II say, faults are one sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnsupportedError, WaneError
from wane.models.event_reading import read_events
from wane.models.event_table import (
    DoseEvent,
    ObservationEvent,
    PersonEvents,
    administrations,
    events_of,
    write_events,
)
from wane.models.regimen import Administration, Route

TIMES = st.floats(0.0, 2000.0)
DOSES = st.builds(
    DoseEvent, time_h=TIMES, amount_mg=st.floats(1e-3, 1e4), rate_mg_per_h=st.just(0.0) | st.floats(1e-2, 1e4),
    compartment=st.integers(1, 5), more=st.just(0), every_h=st.just(0.0) | st.floats(0.1, 100.0),
) | st.builds(
    DoseEvent, time_h=TIMES, amount_mg=st.floats(1e-3, 1e4), more=st.integers(1, 9), every_h=st.floats(0.1, 100.0)
)  # fmt: skip
SEEN = st.builds(ObservationEvent, time_h=TIMES, value=st.none() | st.floats(-1e6, 1e6), compartment=st.integers(1, 5))
NAMES = st.text("ABCDEFGHIJ0123456789", min_size=1, max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> tuple[PersonEvents, ...]:
    covariates = draw(st.lists(st.sampled_from(["WT", "AGE", "SEX"]), unique=True))
    return tuple(
        PersonEvents(
            id=name,
            events=tuple(sorted(draw(st.lists(DOSES | SEEN, min_size=1, max_size=6)), key=lambda event: event.time_h)),
            covariates={one: draw(st.floats(-1e3, 1e3)) for one in covariates},
        )
        for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    )


@settings(max_examples=150, deadline=None)
@given(tables())
def test_what_is_written_reads_back(table: tuple[PersonEvents, ...]) -> None:
    assert read_events(write_events(table)) == table


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(TIMES, st.floats(0.1, 500.0), st.floats(0.0, 20.0)), min_size=1, max_size=8))
def test_a_regimen_comes_back_from_its_table(doses: list[tuple[float, float, float]]) -> None:
    given_ = tuple(
        Administration(route=Route.IV, start_h=start_h, dose_mg=mg, duration_h=over_h if over_h > 1e-3 else 0.0)
        for start_h, mg, over_h in sorted(doses)
    )
    (back,) = read_events(write_events([events_of("1", given_, [], {Route.IV: 1})]))

    for before, after in zip(given_, administrations(back, {1: Route.IV}), strict=True):
        assert (after.start_h, after.dose_mg, after.route) == (before.start_h, before.dose_mg, before.route)
        assert after.duration_h == pytest.approx(before.duration_h, rel=1e-12)


def test_a_table_as_people_write_it_is_read() -> None:
    text = "id,time,amt,rate,evid,cmt,dv,addl,ii,wt\n1,0,35,52.5,1,1,.,5,72,80\n1,0.5,.,.,0,1,120.5,.,.,80\n"
    text += "2,0,,,,,,,,61\n"
    first, second = read_events(text)

    assert first.covariates == {"WT": 80.0}
    assert first.observations == (ObservationEvent(time_h=0.5, value=120.5),)
    given_ = administrations(first, {1: Route.IV})
    assert [one.start_h for one in given_] == [0.0, 72.0, 144.0, 216.0, 288.0, 360.0]
    assert given_[0].duration_h == pytest.approx(2.0 / 3.0)
    assert second.observations == (ObservationEvent(time_h=0.0),)


HEAD = "ID,TIME,AMT,RATE,EVID,CMT,DV,ADDL,II\n"


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", FileFormatError, "is empty"),
        ("ID,AMT\n1,2\n", FileFormatError, "no column TIME"),
        ("ID,TIME,time\n1,2,3\n", FileFormatError, "twice"),
        (HEAD + "1,0,35\n", FileFormatError, "row 2: 3 cells"),
        (HEAD + ".,0,35,0,1,1,.,0,0\n", FileFormatError, "ID is empty"),
        (HEAD + "1,.,35,0,1,1,.,0,0\n", FileFormatError, "TIME is empty"),
        (HEAD + "1,-1,35,0,1,1,.,0,0\n", OutOfRangeError, "TIME is -1"),
        (HEAD + "1,nan,35,0,1,1,.,0,0\n", OutOfRangeError, "TIME is nan"),
        (HEAD + "1,x,35,0,1,1,.,0,0\n", FileFormatError, 'TIME is "x"'),
        (HEAD + "1,2,35,0,1,1,.,0,0\n1,1,35,0,1,1,.,0,0\n", ConflictError, "TIME goes back"),
        (HEAD + "1,0,0,0,1,1,.,0,0\n", OutOfRangeError, "without AMT"),
        (HEAD + "1,0,35,-2,1,1,.,0,0\n", UnsupportedError, "RATE -2"),
        (HEAD + "1,0,35,0,3,1,.,0,0\n", UnsupportedError, "EVID 3"),
        (HEAD + "1,0,35,0,4,1,.,0,0\n", UnsupportedError, "EVID 4"),
        (HEAD + "1,0,35,0,1,1.5,.,0,0\n", FileFormatError, "a whole number"),
        (HEAD + "1,0,35,0,1,1,.,2,0\n", ConflictError, "without II"),
        ("ID,TIME,WT\n1,0,70\n1,1,71\n", UnsupportedError, "WT changes"),
        ('ID,TIME\n"1,0', FileFormatError, "no CSV"),
    ],
)
def test_a_fault_is_one_sentence_with_its_row(text: str, kind: type[WaneError], words: str) -> None:
    with pytest.raises(kind, match=words.replace("(", "\\(")) as caught:
        read_events(text, "data.csv")

    assert "\n" not in str(caught.value)


def test_a_compartment_without_a_route_is_refused() -> None:
    (person,) = read_events(HEAD + "1,0,35,0,1,2,.,0,0\n")

    with pytest.raises(UnsupportedError, match="compartment 2"):
        administrations(person, {1: Route.IV})


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120) | st.text("ID,TME.01\n-x", max_size=120).map(lambda text: HEAD + text))
def test_whatever_the_file_holds_the_answer_is_a_table_or_a_sentence(text: str) -> None:
    try:
        read_events(text)
    except WaneError as error:
        assert "\n" not in str(error)
