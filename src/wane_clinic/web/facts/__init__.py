"""Facts after the first visit: a new weight, medicine, allergy or answer, and corrections of facts, notes, consent."""
