"""Reading a design: what is taken, what is refused in one sentence with its place, and whatever else may come."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.factories.designs import design, design_text
from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnknownNameError, UnsupportedError, WaneError
from wane.simulate.design import Control, Design, MaintenanceRule, SeenBy, Setting, Whom
from wane.simulate.keys import read_yaml
from wane.simulate.plan import plan_trial
from wane.simulate.reading import example_names, example_text, read_design

PLAIN = design_text()
TABLE: dict[str, tuple[float | str, ...]] = {
    "weight_kg": (60.0, 90.0),
    "baseline": (30.0, 36.0),
    "sex": ("female", "male"),
    "taking": ("", "rifampicin"),
}


def read_with(more: str) -> Design:
    return read_design(PLAIN + "\n" + more, "trial.yaml", lambda name: TABLE)


def test_a_design_says_what_the_file_says() -> None:
    found = design(people=70, end="setting: drug-free research\ncrossover: yes\ncurrency: GBP")

    assert (found.name, found.people, found.condition, found.instrument.id) == (
        "Ketamine against midazolam", 70, "depression", "madrs",
    )  # fmt: skip
    assert (found.setting, found.crossover, found.currency) == (Setting.DRUG_FREE, True, "GBP")
    assert [arm.control for arm in found.arms] == [None, Control.MIDAZOLAM]
    assert found.arms[0].sessions[0].over_h == pytest.approx(2.0 / 3.0)
    assert found.relapse is not None
    assert (found.relapse.among, found.relapse.points, found.relapse.from_day) == (Whom.RESPONDERS, 20.0, 8.0)
    assert found.relapse.seen_by is SeenBy.LEVEL


def test_the_digest_moves_with_the_text_and_with_the_table() -> None:
    first, second = (read_with("covariates: {table: people.csv}").digest for _ in range(2))

    assert first == second
    assert first != design().digest


def test_maintenance_has_its_usual_numbers() -> None:
    rule = design(more="    maintenance: {rule: rule 1, among: remitters}").arms[0].maintenance

    assert rule is not None
    assert (rule.rule, rule.among, rule.risk) == (MaintenanceRule.RISK, Whom.REMITTERS, 0.2)
    assert design(more="    maintenance: none").arms[0].maintenance is None


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ("{every: 7, times: 3}", (0.0, 7.0, 14.0)),
        ("{every: 1 wk, until: 15}", (0.0, 7.0, 14.0)),
        ("{every: 3, times: 2, from: 4}", (4.0, 7.0)),
        ("{days: [0, 0.5, 4]}", (0.0, 0.5, 4.0)),
    ],
)
def test_days_may_be_listed_or_repeated(days: str, found: tuple[float, ...]) -> None:
    text = design_text(days=days, observe="[20, 30]").replace("from: 8", "from: 20")

    assert read_design(text).arms[0].days == found


def changed(old: str, new: str) -> str:
    assert old in PLAIN
    return PLAIN.replace(old, new, 1)


REFUSED = [
    (changed("MADRS", "MADRAS"), UnknownNameError, "line 5, instrument"),
    (changed("condition: depression", "condition: acute pain"), UnsupportedError, "acute pain"),
    (changed("condition: depression", "condition: gout"), UnknownNameError, "gout"),
    (changed("people: 400", "people: 0"), OutOfRangeError, "line 3, people: 0 came"),
    (changed("people: 400", "people: 4.5"), FileFormatError, "a whole number"),
    (changed("people: 400", "peple: 400"), UnknownNameError, 'did you mean "people"'),
    (changed("mean: 33", "mean: 90"), OutOfRangeError, "baseline.mean"),
    (changed("route: iv", "route: ear"), UnknownNameError, '"ear" is not known'),
    (changed("    route: iv\n", ""), FileFormatError, '"route" is absent'),
    (changed("    over: 40 min\n", ""), FileFormatError, "needs a time"),
    (changed("over: 40 min", "over: 40 furlongs"), WaneError, "over"),
    (changed("over: 40 min", "over: 40 min\n    duration: 40 min"), ConflictError, "leave one out"),
    (changed("route: iv", "route: im"), ConflictError, "only an IV dose"),
    (changed("0.5 mg/kg", "0 mg/kg"), OutOfRangeError, "must be above zero"),
    (changed("0.5 mg/kg", "[0.5 mg/kg, 1 mg/kg]"), ConflictError, "2 doses came for 3 days"),
    (changed("days: [0, 3, 7]", "days: [0, 7, 3]"), ConflictError, "must rise"),
    (changed("days: [0, 3, 7]", "days: []"), FileFormatError, "one entry or more"),
    (changed("days: [0, 3, 7]", "days: {every: 2}"), ConflictError, "either times or until"),
    (changed("days: [0, 3, 7]", "days: {every: 0.01, until: 3000}"), OutOfRangeError, "at most 400"),
    (changed("days: [0, 3, 7]", "days: {days: [1], every: 2}"), ConflictError, "days alone"),
    (changed("name: midazolam", "name: ketamine"), ConflictError, "two arms"),
    (changed("drug: midazolam", "drug: midazolam, dose: 1 mg"), ConflictError, "control arm has none"),
    (
        changed("drug: midazolam", "drug: midazolam, maintenance: {rule: ladder, every: 7}"),
        ConflictError,
        "control arm",
    ),
    (changed("from: 8", "from: 35"), ConflictError, "observe for longer"),
    (changed("response: 50 %", "response: 500 %"), OutOfRangeError, "at most 100 %"),
    (changed("response: 50 %", "response: often"), FileFormatError, "a share such as"),
    (PLAIN + "\npeople: 5", FileFormatError, "stands twice"),
    (PLAIN + "\ncrossover: perhaps", FileFormatError, "yes or no"),
    (PLAIN + "\ndropout: {share: 1.5, by_day: 10}", OutOfRangeError, "dropout.share"),
    (PLAIN + "\ncovariates: {table: x.csv, sex: {female: 0.5}}", ConflictError, "leave one out"),
    (PLAIN + "\ncovariates: {table: x.csv}", FileFormatError, "cannot be read here"),
    (PLAIN + "\ncovariates: {taking: {rifampicinn: 0.5}}", UnknownNameError, "did you mean"),
    (PLAIN + "\ncovariates: {genotype: {a: 0.7, b: 0.7}}", ConflictError, "add up to 1.4"),
    (PLAIN + "\ncovariates: {weight: {mean: 500 kg, sd: 1}}", OutOfRangeError, "30 to 250 kg"),
    (PLAIN + "\ncovariates: {weight: {mean: 70 lb, sd: 1}}", FileFormatError, "a number in kg"),
    ("", FileFormatError, "is empty"),
    ("- 1", FileFormatError, "keys and values"),
    ("a: [", FileFormatError, "cannot be read as YAML"),
    ("? [1]\n: 2", FileFormatError, "a key that is no text"),
    ("x" * 2_000_000, FileFormatError, "at most 1000000"),
]


@pytest.mark.parametrize(("text", "kind", "words"), REFUSED, ids=range(len(REFUSED)))
def test_a_fault_is_one_sentence_with_its_place(text: str, kind: type[WaneError], words: str) -> None:
    with pytest.raises(kind, match=re.escape(words)) as caught:
        read_design(text, "trial.yaml")

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700
    assert "trial.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "kind", "words"),
    [
        ({"height": (1.0,)}, UnknownNameError, "the column"),
        ({"weight_kg": (5.0,)}, OutOfRangeError, "row 1, weight_kg"),
        ({"sex": ("x",)}, UnknownNameError, "row 1: sex"),
        ({"taking": ("sugar",)}, UnknownNameError, "row 1"),
        ({"weight_kg": ()}, ConflictError, "no person"),
    ],
)
def test_a_table_is_judged_row_by_row(
    table: dict[str, tuple[float | str, ...]], kind: type[WaneError], words: str
) -> None:
    with pytest.raises(kind, match=re.escape(words)):
        read_design(PLAIN + "\ncovariates: {table: p.csv}", "trial.yaml", lambda name: table)


def test_an_example_is_named_or_all_are_listed() -> None:
    assert "six-infusions" in example_names()
    with pytest.raises(UnknownNameError, match="booster-policies"):
        example_text("seven-infusions")


SCRAPS = st.one_of(
    st.text(max_size=12), st.integers(-(10**12), 10**12), st.floats(), st.none(), st.booleans(),
    st.sampled_from(["[]", "{}", "50 %", "{every: 7, times: 2}", "[0, 1]", "1e400", "2024-01-01", "&a [*a]", "!!x y"]),
)  # fmt: skip
LINES = [line for line in PLAIN.splitlines() if ":" in line]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(LINES), SCRAPS)
@example("people: 400", "0x10")
def test_whatever_stands_for_a_value_the_answer_is_a_design_or_a_sentence(line: str, scrap: object) -> None:
    key = line.split(":", maxsplit=1)[0]
    text = PLAIN.replace(line, f"{key}: {scrap}", 1)
    try:
        assert isinstance(read_design(text, "trial.yaml"), Design)
    except WaneError as error:
        assert "\n" not in str(error)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_whatever_the_file_holds_the_answer_is_a_sentence(text: str) -> None:
    with pytest.raises(WaneError) as caught:
        read_design(text, "trial.yaml")

    assert "\n" not in str(caught.value)


def test_a_file_of_references_to_references_ends() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )

    with pytest.raises(FileFormatError, match="too many|cannot be read"):
        read_yaml(bomb, "trial.yaml")


def test_a_route_without_kinetics_is_refused_where_its_trial_is_planned() -> None:
    text = design_text().replace("route: iv", "route: sublingual").replace("    over: 40 min\n", "")

    assert plan_trial(read_design(text)).exposures
