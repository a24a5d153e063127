"""Values that pages show of people and of what a clinic has settled."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.clinic.conftest import AT
from wane_clinic.people.models import Clinician, ClinicSettings, EmergencyAccess, Patient, Threshold
from wane_clinic.people.roles import Role
from wane_clinic.people.settled import current, thresholds_in_force

pytestmark = pytest.mark.django_db


def test_a_patient_is_shown_by_name_initials_and_age(patient: Patient) -> None:
    assert (patient.full_name, patient.initials) == ("Ada Zzyzx", "A.Z.")
    assert [patient.age_years(on=date(2026, 4, 30)), patient.age_years(on=date(2026, 5, 1))] == [45, 46]


def test_se_4_the_text_of_a_row_names_nobody(patient: Patient, person: Callable[[Role], Clinician]) -> None:
    line = Threshold(vital="systolic_mmhg", signed_by=person(Role.OWNER), signed_at=AT, citation="x")

    assert str(patient) == f"Patient {patient.public_id}"
    assert (str(line), str(EmergencyAccess(pk=3))) == ("Threshold of systolic_mmhg", "Emergency access 3")


def test_a_clinician_is_shown_by_name_and_initials(person: Callable[[Role], Clinician]) -> None:
    nurse = person(Role.NURSE)

    assert (str(nurse), nurse.get_full_name(), nurse.initials) == ("Nora Nurse", "Nora Nurse", "NN")


def test_a_clinic_that_settled_nothing_has_the_defaults() -> None:
    assert str(current()) == "Clinic"
    assert current().weekdays == ["mon", "tue", "wed", "thu", "fri"]
    assert ClinicSettings.objects.count() == 0
    assert thresholds_in_force() == {}
