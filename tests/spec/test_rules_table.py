"""Every row of rules.md holds."""

import pytest

from tests.spec.tables import rows
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route
from wane.plan.facts import read_facts
from wane.plan.rules import check_rules
from wane.plan.scope import Session

ROWS = rows("rules.md")


@pytest.mark.parametrize(("session", "facts", "rule", "verdict", "origin"), ROWS, ids=[" ".join(row) for row in ROWS])
def test_the_rule_says_what_the_table_says(session: str, facts: str, rule: str, verdict: str, origin: str) -> None:
    drug, route = session.split()
    words = [word.strip() for word in facts.split(",")]
    taking = [word.removeprefix("taking ") for word in words if word.startswith("taking ")]
    known = read_facts(
        Covariates(weight_kg=70.0),
        history=[word for word in words if not word.startswith("taking ")],
        taking=taking or None,
    )
    asked = Session(drug=Drug(drug), routes=frozenset({Route(route)}), indication=known.indication)

    said = [(f.verdict.value, f.extended_from or "") for f in check_rules(known, asked)[0] if f.id == rule]

    assert said == ([] if verdict == "silent" else [(verdict, origin)])


def test_the_table_shows_every_verdict_and_silence() -> None:
    assert {row[3] for row in ROWS} == {"hold", "caution", "proceed", "silent"}
