"""Accounts, teams, skills, duty roles, working hours, absence, acknowledgements of the handbook."""

from __future__ import annotations

import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhichi.accounts.choices import AbsenceKind, Post, SkillLevel, Theme
from zhichi.core.names import Titled


class UserManager(BaseUserManager["User"]):
    """Finds people by mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in. `post` is empty for customers. People are deactivated, never deleted."""

    email = models.EmailField(unique=True)  # always lower case
    display_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=60, blank=True)
    given_name = models.CharField(max_length=60, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)  # pinyin of display_name
    initials = models.CharField(max_length=80, blank=True)  # pinyin initials, for pickers
    post = models.CharField(max_length=20, choices=Post, blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    theme = models.CharField(max_length=5, choices=Theme, blank=True)
    single_keys = models.BooleanField(default=True)  # WCAG 2.1.4: single-key shortcuts can be turned off
    phone = models.CharField(max_length=40, blank=True)  # E.164, extension after ";ext="
    signature = models.TextField(blank=True)
    joined_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    teams: models.ManyToManyField[Team, models.Model] = models.ManyToManyField(
        "Team", related_name="members", blank=True
    )

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        ordering = ("sort_key", "pk")

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_staff_member(self) -> bool:
        """Whether this is somebody of the department; customers' accounts are not."""
        return bool(self.post)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone; the site's where the name is unknown on this machine."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo(settings.TIME_ZONE)

    def get_full_name(self) -> str:
        """What Django and allauth call the display name."""
        return self.display_name

    def get_short_name(self) -> str:
        """See get_full_name."""
        return self.display_name


class Team(Titled, models.Model):
    """A group of staff that works requests together."""

    name = models.CharField(max_length=80, unique=True)
    name_en = models.CharField(max_length=80, blank=True)
    lead = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.title


class DutyRole(Titled, models.Model):
    """An accountable role (3.3.1) that owns a ticket while no person does: "intake desk", "second line on duty"."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="duty_roles")
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    is_intake = models.BooleanField(default=False)  # the role that new requests belong to
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("is_intake",), condition=models.Q(is_intake=True), name="one_intake_duty_role"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Skill(Titled, models.Model):
    """Something people can be good at."""

    name = models.CharField(max_length=80, unique=True)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.title


class StaffSkill(models.Model):
    """How well one person masters one skill."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skills")  # inside the person's aggregate
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="holders")
    level = models.PositiveSmallIntegerField(choices=SkillLevel)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "skill"), name="skill_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.skill} {self.level}"


class WorkingHours(models.Model):
    """One interval of one weekday in a person's week, in the person's time zone."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="working_hours")  # inside the aggregate
    weekday = models.PositiveSmallIntegerField()  # 0 = Monday
    start = models.TimeField()
    end = models.TimeField()

    class Meta:
        ordering = ("weekday", "start")

    def __str__(self) -> str:
        return f"{self.weekday} {self.start}–{self.end}"


class Absence(models.Model):
    """A time when somebody is away; both ends aware UTC, the end exclusive."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")  # inside the aggregate
    kind = models.CharField(max_length=10, choices=AbsenceKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_has_length"),
        )

    def __str__(self) -> str:
        return f"{self.user} away {self.starts_at:%Y-%m-%d}"


class Acknowledgement(models.Model):
    """Somebody has read this version of the handbook (1.2)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acknowledgements")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "version"), name="acknowledged_once"),)

    def __str__(self) -> str:
        return f"{self.user} read v{self.version}"
