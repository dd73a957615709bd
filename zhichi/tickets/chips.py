"""Clocks as chips and lines: glyph, words and colour together (3.1.2). In Python, because a list shows twenty-five."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhichi.sla import selectors as sla
from zhichi.sla.choices import ClockState
from zhichi.sla.registry import clock_kinds, label_of
from zhichi.tickets.clocks import reading
from zhichi.ui import glyphs, timing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.sla.models import Clock, Pause
    from zhichi.sla.selectors import Reading
    from zhichi.tickets.clocks import Shown
    from zhichi.tickets.models import Ticket

STEPS = 20  # how many different rings there are: a glyph need not be finer than an eye


@dataclass(frozen=True)
class ClockLine:
    """One promise in the side panel: its name, what is left or how it ended, when it is due, its pauses."""

    label: str
    look: str  # "track", "soon", "late", "paused", "met"
    glyph: SafeString
    words: str
    clock: Clock
    pauses: list[Pause]


def chip(shown: Reading, *, ticket_id: int, now: datetime, is_swap: bool = False) -> SafeString:
    """What a row says: “Solve 1h 40m”, “Update 18m”, “12m over” or “Paused”, with the due time in the tooltip."""
    minutes = int(abs(shown.left) / timedelta(minutes=1))
    language = get_language() or ""
    words = _words(shown.kind, shown.look, minutes, language)
    ring = _ring(shown.look, round(shown.share * STEPS))
    swap = ' hx-swap-oob="true"' if is_swap else ""
    title = _title(shown.kind, shown.due_at, shown.look == "late", language, timezone.get_current_timezone_name())
    text = f'<span class="sla sla-{shown.look}" id="clock-{ticket_id}" title="{title}"{swap}>{ring}{words}</span>'
    return mark_safe(text)  # noqa: S308 - our own words, escaped


def chips_in_place(rows: Iterable[tuple[int, Shown | None, datetime]], *, now: datetime) -> str:
    """The chips of several rows (id, promise, due time), each to take the place of its old self."""
    found = ((ticket_id, reading(shown, due_at, at=now)) for ticket_id, shown, due_at in rows)
    return "".join(chip(item, ticket_id=key, now=now, is_swap=True) for key, item in found if item is not None)


def clock_lines(ticket: Ticket, *, at: datetime) -> list[ClockLine]:
    """The open promises of a ticket and how the newest of each other kind ended, in their order. Two queries."""
    newest = {row.kind: row for row in sla.clocks_of(ticket.stream) if row.state != ClockState.VOID}
    kinds = sorted(clock_kinds.values(), key=lambda kind: kind.order)
    return [_line(newest[kind.code], str(kind.label), at) for kind in kinds if kind.code in newest]


def _line(row: Clock, label: str, at: datetime) -> ClockLine:
    pauses = list(row.pauses.all())
    if row.ended_at is not None:
        look = "late" if row.breached_at else "met"
        used = timing.duration_words(row.elapsed)
        words = (_("Missed, took %s") if row.breached_at else _("Met in %s")) % used
        return ClockLine(label, look, _ring(look, STEPS), words, row, pauses)
    shown = sla.reading_of(row, at=at)
    return ClockLine(label, shown.look, _ring(shown.look, round(shown.share * STEPS)), _left(shown), row, pauses)


def _left(shown: Reading) -> str:
    if shown.look == "paused":
        return _("Paused")
    words = timing.duration_words(abs(shown.left))
    return (_("%s over") if shown.look == "late" else pgettext("clock", "%s left")) % words


@lru_cache(4096)  # language and zone are part of the key, because the words depend on them
def _title(kind: str, due_at: datetime | None, is_late: bool, _language: str, _zone: str) -> str:  # noqa: FBT001
    label = label_of(kind)
    if due_at is None:
        return escape(_("%s: paused") % label)
    words = _("%(kind)s was due at %(due)s") if is_late else _("%(kind)s due at %(due)s")
    return escape(words % {"kind": label, "due": timing.when_words(due_at, now=due_at, style="full")})


@lru_cache(4096)
def _words(kind: str, look: str, minutes: int, _language: str) -> str:
    if look == "paused":
        return escape(_("Paused"))
    length = timing.duration_words(timedelta(minutes=minutes))
    if look == "late":
        return escape(_("%s over") % length)
    known = clock_kinds.find(kind)
    return escape(f"{known.short if known else kind} {length}")


@lru_cache(256)
def _ring(look: str, steps: int) -> SafeString:
    return glyphs.sla_glyph(look, steps / STEPS)
