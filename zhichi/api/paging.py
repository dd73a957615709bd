"""Lists by keyset: one page costs the same at the start and at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet

from zhichi.api.schemas.values import Page, PageQuery
from zhichi.ui.paging import keyset_page

Item = TypeVar("Item")


def page_of(
    rows: QuerySet[Any],
    query: PageQuery,
    *,
    order: Sequence[str],
    shape: Callable[[list[Any]], list[Item]],
    within: Sequence[QuerySet[Any]] = (),
) -> Page[Item]:
    """One page of `rows`; `shape` turns its rows into items, all at once so that it may fetch what belongs to them.

    `within`: see `zhichi.ui.paging.first_of`.
    """
    page = keyset_page(rows, order=order, cursor=query.cursor, size=query.size, within=within)
    return Page(items=shape(page.rows), next=page.next_cursor)
