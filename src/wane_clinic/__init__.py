"""Wane in a clinic: records of sessions and scores, forecasts beside them, bookings that a person accepts.

Rooms, the higher may use the lower:

    web                 pages: a view declares its permission, asks `bridge`, changes only through `actions`
    actions             every change: keyword-only, atomic, by whom and when, one audit event
    bridge              the only room that imports `wane`: rows to values, answers with their provenance
    care                what happened to a patient: sessions, scores, notes, plans, bookings
    people              patients, clinicians, roles, the clinic's own settings
    audit               who did what, when and why, in a chain that shows tampering
"""
