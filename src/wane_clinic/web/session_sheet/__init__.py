"""The live session sheet: what was recorded beside a chair, and the forms to record it."""
