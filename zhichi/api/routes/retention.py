"""Retention: how old the records are, legal holds, signed heads, exports (3.4.2, 3.4.3)."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.paging import page_of
from zhichi.api.schemas.retention import AgeOut, ExportOut, HeadOut, HoldOut, HoldQuery, KeptOut, RetentionOut
from zhichi.api.schemas.values import Page, PageQuery
from zhichi.core import clock
from zhichi.records import policies, selectors
from zhichi.records.models import BundleExport, Hold, SignedHead
from zhichi.records.retention import Ages

router = Router(tags=["Retention"])
READ = Scope.RECORD_READ


@operation(router, "get", "/retention", scope=READ, right=policies.VIEW, response=RetentionOut)
def get_retention(request: HttpRequest) -> RetentionOut:
    """How many records of each type are of what age, and how many are older than the handbook keeps them."""
    return RetentionOut(items=[_kept(item) for item in selectors.retention(at=clock.now())])


@operation(router, "get", "/holds", scope=READ, right=policies.VIEW, response=Page[HoldOut])
def list_holds(request: HttpRequest, filters: Annotated[HoldQuery, Query()]) -> Page[HoldOut]:
    """Legal holds that stand, the newest first; with `all` the lifted ones too."""
    rows = selectors.holds() if filters.all else selectors.standing_holds()
    return page_of(rows, filters, order=("-placed_at", "-id"), shape=lambda found: [_hold(row) for row in found])


@operation(router, "get", "/record/heads", scope=READ, right=policies.VIEW, response=Page[HeadOut])
def list_heads(request: HttpRequest, filters: Annotated[PageQuery, Query()]) -> Page[HeadOut]:
    """Signed heads of the record, the newest first: fetch them regularly and keep them where nobody here can write."""
    rows = selectors.signed_heads()
    return page_of(rows, filters, order=("-number",), shape=lambda found: [_head(row) for row in found])


@operation(router, "get", "/record/exports", scope=READ, right=policies.VIEW, response=Page[ExportOut])
def list_exports(request: HttpRequest, filters: Annotated[PageQuery, Query()]) -> Page[ExportOut]:
    """Bundles that left the house, the newest first."""
    rows = selectors.exports()
    return page_of(rows, filters, order=("-at", "-id"), shape=lambda found: [_export(row) for row in found])


def _head(row: SignedHead) -> HeadOut:
    return HeadOut(**row.facts(), public=row.key.public)


def _export(row: BundleExport) -> ExportOut:
    return ExportOut(
        id=row.pk,
        at=row.at,
        by=row.by_label,
        stream=row.stream,
        start=row.start,
        end=row.end,
        events=row.events,
        manifest=row.manifest,
    )


def _kept(item: Ages) -> KeptOut:
    edges = [0, *selectors.EDGES, None]
    ages = [
        AgeOut(from_months=low or 0, to_months=high, count=count)
        for (low, high), count in zip(pairwise(edges), item.counts, strict=True)
    ]
    return KeptOut(
        type=item.type.code,
        label=str(item.type.label),
        kept_months=item.months,
        in_use=item.in_use,
        ages=ages,
        older=item.due,
    )


def _hold(row: Hold) -> HoldOut:
    return HoldOut(
        id=row.pk,
        stream=row.stream,
        label=selectors.stream_label(row.stream),
        reason=row.reason,
        placed_at=row.placed_at,
        placed_by=row.placed_by_label,
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by_label,
        lift_reason=row.lift_reason,
    )
