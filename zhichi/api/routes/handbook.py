"""The handbook: clauses with state and evidence for a period, the records behind each number, what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from zhichi.api import figure_shapes
from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.problems import NotFound
from zhichi.api.schemas.figures import RecordsOut, RowsQuery, TriedValueOut, TryValueQuery
from zhichi.api.schemas.handbook import ClauseQuery, ClausesOut, WhichPeriod
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.handbook import policies, selectors

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period

router = Router(tags=["Handbook"])
READ = Scope.HANDBOOK_READ
ASKED = (
    "kind", "group", "only", "what", "post", "how", "channel", "level", "key", "value", "job", "way", "direction",
    "person",
)  # fmt: skip
Source = Annotated[
    str, Path(max_length=60, description="Name of a list, as in `records` of a figure.", examples=["tickets.promises"])
]
ValueKey = Annotated[str, Path(max_length=80, examples=["3.1.2.urgent_hours"])]


@operation(
    router, "get", "/handbook/clauses", scope=READ, right=policies.READ, response=ClausesOut, by_alias=True
)  # fmt: skip
def list_clauses(request: HttpRequest, filters: Annotated[ClauseQuery, Query()]) -> dict[str, Any]:
    """Every clause with its figures for a period, the same as on the page of the handbook."""
    items = selectors.as_json(_period(filters), zone=timezone.get_current_timezone())
    return {"items": [figure_shapes.clause(item) for item in items]}


@operation(router, "get", "/handbook/rows/{source}", scope=READ, right=policies.READ, response=RecordsOut)
def list_rows(request: HttpRequest, source: Source, filters: Annotated[RowsQuery, Query()]) -> RecordsOut:
    """The records that a number counts, the worst first; only those that the token's owner may see, all are counted.

    `records` of a figure is the whole address. 404 for a list or a question that does not exist.
    """
    period = _period(filters)
    asked = {name: value for name in ASKED if (value := getattr(filters, name))}
    found = selectors.listing(source, asked, period, request.user)
    if found is None:
        raise NotFound
    part = found.part(filters.part)
    if part is None:
        raise NotFound
    page = found.page(part.part.code, filters.cursor, size=filters.size)
    return figure_shapes.records(found, part, page, period)


@operation(
    router, "get", "/handbook/values/{key}/trial", scope=READ, right=policies.EDIT, response=TriedValueOut
)  # fmt: skip
def try_value(request: HttpRequest, key: ValueKey, filters: Annotated[TryValueQuery, Query()]) -> TriedValueOut:
    """What a period would have looked like with another value: last month, unless asked for another. Changes nothing.

    404 for a value that cannot be tried (`can_be_tried`), 422 for one out of its bounds.
    """
    view = selectors.value_of(key)
    if view is None or not selectors.can_try(key):
        raise NotFound
    zone = timezone.get_current_timezone()
    period = _period(filters, default=selectors.last_month(zone=zone, at=clock.now()))
    value, found = selectors.trial_of(view, filters.value, period)
    return figure_shapes.tried(view, value, found, period)


def _period(filters: WhichPeriod, *, default: Period | None = None) -> Period:
    """The period asked for. Raises DomainError for what is none, and for one day without the other."""
    code = filters.period
    if (filters.first is None) != (filters.last is None):
        raise _one_day_missing("from" if filters.first is None else "to")
    if filters.first is not None:
        code = f"{filters.first}..{filters.last}"
    if not code.strip() and default is not None:
        return default
    return selectors.parse_period(code, zone=timezone.get_current_timezone())


def _one_day_missing(name: str) -> DomainError:
    return DomainError(
        "period", _("A period needs its first and its last day."), fields={name: _("This day is missing.")}
    )
