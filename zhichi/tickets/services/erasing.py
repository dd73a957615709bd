"""Erase a person's words from tickets (3.4.3, 5.1.1): what the person said goes, what staff wrote loses the name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhichi.files import selectors as files
from zhichi.records.registry import GONE, NOBODY, Eraser, Outcome, Person, register_eraser
from zhichi.records.services import append
from zhichi.tickets.choices import HOLDER, MessageKind
from zhichi.tickets.events import ContentErased, FollowedUp
from zhichi.tickets.models import Confirmation, Draft, FollowUp, Message, Solution, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise

    from zhichi.core.actors import Actor

WORDS = ("text", "html", "trimmed_text", "trimmed_html", "report")
AROUND = ("author_label", "notices", "why", "invitation", "recipients", "call_number")


def register() -> None:
    """Tell the record."""
    register_eraser(
        Eraser(
            "tickets",
            _("Requests"),
            erase,
            streams=_streams,
            codes=frozenset({FollowedUp.code}),
            obstacles=_obstacles,
            stays=(
                _("Requests with number, subject, times, states and figures; the subject loses the name"),
                _("What colleagues wrote: replies, notes, causes, solutions, with their files; they lose the name"),
            ),
        )
    )


def _theirs(person: Person) -> Q:
    """Messages that the person wrote, by mail, on the portal or told on the phone."""
    unnamed = Q(
        contact=None, author=None, kind=MessageKind.CUSTOMER, author_label__in=[*person.names, *person.addresses]
    )
    own = unnamed & Q(ticket__contact__in=person.contacts)
    return (
        Q(contact__in=person.contacts) & ~Q(kind__in=(MessageKind.REPLY, MessageKind.NOTE, MessageKind.SYSTEM))
        | Q(author__in=person.accounts)
        | own
    )


def _tickets(person: Person) -> set[int]:
    """The person's tickets, those in which the person wrote, and those that show such messages."""
    found = set(Ticket.objects.filter(contact__in=person.contacts).values_list("pk", flat=True))
    for ticket_id, taken_by in Message.objects.filter(_theirs(person)).values_list("ticket_id", "taken_by_id"):
        found |= {ticket_id, taken_by}
    found |= set(Ticket.objects.filter(pk__in=found - {None}).values_list("merged_into_id", flat=True))
    return found - {None}


def _streams(person: Person) -> set[str]:
    return {f"ticket:{key}" for key in _tickets(person)}


def _obstacles(person: Person) -> list[tuple[str, str]]:
    rows = Ticket.objects.filter(contact__in=person.contacts, is_open=True).order_by("pk")
    return [(gettext("request #%s is open") % row.number, reverse("tickets:detail", args=[row.number])) for row in rows]


def erase(person: Person, by: Actor, at: datetime) -> Outcome:
    """Messages with their files and originals; names elsewhere in the same tickets. Appends tickets.content_erased."""
    outcome, tickets = Outcome(), sorted(_tickets(person))
    counted: dict[int, int] = dict.fromkeys(tickets, 0)
    theirs = list(Message.objects.select_for_update().filter(_theirs(person)))
    attached = files.of(HOLDER, [row.pk for row in theirs])
    for row in theirs:
        counted[row.ticket_id] += 1
        outcome.take(row.original_id, *(item.pk for item in attached.get(row.pk, [])))
        outcome.facts.add(("message_id", row.pk))
        _empty(row)
    outcome.add(_("Messages of this person"), len(theirs))
    others = Message.objects.filter(ticket__in=tickets).exclude(pk__in=[row.pk for row in theirs])
    _blank_all(person, others, (*WORDS, *AROUND), "message_id", outcome, _("Messages of others that lose the name"))
    _blank_rounds(person, tickets, outcome)
    _blank_all(person, Draft.objects.filter(ticket__in=tickets), ("text",), "", outcome, _("Drafts that lose the name"))
    _blank_all(
        person, Ticket.objects.filter(pk__in=tickets), ("subject", "cc"), "", outcome, _("Subjects that lose the name")
    )
    for key in tickets:
        append(f"ticket:{key}", ContentErased(messages=counted[key]), by=by, at=at)
    return outcome


def _blank_rounds(person: Person, tickets: list[int], outcome: Outcome) -> None:
    """Opinions are the customer's own words, whoever noted them; causes and solutions are those of staff."""
    opinions = list(
        FollowUp.objects.filter(ticket__in=tickets, ticket__contact__in=person.contacts).exclude(opinion="")
    )
    for row in opinions:
        row.opinion, row.by_label = GONE, person.blank(row.by_label)
        row.save(update_fields=("opinion", "by_label"))
        outcome.facts.add(("follow_up_id", row.pk))
    outcome.add(_("Opinions at follow-ups"), len(opinions))
    words = _("Follow-ups, causes and solutions that lose the name")
    _blank_all(
        person, FollowUp.objects.filter(ticket__in=tickets), ("opinion", "by_label"), "follow_up_id", outcome, words
    )
    _blank_all(person, Confirmation.objects.filter(ticket__in=tickets), ("cause",), "confirmation_id", outcome, words)
    _blank_all(
        person, Solution.objects.filter(ticket__in=tickets), ("parts", "explanation"), "solution_id", outcome, words
    )


def _empty(row: Message) -> None:
    row.text, row.author_label = GONE, NOBODY
    row.html = row.trimmed_text = row.trimmed_html = row.report = row.mail_id = row.call_number = ""
    row.notices, row.why, row.recipients, row.invitation, row.original = [], [], [], {}, None
    row.save()


def _blank_all(
    person: Person,
    rows: QuerySet[Any, Model],
    columns: tuple[str, ...],
    fact: str,
    outcome: Outcome,
    label: StrOrPromise,
) -> None:
    """Take names, addresses and numbers out of rows; with `fact` their events go, which prove the words before."""
    changed = 0
    for row in rows:
        if names := person.blank_fields(row, columns):
            row.save(update_fields=names)
            changed += 1
            if fact:
                outcome.facts.add((fact, row.pk))
    outcome.add(label, changed)
