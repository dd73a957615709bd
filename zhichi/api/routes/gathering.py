"""Sources of articles, their runs, and what waits for a decision (6.2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.gathering import IncomingOut, IncomingQuery, RunIn, RunOut, SourceOut
from zhichi.api.schemas.values import AddressId, Key, Page, Paging
from zhichi.api.shapes import ref
from zhichi.core import clock
from zhichi.gathering import policies, selectors, services
from zhichi.gathering.choices import ItemState, RunState
from zhichi.gathering.models import Item, Run, Source

router = Router(tags=["Gathering"])
READ, WRITE = Scope.GATHERING_READ, Scope.GATHERING_WRITE
SOURCE = ("id", "name", "kind", "place", "language", "article_type", "is_active", "next_at")
RUN = (
    "id", "source_id", "is_trial", "asked_at", "started_at", "ended_at", "done", "total", "counts", "words",
)  # fmt: skip


@operation(router, "get", "/gathering/sources", scope=READ, right=policies.VIEW, response=Page[SourceOut])
def list_sources(request: HttpRequest, paging: Paging) -> Page[SourceOut]:
    """Every source of articles, by id."""
    return page_of(selectors.all_sources(), paging, order=("id",), shape=_sources)


@operation(router, "get", "/gathering/sources/{source_id}/runs", scope=READ, right=policies.VIEW, response=Page[RunOut])
def list_source_runs(request: HttpRequest, source_id: AddressId, paging: Paging) -> Page[RunOut]:
    """The readings of a source, the newest first."""
    return page_of(selectors.all_runs(_source(source_id)), paging, order=("-id",), shape=_runs)


@operation(router, "post", "/gathering/sources/{source_id}/runs", scope=WRITE, right=policies.MANAGE, response=RunOut)
def run_source(request: HttpRequest, source_id: AddressId, data: RunIn, idempotency_key: Key = "") -> HttpResponse:
    """Have a source read now; a worker begins within seconds. 409 while it is being read."""
    source = _source(source_id)

    def ask() -> RunOut:
        run = services.ask(source_id=source.pk, is_trial=data.trial, by=actor(request), at=clock.now())
        return _run(run)

    return once(request, idempotency_key, ask, status=200)


@operation(router, "get", "/gathering/runs/{run_id}", scope=READ, right=policies.VIEW, response=RunOut)
def get_run(request: HttpRequest, run_id: AddressId) -> RunOut:
    """One reading, how far it is and what came of it."""
    run = selectors.run(run_id)
    if run is None:
        raise NotFound
    return _run(run)


@operation(router, "get", "/gathering/incoming", scope=READ, right=policies.VIEW, response=Page[IncomingOut])
def list_incoming(request: HttpRequest, filters: Annotated[IncomingQuery, Query()]) -> Page[IncomingOut]:
    """What sources brought in one state, the newest first; without a state what changed on both sides."""
    rows = selectors.incoming(filters.state, filters.source_id)
    return page_of(rows, filters, order=("-changed_at", "-id"), shape=_incoming)


def _source(key: int) -> Source:
    found = selectors.source(key)
    if found is None:
        raise NotFound
    return found


def _sources(rows: Iterable[Source]) -> list[SourceOut]:
    return [
        SourceOut.model_construct(**{name: getattr(row, name) for name in SOURCE}, owner=ref(row.owner)) for row in rows
    ]


def _runs(rows: Iterable[Run]) -> list[RunOut]:
    return [_run(row) for row in rows]


def _run(row: Run) -> RunOut:
    return RunOut.model_construct(**{name: getattr(row, name) for name in RUN}, state=RunState(row.state))


def _incoming(rows: Iterable[Item]) -> list[IncomingOut]:
    return [
        IncomingOut.model_construct(
            id=row.pk, source_id=row.source_id, state=ItemState(row.state), address=row.address, article=row.article.pk,
            number=row.article.number, title=row.article.title, changed_at=row.changed_at,
        )
        for row in rows
        if row.article is not None
    ]  # fmt: skip
