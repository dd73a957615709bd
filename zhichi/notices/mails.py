"""The mail that collects notices, in the language and the zone of its reader. It leaves by Django's mail backend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from zhichi.notices.definitions import LINES
from zhichi.notices.wording import address_of, words
from zhichi.records.selectors import policy
from zhichi.ui.timing import zone_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.notices.models import Notice

RANK = {"urgent": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Line:
    """One notice in the mail."""

    words: str
    when: str
    url: str


def send_digest(person: User, notices: Iterable[Notice], *, at: datetime) -> None:
    """Queue one mail about all of `notices`: what is urgent first, then the newest; the rest is counted (3.1.2)."""
    rows = sorted(notices, key=lambda row: (RANK.get(row.severity, len(RANK)), -row.pk))
    with translation.override(person.language), timezone.override(person.zone):
        shown = rows[: policy(LINES)]
        values = {
            "person": person,
            "lines": [_line(row, at) for row in shown],
            "count": len(rows),
            "more": len(rows) - len(shown),
            "waiting": sum(row.needs_acknowledgement for row in rows),
            "zone": zone_words(at, person.zone),
            "url": settings.BASE_URL + reverse("notices:inbox"),
            "settings_url": settings.BASE_URL + reverse("accounts:me"),
        }
        subject = " ".join(render_to_string("notices/mail/digest_subject.txt", values).split())
        text = render_to_string("notices/mail/digest_message.txt", values).strip() + "\n"
        EmailMessage(subject, text, to=[person.email], headers={"X-Zhichi-Purpose": "notice"}).send()


def _line(row: Notice, at: datetime) -> Line:
    local, today = timezone.localtime(row.made_at), timezone.localtime(at)
    when = f"{local:%H:%M}" if local.date() == today.date() else f"{local:%Y-%m-%d %H:%M}"
    url = address_of(row)
    return Line(words(row), when, settings.BASE_URL + url if url else "")
