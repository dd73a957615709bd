"""Writes of the handbook: change a number, make the next version, write the charter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.handbook import policies, selectors
from zhichi.handbook.charter_data import TEXT_EN, TEXT_ZH
from zhichi.handbook.events import CharterChanged
from zhichi.handbook.models import CharterVersion, HandbookVersion
from zhichi.records import services as records
from zhichi.records.registry import policies as definitions

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.rights import Right
    from zhichi.records.registry import Recorded


@transaction.atomic
def change_policy(*, key: str, value: Any, reason: str, by: Actor, at: datetime) -> HandbookVersion:
    """Put a new value of the handbook in force (1.2). Appends policy.changed, which makes the next handbook version.

    Raises DomainError for an unknown key, a value out of bounds, a value that is in force already, an empty reason.
    """
    _allow(policies.EDIT, by)
    definition = definitions.find(key)
    if definition is None:
        raise DomainError("unknown-value", _("The handbook has no value “%s”.") % key)
    in_force = next(item.value for item in selectors.values_of(definition.clause) if item.key == key)
    if str(value).strip() == str(in_force):
        message = _("This value is in force already.")
        raise DomainError("unchanged", message, fields={"value": message})
    records.set_policy(key=key, value=value, reason=clean(reason).strip(), by=by, at=at)
    return HandbookVersion.objects.order_by("-number")[0]


def make_version(recorded: Recorded) -> HandbookVersion:
    """The handbook version that a policy.changed event makes; called in the event's transaction (1.2)."""
    number = (HandbookVersion.objects.aggregate(last=Max("number"))["last"] or 1) + 1
    key = str(recorded.data["key"])
    definition = definitions.find(key)
    change = {
        "key": key,
        "clause": definition.clause if definition else "",
        "before": recorded.data["before"],
        "after": recorded.data["after"],
    }
    version = HandbookVersion.objects.create(
        number=number,
        at=recorded.at,
        author_id=recorded.actor_id,
        author_label=recorded.actor_label,
        reason=recorded.data["reason"],
        changes=[change],
    )
    transaction.on_commit(selectors.forget_version)
    selectors.forget_version()
    return version


@transaction.atomic
def set_charter(*, text_zh: str, text_en: str, reason: str, by: Actor, at: datetime) -> CharterVersion:
    """Put a new service charter in force (1.1). Appends handbook.charter_changed to stream "handbook:1".

    Raises DomainError when a language or the reason is empty, or when nothing changed.
    """
    _allow(policies.EDIT_CHARTER, by)
    texts = {"text_zh": _text(text_zh), "text_en": _text(text_en), "reason": _text(reason)}
    missing = {name: _("Write something here.") for name, text in texts.items() if not text}
    if missing:
        raise DomainError("charter-incomplete", _("The charter needs both languages and a reason."), fields=missing)
    last = CharterVersion.objects.select_for_update().order_by("-number").first()
    before = (last.text_zh, last.text_en) if last else (TEXT_ZH, TEXT_EN)
    if before == (texts["text_zh"], texts["text_en"]):
        raise DomainError("unchanged", _("The charter is the same as before."))
    number = last.number + 1 if last else 2
    row = CharterVersion.objects.create(number=number, author_id=by.user_id, at=at, **texts)
    digest = sha256(dumps([row.text_zh, row.text_en]))
    event = CharterChanged(version=number, reason=row.reason, digest=digest)
    records.append("handbook:1", event, by=by, at=at)
    return row


def _text(text: str) -> str:
    return clean(text).replace("\r\n", "\n").strip()


def _allow(right: Right, by: Actor) -> None:
    if not by.is_system:
        right.check(by.user)
