"""The health of the system: every check with its findings, worst first (6.4.2)."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.schemas.system import CheckOut, FindingOut, HealthOut
from zhichi.core import clock
from zhichi.upkeep import looking, policies

router = Router(tags=["System"])


@operation(router, "get", "/system/health", scope=Scope.SYSTEM_READ, right=policies.VIEW, response=HealthOut)
def read_health(request: HttpRequest) -> HealthOut:
    """Every check with what it found and since when, the worst first; the same as on the page of health."""
    looks = looking.look()
    levels = [one.level for one in looks]
    return HealthOut(
        level="bad" if "bad" in levels else "warn" if "warn" in levels else "ok",
        at=clock.now(),
        checks=[
            CheckOut(
                name=one.name,
                label=one.label,
                level=one.level,
                since=one.since,
                findings=[
                    FindingOut(level=found.level, what=found.what, what_to_do=found.what_to_do)
                    for found in one.findings
                ],
            )
            for one in looks
        ],
    )
