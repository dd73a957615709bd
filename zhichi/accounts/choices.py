"""Posts of the department and other codes about people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.TextChoices):
    """The posts of 1.3 and 4.1, and those that look after the product. Customers have none."""

    MANAGER = "manager", _("Manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    SENIOR = "senior", _("Senior engineer")
    JUNIOR = "junior", _("Junior engineer")
    ASSISTANT = "assistant", _("Assistant")
    CUSTOMER_SERVICE = "customer_service", _("Customer service")
    KNOWLEDGE_EDITOR = "knowledge_editor", _("Knowledge editor")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class AbsenceKind(models.TextChoices):
    """Why somebody is away."""

    LEAVE = "leave", _("Leave")
    SICK = "sick", _("Sick leave")
    TRAVEL = "travel", _("Business trip")
    TRAINING = "training", _("Training")


class SkillLevel(models.IntegerChoices):
    """How well somebody masters a skill or a product."""

    LEARNING = 1, _("Learning")
    ABLE = 2, _("Able")
    EXPERT = 3, _("Expert")


class Theme(models.TextChoices):
    """Light, dark, or what the device says."""

    DEVICE = "", _("Like the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class SecurityChange(models.TextChoices):
    """What somebody changed about how they sign in."""

    PASSWORD_CHANGED = "password_changed", _("password changed")
    PASSWORD_RESET = "password_reset", _("password reset by a mailed link")
    PASSWORD_SET = "password_set", _("password chosen")
    TOTP_ADDED = "totp_added", _("authenticator app added")
    TOTP_REMOVED = "totp_removed", _("authenticator app removed")
    KEY_ADDED = "key_added", _("passkey or security key added")
    KEY_REMOVED = "key_removed", _("passkey or security key removed")
    CODES_MADE = "codes_made", _("recovery codes made anew")
