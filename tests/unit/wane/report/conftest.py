"""Evidence as the reports meet it, but invented: every id is one paper, `KR002` is a clinic setting."""

import pytest

from wane.errors import UnknownNameError
from wane.report.sources import Describe, Described

CLINIC_SETTING = "KR002"
UNCHECKED = "KR031"


@pytest.fixture(scope="session")
def describe() -> Describe:
    def invented(evidence_id: str) -> Described:
        if evidence_id == CLINIC_SETTING:
            raise UnknownNameError(evidence_id)
        return Described(
            text=f"Invented & others 2021: {evidence_id} <b>",
            confidence="full_text",
            is_checked=evidence_id != UNCHECKED,
            link="https://doi.org/10.1000/invented",
        )

    return invented
