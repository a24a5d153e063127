"""What a phone sends: one answer a question, the key of this sending and its time."""

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict

MOST_ITEMS: Final = 40
A_NUMBER: Final = 3
"""Most digits of an answer."""
AGAIN: Final = "Load the page again: your answers are kept on this phone."


class AnswerForm(forms.Form):
    """`q1`, `q2` and so on, `client_key` and `happened_at`; `items` are the answers in order."""

    client_key = forms.UUIDField(error_messages=dict.fromkeys(("required", "invalid"), AGAIN))
    happened_at = forms.CharField(max_length=64, error_messages={"required": AGAIN, "max_length": AGAIN})

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.items: tuple[int, ...] = ()

    def clean_happened_at(self) -> datetime:
        """In UTC; a time without its zone is refused, never guessed."""
        try:
            found = datetime.fromisoformat(str(self.cleaned_data["happened_at"]))
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError(AGAIN)

    def clean(self) -> dict[str, Any]:
        """The answers, whole numbers, none left out before the last."""
        given = [str(self.data.get(f"q{number}", "")).strip() for number in range(1, MOST_ITEMS + 1)]
        while given and not given[-1]:
            given.pop()
        wrong = next((place for place, text in enumerate(given, start=1) if not _is_number(text)), None)
        if wrong is not None or not given:
            raise forms.ValidationError(f"Question {wrong or 1} has no answer yet; choose one and send again.")
        self.items = tuple(int(text) for text in given)
        return self.cleaned_data

    @property
    def sentence(self) -> str:
        """The first thing that is wrong."""
        return next((str(words[0]) for words in self.errors.values()), "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= A_NUMBER
