"""Tables of care, one file a noun."""

from wane_clinic.care.models.booking import Booking, BookingState
from wane_clinic.care.models.checks import FollowedCheck, Leaving, LeavingItem, Outcome
from wane_clinic.care.models.course import Course, Phase, PhaseChange
from wane_clinic.care.models.dose_event import DoseEvent, DoseKind
from wane_clinic.care.models.entry import Entry, OverwrittenError
from wane_clinic.care.models.instrument import RANGES, Instrument
from wane_clinic.care.models.note import Consent, ConsentState, FactKind, IntakeFact, Note
from wane_clinic.care.models.quick_rating import QuickRating
from wane_clinic.care.models.score import Alert, AnsweredBy, Relapse, RelapseSource, Score
from wane_clinic.care.models.session import OPEN, Drug, Route, Session, SessionEvent, State
from wane_clinic.care.models.side_effect import Effect, RescueDrug, Severity, SideEffect
from wane_clinic.care.models.stored import OwnData, StoredCoursePlan, StoredForecast, StoredPlan, StoredScoreCard
from wane_clinic.care.models.survey_link import SurveyLink
from wane_clinic.care.models.version import CourseVersion, SessionVersion
from wane_clinic.care.models.vital_signs import VitalSigns

__all__ = [
    "OPEN", "RANGES", "Alert", "AnsweredBy", "Booking", "BookingState", "Consent", "ConsentState", "Course",
    "CourseVersion", "DoseEvent", "DoseKind", "Drug", "Effect", "Entry", "FactKind", "FollowedCheck",
    "Instrument", "IntakeFact", "Leaving", "LeavingItem", "Note", "Outcome", "OverwrittenError", "OwnData",
    "Phase", "PhaseChange", "QuickRating", "Relapse", "RelapseSource", "RescueDrug", "Route", "Score",
    "Session", "SessionEvent", "SessionVersion", "Severity", "SideEffect", "State", "StoredCoursePlan",
    "StoredForecast", "StoredPlan", "StoredScoreCard", "SurveyLink", "VitalSigns",
]  # fmt: skip
