"""Writes of access tokens: create, revoke, note the use; forget old answers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.api import policies
from zhichi.api.choices import Scope
from zhichi.api.events import TokenCreated, TokenRevoked
from zhichi.api.models import ApiToken, RememberedAnswer
from zhichi.api.selectors import secret_hash
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records.registry import Eraser, Outcome, Person
from zhichi.records.registry import register_eraser as register_person_eraser
from zhichi.records.services import append

PREFIX = "zc_"
HINT_LENGTH = 8
NOTED_EVERY = timedelta(minutes=1)
ANSWERS_KEPT = timedelta(hours=24)


@transaction.atomic
def create_token(
    *, name: str, scopes: Sequence[str], expires_at: datetime | None, by: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token that acts as `by`; returns it with the secret, which is nowhere kept. Appends api.token_created.

    Raises DomainError for an empty name, no or unknown scopes, or an end that has passed.
    """
    policies.TOKENS.check(by.user)
    name = " ".join(clean(name).split())[:80]
    _check(name, scopes, expires_at, at)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name,
        hint=secret[:HINT_LENGTH],
        secret_hash=secret_hash(secret),
        scopes=[scope.value for scope in Scope if scope in scopes],
        owner=by.user,
        created_at=at,
        expires_at=expires_at,
    )
    event = TokenCreated(
        name=name,
        scopes=", ".join(token.scopes),
        owner_id=token.owner_id,
        expires_at=expires_at.isoformat() if expires_at else "",
    )
    append(f"api_token:{token.pk}", event, by=by, at=at, is_new=True)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, by: Actor, at: datetime) -> ApiToken:
    """Close a token for good; a second time changes nothing. Appends api.token_revoked."""
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    policies.TOKENS.check(by.user, token)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=("revoked_at",))
        append(f"api_token:{token.pk}", TokenRevoked(name=token.name, owner_id=token.owner_id), by=by, at=at)
    return token


def note_use(*, token: ApiToken, at: datetime) -> None:
    """Keep when the token was last used, at most once a minute: reading must not cost a write each time."""
    if token.last_used_at is None or at - token.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def keep_answer(*, token: ApiToken, key: str, request_hash: str, status: int, body: str, at: datetime) -> None:
    """Remember what a request with an Idempotency-Key was answered, in the transaction of its write.

    Raises IntegrityError when another request with this key was faster: the caller's transaction must end then. A
    request at the same moment waits here until the other one has committed or failed.
    """
    answer = RememberedAnswer(token=token, key=key, request_hash=request_hash, status=status, body=body, at=at)
    answer.save(force_insert=True)


def forget_answers(*, at: datetime) -> int:
    """Drop the answers to repeated requests after a day; returns how many."""
    return RememberedAnswer.objects.filter(at__lt=at - ANSWERS_KEPT).delete()[0]


def _check(name: str, scopes: Sequence[str], expires_at: datetime | None, at: datetime) -> None:
    if not name:
        message = _("Give the token a name that says what uses it.")
        raise DomainError("name-missing", message, fields={"name": message})
    if not scopes or not set(scopes) <= set(Scope.values):
        message = _("Choose what the token may be used for.")
        raise DomainError("scopes", message, fields={"scopes": message})
    if expires_at is not None and expires_at <= at:
        message = _("The end must be in the future.")
        raise DomainError("expired", message, fields={"expires_on": message})


def register_eraser() -> None:
    """Tell the record what is erased with a person (3.4.3, 5.1.1)."""
    stays = (gettext_lazy("For a day: words in answers that the API remembers for repeated calls; they lose the name"),)
    register_person_eraser(Eraser("api", gettext_lazy("API"), erase, stays=stays))


def erase(person: Person, _by: Actor, _at: datetime) -> Outcome:
    """Blank the person in answers that are remembered for repeated calls."""
    outcome, changed = Outcome(), 0
    for row in RememberedAnswer.objects.exclude(body=""):  # of one day
        said = json.loads(row.body)
        if person.is_in(said):
            row.body = json.dumps(person.blank(said))
            row.save(update_fields=("body",))
            changed += 1
    outcome.add(gettext_lazy("Answers of the API that lose the name"), changed)
    return outcome
