"""What every process of the server has to know of for a while: no record of a patient, and nothing that is audited."""

from typing import ClassVar

from django.db import models

from wane_clinic.people.privacy import privacy


@privacy(safe="expires", free_text="key value")
class Kept(models.Model):
    """One value under a key until it expires: the first sending of a form, a count of wrong links, a code once used."""

    key = models.CharField(max_length=255, primary_key=True)
    value = models.JSONField()
    expires = models.DateTimeField(null=True)
    """None is never."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires"], name="kept_by_expiry")]

    def __str__(self) -> str:
        return self.key
