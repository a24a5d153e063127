"""Every change of a record: who, when, why, one transaction, one audit event."""
