"""What people do to their own account: preferences, the handbook they have read, how they sign in (1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import mails, policies
from zhichi.accounts.choices import SecurityChange, Theme
from zhichi.accounts.events import HandbookAcknowledged, Invited, PreferencesSet, SecurityChanged
from zhichi.accounts.models import Acknowledgement, User
from zhichi.accounts.services._write import (
    UNSET,
    _Unset,
    allow,
    apply,
    checked_language,
    checked_zone,
    lock_person,
    wanted,
)
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What people choose for themselves; fields left alone stay as they are."""

    language: str | _Unset = UNSET
    time_zone: str | _Unset = UNSET
    theme: str | _Unset = UNSET
    single_keys: bool | _Unset = UNSET
    signature: str | _Unset = UNSET


@transaction.atomic
def set_preferences(*, person_id: int, preferences: Preferences, by: Actor, at: datetime) -> User:
    """Keep somebody's choices. Appends accounts.preferences_set; nothing when all stay as they are."""
    user = lock_person(person_id)
    allow(policies.OWN_ACCOUNT, by, user)
    values = wanted(preferences)
    if "language" in values:
        values["language"] = checked_language(values["language"])
    if "time_zone" in values:
        values["time_zone"] = checked_zone(values["time_zone"])
    if values.get("theme", "") not in Theme.values:
        raise DomainError("theme", _("Choose light, dark or like the device."), fields={"theme": _("Choose one.")})
    if "signature" in values:
        values["signature"] = clean(values["signature"]).strip()[:2000]
    changed = apply(user, values)
    if changed:
        user.save(update_fields=list(changed))
        event = PreferencesSet(names=", ".join(changed), changes=changed)
        records.append(f"user:{user.pk}", event, by=by, at=at)
    return user


@transaction.atomic
def acknowledge_handbook(*, version: int, by: Actor, at: datetime) -> Acknowledgement:
    """Note that the acting member of staff has read this version (1.2). Appends accounts.handbook_acknowledged once."""
    user = lock_person(by.user_id or 0)
    allow(policies.DESK, by)
    row, is_new = Acknowledgement.objects.get_or_create(user=user, version=version, defaults={"at": at})
    if is_new:
        records.append(f"user:{user.pk}", HandbookAcknowledged(version=version), by=by, at=at)
    return row


@transaction.atomic
def note_security_change(*, person_id: int, what: str, by: Actor, at: datetime) -> None:
    """Record that a password or second factor changed (9.3.1). Appends accounts.security_changed."""
    records.append(f"user:{person_id}", SecurityChanged(what=SecurityChange(what).value), by=by, at=at)


@transaction.atomic
def invite(*, person_id: int, by: Actor, at: datetime) -> User:
    """Mail somebody a link for choosing a password, valid for three days. Appends accounts.invited."""
    user = lock_person(person_id)
    allow(policies.MANAGE_PEOPLE, by, user)
    if not user.is_active:
        raise DomainError("inactive", _("%s is not active.") % user.display_name, _("Reactivate the account first."))
    mails.send_invitation(user)
    records.append(f"user:{user.pk}", Invited(email=user.email), by=by, at=at)
    return user
