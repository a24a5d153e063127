"""Offence: one thing the gate found wrong, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Offence:
    """`file` inside the data folder, `at` an id or field in it, `what` is wrong and what is needed."""

    file: str
    at: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.at}: {self.what}"
