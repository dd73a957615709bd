"""The auditor reads everything and writes nothing: every address of the product refuses whatever an auditor sends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.core.cache import cache

from tests.addresses import addresses
from tests.architecture.tree import hold
from zhichi.portal.tests.conftest import Town
from zhichi.records.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.people import People

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

REFUSED = {403, 404, 405}
OWN = {
    "desk/api-tokens/new/": "a token of his own, with no more rights than he has",
    "desk/board/<slug:number>/acknowledge/": "only steps that he himself was told of: there are none",
    "desk/handbook/acknowledge/": "that he has read the handbook",
    "desk/home/first-steps/hide/": "a mark in his own browser",
    "desk/me/": "his own page",
    "desk/me/keys/": "his own keyboard",
    "desk/me/theme/": "his own screen",
    "desk/notices/<int:notice_id>/acknowledge/": "his own inbox",
    "desk/notices/acknowledge/": "his own inbox",
    "desk/notices/preferences/": "how he wants to be told",
    "desk/notices/read/": "his own inbox",
    "desk/record/export/": "a bundle for an audit; each is an event itself",
    "desk/record/verify/": "checking the record is what he is for",
    "desk/roster/feed/": "the address of his own calendar",
    "desk/roster/feed/revoke/": "the address of his own calendar",
    "desk/styleguide/": "shows what it was sent and keeps nothing",
    "desk/tickets/<slug:number>/presence/": "that he looks at it",
    "desk/tickets/<slug:number>/watch/": "that he wants to be told",
    "desk/tickets/views/<int:view_id>/remove/": "his own views",
    "desk/tickets/views/<int:view_id>/restore/": "his own views",
    "desk/tickets/views/save/": "his own views",
}


def test_an_auditor_can_send_nothing_but_what_is_his_own(client: Client, people: People) -> None:
    cache.clear()
    town = Town(people, people.at)
    ticket = town.solved(town.contact("何青", "he.qing@client.example.com"))
    client.force_login(people.auditor)
    client.raise_request_exception = False
    taken: set[str] = set()
    for route, address in _addresses(ticket.number, ticket.pk):
        response = client.post(address, {"text": "x", "reason": "x", "number": ticket.number, "name": "x"})
        if response.status_code not in REFUSED:
            taken.add(route)
    hold(sorted(taken), OWN, "check the right to write before anything else")
    about_tickets = Event.objects.filter(actor=people.auditor, stream__key__startswith="ticket:")
    assert set(about_tickets.values_list("code", flat=True)) <= {"tickets.watched"}


def _addresses(number: str, pk: int) -> Iterator[tuple[str, str]]:
    """Route and an address of it, for a request that exists; other objects may be missing, rights come first."""
    for route, pattern in addresses():
        if not route.startswith("desk/"):
            continue
        address = route
        for name, converter in pattern.pattern.converters.items() or ():
            kind = type(converter).__name__
            value = {"UUIDConverter": str(UUID(int=1)), "IntConverter": str(pk)}.get(kind, number)
            address = _filled(address, name, value)
        yield route, "/" + address


def _filled(route: str, name: str, value: str) -> str:
    start = route.index("<", 0)
    while True:
        end = route.index(">", start)
        if route[start + 1 : end].rpartition(":")[2] == name:
            return route[:start] + value + route[end + 1 :]
        start = route.index("<", end)
