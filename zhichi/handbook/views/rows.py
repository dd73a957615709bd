"""The records behind a figure: a page of them, and all of them as a table for a spreadsheet."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.core.rights import requires
from zhichi.core.tables import CSV, MEDIA, as_csv
from zhichi.handbook import policies, selectors
from zhichi.handbook.clauses_data import CLAUSES
from zhichi.handbook.wording import label_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.handbook.selectors import Chosen, Listing, PartView


@require_safe
@requires(policies.READ)
def rows(request: HttpRequest, source: str) -> HttpResponse:
    """The records that one figure counts, part by part, the worst first."""
    chosen = selectors.choose_period(request)
    found = _listing(request, source, chosen)
    part = _part(request, found)
    clause = CLAUSES.get(request.GET.get("clause", ""))
    context = {
        "chosen": chosen,
        "listing": found,
        "columns": [(label_words(column.label), column.kind) for column in found.columns],
        "part": part,
        "choices": [(view, _url(request, part=view.part.code)) for view in found.parts],
        "page": found.page(part.part.code, request.GET.get("cursor", "")),
        "csv_url": f"{request.path}csv/?{_query(request)}",
        "clause": clause,
        "clause_title": clause.title(selectors.active_language()) if clause else "",
    }
    return render(request, "handbook/rows.html", context, status=422 if chosen.error else 200)


@require_safe
@requires(policies.READ)
def export(request: HttpRequest, source: str) -> HttpResponse:
    """All of them that the reader may see as CSV, UTF-8 with a byte order mark; the first column names the part."""
    chosen = selectors.choose_period(request)
    found = _listing(request, source, chosen)
    head = [_("Counts as"), *(label_words(column.label) for column in found.columns)]
    lines = _lines(found)
    chosen_lines = list(islice(lines, selectors.MOST_EXPORTED))
    if next(lines, None) is not None:
        chosen_lines.append([_("There are more. Choose a shorter period to export them all.")])
    name = f"{source}-{chosen.period.code.replace('..', '_')}.csv"
    response = HttpResponse(as_csv(head, chosen_lines), content_type=MEDIA[CSV])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _listing(request: HttpRequest, source: str, chosen: Chosen) -> Listing:
    found = selectors.listing(source, selectors.asked_of(request.GET), chosen.period, request.user)
    if found is None:
        raise Http404
    return found


def _part(request: HttpRequest, found: Listing) -> PartView:
    """The part that is asked for; else the first that holds anything."""
    return found.part(request.GET.get("part", "")) or found.part("") or found.parts[0]


def _lines(found: Listing) -> Iterator[list[Any]]:
    for view in found.parts:
        for row in found.every(view.part.code):
            yield [view.label, *row.cells]


def _query(request: HttpRequest, **changes: str) -> str:
    kept = {name: str(request.GET[name]) for name in request.GET if name != "cursor"}
    return urlencode({**kept, **changes})


def _url(request: HttpRequest, **changes: str) -> str:
    return f"{request.path}?{_query(request, **changes)}"
