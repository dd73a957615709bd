"""The list of calendars, their year, their week, and who works by which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.calendars import policies, selectors, services
from zhichi.calendars.choices import FIRST_YEAR, LAST_YEAR
from zhichi.calendars.forms import PRESETS, CalendarForm, CopyForm, NewCalendarForm, TeamForm, WeekForm, week_initial
from zhichi.calendars.hours import Week, week_of_json
from zhichi.calendars.registry import Assignment
from zhichi.calendars.views.foreseen import is_preview, preview_of, preview_of_assignment, unreadable
from zhichi.calendars.wording import expected_words, some_of
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records.selectors import histories, sentence
from zhichi.ui.registry import ready_tabs
from zhichi.ui.respond import Toast, go, is_fragment
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.calendars.models import Calendar

FORM_PAGE = "calendars/form.html"
HISTORY = 30


@require_safe
@requires(policies.VIEW)
def calendar_list(request: HttpRequest) -> HttpResponse:
    """All calendars, and which team works by which."""
    rows = list(selectors.calendars(request.user))
    own, teams = selectors.team_calendar_ids(), list(accounts.teams())
    names = selectors.calendars_for_teams(row.pk for row in rows)
    uses = selectors.uses_of((row.pk for row in rows), clock.now())
    context = {
        "rows": [(row, names.get(row.pk, []), some_of(uses.get(row.pk, []))) for row in rows],
        "teams": [
            (
                team,
                TeamForm(
                    calendars=rows,
                    auto_id=f"team_{team.pk}_%s",
                    initial={"team": team.pk, "calendar": own.get(team.pk)},
                ),
            )
            for team in teams
        ],
        "may_edit": policies.MANAGE.allows(request.user, None),
        "tabs": ready_tabs(request.user, "calendars", "calendars"),
    }
    return render(request, "calendars/list.html", context)


@require_safe
@requires(policies.VIEW)
def calendar(request: HttpRequest, key: int) -> HttpResponse:
    """One calendar: its year, its week, imports that wait, history."""
    row = find(request, key)
    today = clock.now().astimezone(ZoneInfo(row.time_zone)).date()
    year = _year(request, today.year)
    months = selectors.year_of(row, year, today=today)
    may_edit = policies.MANAGE.allows(request.user, row)
    context = {
        "row": row,
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "months": months,
        "working_days": sum(month.working_days for month in months),
        "week": week_of_json(row.weekly),
        "imports": selectors.imports(row)[:HISTORY],
        "expected": expected_of(row),
        "timeline": [(sentence(event), event) for event in histories([f"calendar:{row.pk}"], limit=HISTORY)],
        "may_edit": may_edit,
    }
    return render(request, "calendars/calendar.html", context)


def expected_of(row: Calendar) -> list[tuple[int, str]]:
    """The provisional years of a calendar, each with what is to be said about it."""
    at = clock.now()
    today = selectors.today_of(row, at)
    return [(each.year, expected_words(each, today=today)) for each in selectors.expected_years(row, at=at)]


def _year(request: HttpRequest, this_year: int) -> int:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def calendar_new(request: HttpRequest) -> HttpResponse:
    """Begin a calendar; its week comes next."""
    form = NewCalendarForm(request.POST or None, initial={"time_zone": "Asia/Shanghai", "preset": "office"})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Calendar:
        basics = services.CalendarData(name=data["name"], name_en=data["name_en"], time_zone=data["time_zone"])
        return services.create_calendar(data=basics, weekly=PRESETS[data["preset"]], by=by, at=at)

    context = {"title": _("New calendar"), "verb": _("Create and write the week"), "back": reverse("calendars:list")}
    return submit(
        request, form, act, lambda row: go(request, reverse("calendars:week", args=[row.pk])),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def calendar_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Rename, move to another zone, put out of use."""
    row = find(request, key)
    initial = {"name": row.name, "name_en": row.name_en, "time_zone": row.time_zone, "is_active": row.is_active}
    form = CalendarForm(request.POST or None, initial=initial)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Calendar:
        return services.update_calendar(calendar_id=key, data=form.data_of(), by=by, at=at)

    context: dict[str, Any] = {
        "title": _("Edit %s") % row.title,
        "verb": _("Save changes"),
        "back": page_of(key),
        "row": row,
    }
    context["foresees"] = True
    if is_preview(request):
        by, at = Actor.of(request.user), clock.now()
        context["preview"] = preview_of(key, lambda: act({}, by, at)) if form.is_valid() else unreadable()
        return render(request, FORM_PAGE, {**context, "form": form})
    return submit(
        request, form, act, lambda _row: go(request, page_of(key), Toast(_("Saved."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def week(request: HttpRequest, key: int) -> HttpResponse:
    """Write the week. “Copy” fills in and shows, “Save” saves; a change alone redraws the bars."""
    row = find(request, key)
    copy = CopyForm(initial={"copy_from": "0"})
    if request.method != "POST":
        form = WeekForm(initial=week_initial(week_of_json(row.weekly)))
        return render(request, "calendars/week.html", _week_page(row, form, copy, week_of_json(row.weekly)))
    if request.POST.get("do") == "copy":
        copy = CopyForm(request.POST)
        form = WeekForm(_copied(request, copy))
    else:
        form = WeekForm(request.POST)
    is_right = form.is_valid()
    drawn = tuple(form.cleaned_data["week"]) if is_right else ()
    if is_preview(request):
        return render(request, "calendars/week.html", _foreseen_week(request, row, form, copy))
    if is_fragment(request):
        return render(request, "calendars/_bars.html", {"drawn": drawn})
    if is_right and request.POST.get("do") != "copy":
        try:
            services.set_weekly(calendar_id=key, weekly=drawn, by=Actor.of(request.user), at=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            return go(request, page_of(key), Toast(_("The week was saved.")))
    status = 422 if form.errors or copy.errors else 200
    return render(request, "calendars/week.html", _week_page(row, form, copy, drawn), status=status)


def _foreseen_week(request: HttpRequest, row: Calendar, form: WeekForm, copy: CopyForm) -> dict[str, Any]:
    preview, drawn = unreadable(), ()
    if form.is_valid():
        drawn, by = tuple(form.cleaned_data["week"]), Actor.of(request.user)
        preview = preview_of(
            row.pk, lambda: services.set_weekly(calendar_id=row.pk, weekly=drawn, by=by, at=clock.now())
        )
    return {**_week_page(row, form, copy, drawn), "preview": preview}


def _copied(request: HttpRequest, copy: CopyForm) -> dict[str, Any]:
    """What was typed, with the hours of one day written to others."""
    typed = {f"day_{number}": request.POST.get(f"day_{number}", "") for number in range(7)}
    if copy.is_valid():
        for number in copy.cleaned_data["copy_to"]:
            typed[f"day_{number}"] = typed[f"day_{copy.cleaned_data['copy_from']}"]
    return typed


def _week_page(row: Calendar, form: WeekForm, copy: CopyForm, drawn: Week) -> dict[str, Any]:
    return {"row": row, "form": form, "copy": copy, "drawn": drawn, "back": page_of(row.pk)}


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def default_choose(request: HttpRequest, key: int) -> HttpResponse:
    """Make it the company's calendar; first show what that moves."""
    row = find(request, key)
    if request.method == "GET":
        context = {
            "row": row,
            "title": _("Make “%s” the company's calendar") % row.title,
            "verb": _("Make it the company's"),
            "action": reverse("calendars:default", args=[key]),
            "back": page_of(key),
            "preview": preview_of_assignment(Assignment(company=key)),
        }
        return render(request, "calendars/assign.html", context)
    try:
        row = services.choose_default(calendar_id=key, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, page_of(key), Toast(str(error), kind="bad"))
    return go(request, page_of(key), Toast(_("%s is the company's calendar now.") % row.title))


@require_POST
@requires(policies.MANAGE)
def team_set(request: HttpRequest) -> HttpResponse:
    """Let a team work by a calendar, or by the company's; or show what that would move."""
    form = TeamForm(request.POST, calendars=list(selectors.calendars(request.user)))
    if not form.is_valid():
        return go(request, reverse("calendars:list"), Toast(_("Choose a calendar of the list."), kind="bad"))
    by, at = Actor.of(request.user), clock.now()
    team_id, calendar_id = form.cleaned_data["team"], form.cleaned_data["calendar"]
    if is_preview(request):
        return render(request, "calendars/assign.html", _foreseen_team(team_id, calendar_id))
    try:
        if calendar_id is None:
            services.drop_team_calendar(team_id=team_id, by=by, at=at)
        else:
            services.set_team_calendar(team_id=team_id, calendar_id=calendar_id, by=by, at=at)
    except DomainError as error:
        return go(request, reverse("calendars:list"), Toast(str(error), kind="bad"))
    return go(request, reverse("calendars:list"), Toast(_("Saved.")))


def _foreseen_team(team_id: int, calendar_id: int | None) -> dict[str, Any]:
    team = accounts.team(team_id)
    return {
        "title": _("Another calendar for %s") % (team.title if team else "–"),
        "verb": _("Save"),
        "action": reverse("calendars:team"),
        "back": reverse("calendars:list"),
        "hidden": [("team", team_id), ("calendar", calendar_id or "")],
        "preview": preview_of_assignment(Assignment(team=team_id, team_calendar=calendar_id)),
    }


def find(request: HttpRequest, key: int) -> Calendar:
    """The calendar, else 404."""
    row = selectors.calendar(request.user, key)
    if row is None:
        raise Http404
    return row


def page_of(key: int, year: int | None = None) -> str:
    """The page of a calendar, in a year."""
    return reverse("calendars:calendar", args=[key]) + (f"?year={year}" if year else "")
