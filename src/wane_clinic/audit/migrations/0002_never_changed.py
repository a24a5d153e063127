"""The database refuses to change or remove an event."""

from typing import ClassVar

from django.db import migrations

from wane_clinic.audit.guard import install_by_migration, remove_by_migration


class Migration(migrations.Migration):
    """Triggers on the events and on the head."""

    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(install_by_migration, remove_by_migration)]
