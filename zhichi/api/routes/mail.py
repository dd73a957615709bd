"""Mail safety: mail that was held back or refused, block list and allow list, closing spam in bulk (5.2.1)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhichi.api import mail_shapes as shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.mail import (
    CleanUpAsk,
    CleanUpOut,
    CleanUpPreviewOut,
    CleanUpWanted,
    DeleteIn,
    EntryIn,
    EntryOut,
    EntryQuery,
    HeldDetailOut,
    HeldOut,
    HeldQuery,
    ReleaseIn,
)
from zhichi.api.schemas.values import AddressId, Key, Page
from zhichi.channels.email import cleaning, held, services
from zhichi.channels.email.models import CleanUp, ListEntry, MailLog
from zhichi.channels.email.policies import SAFETY
from zhichi.core import clock

router = Router(tags=["Mail"])
READ, WRITE = Scope.MAIL_READ, Scope.MAIL_WRITE
NEWEST = ("-created_at", "-id")


@operation(router, "get", "/held-mails", scope=READ, right=SAFETY, response=Page[HeldOut])
def list_held_mails(request: HttpRequest, filters: Annotated[HeldQuery, Query()]) -> Page[HeldOut]:
    """Mail that a list, the gateway or the sender's domain speaks against, newest first."""
    rows = held.shelf(filters.shelf)
    return page_of(rows, filters, order=held.NEWEST, shape=lambda found: [shapes.mail(row) for row in found])


@operation(router, "get", "/held-mails/{mail_id}", scope=READ, right=SAFETY, response=HeldDetailOut)
def get_held_mail(request: HttpRequest, mail_id: AddressId) -> HeldDetailOut:
    """One such mail with its text, its links and the names of its files."""
    return shapes.detail(_mail(mail_id))


@operation(router, "post", "/held-mails/{mail_id}/release", scope=WRITE, right=SAFETY, response=HeldDetailOut)
def release_held_mail(
    request: HttpRequest, mail_id: AddressId, data: ReleaseIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Let it go its way with its true time of arrival. 409 when somebody dealt with it."""
    key = _mail(mail_id).pk

    def run() -> HeldDetailOut:
        services.release(log_id=key, allow=data.allow_sender, by=actor(request), at=clock.now())
        return shapes.detail(_mail(key))

    return once(request, idempotency_key, run, status=200)


@operation(router, "post", "/held-mails/{mail_id}/delete", scope=WRITE, right=SAFETY, response=HeldDetailOut)
def delete_held_mail(request: HttpRequest, mail_id: AddressId, data: DeleteIn) -> HeldDetailOut:
    """Take it off the list; its original is kept until its days are over."""
    key = _mail(mail_id).pk
    services.discard(log_id=key, block=data.block_sender, by=actor(request), at=clock.now())
    return shapes.detail(_mail(key))


@operation(router, "post", "/held-mails/{mail_id}/put-back", scope=WRITE, right=SAFETY, response=HeldDetailOut)
def put_back_held_mail(request: HttpRequest, mail_id: AddressId) -> HeldDetailOut:
    """Undo a deletion. 409 when it is not deleted, or gone for good."""
    key = _mail(mail_id).pk
    services.put_back(log_id=key, by=actor(request), at=clock.now())
    return shapes.detail(_mail(key))


@operation(router, "get", "/mail-list-entries", scope=READ, right=SAFETY, response=Page[EntryOut])
def list_mail_list_entries(request: HttpRequest, filters: Annotated[EntryQuery, Query()]) -> Page[EntryOut]:
    """The entries of the block list or the allow list, newest first."""
    rows = held.entries(verdict=filters.list)
    return page_of(rows, filters, order=NEWEST, shape=lambda found: [shapes.entry(row) for row in found])


@operation(router, "post", "/mail-list-entries", scope=WRITE, right=SAFETY, response={201: EntryOut})
def add_mail_list_entry(request: HttpRequest, data: EntryIn, idempotency_key: Key = "") -> HttpResponse:
    """Put an entry on a list; it counts from the next mail on. 409 when it stands there."""

    def run() -> EntryOut:
        return shapes.entry(services.add_entry(data=shapes.entry_data(data), by=actor(request), at=clock.now()))

    return once(request, idempotency_key, run)


@operation(router, "post", "/mail-list-entries/{entry_id}/remove", scope=WRITE, right=SAFETY, response=EntryOut)
def remove_mail_list_entry(request: HttpRequest, entry_id: AddressId) -> EntryOut:
    """Take an entry out. 409 when somebody did so before."""
    return shapes.entry(services.remove_entry(entry_id=_entry(entry_id).pk, by=actor(request), at=clock.now()))


@operation(router, "post", "/mail-list-entries/{entry_id}/restore", scope=WRITE, right=SAFETY, response=EntryOut)
def restore_mail_list_entry(request: HttpRequest, entry_id: AddressId) -> EntryOut:
    """Put an entry back. 409 when it, or a newer one like it, stands on the list."""
    return shapes.entry(services.restore_entry(entry_id=_entry(entry_id).pk, by=actor(request), at=clock.now()))


@operation(router, "post", "/mail-clean-ups/preview", scope=READ, right=SAFETY, response=CleanUpPreviewOut)
def preview_mail_clean_up(request: HttpRequest, data: CleanUpWanted) -> CleanUpPreviewOut:
    """What a clean-up would close as spam now. Changes nothing."""
    return shapes.preview(cleaning.found(shapes.wanted(data)))


@operation(router, "post", "/mail-clean-ups", scope=WRITE, right=SAFETY, response={201: CleanUpOut})
def start_mail_clean_up(request: HttpRequest, data: CleanUpAsk, idempotency_key: Key = "") -> HttpResponse:
    """Have everything that the search finds now closed as spam, bit by bit. Ask for its state until it is done."""

    def run() -> CleanUpOut:
        found = services.ask_clean_up(wanted=shapes.wanted(data), why=data.reason, by=actor(request), at=clock.now())
        return shapes.clean_up(found)

    return once(request, idempotency_key, run)


@operation(router, "get", "/mail-clean-ups/{run_id}", scope=READ, right=SAFETY, response=CleanUpOut)
def get_mail_clean_up(request: HttpRequest, run_id: AddressId) -> CleanUpOut:
    """How far a run is."""
    return shapes.clean_up(_run(run_id))


@operation(router, "post", "/mail-clean-ups/{run_id}/undo", scope=WRITE, right=SAFETY, response=CleanUpOut)
def undo_mail_clean_up(request: HttpRequest, run_id: AddressId) -> CleanUpOut:
    """Have what it closed opened again. 409 while it is at work, or when it was taken back."""
    return shapes.clean_up(services.undo_clean_up(run_id=_run(run_id).pk, by=actor(request), at=clock.now()))


def _run(key: int) -> CleanUp:
    row = cleaning.run(key)
    if row is None:
        raise NotFound
    return row


def _mail(key: int) -> MailLog:
    row = held.row(key)
    if row is None:
        raise NotFound
    return row


def _entry(key: int) -> ListEntry:
    row = held.entry(key)
    if row is None:
        raise NotFound
    return row
