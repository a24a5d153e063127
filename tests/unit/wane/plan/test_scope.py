"""A rule's scope is read from its words."""

import pytest

from wane.models.regimen import Drug, Route
from wane.plan.scope import Region, Session, is_written_for, parse_scope


@pytest.mark.parametrize(
    ("text", "drugs", "routes", "indication", "region"),
    [
        ("esketamine; intranasal", {"esketamine"}, {"intranasal"}, None, None),
        ("ketamine or esketamine; any", {"ketamine", "esketamine"}, None, None, None),
        ("esketamine; intranasal (EU)", {"esketamine"}, {"intranasal"}, None, Region.EU),
        ("esketamine; intranasal REMS", {"esketamine"}, {"intranasal"}, None, Region.US),
        ("ketamine; IV chronic pain", {"ketamine"}, {"iv"}, "chronic_pain", None),
        ("ketamine; SC/IM", {"ketamine"}, {"sc", "im"}, None, None),
        (
            "ketamine; IV/IM/SC depression (British Columbia draft)",
            {"ketamine"},
            {"iv", "im", "sc"},
            "depression",
            Region.CANADA,
        ),
        ("ketamine; poisoning", {"ketamine"}, None, None, None),
    ],
)
def test_a_scope_is_read(
    text: str, drugs: set[str], routes: set[str] | None, indication: str | None, region: Region | None
) -> None:
    scope = parse_scope(text)
    assert set(scope.drugs) == drugs
    assert (None if scope.routes is None else set(scope.routes)) == routes
    assert (scope.indication, scope.region) == (indication, region)


def test_a_setting_that_is_not_known_is_taken_to_match() -> None:
    scope = parse_scope("ketamine; IV chronic pain")
    session = Session(drug=Drug.KETAMINE, routes=frozenset({Route.IV}))
    assert is_written_for(scope, session)
    assert not is_written_for(scope, Session(drug=session.drug, routes=session.routes, indication="depression"))
