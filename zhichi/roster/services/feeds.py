"""A private link to one's own shifts, for the calendar on a phone."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.records import services as records
from zhichi.roster import policies
from zhichi.roster.events import FeedMade, FeedRevoked
from zhichi.roster.models import Feed
from zhichi.roster.selectors import digest_of

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def make_feed(*, by: Actor, at: datetime) -> str:
    """A new link in place of an older one; returns its secret, which is not kept. Appends roster.feed_made."""
    policies.OWN.check(by.user)
    _revoke(by, at)
    token = secrets.token_urlsafe(32)
    Feed.objects.create(person=by.user, digest=digest_of(token), made_at=at)
    records.append(f"user:{by.user_id}", FeedMade(), by=by, at=at)
    return token


@transaction.atomic
def revoke_feed(*, by: Actor, at: datetime) -> bool:
    """Let the link no longer answer; returns whether there was one. Appends roster.feed_revoked."""
    policies.OWN.check(by.user)
    return _revoke(by, at)


def _revoke(by: Actor, at: datetime) -> bool:
    if not Feed.objects.filter(person=by.user, revoked_at=None).update(revoked_at=at):
        return False
    records.append(f"user:{by.user_id}", FeedRevoked(), by=by, at=at)
    return True
