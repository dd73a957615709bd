"""Create people, correct their basics, change their post, let them go and take them back (4.1, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import policies
from zhichi.accounts.choices import Post
from zhichi.accounts.events import (
    CustomerCreated,
    Deactivated,
    DutyRoleUpdated,
    PersonCreated,
    PersonUpdated,
    PostChanged,
    Reactivated,
    TeamUpdated,
)
from zhichi.accounts.models import DutyRole, Team, User
from zhichi.accounts.services._write import (
    UNSET,
    _Unset,
    allow,
    apply,
    checked_email,
    checked_language,
    checked_name,
    checked_phone,
    checked_post,
    checked_reason,
    checked_zone,
    keep_sign_in_address,
    lock_person,
    set_name_keys,
    wanted,
)
from zhichi.accounts.services.sessions import end_sessions
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

KEEPERS = (Post.MANAGER, Post.ADMINISTRATOR)  # posts that can let others in


@dataclass(frozen=True, kw_only=True)
class Details:
    """What may be known of a new person beside address, name and post."""

    family_name: str = ""
    given_name: str = ""
    language: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonChanges:
    """The basics to change; those left alone stay as they are."""

    email: str | _Unset = UNSET
    display_name: str | _Unset = UNSET
    family_name: str | _Unset = UNSET
    given_name: str | _Unset = UNSET
    language: str | _Unset = UNSET
    time_zone: str | _Unset = UNSET
    phone: str | _Unset = UNSET


@transaction.atomic
def create_person(
    *,
    email: str,
    display_name: str,
    post: str,
    by: Actor,
    at: datetime,
    password: str | None = None,
    details: Details | None = None,
) -> User:
    """A new member of staff (4.1). Appends accounts.person_created. Without a password, `invite` sends a link.

    Raises DomainError for a bad address, name, post, phone or password, Conflict when the address is taken.
    """
    allow(policies.MANAGE_PEOPLE, by)
    details = details or Details()
    user = User(
        email=checked_email(email),
        display_name=checked_name(display_name),
        family_name=clean(details.family_name).strip()[:60],
        given_name=clean(details.given_name).strip()[:60],
        post=checked_post(post),
        language=checked_language(details.language),
        time_zone=checked_zone(details.time_zone),
        phone=checked_phone(details.phone),
        joined_at=at,
    )
    _store_new(user, password)
    event = PersonCreated(name=user.display_name, email=user.email, post=user.post)
    records.append(f"user:{user.pk}", event, by=by, at=at, is_new=True)
    return user


@transaction.atomic
def create_customer_account(
    *, email: str, name: str, language: str, by: Actor, at: datetime, password: str | None = None
) -> User:
    """An account without a post, for the portal (5.1.1). Appends accounts.customer_created; raises as create_person."""
    user = User(
        email=checked_email(email), display_name=checked_name(name), language=checked_language(language), joined_at=at
    )
    _store_new(user, password)
    event = CustomerCreated(name=user.display_name, email=user.email)
    records.append(f"user:{user.pk}", event, by=by, at=at, is_new=True)
    return user


@transaction.atomic
def update_person(*, person_id: int, changes: PersonChanges, by: Actor, at: datetime) -> User:
    """Correct the basics. Appends one accounts.person_updated with each field before and after; nothing when all stay.

    Customers may change their own; staff need the right people.manage.
    """
    user = lock_person(person_id)
    if user.is_staff_member or by.user != user:
        allow(policies.MANAGE_PEOPLE, by, user)
    values = _checked(wanted(changes), user)
    changed = apply(user, values)
    if not changed:
        return user
    set_name_keys(user)
    user.save()
    if "email" in changed:
        keep_sign_in_address(user)
    event = PersonUpdated(names=", ".join(changed), changes=changed)
    records.append(f"user:{user.pk}", event, by=by, at=at)
    return user


@transaction.atomic
def change_post(*, person_id: int, post: str, by: Actor, at: datetime) -> User:
    """Give somebody another post (4.2). Appends accounts.post_changed.

    Refuses customers, and the last active person who can manage people.
    """
    user = _lock_with_keepers(person_id)
    allow(policies.MANAGE_PEOPLE, by, user)
    new = checked_post(post)
    if not user.is_staff_member:
        raise DomainError("not-staff", _("%s is a customer and holds no post.") % user.display_name)
    if user.post == new:
        return user
    if new not in KEEPERS:
        _keep_one_keeper(user)
    event = PostChanged(before=user.post, after=new)
    user.post = new
    user.save(update_fields=("post",))
    records.append(f"user:{user.pk}", event, by=by, at=at)
    return user


@transaction.atomic
def deactivate(*, person_id: int, reason: str, by: Actor, at: datetime) -> User:
    """End somebody's access: no sign-in, all sessions over, duties given back. Appends accounts.deactivated.

    Refuses to lock out oneself or the last active person who can manage people. Nobody is ever deleted.
    """
    user = _lock_with_keepers(person_id)
    allow(policies.MANAGE_PEOPLE, by, user)
    reason = checked_reason(reason)
    if by.user == user:
        raise DomainError("yourself", _("You cannot deactivate yourself."), _("Ask another manager or administrator."))
    if not user.is_active:
        return user
    _keep_one_keeper(user)
    user.is_active, user.deactivated_at = False, at
    user.save(update_fields=("is_active", "deactivated_at"))
    _give_back_duties(user, by=by, at=at)
    end_sessions(person_id=user.pk)
    records.append(f"user:{user.pk}", Deactivated(name=user.display_name, reason=reason), by=by, at=at)
    return user


@transaction.atomic
def reactivate(*, person_id: int, reason: str, by: Actor, at: datetime) -> User:
    """Let somebody in again, with the old password and second factors. Appends accounts.reactivated."""
    user = lock_person(person_id)
    allow(policies.MANAGE_PEOPLE, by, user)
    reason = checked_reason(reason)
    if user.is_active:
        return user
    user.is_active, user.deactivated_at = True, None
    user.save(update_fields=("is_active", "deactivated_at"))
    records.append(f"user:{user.pk}", Reactivated(name=user.display_name, reason=reason), by=by, at=at)
    return user


def stays_active(*, person_id: int) -> User | None:
    """The person as they are, when they may sign in, else None.

    Until the caller's transaction ends nobody can deactivate them, let them in again or give them another post.
    """
    return User.objects.select_for_update(no_key=True).filter(pk=person_id, is_active=True).first()


def _store_new(user: User, password: str | None) -> None:
    set_name_keys(user)
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            message = " ".join(error.messages)
            raise DomainError("password", message, fields={"password": message}) from None
    user.set_password(password)
    user.save(force_insert=True)
    keep_sign_in_address(user)


def _checked(values: dict[str, object], user: User) -> dict[str, object]:
    for name, check in (
        ("display_name", checked_name),
        ("language", checked_language),
        ("time_zone", checked_zone),
        ("phone", checked_phone),
    ):
        if name in values:
            values[name] = check(str(values[name]))
    if "email" in values:
        values["email"] = checked_email(str(values["email"]), except_for=user.pk)
    for name in ("family_name", "given_name"):
        if name in values:
            values[name] = clean(str(values[name])).strip()[:60]
    return values


def _lock_with_keepers(person_id: int) -> User:
    """The account, locked. All who can let others in are locked with one of them, in one order: two of them cannot
    deactivate each other at once, and neither waits for the other.
    """
    if User.objects.filter(pk=person_id, post__in=KEEPERS).exists():
        list(User.objects.select_for_update(no_key=True).filter(post__in=KEEPERS).order_by("pk"))
    return lock_person(person_id)


def _keep_one_keeper(leaving: User) -> None:
    if leaving.post not in KEEPERS:
        return
    others = User.objects.select_for_update(no_key=True).filter(post__in=KEEPERS, is_active=True).exclude(pk=leaving.pk)
    if not list(others.values_list("pk", flat=True)):
        raise DomainError(
            "last-keeper",
            _("%s is the last active manager or administrator.") % leaving.display_name,
            _("Give somebody else one of these posts first."),
        )


def _give_back_duties(user: User, *, by: Actor, at: datetime) -> None:
    """A role or team must not be held by somebody who cannot sign in (3.3.1)."""
    for role in DutyRole.objects.select_for_update().filter(holder=user):
        role.holder = None
        role.save(update_fields=("holder",))
        changes = {"holder": [user.display_name, ""]}
        records.append(f"duty:{role.pk}", DutyRoleUpdated(names="holder", changes=changes), by=by, at=at)
    for team in Team.objects.select_for_update().filter(lead=user):
        team.lead = None
        team.save(update_fields=("lead",))
        changes = {"lead": [user.display_name, ""]}
        records.append(f"team:{team.pk}", TeamUpdated(names="lead", changes=changes), by=by, at=at)
