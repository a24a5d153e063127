"""Tables of people, one file a noun."""

from wane_clinic.people.models.calendar_feed import CalendarFeed
from wane_clinic.people.models.clinic_settings import ClinicSettings
from wane_clinic.people.models.clinician import Clinician
from wane_clinic.people.models.emergency_access import EmergencyAccess
from wane_clinic.people.models.patient import Patient, Sex
from wane_clinic.people.models.threshold import Threshold

__all__ = ["CalendarFeed", "ClinicSettings", "Clinician", "EmergencyAccess", "Patient", "Sex", "Threshold"]
