"""Knowledge in numbers: by article, by question to the search, and what products cause; as pages and as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from zhichi.core.rights import requires
from zhichi.core.tables import CSV, MEDIA, XLSX, as_file
from zhichi.guidance import policies, selectors
from zhichi.handbook import selectors as handbook

if TYPE_CHECKING:
    from zhichi.handbook.selectors import Chosen

SIZE = 50
MOST_DIGITS = 9
CHARTS = (
    ("6.3.1", 2, gettext_lazy("Searches without a result")),
    ("6.3.1", 1, gettext_lazy("Searches that led to an article")),
    ("6.2.1", 0, gettext_lazy("Full reviews done in time")),
    ("6.2.3", 0, gettext_lazy("Median time to review")),
    ("6.2.3", 3, gettext_lazy("Median time to publish")),
    ("6.1.3", 0, gettext_lazy("Articles found helpful")),
    ("6.3.3", 0, gettext_lazy("Closed tickets with an article")),
)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name in the address, its label, how a line is sorted by it and what is exported."""

    code: str
    label: Any
    value: Callable[[Any], Any]
    is_number: bool = True


ARTICLES = (
    Column("number", pgettext_lazy("article", "Article"), lambda line: line.article.number, is_number=False),
    Column("title", gettext_lazy("Title"), lambda line: line.article.title, is_number=False),
    Column("views", gettext_lazy("Readers"), lambda line: line.views),
    Column("links", gettext_lazy("Put into replies"), lambda line: line.links),
    Column("solved", gettext_lazy("Tickets solved"), lambda line: line.solved),
    Column("deflected", gettext_lazy("Requests not needed"), lambda line: line.deflected),
    Column("votes", gettext_lazy("Votes"), lambda line: line.votes),
    Column("helpful", gettext_lazy("Found helpful (%)"), lambda line: line.helpful),
)
SEARCHES = (
    Column("words", gettext_lazy("Looked for"), lambda line: line.words, is_number=False),
    Column("language", gettext_lazy("Language"), lambda line: line.language, is_number=False),
    Column("asked", gettext_lazy("Times"), lambda line: line.asked),
    Column("hits", gettext_lazy("Results on average"), lambda line: line.hits),
    Column("empty", gettext_lazy("Nothing found"), lambda line: line.empty),
    Column("clicked", gettext_lazy("Opened"), lambda line: line.clicked),
    Column("rate", gettext_lazy("Opened (%)"), lambda line: line.click_rate),
    Column("position", gettext_lazy("Position on average"), lambda line: line.position),
    Column("last", gettext_lazy("Last"), lambda line: line.last_at),
)
CAUSES = (
    Column("product", gettext_lazy("Product"), lambda line: line.product or _("No product"), is_number=False),
    Column("version", pgettext_lazy("product", "Version"), lambda line: line.version, is_number=False),
    Column("cause", gettext_lazy("Cause"), lambda line: line.cause, is_number=False),
    Column(
        "article",
        gettext_lazy("Article that solves it"),
        lambda line: str(line.article) if line.article else "",
        is_number=False,
    ),
    Column("tickets", gettext_lazy("Tickets"), lambda line: line.tickets),
    Column("urgent", gettext_lazy("Urgent ones"), lambda line: line.urgent),
    Column(
        "samples",
        gettext_lazy("For example"),
        lambda line: " ".join(f"#{one.number}" for one in line.samples),
        is_number=False,
    ),
)


@require_safe
@requires(policies.MEASURE)
def articles(request: HttpRequest) -> HttpResponse:
    """Each article with its readers, links, solved tickets and votes; and how searching, reviewing and helping go."""
    chosen = handbook.choose_period(request)
    lines = selectors.article_lines(request.user, chosen.period)
    return _answer(request, chosen, "articles", _sorted(request, lines, ARTICLES, "views"), ARTICLES)


@require_safe
@requires(policies.MEASURE)
def searches(request: HttpRequest) -> HttpResponse:
    """Each question to the search with its results, what was opened, and at which position."""
    chosen = handbook.choose_period(request)
    lines = selectors.search_lines(chosen.period)
    return _answer(request, chosen, "searches", _sorted(request, lines, SEARCHES, "asked"), SEARCHES)


@require_safe
@requires(policies.MEASURE)
def insight(request: HttpRequest) -> HttpResponse:
    """What the versions of each product cause, for those who build them."""
    chosen = handbook.choose_period(request)
    lines = selectors.cause_lines(request.user, chosen.period)
    totals = selectors.product_totals(lines)
    most = max([count for _name, count in totals], default=1)
    bars = [(name or _("No product"), count, round(100 * count / most, 1)) for name, count in totals[:10]]
    found = _sorted(request, lines, CAUSES, "tickets")
    return _answer(request, chosen, "insight", found, CAUSES, bars=bars)


@dataclass(frozen=True)
class Sorted:
    """Lines in the order that the address asks for."""

    lines: Sequence[Any]
    column: str
    is_down: bool


def _sorted(request: HttpRequest, lines: Sequence[Any], columns: Sequence[Column], first: str) -> Sorted:
    """By the column that the address names, "-" before it for the highest first; lines without a value come last."""
    asked = request.GET.get("sort", "")
    known = {column.code: column for column in columns}
    code = asked.removeprefix("-")
    if code not in known:
        code, asked = first, f"-{first}"
    is_down, value = asked.startswith("-"), known[code].value
    having = [line for line in lines if value(line) is not None]
    without = [line for line in lines if value(line) is None]
    return Sorted([*sorted(having, key=value, reverse=is_down), *without], code, is_down)


def _answer(
    request: HttpRequest, chosen: Chosen, name: str, found: Sorted, columns: Sequence[Column], **more: Any
) -> HttpResponse:
    kind = request.GET.get("format", "")
    if kind in {CSV, XLSX}:
        return _file(chosen, name, found.lines, columns, kind)
    cursor = request.GET.get("cursor", "")
    start = int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < MOST_DIGITS else 0
    after = start + SIZE
    context = {
        "chosen": chosen,
        "tab": name,
        "lines": found.lines[start:after],
        "total": len(found.lines),
        "heads": [_head(request, chosen, column, found) for column in columns],
        "next_url": _url(request, chosen, cursor=str(after)) if after < len(found.lines) else "",
        "first_url": _url(request, chosen) if start else "",
        "files": [(kind, _url(request, chosen, format=kind)) for kind in (CSV, XLSX)],
        "charts": CHARTS,
        **more,
    }
    return render(request, f"guidance/measures_{name}.html", context, status=422 if chosen.error else 200)


def _head(request: HttpRequest, chosen: Chosen, column: Column, found: Sorted) -> tuple[Any, str, str, bool]:
    """Label, address that sorts by it, how it is sorted now, whether it is a number."""
    is_mine = column.code == found.column
    goes_down = not found.is_down if is_mine else column.is_number
    state = ("descending" if found.is_down else "ascending") if is_mine else "none"
    url = _url(request, chosen, sort=f"-{column.code}" if goes_down else column.code)
    return column.label, url, state, column.is_number


def _url(request: HttpRequest, chosen: Chosen, **changes: str) -> str:
    kept = {"period": chosen.period.code, "sort": request.GET.get("sort", "")} | changes
    return f"{request.path}?{urlencode({name: value for name, value in kept.items() if value})}"


def _file(chosen: Chosen, name: str, lines: Sequence[Any], columns: Sequence[Column], kind: str) -> HttpResponse:
    table = ([column.value(line) for column in columns] for line in lines)
    body = as_file(kind, [column.label for column in columns], table, title=name)
    response = HttpResponse(body, content_type=MEDIA[kind])
    file_name = f"knowledge-{name}-{chosen.period.code.replace('..', '_')}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
