"""What the database refused, as a sentence for whoever typed it."""

import re
from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    "systolic_above_diastolic": "Systolic must be above diastolic, and both are needed; check the two numbers.",
    "systolic_is_possible": "Systolic must lie between 40 and 300 mmHg; check the number.",
    "diastolic_is_possible": "Diastolic must lie between 20 and 200 mmHg; check the number.",
    "pulse_is_possible": "Pulse must lie between 20 and 250 a minute; check the number.",
    "spo2_is_possible": "Saturation must lie between 40 and 100 %; check the number.",
    "resp_is_possible": "Breaths must lie between 2 and 80 a minute; check the number.",
    "vital_signs_say_something": "No vital sign came; enter at least one.",
    "dissociation_0_to_10": "Dissociation runs from 0 to 10; check the number.",
    "moaas_0_to_5": "MOAA/S runs from 0 to 5; check the number.",
    "quick_rating_says_something": "No rating came; enter at least one.",
    "score_total_on_instrument": "The total lies outside its instrument; check the number.",
    "score_item9_0_to_3": "Item 9 runs from 0 to 3; check the number.",
    "relapse_line_of_a_score": "A line is needed where a score crossed it, and nowhere else; check the entry.",
    "relapse_line_is_on_a_scale": "A line must lie between 0.1 and 80 points; check the number.",
    "session_dose_is_possible": "A dose must lie above 0 and up to 2000 mg; check the number and its unit.",
    "session_weight_is_possible": "A weight must lie between 20 and 400 kg; check the number and its unit.",
    "session_given_by_order": "No prescriber has confirmed this order: nothing is given before one has.",
    "session_only_iv_lasts": "Only an IV dose runs over time; leave the duration out.",
    "session_bag_is_possible": "A bag must lie between 0.001 and 100 mg/mL; check the number and its unit.",
    "session_bag_for_a_pump": "Only a dose that a pump gives over time has a bag; leave its strength out.",
    "session_duration_is_possible": "A duration must lie between 1 and 6000 min; check the number.",
    "session_one_open_a_chair": "Somebody sits in this chair; choose another.",
    "session_one_open_a_patient": "This patient has an open session; close it first.",
    "session_number_once_a_course": "This session number is taken; load the page again.",
    "dose_bolus_has_mg": "A bolus needs its dose in mg, and nothing else does; check the entry.",
    "dose_start_and_rate_have_a_rate": "A rate in mg/h is needed; enter it.",
    "leaving_item_ticked_once": "This line is answered; correct the answer instead.",
    "leaving_item_not_done_because": "Say why it was not done.",
    "followed_check_not_done_because": "Say why it was not done.",
    "followed_check_result_once_done": "A result belongs to a check that was done; leave it out, or say so.",
    "followed_check_once_a_day": "This check was answered before; load the page again and correct what stands.",
    "booking_one_proposal_a_course": "A proposal of this course waits for a decision; decide it first.",
    "booking_moved_or_refused_because": "Say why it was moved or refused.",
    "survey_link_expires_later": "A link must expire after it is made; choose a later time.",
    "side_effect_other_is_said": "Say in words what it was.",
    "fact_says_something": "A fact needs a name or words; enter one.",
    "fact_weight_in_kg": "A weight must lie between 20 and 400 kg; check the number and its unit.",
    "fact_height_in_cm": "A height must lie between 80 and 250 cm; check the number and its unit.",
}
COLUMNS: Final[Mapping[str, str]] = {
    "care_session.chair": "session_one_open_a_chair",
    "care_session.patient_id": "session_one_open_a_patient",
    "care_session.course_id, care_session.number": "session_number_once_a_course",
    "care_leavingitem.session_id, care_leavingitem.item": "leaving_item_ticked_once",
    "care_followedcheck.course_id, care_followedcheck.check_id, care_followedcheck.due_on": "followed_check_once_a_day",
    "care_booking.course_id": "booking_one_proposal_a_course",
}
"""What SQLite says of a unique index, which it names by its columns."""
KEY: Final = "This entry was sent twice at the same moment; load the page again to see it."
NAMED: Final = re.compile(r"constraint (?:failed: )?\"?([a-z0-9_]+)\"?")


def sentence_for(error: str) -> str:
    """The sentence for an error of the database."""
    for columns, name in COLUMNS.items():
        if error.endswith(f": {columns}"):
            return SENTENCES[name]
    if "client_key" in error:
        return KEY
    if "amends_id" in error:
        return "This entry was corrected by somebody else; load the page again and correct what stands."
    found = NAMED.search(error)
    name = found.group(1) if found else ""
    return SENTENCES.get(
        name, f"This does not fit what is on record ({name.replace('_', ' ') or 'refused'}); check it."
    )
