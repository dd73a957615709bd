"""Reports of mail servers and programs: which of our mails they are about, for whom, and what that means (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email.choices import Because, Done, Reason
from zhichi.channels.email.mime.reports import quoted_ids
from zhichi.channels.email.services._way import Route
from zhichi.core.actors import Actor
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Fate
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.channels.email.mime.reports import Report
    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.outbound.models import OutboundMail

INTAKE = Actor.system("mail")
REASONS = {
    "failed": Reason.BOUNCE,
    "delayed": Reason.DELAYED,
    "delivered": Reason.DELIVERED,
    "read": Reason.READ,
}
NOTICES = {"failed": "bounce", "delayed": "bounce-delayed", "delivered": "delivered", "read": "read"}
LOOKED_AT = 200_000  # bytes of an enclosed letter in which our own Message-ID is searched
NUMBER_IN = 4_000  # characters of a notice in which the subject of our mail is searched


def route_report(arrival: Arrival, report: Report) -> Route:
    """To the ticket whose mail it reports on: by our Message-ID in it, else by the number with a recipient of ours."""
    mail = arrival.mail
    enclosed = [
        mail_id
        for item in mail.attachments
        if item.content_type in {"message/rfc822", "text/rfc822-headers"}
        for mail_id in quoted_ids(item.content[:LOOKED_AT].decode("latin-1"))
    ]
    ids = [*mail.references, mail.in_reply_to, *report.quoted, *enclosed]
    returned = outbound.returned(ids)
    if returned is not None:
        return _about(returned, report)
    owner = tickets.mail_owner(ids)
    if owner is not None:
        return _way(owner[0], report, f"References {owner[1][:160]}", report.recipients)
    quoted = tickets.quoted_in_subject(mail.subject) or tickets.quoted_in_subject(mail.text[:NUMBER_IN])
    told = tickets.told_of(quoted.ticket_id) if quoted and quoted.is_tag else []
    recipients = tuple(address for address in report.recipients if address in told)
    if quoted is not None and recipients:
        return _way(quoted.ticket_id, report, f"#{tickets.number_of(quoted.ticket_id)}, {recipients[0]}", recipients)
    reason = Reason.BOUNCE_UNKNOWN if report.kind == "failed" else Reason.NOTICE_UNKNOWN
    return Route(None, Done.UNMATCHED, reason, because=_because(report, "", report.recipients[:1]))


def mark_returned(arrival: Arrival, way: Route) -> None:
    """Note on our own mail what another server reports, for each recipient the notice names.

    Appends outbound.bounced for those to whom it came back.
    """
    report = arrival.mail.signs.report
    if report is None or way.returned is None or report.kind == "read":
        return
    for address in way.recipients:
        if report.kind != "failed":
            state = Fate.LATE if report.kind == "delayed" else Fate.DELIVERED
            answer = report.answer if report.kind == "delayed" else ""
            queue.note_report(mail_id=way.returned.pk, address=address, state=state, answer=answer, at=arrival.at)
            continue
        queue.note_bounce(
            mail_id=way.returned.pk,
            address=address,
            status=report.status,
            answer=report.answer,
            is_permanent=report.is_permanent,
            by=INTAKE,
            at=arrival.at,
        )


def _about(returned: OutboundMail, report: Report) -> Route:
    sent_to = list(dict.fromkeys(address.lower() for address in (*returned.to, *returned.cc)))
    named = tuple(address for address in sent_to if address in report.recipients)
    recipients = named or (tuple(sent_to) if len(sent_to) == 1 else ())
    evidence = f"Message-ID {returned.message_id[:160]}"
    kind, _, number = returned.stream.partition(":")
    if kind == "ticket":
        return _way(int(number), report, evidence, recipients, returned)
    because = _because(report, evidence, recipients)
    return Route(None, Done.UNMATCHED, Reason.NOTICE_OTHER, because=because, returned=returned, recipients=recipients)


def _way(
    ticket_id: int, report: Report, evidence: str, recipients: tuple[str, ...], returned: OutboundMail | None = None
) -> Route:
    name = NOTICES[report.kind]
    everybody = returned.to if returned is not None else ["?"]
    concerned = list(recipients[:3]) or ([] if report.kind == "failed" else everybody[:3])
    return Route(
        ticket_id,
        Done.BOUNCE,
        REASONS[report.kind],
        notice=f"{name}:{', '.join(concerned)}" if concerned else name,
        because=_because(report, evidence, recipients),
        is_quiet=True,
        returned=returned,
        recipients=recipients,
    )


def _because(report: Report, evidence: str, recipients: tuple[str, ...]) -> list[str]:
    because = [f"{Because.BY}: {evidence}"] if evidence else []
    because.append(f"{Because.AUTOMATIC}: {report.sign}")
    if recipients:
        because.append(f"{Because.RECIPIENT}: {', '.join(recipients[:3])}")
    if report.kind in {"failed", "delayed"}:
        said = report.answer or report.status
        code = Because.LASTING if report.is_permanent else Because.PASSING
        because += [f"{code}: {said[:200]}"] if said else []
    return because
