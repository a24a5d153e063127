"""Tables of people, one file a noun."""

from wane_clinic.audit.models import AuditEvent, AuditHead
from wane_clinic.people.models.calendar_feed import CalendarFeed
from wane_clinic.people.models.clinic_settings import ClinicSettings
from wane_clinic.people.models.clinician import Clinician
from wane_clinic.people.models.emergency_access import EmergencyAccess
from wane_clinic.people.models.patient import Patient, Sex
from wane_clinic.people.models.threshold import VITALS, Threshold
from wane_clinic.people.privacy import privacy

# the audit stands below this room and cannot declare its fields itself
privacy(
    safe="seq at action actor_id subject_kind subject_id patient prev_hash hash",
    identifies="actor where",
    free_text="why detail_json",
)(AuditEvent)
privacy(safe="id seq hash")(AuditHead)

__all__ = ["VITALS", "CalendarFeed", "ClinicSettings", "Clinician", "EmergencyAccess", "Patient", "Sex", "Threshold"]
