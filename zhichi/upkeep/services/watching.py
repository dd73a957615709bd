"""Look at every check as the worker does: remember since when, tell administrators of trouble and its end (6.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.core.checks import checks, worst
from zhichi.notices import services as notices
from zhichi.upkeep import definitions, looking
from zhichi.upkeep.models import CheckState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.core.checks import Finding

PATIENCE = 2  # looks in a row before anybody is told: what mends itself disturbs nobody
LONGEST = 300


def watch(*, at: datetime) -> int:
    """Look at all checks once; returns how many are bad. Each is kept in a transaction of its own."""
    found = looking.grouped()
    for name, findings in found.items():
        _keep(name, findings, at)
    CheckState.objects.exclude(name__in=list(found)).delete()
    return sum(worst(findings) == "bad" for findings in found.values())


@transaction.atomic
def _keep(name: str, findings: list[Finding], at: datetime) -> None:
    level = worst(findings)
    state = CheckState.objects.select_for_update().filter(pk=name).first()
    if state is None:
        state = CheckState(name=name, level=level, since=at, looks=0, checked_at=at)
    if state.level != level:
        state.level, state.since, state.looks = level, at, 0
    state.looks, state.checked_at = state.looks + 1, at
    if level == "bad" and state.looks == PATIENCE and state.trouble_since is None:
        state.trouble_since = state.since
        _tell_bad(name, next(one for one in findings if one.level == "bad"), state.since, at)
    elif level != "bad" and state.looks == PATIENCE and state.trouble_since is not None:
        _tell_good(name, state.trouble_since, at)
        state.trouble_since = None
    state.save()


def _tell_bad(name: str, finding: Finding, since: datetime, at: datetime) -> None:
    data = {"check": checks.get(name).name, "what": str(finding.what)[:LONGEST]}
    _tell(definitions.HEALTH_BAD, data, f"upkeep:{name}:bad:{since.isoformat()}", at)


def _tell_good(name: str, since: datetime, at: datetime) -> None:
    data = {"check": checks.get(name).name, "minutes": max(1, round((at - since).total_seconds() / 60))}
    _tell(definitions.HEALTH_GOOD, data, f"upkeep:{name}:good:{since.isoformat()}", at)


def _tell(kind: str, data: Mapping[str, object], key: str, at: datetime) -> None:
    people = accounts.holding_post(Post.ADMINISTRATOR).values_list("pk", flat=True)
    notices.tell(people, kind=kind, at=at, stream="upkeep:system", data=data, dedupe_key=key)
