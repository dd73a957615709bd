"""What account services share: rights of the actor, locked rows, checks of what people type, texts of changes."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import phonenumbers
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from zhichi.accounts.choices import Post
from zhichi.accounts.models import User
from zhichi.core import clock
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.phones import HOME_REGION
from zhichi.core.texts import clean, pinyin_initials, pinyin_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.core.actors import Actor
    from zhichi.core.rights import Right


class _Unset(Enum):
    UNSET = "unset"


UNSET = _Unset.UNSET


def allow(right: Right, by: Actor, row: Any = None) -> None:
    """Raise Refused when `by` is a person without `right`; the product itself may do what its rules say."""
    if not by.is_system:
        right.check(by.user, row)


def lock_person(person_id: int) -> User:
    """The account, locked until the transaction ends. Raises User.DoesNotExist.

    The key itself stays free: what the person does at this moment may still refer to the account.
    """
    return User.objects.select_for_update(no_key=True).get(pk=person_id)


def wanted(changes: Any) -> dict[str, Any]:
    """The fields of a Changes dataclass that were set."""
    return {name: value for name, value in vars(changes).items() if value is not UNSET}


def apply(row: Any, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Set the values that differ on `row`; what changed, each as texts before and after."""
    changed: dict[str, list[str]] = {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            changed[name] = [_shown(old), _shown(value)]
            setattr(row, name, value)
    return changed


def _shown(value: Any) -> str:
    return "" if value is None else str(getattr(value, "name", value))


def checked_email(email: str, *, except_for: int = 0) -> str:
    """The address in lower case; raises DomainError when it is none, Conflict when somebody else has it."""
    address = clean(email).strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        message = _("“%s” is not a mail address.") % email
        raise DomainError("email", message, _("Write it like name@example.com."), fields={"email": message}) from None
    if User.objects.filter(email=address).exclude(pk=except_for).exists():
        message = _("Somebody already signs in with %s.") % address
        raise Conflict(
            "email-taken", message, _("Look for the account, it may be deactivated."), fields={"email": message}
        )
    return address


def checked_name(name: str) -> str:
    """The display name, white space at the ends removed; any length from one character."""
    text = " ".join(clean(name).split())
    if not text:
        message = _("A name is needed.")
        raise DomainError("name-missing", message, fields={"display_name": message, "name": message})
    return text[:120]


def second_name(name: str) -> str:
    """The English name of something, white space at the ends removed; may be empty."""
    return " ".join(clean(name).split())[:80]


def checked_post(post: str) -> Post:
    """The post; raises DomainError for anything the handbook does not know (4.1)."""
    if post not in Post.values:
        raise DomainError("post", _("Choose a post."), fields={"post": _("Choose a post.")})
    return Post(post)


def checked_reason(reason: str) -> str:
    """The reason; raises DomainError when there is none."""
    text = clean(reason).strip()
    if not text:
        message = _("Say why.")
        raise DomainError("reason-missing", message, fields={"reason": message})
    return text


def checked_language(language: str) -> str:
    """A language of the product."""
    if language not in dict(settings.LANGUAGES):
        raise DomainError("language", _("Choose a language of the list."), fields={"language": _("Choose one.")})
    return language


def checked_zone(name: str) -> str:
    """The name of a time zone ("Asia/Shanghai")."""
    if name not in clock.zones():
        raise DomainError("time-zone", _("Choose a time zone of the list."), fields={"time_zone": _("Choose one.")})
    return name


def checked_phone(phone: str) -> str:
    """A number as E.164 with ";ext=" before an extension; empty stays empty. Raises DomainError otherwise."""
    text = clean(phone).strip()
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text.replace("转", " ext. "), HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        message = _("“%s” is not a phone number.") % phone
        hint = _("Write it like 010-6234 5678 转 12 or +86 138 0013 8000.")
        raise DomainError("phone", message, hint, fields={"phone": f"{message} {hint}"})
    extension = f";ext={number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension


def set_name_keys(user: User) -> None:
    """Compute what lists sort by and pickers match."""
    user.sort_key = pinyin_key(user.display_name)
    user.initials = pinyin_initials(user.display_name)


def keep_sign_in_address(user: User) -> None:
    """Let allauth know exactly one address for the account; an old one must not open it any more."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(email=user.email, user=user, defaults={"verified": True, "primary": True})
