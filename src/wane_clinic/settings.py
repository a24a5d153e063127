"""Settings of the clinic's server, by its environment."""

import os
from pathlib import Path

SECRET_KEY = "only-for-development"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "wane_clinic.audit",
    "wane_clinic.people",
]
AUTH_USER_MODEL = "people.Clinician"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(os.environ.get("WANE_CLINIC_HOME", ".")) / "clinic.sqlite3",
    }
}
