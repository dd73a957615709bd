"""The list of staff, and everything about one person that the post and the basics need (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import policies, selectors, services
from zhichi.accounts.forms.people import BasicsForm, NewPersonForm, PeopleFilterForm, PostForm, ReasonForm
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.records.selectors import sentence, timeline
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go, page_or_fragment
from zhichi.ui.submit import submit
from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from zhichi.accounts.models import User

BASICS = ("display_name", "email", "family_name", "given_name", "phone", "language", "time_zone")
FORM_PAGE = "accounts/form.html"


def find(request: HttpRequest, person_id: int) -> User:
    """The member of staff that the signed-in person may see, else 404."""
    user = selectors.staff_member(person_id, for_user=request.user)
    if user is None:
        raise Http404
    return user


def page_of(user: User) -> str:
    """The person's page."""
    return reverse("accounts:person", args=[user.pk])


@require_safe
@requires(policies.DESK)
def staff(request: HttpRequest) -> HttpResponse:
    """Staff by name, with search by name, pinyin, initials and address."""
    form = PeopleFilterForm(request.GET)
    people = selectors.staff(for_user=request.user, wanted=form.wanted())
    page = keyset_page(people, order=("sort_key", "pk"), cursor=request.GET.get("cursor"), size=50)
    context = {
        "form": form,
        "filters": [form[name] for name in ("post", "team", "skill", "activity")],
        "page": page,
        "away": selectors.away_ids(clock.now()),
        "may_manage": policies.MANAGE_PEOPLE.allows(request.user, None),
    }
    return page_or_fragment(request, "accounts/staff.html", "accounts/_people.html", context)


@require_safe
@requires(policies.DESK)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: post, teams, skills, hours, absences, history."""
    user = find(request, person_id)
    now = clock.now()
    context = {
        "person": user,
        "week": week_of(user),
        "absences": [row for row in user.absences.all() if row.ends_at > now],
        "duties": [duty for duty in selectors.duties_at(now) if duty.holder == user],
        "is_away": selectors.is_away(user, now),
        "history": [(sentence(item), item.at) for item in reversed(timeline(f"user:{user.pk}"))][:50],
        "may_manage": policies.MANAGE_PEOPLE.allows(request.user, user),
        "may_plan": policies.PLAN_WORK.allows(request.user, user),
    }
    return render(request, "accounts/person.html", context)


def week_of(user: User) -> list[tuple[str, list[str]]]:
    """Each day's name with its stretches of work, Monday first."""
    week: list[list[str]] = [[] for _day in range(7)]
    for row in user.working_hours.all():
        week[row.weekday].append(f"{row.start:%H:%M}–{row.end:%H:%M}")
    return list(zip(weekday_words(), week, strict=True))


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE_PEOPLE)
def person_new(request: HttpRequest) -> HttpResponse:
    """Create an account for somebody who joins."""
    initial = {"language": "zh-hans", "time_zone": settings.TIME_ZONE, "invites": True}
    form = NewPersonForm(request.POST or None, initial=initial)

    def done(user: User) -> HttpResponse:
        return go(request, page_of(user), Toast(_("%s has an account now.") % user.display_name))

    context = {"title": _("Add a person"), "verb": _("Create account"), "back": reverse("accounts:staff")}
    return submit(request, form, _create, done, template=FORM_PAGE, context=context)


@transaction.atomic
def _create(data: dict[str, Any], by: Actor, at: datetime) -> User:
    basics = {name: data[name] for name in BASICS if name not in {"email", "display_name"}}
    user = services.create_person(
        email=data["email"],
        display_name=data["display_name"],
        post=data["post"],
        details=services.Details(**basics),
        by=by,
        at=at,
    )
    return services.invite(person_id=user.pk, by=by, at=at) if data["invites"] else user


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE_PEOPLE)
def person_edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct the basics."""
    user = find(request, person_id)
    form = BasicsForm(request.POST or None, initial={name: getattr(user, name) for name in BASICS})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> User:
        changes = services.PersonChanges(**{name: data[name] for name in BASICS})
        return services.update_person(person_id=user.pk, changes=changes, by=by, at=at)

    return _form(request, user, form, act, _("Edit %s") % user.display_name, _("Save changes"))


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE_PEOPLE)
def person_post(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give somebody another post."""
    user = find(request, person_id)
    form = PostForm(request.POST or None, initial={"post": user.post})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> User:
        return services.change_post(person_id=user.pk, post=data["post"], by=by, at=at)

    lead = _("Rights and work views follow the post from the next page on.")
    return _form(request, user, form, act, _("Post of %s") % user.display_name, _("Change post"), lead)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE_PEOPLE)
def person_deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    """End somebody's access, with a reason."""
    user = find(request, person_id)
    form = ReasonForm(request.POST or None)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> User:
        return services.deactivate(person_id=user.pk, reason=data["reason"], by=by, at=at)

    lead = _("Signs out everywhere and cannot sign in again. Nothing is deleted, and the account can be reactivated.")
    context = {
        "title": _("Deactivate %s") % user.display_name,
        "verb": _("Deactivate account"),
        "lead": lead,
        "person": user,
        "back": page_of(user),
        "holdings": selectors.held_by(user.pk) if user.is_active else None,
    }
    return submit(request, form, act, _to_page(request, user), template=FORM_PAGE, context=context)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE_PEOPLE)
def person_reactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody in again, with a reason."""
    user = find(request, person_id)
    form = ReasonForm(request.POST or None)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> User:
        return services.reactivate(person_id=user.pk, reason=data["reason"], by=by, at=at)

    return _form(request, user, form, act, _("Reactivate %s") % user.display_name, _("Reactivate account"))


@require_POST
@requires(policies.MANAGE_PEOPLE)
def person_invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """Mail the link for choosing a password again."""
    user = find(request, person_id)
    services.invite(person_id=user.pk, by=Actor.of(request.user), at=clock.now())
    return go(request, page_of(user), Toast(_("The link is on its way to %s.") % user.email))


def _form(request: HttpRequest, user: User, form: Any, act: Any, title: str, verb: str, lead: str = "") -> HttpResponse:
    """A form page about one person that goes back to the person's page."""
    context = {"title": title, "verb": verb, "lead": lead, "person": user, "back": page_of(user)}
    return submit(request, form, act, _to_page(request, user), template=FORM_PAGE, context=context)


def _to_page(request: HttpRequest, user: User) -> Callable[[Any], HttpResponse]:
    return lambda _result: go(request, page_of(user), Toast(_("Saved.")))
