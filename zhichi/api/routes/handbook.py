"""The handbook: every clause with its state and evidence for a period."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.schemas.handbook import ClauseQuery, ClausesOut
from zhichi.handbook import policies, selectors

router = Router(tags=["Handbook"])


@operation(
    router,
    "get",
    "/handbook/clauses",
    scope=Scope.HANDBOOK_READ,
    right=policies.READ,
    response=ClausesOut,
    by_alias=True,
)
def list_clauses(request: HttpRequest, filters: Annotated[ClauseQuery, Query()]) -> dict[str, Any]:
    """Every clause with its figures for a period, the same as on the page of the handbook."""
    code = filters.period
    if filters.first is not None and filters.last is not None:
        code = f"{filters.first}..{filters.last}"
    zone = timezone.get_current_timezone()
    return {"items": selectors.as_json(selectors.parse_period(code, zone=zone), zone=zone)}
