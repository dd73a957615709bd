"""The health of the system: every check, worst first; processes, tables, slow statements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.views.decorators.http import require_GET

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.outbound import selectors as outbound
from zhichi.records.selectors import policy
from zhichi.ui.registry import ready_tabs
from zhichi.ui.respond import page_or_fragment
from zhichi.upkeep import checks, definitions, looking, machine, policies, selectors, tables

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TABLE_SECONDS = 900
SLOW_DAYS = 7


@requires(policies.VIEW)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All of it on one calm page, refetched every quarter of a minute."""
    looks = looking.look()
    context = {
        "tabs": ready_tabs(request.user, "upkeep", "upkeep.health"),
        "looks": looks,
        "hold": outbound.mail_hold(),
        "may_release": policies.RUN.allows(request.user, None),
        "bad": sum(one.level == "bad" for one in looks),
        "warn": sum(one.level == "warn" for one in looks),
        "processes": [{"row": one, "kind": checks.kind_words(one.kind)} for one in machine.processes()],
        "size": tables.database_size(),
        "tables": _tables(),
        "slow": selectors.slow_statements(since=clock.now() - timedelta(days=SLOW_DAYS)),
        "slow_ms": policy(definitions.SLOW_MS),
        "slow_days": SLOW_DAYS,
    }
    return page_or_fragment(request, "upkeep/health.html", "upkeep/_health.html", context)


def _tables() -> list[Any]:
    found: list[Any] | None = cache.get("upkeep.tables")
    if found is None:
        found = tables.largest()
        cache.set("upkeep.tables", found, TABLE_SECONDS)
    return found
