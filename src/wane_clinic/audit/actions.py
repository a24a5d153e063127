"""Words for what was done."""

from enum import StrEnum


class AuditAction(StrEnum):
    """What an event records; an action of `wane_clinic.actions` may use a word of its own."""

    VIEW = "view"
    CREATE = "create"
    CHANGE = "change"
    CORRECT = "correct"
    SIGN = "sign"
    PRINT = "print"
    EXPORT = "export"
    BOOK = "book"
    SEND = "send"
    ANSWER = "answer"
    ACKNOWLEDGE = "acknowledge"
    RELEASE = "release"
    DISABLE = "disable"
    LOGIN = "login"
    LOGOUT = "logout"
    LOGIN_FAILED = "login_failed"
    LOCKED_OUT = "locked_out"
    LOCK = "lock"
    UNLOCK = "unlock"
    UNLOCK_FAILED = "unlock_failed"
    REFUSED = "refused"
    BREAK_GLASS = "break_glass"
    VERIFY = "verify"
    CLOCK_JUMP = "clock_jump"
