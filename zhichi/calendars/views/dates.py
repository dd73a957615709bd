"""One date of a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.calendars import policies, selectors, services
from zhichi.calendars.choices import DayKind, EntryState
from zhichi.calendars.forms import DateForm, date_initial
from zhichi.calendars.hours import show, week_of_json
from zhichi.calendars.views.calendars import find, page_of
from zhichi.calendars.views.foreseen import is_preview, preview_of, unreadable
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.calendars.models import DateEntry


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def date_set(request: HttpRequest, key: int) -> HttpResponse:
    """Set a date, beside what is in force and proposed on it."""
    row = find(request, key)
    week = week_of_json(row.weekly)
    day = _asked_day(request)
    standing = selectors.entries_on(row, day) if day else []
    form = DateForm(request.POST or None, week=week, initial=_initial(day, standing))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> DateEntry:
        return services.set_date(calendar_id=key, data=form.data_of(), by=by, at=at)

    def done(entry: DateEntry) -> HttpResponse:
        toast = Toast(_("%s is set.") % entry.day.isoformat(), undo_url=reverse("calendars:date_undo", args=[entry.pk]))
        return go(request, page_of(key, entry.day.year), toast)

    back = page_of(key, day.year if day else None)
    context: dict[str, Any] = {"row": row, "day": day, "standing": standing, "back": back}
    context["weekday_hours"] = show(week[day.weekday()]) if day else ""
    if is_preview(request):
        by, at = Actor.of(request.user), clock.now()
        context["preview"] = preview_of(key, lambda: act({}, by, at)) if form.is_valid() else unreadable()
        return render(request, "calendars/date.html", {**context, "form": form})
    return submit(request, form, act, done, template="calendars/date.html", context=context)


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:  # well formed, but no such day
        return None


def _initial(day: date | None, standing: list[DateEntry]) -> dict[str, Any]:
    in_force = [entry for entry in standing if entry.state == EntryState.IN_FORCE]
    whole = sorted(in_force, key=lambda entry: entry.kind == DayKind.BREAK)
    return date_initial(whole[0]) if whole else {"day": day, "kind": DayKind.HOLIDAY}


@require_POST
@requires(policies.MANAGE)
def date_drop(request: HttpRequest, key: int) -> HttpResponse:
    """Take an entry back: the week decides about the day again."""
    return _change(request, key, lambda by, at: services.drop_date(entry_id=key, by=by, at=at), can_undo=True)


@require_POST
@requires(policies.MANAGE)
def date_undo(request: HttpRequest, key: int) -> HttpResponse:
    """Undo: what was just set goes, what was just taken back comes back."""

    def act(by: Actor, at: datetime) -> DateEntry:
        if _entry(request, key).state == EntryState.IN_FORCE:
            return services.drop_date(entry_id=key, by=by, at=at, restore=True)
        return services.restore_date(entry_id=key, by=by, at=at)

    return _change(request, key, act, can_undo=False)


def _change(request: HttpRequest, key: int, act: Any, *, can_undo: bool) -> HttpResponse:
    entry = _entry(request, key)
    back = page_of(entry.calendar_id, entry.day.year)
    try:
        act(Actor.of(request.user), clock.now())
    except DomainError as error:
        return go(request, back, Toast(str(error), kind="bad"))
    undo = reverse("calendars:date_undo", args=[key]) if can_undo else ""
    words = _("%s was taken back.") if can_undo else _("Undone: %s")
    return go(request, back, Toast(words % entry.day.isoformat(), undo_url=undo))


def _entry(request: HttpRequest, key: int) -> DateEntry:
    entry = selectors.entry(request.user, key)
    if entry is None:
        raise Http404
    return entry
