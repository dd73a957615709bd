"""What customers say about themselves (5.1.2): one form for the account and the contact's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhichi.accounts import services as accounts
from zhichi.customers import selectors
from zhichi.customers import services as customers

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The profile form."""

    display_name: str
    language: str
    time_zone: str
    phone: str


@transaction.atomic
def update_profile(*, contact: Any, profile: Profile, by: Actor, at: datetime) -> None:
    """Keep the profile. Appends customers.contact_updated, accounts.person_updated and accounts.preferences_set for
    what differs; raises DomainError by field.
    """
    rest = [customers.PhoneData(number=full_number(row), kind=row.kind) for row in selectors.phone_rows(contact)[1:]]
    first = [customers.PhoneData(number=profile.phone)] if profile.phone.strip() else []
    own = customers.OwnData(
        display_name=profile.display_name,
        language=profile.language,
        time_zone=profile.time_zone,
        phones=[*first, *rest],
    )
    row = customers.update_own_contact(contact_id=contact.pk, data=own, by=by, at=at)
    changes = accounts.PersonChanges(display_name=row.display_name)
    accounts.update_person(person_id=by.user_id or 0, changes=changes, by=by, at=at)
    preferences = accounts.Preferences(language=profile.language, time_zone=profile.time_zone)
    accounts.set_preferences(person_id=by.user_id or 0, preferences=preferences, by=by, at=at)


def full_number(row: Any) -> str:
    """A stored phone as one line that can be typed again."""
    return f"{row.number} ext. {row.extension}" if row.extension else str(row.number)
