"""What stops an action, in one sentence that says what to do."""


class ActionError(Exception):
    """An action was refused; its text is shown to whoever asked. Nothing was written."""
