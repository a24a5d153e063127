"""The first visit: who, what for, how long and how bad, body, medicines, contraindications, risks and consent."""
