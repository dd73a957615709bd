"""Send a request from the portal (2.1): the ticket, the acknowledgement, once for each form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.customers import selectors as files
from zhichi.customers import services as customers
from zhichi.portal.choices import IMPACTS
from zhichi.portal.services import once
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.customers.models import Contact, Product
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Ticket

PURPOSE = "request"


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who asks: a signed-in contact, or a guest as typed. What a guest says about others' files changes no file."""

    contact: Contact | None = None
    name: str = ""
    address: str = ""
    company: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """What the form of 2.1 asks for."""

    subject: str
    text: str
    impact: str  # a name of choices.IMPACTS
    people: int | None = None
    product: Product | None = None
    version: str = ""
    occurred_at: datetime | None = None
    attachments: Sequence[Attachment] = ()


def submitted(*, token: str) -> Ticket | None:
    """The request that this form has become already."""
    return once.outcome(token=token, purpose=PURPOSE)


@transaction.atomic
def submit(*, applicant: Applicant, symptom: Symptom, token: str, language: str, by: Actor, at: datetime) -> Ticket:
    """Register the request and queue its acknowledgement (2.1). Appends what tickets.services.register appends.

    A token that has done its work leads to the request of then. Raises DomainError for a bad address or no subject.
    """
    submission = once.claim(token=token, purpose=PURPOSE, at=at)
    if submission is None:
        known = once.outcome(token=token, purpose=PURPOSE)
        if known is not None:
            return known
    contact = applicant.contact or customers.contact_for_address(
        address=applicant.address, name=applicant.name, language=language, by=by, at=at
    )
    ticket, _message = tickets.register(request=_request(contact, applicant, symptom, language), by=by, at=at)
    if submission is not None:
        once.settle(submission=submission, ticket=ticket)
    return ticket


def _request(contact: Any, applicant: Applicant, symptom: Symptom, language: str) -> tickets.Request:
    impact = IMPACTS[symptom.impact]
    incoming = tickets.Incoming(
        text=_with_facts(applicant, symptom), channel=Channel.WEB, contact=contact, attachments=symptom.attachments
    )
    return tickets.Request(
        channel=Channel.WEB,
        subject=symptom.subject,
        message=incoming,
        contact=contact,
        product=symptom.product,
        version=symptom.version,
        urgency=impact.urgency,
        occurred_at=symptom.occurred_at,
        affected=symptom.people if impact.asks_number else impact.affected,
        language=language,
        answer_to=applicant.address.strip().lower() or next(iter(files.mail_addresses(contact)), ""),
    )


def _with_facts(applicant: Applicant, symptom: Symptom) -> str:
    """The customer's words, and below them what they said in the form that has no column of its own."""
    facts = [
        _("Affected: %s") % IMPACTS[symptom.impact].label,
        _("Company: %s") % applicant.company if applicant.company else "",
        _("Phone: %s") % applicant.phone if applicant.phone else "",
    ]
    words = symptom.text.strip() or symptom.subject
    return "\n\n".join((words, "\n".join(fact for fact in facts if fact)))
