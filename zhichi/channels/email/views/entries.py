"""The block list and the allow list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.channels.email import held, selectors, services
from zhichi.channels.email.choices import Deed, EntryKind, Verdict
from zhichi.channels.email.policies import SAFETY
from zhichi.channels.email.safety_forms import EntryChangeForm, EntryForm, ListForm
from zhichi.channels.email.views.quarantine import beside
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.tickets import selectors as tickets
from zhichi.tickets.policies import DESK_VIEW
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.channels.email.models import ListEntry

NEWEST = ("-created_at", "-id")


@requires(SAFETY)
@require_safe
def entries(request: HttpRequest, verdict: str = Verdict.BLOCK) -> HttpResponse:
    """One list, newest first, narrowed by words; on request what was taken out of it."""
    _known(verdict)
    form = ListForm(request.GET)
    query, gone = (form.cleaned_data["q"] if form.is_valid() else ""), "gone" in request.GET
    rows = held.entries(verdict=verdict, query=query, gone=gone)
    page = keyset_page(rows, order=NEWEST, cursor=request.GET.get("cursor"))
    context = {"page": page, "form": form, "query": query, "gone": gone, "verdict": verdict, "at": clock.now()}
    return render(request, "channels_email/entries.html", context | beside(request, verdict))


@requires(SAFETY)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, verdict: str) -> HttpResponse:
    """Write an entry."""
    _known(verdict)
    initial = {name: request.GET[name] for name in ("kind", "value", "header") if name in request.GET}
    form = EntryForm(request.POST or None, verdict=verdict, initial=initial)
    return _written(request, form, reverse("channels_email:entries", args=[verdict]))


@requires(SAFETY)
@require_http_methods(["GET", "HEAD", "POST"])
def block_sender(request: HttpRequest, message_id: int) -> HttpResponse:
    """Block whoever wrote a message of a request; the form stands ready, and leads back to the request."""
    message = tickets.message(message_id)
    if message is None or not DESK_VIEW.allows(request.user, message.ticket) or not message.original_id:
        raise Http404
    line = selectors.log_row(selectors.log_of_message(message.original_id) or 0)
    if line is None or not line.from_address:
        raise Http404
    initial = {"kind": EntryKind.ADDRESS, "value": line.from_address, "deed": Deed.REFUSE}
    form = EntryForm(request.POST or None, verdict=Verdict.BLOCK, initial=initial)
    return _written(request, form, reverse("tickets:detail", args=[message.ticket.number]))


@requires(SAFETY)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Another reason, end or deed, and what happened to the entry so far."""
    row = _row(entry_id)
    form = EntryChangeForm(
        request.POST or None, verdict=row.verdict, initial=EntryChangeForm.initial_of(row), auto_id="entry-%s"
    )

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        deed = data.get("deed") or row.deed
        return services.change_entry(
            entry_id=row.pk, why=data["why"], deed=deed, expires_at=form.ends_at(), by=by, at=at
        )

    def done(_row: Any) -> HttpResponse:
        return go(request, reverse("channels_email:entries", args=[row.verdict]), Toast(_("The entry is changed.")))

    history = [(records.sentence(event), event.at) for event in records.history(f"mailentry:{row.pk}")]
    context = {"row": row, "history": history, "verdict": row.verdict, "at": clock.now()}
    context |= beside(request, row.verdict)
    return submit(request, form, act, done, template="channels_email/entry.html", context=context)


@requires(SAFETY)
@require_POST
def remove(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an entry out; it can be put back."""
    row = _row(entry_id)
    url = reverse("channels_email:entries", args=[row.verdict])
    try:
        services.remove_entry(entry_id=row.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, url, Toast(str(error), "bad"))
    undo = reverse("channels_email:entry_restore", args=[row.pk])
    return go(request, url, Toast(pgettext("mail", "%s is off the list.") % row, undo_url=undo))


@requires(SAFETY)
@require_POST
def restore(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Put an entry back that was taken out."""
    row = _row(entry_id)
    url = reverse("channels_email:entries", args=[row.verdict])
    try:
        services.restore_entry(entry_id=row.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, url, Toast(str(error), "bad"))
    return go(request, url, Toast(_("%s is on the list again.") % row))


def _written(request: HttpRequest, form: EntryForm, back: str) -> HttpResponse:
    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.add_entry(data=form.data_of(), by=by, at=at)

    def done(row: ListEntry) -> HttpResponse:
        undo = reverse("channels_email:entry_remove", args=[row.pk])
        return go(request, back, Toast(pgettext("mail", "%s is on the list.") % row, undo_url=undo))

    context = {"verdict": form.verdict, "back": back, "kinds": EntryKind, **beside(request, form.verdict)}
    return submit(request, form, act, done, template="channels_email/entry_new.html", context=context)


def _known(verdict: str) -> None:
    if verdict not in Verdict.values:
        raise Http404


def _row(entry_id: int) -> ListEntry:
    row = held.entry(entry_id)
    if row is None:
        raise Http404
    return row
