"""A rule is shown in words."""

import pytest

from wane.evidence.catalogue import find
from wane.evidence.reading import load_table


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("KR001", "Aneurysmal vascular disease (written for esketamine, intranasal): a pressure rise could rupture"),
        ("KR010", "Liver impairment severe (written for"),
        ("KR013", "Age less than 18 years (written for esketamine, intranasal): not approved in children"),
        ("KR033", "No escort or transport home is arranged (written for"),
        ("KR060", "Stimulation more than minimal (written for"),
        ("KR072", "PADSS less than 9 (written for"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str) -> None:
    assert find(rule).title.startswith(words)


def test_no_title_of_a_rule_holds_a_name_of_the_file() -> None:
    titles = [find(row["id"]).title for row in load_table("rules")]

    assert [title for title in titles if any(sign in title for sign in ("_", "==", ">=", "<=", " bool"))] == []
