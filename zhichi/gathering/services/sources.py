"""Make and change sources (6.2.2)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.sealing import BrokenSeal, seal, unseal
from zhichi.core.texts import clean
from zhichi.gathering import policies
from zhichi.gathering.events import SourceSaved
from zhichi.gathering.models import Source
from zhichi.gathering.registry import kinds
from zhichi.knowledge.choices import CHOSEN, FOR_CUSTOMERS, Visibility
from zhichi.knowledge.registry import types
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.gathering.registry import SourceKind

PURPOSE = "gathering source"
MOST_HOURS = 2_000


@dataclass(frozen=True, kw_only=True)
class SourceData:
    """A source as somebody describes it; `options` are those of its kind. An empty secret leaves the old one."""

    name: str
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    article_type: str = ""
    module_id: int | None = None
    visibility: str = Visibility.STAFF
    owner_id: int | None = None
    hours: int | None = None
    is_active: bool = True


@transaction.atomic
def save_source(
    *, data: SourceData, by: Actor, at: datetime, source_id: int | None = None, revision: int | None = None
) -> Source:
    """Make a source, or change one. Appends gathering.source_saved.

    Raises DomainError naming fields for what cannot be used, Conflict when somebody else changed it meanwhile.
    """
    if not by.is_system:
        policies.MANAGE.check(by.user)
    kind = kinds.find(data.kind)
    if kind is None:
        raise DomainError("kind", _("Choose a kind."), fields={"kind": _("Choose a kind.")})
    row = Source.objects.select_for_update(of=("self",)).get(pk=source_id) if source_id else Source(created_at=at)
    if source_id and (row.kind != data.kind or (revision is not None and row.revision != revision)):
        raise Conflict("stale", _("Somebody changed this source meanwhile."), _("Open it again; your text stays here."))
    options, secrets = _options(kind, data.options, opened(row))
    _check(data, kind, options | secrets)
    moved = row.options != options
    for name in ("kind", "language", "article_type", "module_id", "visibility", "owner_id", "hours", "is_active"):
        setattr(row, name, getattr(data, name))
    row.name, row.options = " ".join(clean(data.name).split()), options
    row.secrets = seal(json.dumps(secrets), purpose=PURPOSE) if secrets else ""
    row.updated_at, row.revision = at, row.revision + 1
    row.next_at = (row.next_at if source_id and not moved else at) if row.is_active else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("There is a source of this name, or something you chose is not there any more.")
        raise DomainError("name", words, fields={"name": words}) from None
    records.append(
        row.stream, SourceSaved(name=row.name, kind=row.kind, is_active=row.is_active), by=by, at=at,
        is_new=source_id is None,
    )  # fmt: skip
    return row


def opened(source: Source) -> dict[str, Any]:
    """The secrets of a source, open; none where the secret key changed since."""
    try:
        found: dict[str, Any] = json.loads(unseal(source.secrets, purpose=PURPOSE) or "{}")
    except BrokenSeal:
        return {}
    return found


def _options(
    kind: SourceKind, given: Mapping[str, Any], before: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options and secrets apart, each in its type. Raises DomainError naming the fields of those that are missing."""
    options: dict[str, Any] = {}
    secrets: dict[str, Any] = {}
    faults = {}
    for option in kind.options:
        value = given.get(option.code, option.default)
        if option.type == "secret":
            if kept := str(value or before.get(option.code) or "").strip():
                secrets[option.code] = kept
            continue
        if option.type == "flag":
            options[option.code] = bool(value)
        elif option.type == "number":
            options[option.code] = max(option.minimum, min(option.maximum, int(value or option.default or 0)))
        else:
            options[option.code] = clean(str(value or "")).strip()
        if option.is_required and not options[option.code]:
            faults[option.code] = _("This is needed.")
    if faults:
        raise DomainError("options", _("Something is missing."), fields=_as_fields(faults))
    return options, secrets


def _as_fields(faults: Mapping[str, str]) -> dict[str, str]:
    return {f"option_{code}": words for code, words in faults.items()}


def _check(data: SourceData, kind: SourceKind, options: Mapping[str, Any]) -> None:
    faults = _as_fields(kind.check(options))
    if not data.name.strip() or len(data.name) > 120:
        faults["name"] = _("Give it a name of at most %s characters.") % 120
    if data.language not in dict(settings.LANGUAGES):
        faults["language"] = _("Choose a language.")
    article_type = types.find(data.article_type)
    if article_type is None:
        faults["article_type"] = _("Choose a type.")
    if data.visibility not in Visibility.values or data.visibility in CHOSEN:
        faults["visibility"] = _("Choose who may read it.")
    elif article_type is not None and article_type.for_staff and data.visibility in FOR_CUSTOMERS:
        faults["visibility"] = _("“%s” is never for customers.") % article_type.label
    if data.hours is not None and not 1 <= data.hours <= MOST_HOURS:
        faults["hours"] = _("Between 1 and %s hours.") % MOST_HOURS
    if faults:
        raise DomainError("source", " ".join(faults.values()), fields=faults)
