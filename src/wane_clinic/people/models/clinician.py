"""A clinician: one named account, disabled when somebody leaves and never deleted."""

from typing import ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from wane_clinic.people.permissions import Permission, allowed
from wane_clinic.people.privacy import privacy
from wane_clinic.people.roles import CHOICES, Role


class ClinicianManager(BaseUserManager["Clinician"]):
    """Finds clinicians and makes new ones."""

    def create_user(self, *, username: str, full_name: str, role: Role, password: str | None) -> "Clinician":
        """A new account, saved; without a password it cannot log in."""
        clinician = self.model(username=self.model.normalize_username(username), full_name=full_name, role=role)
        clinician.set_password(password)
        clinician.save(using=self._db)
        return clinician


@privacy(
    safe="id last_login role is_active session_epoch must_renew",
    identifies="username full_name email password pin_hash",
)
class Clinician(AbstractBaseUser):
    """Somebody who works here, under their own name."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    role = models.CharField(max_length=20, choices=CHOICES)
    is_active = models.BooleanField(default=True)
    pin_hash = models.CharField(max_length=200, blank=True, default="")
    must_renew = models.BooleanField(default=False)
    """Somebody else chose the password: its owner chooses another before anything else."""
    session_epoch = models.PositiveIntegerField(default=0)
    """Counts up when every open session of this account has to end."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "role"]

    objects: ClassVar[ClinicianManager] = ClinicianManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="clinician_role_is_known", condition=models.Q(role__in=[role.value for role in Role])
            ),
            models.CheckConstraint(name="clinician_has_a_name", condition=~models.Q(full_name="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def may(self) -> frozenset[Permission]:
        """What the role allows, without an open emergency access."""
        return allowed(Role(self.role)) if self.is_active else frozenset()

    @property
    def initials(self) -> str:
        """First letters of the name, as they stand beside an entry."""
        return "".join(word[0] for word in self.full_name.split()[:3]).upper()

    def get_full_name(self) -> str:
        """The name, as allauth asks for it."""
        return self.full_name

    def get_session_auth_hash(self) -> str:
        """What a session holds on to: another password, or another epoch, and it ends."""
        held = f"{self.password}{self.session_epoch}"
        return salted_hmac("wane_clinic.people.session", held, algorithm="sha256").hexdigest()

    def delete(self, *_: object, **__: object) -> NoReturn:
        """An account is disabled, never deleted."""
        raise models.ProtectedError("An account is disabled, never deleted.", {self})
