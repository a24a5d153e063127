"""A patient's check-in: one questionnaire by a link that works once, without app, account or password."""
