"""Codes in events as words, and tickets as names: what the record's pages need to speak of tickets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.sla import selectors as sla
from zhichi.tickets import letters
from zhichi.tickets.choices import (
    Cause,
    Channel,
    ConfirmationMethod,
    FollowUpMethod,
    FollowUpOutcome,
    MessageKind,
    SolutionKind,
    SolutionState,
    State,
    WakeReason,
    cause_of,
)
from zhichi.tickets.completeness import PARTS
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIELDS = {
    "type": gettext_lazy("type"),
    "urgency": gettext_lazy("urgency"),
    "subject": gettext_lazy("subject"),
    "contact": gettext_lazy("customer"),
    "organisation": gettext_lazy("company"),
    "product": gettext_lazy("product"),
    "asset": gettext_lazy("asset"),
    "version": gettext_lazy("version"),
    "occurred_at": gettext_lazy("time of occurrence"),
    "affected": gettext_lazy("number of affected users"),
    "language": gettext_lazy("language"),
}


def stream_label(key: str) -> str:
    """How a ticket's stream is called on pages: "#10017"."""
    return f"#{number_of(int(key))}"


def stream_url(key: str) -> str:
    """Where a ticket's stream is looked at."""
    return reverse("tickets:detail", args=[number_of(int(key))])


def label_of_letter(kind: str) -> str:
    """A kind of letter by its name; a team's signature by the team."""
    team_id = letters.team_of(kind)
    if team_id is not None:
        team = accounts.team(team_id)
        return _("Signature of %s") % (team.title if team else team_id)
    return str(letters.KINDS[kind].label) if kind in letters.KINDS else kind


def _choice(choices: Any) -> Callable[[str], str]:
    return lambda code: str(choices(code).label) if code in choices.values else code


def _fields(names: str) -> str:
    return _(", ").join(str(FIELDS.get(name, name)) for name in names.split(", "))


def _missing(codes: str) -> str:
    labels = {part.code: part.label for part in PARTS}
    return _(", ").join(str(labels.get(code, code)) for code in codes.split(", "))


def _moment(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _next_report(value: str) -> str:
    return _moment(value) if value else _("after the customer's answer")


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def _transfer_reason(data: Mapping[str, Any]) -> str:
    """Why a ticket moved, from the typed cause and what stands beside it."""
    cause, note = cause_of(data)
    if cause == Cause.OWNER_LEFT:
        return _("%s left") % str(data.get("before", note))
    if cause == Cause.POST_CHANGED:
        return _("%s has another post") % str(data.get("before", note))
    if cause == Cause.TAKEN_BACK:
        return _("the shift hand-over is taken back")
    if cause != Cause.SHIFT_END:
        return note
    ended = str(data.get("shift_ended_at") or (note[1:] if note.startswith("@") else ""))  # "@": as it once was
    if ended and _moment(ended) != ended:
        return _("shift hand-over, the shift ended at %s") % _moment(ended)
    return _("shift hand-over: %s") % note if note else _("shift hand-over")


PHRASES: dict[str, Callable[[Mapping[str, Any]], str]] = {"tickets.transferred.reason": _transfer_reason}
LABELS: dict[str, Callable[[str], str]] = {
    "tickets.registered.channel": _choice(Channel),
    "tickets.registered.duty_role": accounts.name_words,
    "tickets.assigned.owner": accounts.name_words,
    "tickets.transferred.owner": accounts.name_words,
    "tickets.transferred.before": accounts.name_words,
    "tickets.message_added.kind": _choice(MessageKind),
    "tickets.state_changed.before": _choice(State),
    "tickets.state_changed.after": _choice(State),
    "tickets.details_changed.names": _fields,
    "tickets.level_set.name": lambda name: sla.level_words(name) or _("that of the handbook"),
    "tickets.confirmed.method": _choice(ConfirmationMethod),
    "tickets.solution_proposed.kind": _choice(SolutionKind),
    "tickets.solution_moved.kind": _choice(SolutionKind),
    "tickets.solution_moved.before": _choice(SolutionState),
    "tickets.solution_moved.after": _choice(SolutionState),
    "tickets.follow_up_due.due_at": _moment,
    "tickets.followed_up.outcome": _choice(FollowUpOutcome),
    "tickets.followed_up.method": _choice(FollowUpMethod),
    "tickets.close_held.missing": _missing,
    "tickets.snoozed.until": _moment,
    "tickets.snoozed_for_answer.until": _moment,
    "tickets.woken.reason": _choice(WakeReason),
    "tickets.progress_reported.next_at": _next_report,
    "tickets.report_agreed.until": _moment,
    "tickets.report_template_changed.language": _language,
}
