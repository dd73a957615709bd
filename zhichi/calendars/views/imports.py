"""Imports: choose a source, review what it proposes, decide, take the decision back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.calendars import policies, selectors, services
from zhichi.calendars.choices import DayKind, SourceKind
from zhichi.calendars.forms import CountryForm, FileForm, NoticeForm, StatutoryForm, weekday_choices
from zhichi.calendars.hours import week_of_json
from zhichi.calendars.sources import files, notice, published
from zhichi.calendars.views.calendars import expected_of, find, page_of
from zhichi.calendars.views.foreseen import is_preview, preview_of
from zhichi.calendars.wording import problem_words
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.calendars.models import Calendar, DayImport
    from zhichi.calendars.selectors import Preview
    from zhichi.calendars.sources.reading import Reading

    Found = tuple[SourceKind, str, Reading, str]  # kind, label, what it says, digest of the file

WITH_YEARS = ("statutory", "country", "notice")
FORMS = (("statutory", StatutoryForm), ("notice", NoticeForm), ("country", CountryForm), ("file", FileForm))


def _forms(request: HttpRequest, source: str = "") -> dict[str, Any]:
    """The four forms; the one that was sent is bound."""
    year = clock.now().year
    made: dict[str, Any] = {}
    for name, form in FORMS:
        sent = (request.POST, request.FILES) if name == source else ()
        years = {"this_year": year} if name in WITH_YEARS else {}
        made[name] = form(*sent, auto_id=f"{name}_%s", **years)
    return made


@require_safe
@requires(policies.MANAGE)
def choose(request: HttpRequest, key: int) -> HttpResponse:
    """Where the days come from."""
    return _choose_page(request, find(request, key), _forms(request))


@require_POST
@requires(policies.MANAGE)
def propose(request: HttpRequest, key: int, source: str) -> HttpResponse:
    """Read the source and put its days before the reviewers."""
    row = find(request, key)
    if source not in READERS:
        raise Http404
    forms = _forms(request, source)
    form = forms[source]
    if form.is_valid():
        try:
            kind, label, reading, digest = READERS[source](form.cleaned_data)
            by, at = Actor.of(request.user), clock.now()
            made = services.propose(
                calendar_id=key, kind=kind, label=label, reading=reading, digest=digest, by=by, at=at
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return go(request, reverse("calendars:review", args=[made.pk]))
    return _choose_page(request, row, forms, status=422)


def _choose_page(request: HttpRequest, row: Calendar, forms: dict[str, Any], *, status: int = 200) -> HttpResponse:
    year = clock.now().year
    context = {
        "row": row,
        "forms": forms,
        "unpublished": [each for each in (year, year + 1) if each not in published.published_years()],
        "newest": max(published.published_years()),
        "expected": expected_of(row),
        "back": page_of(row.pk),
    }
    return render(request, "calendars/import.html", context, status=status)


def _statutory(data: dict[str, Any]) -> Found:
    reading = published.statutory(data["years"], by_law=data["by_law"])
    years = sorted({item.day.year for item in reading.days})
    source = _("Chinese statutory calendar")
    return SourceKind.STATUTORY, f"{source} {', '.join(map(str, years))}", reading, ""


def _country(data: dict[str, Any]) -> Found:
    reading = published.public_holidays(data["country"], data["region"], data["years"])
    place = "-".join(filter(None, (data["country"], data["region"])))
    years = ", ".join(map(str, data["years"]))
    source = _("Public holidays")
    return SourceKind.COUNTRY, f"{source} {place} {years}", reading, ""


def _file(data: dict[str, Any]) -> Found:
    content = data["file"].read()
    kind, reading = files.read_file(content)
    return kind, data["file"].name, reading, hashlib.sha256(content).hexdigest()


def _notice(data: dict[str, Any]) -> Found:
    reading = notice.read(data["text"], data["year"])
    if not reading.days:
        told = " ".join(problem_words(problem.as_json()) for problem in reading.problems)
        raise DomainError("no-days", _("No day could be read."), told, fields={"text": told})
    years = sorted({item.day.year for item in reading.days if item.kind == DayKind.HOLIDAY} or {data["year"]})
    label = _("Notice of the State Council, pasted")
    digest = hashlib.sha256(data["text"].encode()).hexdigest()
    return SourceKind.STATUTORY, f"{label} {', '.join(map(str, years))}", reading, digest


READERS: dict[str, Callable[[dict[str, Any]], Found]] = {
    "statutory": _statutory,
    "country": _country,
    "file": _file,
    "notice": _notice,
}


@require_http_methods(["GET", "POST"])
@requires(policies.VIEW)
def review(request: HttpRequest, key: int) -> HttpResponse:
    """Each proposed day beside what is in force; put the chosen ones in force, or reject them."""
    row = _import(request, key)
    if request.method != "POST":
        return _review_page(request, row)
    policies.MANAGE.check(request.user, row.calendar)
    if is_preview(request):
        by, at, wanted = Actor.of(request.user), clock.now(), _decision(request)
        preview = preview_of(row.calendar_id, lambda: services.decide(import_id=key, decision=wanted, by=by, at=at))
        return _review_page(request, row, preview=preview)
    try:
        services.decide(import_id=key, decision=_decision(request), by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return _review_page(request, row, error=error)
    toast = Toast(_("The days were reviewed."), undo_url=reverse("calendars:undo", args=[key]))
    waits = any(item.is_proposed for item in selectors.review(row))
    first = row.entries.order_by("day").values_list("day", flat=True).first()
    target = (
        reverse("calendars:review", args=[key]) if waits else page_of(row.calendar_id, first.year if first else None)
    )
    return go(request, target, toast)


def _decision(request: HttpRequest) -> services.Decision:
    chosen = {number for value in request.POST.getlist("day") if (number := _number(value)) is not None}
    if request.POST.get("do") == "reject":
        return services.Decision(reject=chosen)
    like = {key: _number(request.POST.get(f"like_{key}") or request.POST.get("like", "")) for key in chosen}
    return services.Decision(
        accept=chosen, like_weekday={key: number for key, number in like.items() if number is not None}
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _review_page(
    request: HttpRequest, row: DayImport, *, error: DomainError | None = None, preview: Preview | None = None
) -> HttpResponse:
    typed = set(request.POST.getlist("day")) if error or preview else None
    reviewed = [
        (
            item,
            item.is_wanted if typed is None else str(item.entry.pk) in typed,
            request.POST.get(f"like_{item.entry.pk}", ""),
        )
        for item in selectors.review(row)
    ]
    context = {
        "row": row,
        "reviewed": reviewed,
        "waiting": sum(item.is_proposed for item, _ticked, _like in reviewed),
        "decided": any(not item.is_proposed for item, _ticked, _like in reviewed),
        "weekdays": weekday_choices(week_of_json(row.calendar.weekly)),
        "problems": [problem_words(problem) for problem in row.problems],
        "error": error,
        "preview": preview,
        "expected": [
            (year, told)
            for year, told in expected_of(row.calendar)
            if any(item.entry.is_expected and item.entry.day.year == year for item, _ticked, _like in reviewed)
        ],
        "may_edit": policies.MANAGE.allows(request.user, row.calendar),
        "back": page_of(row.calendar_id),
    }
    return render(request, "calendars/review.html", context, status=error.status if error else 200)


@require_POST
@requires(policies.MANAGE)
def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Make the decided days proposals again."""
    row = _import(request, key)
    back = reverse("calendars:review", args=[key])
    try:
        count = services.undo_decision(import_id=row.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, back, Toast(str(error), kind="bad"))
    words = ngettext("%(count)s day is a proposal again.", "%(count)s days are proposals again.", count)
    return go(request, back, Toast(words % {"count": count}))


def _import(request: HttpRequest, key: int) -> DayImport:
    row = selectors.day_import(request.user, key)
    if row is None:
        raise Http404
    return row
