"""The ticket page: header, conversation, composer, side panels, each also as a fragment that keeps itself fresh."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import may, requires
from zhichi.files import selectors as files
from zhichi.tickets import policies, registry, selectors, services
from zhichi.tickets.choices import REPORT, TRANSITIONS, CallDirection, MessageKind, State, Transition, Urgency
from zhichi.tickets.clocks import DONE
from zhichi.tickets.lines import lines_of
from zhichi.tickets.numbers import number_of
from zhichi.tickets.views.answers import addresses, find, new_key
from zhichi.tickets.views.desk import Desk
from zhichi.ui.policy import pictures_asked_for, with_foreign_pictures
from zhichi.ui.respond import page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.files.models import Attachment
    from zhichi.outbound.choices import Sender
    from zhichi.tickets.models import Draft, Ticket
    from zhichi.tickets.selectors import Recipients


@dataclass(frozen=True)
class Head:
    """What the header shows and offers."""

    ticket: Ticket
    tags: list[str]
    is_watching: bool
    steps: list[Transition]
    urgencies: list[tuple[str, Any]]
    may_work: bool
    may_note: bool
    is_mine: bool
    may_mark_spam: bool  # close it as spam, or take that back
    merged_into: str  # the number under which the matter goes on, or empty


@dataclass(frozen=True)
class Composer:
    """What the composer needs; `kinds` are the tabs that the person may use now."""

    ticket: Ticket
    kinds: list[str]
    recipients: Recipients
    drafts: dict[str, Draft]
    key: str
    seen: int
    directions: list[tuple[str, Any]]
    first: str  # the tab that is open at first
    sender: Sender | None = None  # whom a letter comes from, where that is known without asking
    mail_bytes: int = 0  # files beyond go as links; 0: no letter
    link_days: int = 0
    is_checked: bool = False  # some check looks at replies while they are written
    files: list[Attachment] = field(default_factory=list)  # uploads of unsent texts
    menus: list[dict[str, Any]] = field(default_factory=list)
    max_bytes: int = settings.MAX_ATTACHMENT_BYTES  # of one file


@require_safe
@requires(policies.DESK_VIEW)
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket beside its list; htmx gets the main pane and the side panels."""
    ticket = find(request, number)
    desk = Desk(request)
    pictures_of = pictures_asked_for(request)
    lines = lines_of(selectors.conversation(ticket, pictures_of=pictures_of), reader=request.user, home=ticket)
    context = {
        "desk": desk,
        "place": desk.place_of(ticket),
        "head": _head(request, ticket),
        "ticket": ticket,
        "to": addresses(ticket),
        "lines": lines,
        "composer": _composer(request, ticket, _newest_reply(lines)),
        "panels": [
            {
                "name": panel.name,
                "title": panel.title,
                "url": reverse(panel.url_name, args=[ticket.number]),
                "follows": panel.follows,
            }
            for panel in registry.panels_for(request.user, may)
        ],
        "channel": f"live:{ticket.stream}",
        "hears": f"live:{ticket.stream} from:body",
        "may_register": policies.REGISTER.allows(request.user, None),
    }
    response = page_or_fragment(request, "tickets/detail.html", "tickets/_ticket.html", context)
    return with_foreign_pictures(response) if pictures_of else response


@require_safe
@requires(policies.DESK_VIEW)
def head(request: HttpRequest, number: str) -> HttpResponse:
    """The header's properties as they are now."""
    ticket = find(request, number)
    return render(
        request, "tickets/_props.html", {"head": _head(request, ticket), "ticket": ticket, "to": addresses(ticket)}
    )


@require_safe
@requires(policies.DESK_VIEW)
def thread(request: HttpRequest, number: str) -> HttpResponse:
    """The conversation as it is now; the page replaces only the blocks that changed."""
    ticket = find(request, number)
    lines = lines_of(selectors.conversation(ticket), reader=request.user, home=ticket)
    return render(request, "tickets/_thread.html", {"lines": lines, "ticket": ticket, "seen": _newest_reply(lines)})


@require_POST
@requires(policies.DESK_VIEW)
def presence(request: HttpRequest, number: str) -> HttpResponse:
    """Say that one looks at (or writes on) the ticket; answers with who else does."""
    ticket = find(request, number)
    doing = request.POST.get("doing", "")
    at = clock.now()
    services.touch_presence(
        ticket_id=ticket.pk, doing=doing if doing in {"reply", "note", "call"} else "", by=Actor.of(request.user), at=at
    )
    present = selectors.present_people(request.user, ticket, at=at)
    return render(request, "tickets/_presence.html", {"present": present})


def _head(request: HttpRequest, ticket: Ticket) -> Head:
    may_work = policies.WORK.allows(request.user, None)
    steps = [step for step in TRANSITIONS.values() if step.by_hand and ticket.state in step.sources]
    tags, is_watching = selectors.labels_of(request.user, ticket)
    return Head(
        ticket=ticket,
        tags=tags,
        is_watching=is_watching,
        steps=steps if may_work else [],
        urgencies=list(Urgency.choices) if may_work and ticket.state != State.CLOSED else [],
        may_work=may_work,
        may_note=policies.NOTE.allows(request.user, None),
        is_mine=ticket.owner_id == request.user.pk,
        may_mark_spam=policies.MARK_SPAM.allows(request.user, None),
        merged_into=number_of(ticket.merged_into_id) if ticket.merged_into_id else "",
    )


def _composer(request: HttpRequest, ticket: Ticket, seen: int) -> Composer | None:
    kinds = kinds_for(request.user, ticket)
    if not kinds:
        return None
    mail_bytes, link_days = registry.limits_remembered(ticket.team_id)
    recipients, drafts = selectors.recipients(ticket), selectors.drafts_of(request.user, ticket)
    return Composer(
        ticket=ticket,
        kinds=kinds,
        recipients=recipients,
        drafts=drafts,
        files=_uploads(request, drafts),
        key=new_key(),
        seen=seen,
        directions=list(CallDirection.choices),
        first=REPORT if REPORT in kinds and request.GET.get("write") == REPORT else kinds[0],
        mail_bytes=mail_bytes if recipients.to else 0,
        link_days=link_days,
        sender=registry.sender_remembered(ticket.team_id),
        is_checked=len(registry.draft_checks) > 0,
        menus=[
            {
                "name": menu.name,
                "title": menu.title,
                "icon": menu.icon,
                "url": reverse(menu.url_name, args=[ticket.number]),
            }
            for menu in registry.menus_for(request.user, may)
        ],
    )


def _uploads(request: HttpRequest, drafts: dict[str, Draft]) -> list[Attachment]:
    """The files of unsent texts that are still there; nothing is asked where there are none."""
    wanted = list(dict.fromkeys(public_id for draft in drafts.values() for public_id in draft.files))
    return files.uploads(wanted, user=request.user) if wanted else []


def kinds_for(person: Any, ticket: Ticket) -> list[str]:
    """What `person` may write on this ticket: a closed one takes no replies, an auditor writes nothing."""
    kinds: list[str] = []
    if ticket.merged_into_id is not None:
        return kinds  # it goes on under the other one
    if policies.WORK.allows(person, None):
        kinds = [MessageKind.REPLY.value, MessageKind.CALL.value] if ticket.state != State.CLOSED else ["call"]
        if ticket.state not in DONE:
            kinds.insert(1, REPORT)
    if policies.NOTE.allows(person, None):
        kinds.insert(kinds.index("call") if "reply" in kinds else 0, MessageKind.NOTE.value)
    return kinds


def _newest_reply(lines: Any) -> int:
    ids = [
        line.message.pk
        for line in lines
        if line.message is not None and line.kind == MessageKind.REPLY and line.message.withdrawn_at is None
    ]
    return max(ids, default=0)
