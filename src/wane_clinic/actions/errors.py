"""What stops an action, in one sentence that says what to do."""

from typing import Final

NOTHING_DIFFERS: Final = "Nothing differs from what stands; change a value, or leave it."


class ActionError(Exception):
    """An action was refused; its text is shown to whoever asked. Nothing was written."""
