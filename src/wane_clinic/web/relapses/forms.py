"""A relapse: since when, who says so or which line was crossed, and a note."""

from datetime import tzinfo
from typing import Any, Final

from django import forms

from wane_clinic.care.models import Relapse, RelapseSource
from wane_clinic.web.entry_forms import amount
from wane_clinic.web.happened_form import HappenedForm, started, why_field

SOURCES: Final = [
    (RelapseSource.CLINICIAN.value, "a clinician judged so"),
    (RelapseSource.PATIENT.value, "the patient said so"),
    (RelapseSource.SCORE.value, "a score crossed a line"),
]
MOST_WORDS: Final = 2000


class RelapseForm(HappenedForm):
    """One relapse; a line is said where a score crossed it, and nowhere else."""

    source = forms.ChoiceField(
        label="Judged by", choices=[("", "choose"), *SOURCES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Say who judged so, or that a score crossed it."),
    )  # fmt: skip
    line = amount("Line that the score crossed", 80, "points", required=False)
    words = forms.CharField(
        label="Note", required=False, max_length=MOST_WORDS, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """The line belongs to the score."""
        said = super().clean() or {}
        is_score = said.get("source") == RelapseSource.SCORE
        if is_score and said.get("line") is None and "line" not in self.errors:
            self.add_error("line", "Say which line the score crossed, in points.")
        if said.get("source") and not is_score and said.get("line") is not None:
            self.add_error("line", "A line is said only where a score crossed it; leave it out, or choose the score.")
        return said

    @property
    def told(self) -> dict[str, Any]:
        """The columns of the relapse."""
        return {name: self.cleaned_data[name] for name in ("source", "line", "words")}


class CorrectRelapseForm(RelapseForm):
    """A relapse as it stands, to be corrected or taken back."""

    reason = why_field()
    is_taken_back = forms.BooleanField(label="Take it back whole: there was no relapse", required=False)

    def __init__(self, relapse: Relapse, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        shown = {"source": relapse.source, "line": relapse.line, "words": relapse.words}
        super().__init__(*args, zone=zone, initial=started(relapse.happened_at, zone) | shown, **kwargs)
