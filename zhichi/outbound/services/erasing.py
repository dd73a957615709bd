"""Erase a person's data from outgoing mail (3.4.3, 5.1.1): texts and addresses go, that a mail went out stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhichi.outbound import selectors
from zhichi.outbound.choices import State
from zhichi.outbound.models import OutboundMail, Suppression
from zhichi.records.registry import NO_ADDRESS, Eraser, Outcome, Person, register_eraser

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

COLUMNS = ("subject", "text", "html", "last_error")
FOLD = re.compile(r"\r?\n[ \t]")


def register() -> None:
    """Tell the record."""
    stays = (
        _("That a letter was sent, when and about which request; files of ours that went with it"),
        _("Mails to colleagues that are not about a request of this person: they are not looked through"),
    )
    register_eraser(Eraser("outbound", _("Outgoing mail"), erase, streams=_streams, obstacles=_obstacles, stays=stays))


def _streams(person: Person) -> set[str]:
    rows = Suppression.objects.filter(address__in=person.addresses)
    return {row.stream for row in rows}


def _obstacles(person: Person) -> list[tuple[str, str]]:
    going = [mail for mail in selectors.mails_to(person.addresses) if mail.state == State.SENDING]
    return [(gettext("a mail to this person is being sent at this moment"), "")] if going else []


def erase(person: Person, by: Actor, at: datetime) -> Outcome:
    """Mails to the person, queued ones taken back; suppressions of the person's addresses."""
    outcome, mails = Outcome(), selectors.mails_to(person.addresses)
    for mail in mails:
        _blank(mail, person)
    outcome.add(_("Letters to this person"), len(mails))
    outcome.add(_("Letters to others that lose the name"), _blank_others(person))
    suppressed = Suppression.objects.filter(address__in=person.addresses)
    outcome.add(
        _("Addresses that take no mail"),
        suppressed.update(address=NO_ADDRESS, answer="", released_at=at, released_by=by.label[:150]),
    )
    return outcome


def _blank(mail: OutboundMail, person: Person) -> None:
    if mail.state == State.QUEUED:
        mail.state = State.WITHDRAWN
    mail.to, mail.cc = _without(mail.to, person), _without(mail.cc, person)
    mail.subject = person.blank(mail.subject)[:500]
    mail.text = mail.html = mail.calendar = mail.last_error = mail.in_reply_to = ""
    mail.references, mail.fates = [], {}
    if mail.key and person.is_in(mail.key):
        mail.key = None
    mail.save()


def _blank_others(person: Person) -> int:
    """What colleagues and others were told by mail about requests of the person."""
    changed = 0
    for mail in OutboundMail.objects.filter(stream__in=sorted(person.streams)):
        names = person.blank_fields(mail, COLUMNS)
        if person.is_in(FOLD.sub("", mail.calendar)):  # an invitation breaks its lines inside names
            mail.calendar, names = "", [*names, "calendar"]
        if names:
            mail.save(update_fields=names)
            changed += 1
    return changed


def _without(addresses: list[str], person: Person) -> list[str]:
    return [NO_ADDRESS if person.is_reached_in(address) else address for address in addresses]
