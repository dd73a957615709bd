"""Service levels: the table in force, its versions, and the test bench (1.3, 3.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from zhichi.accounts import selectors as accounts
from zhichi.api import level_shapes, ticket_reads
from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.levels import BenchOut, BenchQuery, LevelTableOut, LevelVersionOut
from zhichi.api.schemas.values import AddressId, Page, Paging
from zhichi.calendars.choices import FIRST_YEAR, LAST_YEAR
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.sla import bench, level_reads, policies
from zhichi.sla.levels import Rule
from zhichi.sla.models import LevelVersion

router = Router(tags=["Service levels"])
READ = Scope.LEVELS_READ


@operation(router, "get", "/service-levels", scope=READ, right=policies.VIEW, response=LevelTableOut)
def get_service_levels(request: HttpRequest) -> LevelTableOut:
    """The table in force with its rules in the order in which they are asked, and the handbook's targets below it."""
    return level_shapes.table(level_reads.newest_version(), is_in_force=True)


@operation(
    router, "get", "/service-levels/versions", scope=READ, right=policies.VIEW, response=Page[LevelVersionOut]
)  # fmt: skip
def list_service_level_versions(request: HttpRequest, paging: Paging) -> Page[LevelVersionOut]:
    """Every version, the newest first: who published it, when and why."""
    return page_of(
        LevelVersion.objects.all(),
        paging,
        order=("-number",),
        shape=lambda rows: [level_shapes.version(row) for row in rows],
    )


@operation(
    router, "get", "/service-levels/versions/{number}", scope=READ, right=policies.VIEW, response=LevelTableOut
)  # fmt: skip
def get_service_level_version(request: HttpRequest, number: AddressId) -> LevelTableOut:
    """One version as it was published. The handbook's targets are those of today."""
    row, newest = _version(number), level_reads.newest_version()
    return level_shapes.table(row, is_in_force=newest is not None and newest.number == row.number)


@operation(router, "get", "/service-levels/bench", scope=READ, right=policies.VIEW, response=BenchOut)
def try_service_levels(request: HttpRequest, filters: Annotated[BenchQuery, Query()]) -> BenchOut:
    """What would this request get, when is it due, and why? Nothing is registered."""
    received_at = filters.received_at or clock.now()
    _check_reach(received_at)
    found = bench.ask(
        bench.Question(
            values=_values(request.user, filters), team_id=_team_id(filters.team_id), received_at=received_at
        ),
        _rules(filters),
    )
    return level_shapes.answer(found, received_at=received_at)


def _values(person: Any, query: BenchQuery) -> dict[str, str]:
    """What is known of the request, one value a condition. Raises DomainError for ids that lead nowhere."""
    organisation = ticket_reads.organisation(person, query.organisation_id)
    product = ticket_reads.product(query.product_id)
    known = {
        "organisation": organisation.pk if organisation else None,
        "product": product.pk if product else None,
        "type": query.type,
        "urgency": query.urgency,
    }
    return {code: str(value) for code, value in known.items() if value is not None}


def _team_id(wanted: int | None) -> int:
    """The team that would get it; 0, which has no calendar of its own, where there is no team at all."""
    team = ticket_reads.team(wanted) if wanted is not None else accounts.teams().first()
    return team.pk if team is not None else 0


def _rules(query: BenchQuery) -> list[Rule]:
    if query.draft:
        draft = level_reads.draft()
        if draft is None:
            raise DomainError(
                "no-draft", _("There is no draft."), _("See fields."), fields={"draft": _("Nobody is writing one.")}
            )
        return level_reads.rules_of(draft)
    if query.version is None:
        return level_reads.rules_of(level_reads.newest_version())
    row = level_reads.version(query.version)
    if row is None:
        raise ticket_reads.no_such("version")
    return level_reads.rules_of(row)


def _version(number: int) -> LevelVersion:
    row = level_reads.version(number)
    if row is None:
        raise NotFound
    return row


def _check_reach(moment: datetime) -> None:
    if not FIRST_YEAR <= timezone.localtime(moment).year < LAST_YEAR:
        words = _("Calendars reach from 1970 to 2100.")
        raise DomainError("out-of-reach", words, _("See fields."), fields={"received_at": words})
