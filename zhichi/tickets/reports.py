"""The words of a progress report (3.1.3): a text with marks from a closed set, never compiled as a template."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.tickets import clocks
from zhichi.tickets.mails import zone_of
from zhichi.ui.timing import zoned_words

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.tickets.models import Ticket

MOST = 5000  # characters of a template
# What each mark stands for; every one has an English and a Chinese name.
MARKS = {
    "customer": "customer", "number": "number", "subject": "subject", "doing": "doing", "next": "next",
    "客户": "customer", "编号": "number", "主题": "subject", "进展": "doing", "下次通报": "next",
}  # fmt: skip
NEEDED = ("doing", "next")
SHIPPED = {
    "zh-hans": "{客户}，您好：\n\n"
    "您的请求“{主题}”（编号 {编号}）目前进展如下：\n\n{进展}\n\n下次进展通报：{下次通报}。",
    "en": "Dear {customer},\n\n"
    "This is where we are with your request “{subject}” (number {number}):\n\n{doing}\n\nNext progress report: {next}.",
}
_MARK = re.compile(r"\{([^{}\n]*)\}")


def checked(text: str) -> str:
    """The cleaned text of a template. Raises DomainError for an unknown mark, a lonely brace, or a missing mark."""
    text = clean(text).replace("\r\n", "\n").strip()
    found = _MARK.findall(text)
    unknown = next((mark for mark in found if mark not in MARKS), None)
    if unknown is not None:
        raise _refusal(
            "unknown-mark", _("“{%(mark)s}” is no mark. Known: %(known)s.") % {"mark": unknown, "known": marks()}
        )
    if any(brace in _MARK.sub("", text) for brace in "{}"):
        raise _refusal("brace", _("A brace stands alone. Write marks like %s.") % "{number}")
    missing = [name for name in NEEDED if name not in {MARKS[mark] for mark in found}]
    if missing:
        raise _refusal("mark-missing", _("Without %s the report does not say what it must.") % named(missing[0]))
    if len(text) > MOST:
        raise _refusal("too-long", _("At most %s characters.") % MOST)
    return text


def letter(template: str, ticket: Ticket, *, doing: str, at: datetime) -> str:
    """The report as the customer gets it, when it is sent at `at`."""
    with override(ticket.language):
        values = {
            "customer": ticket.contact.display_name if ticket.contact else _("customer"),
            "number": ticket.number,
            "subject": ticket.subject,
            "doing": doing,
            "next": next_words(clocks.next_report(ticket, at=at), ticket),
        }
    return _filled(template, values)


def spoken(template: str, doing: str) -> str:
    """What we ourselves say in a report: the template's words with `doing`, an ellipsis where the request is named."""
    return _filled(template, {**dict.fromkeys(MARKS.values(), "…"), "doing": doing})


def sample(template: str, language: str, *, at: datetime) -> str:
    """The letter of an invented request, for whoever edits the words."""
    with override(language):
        next_at = zoned_words(at + timedelta(hours=4), ZoneInfo(settings.TIME_ZONE))
        values = {
            "customer": _("Alex Chen"),
            "number": "10017",
            "subject": _("Exported reports are garbled"),
            "doing": _("We found the cause in the export module and are testing a correction."),
            "next": _("by %s") % next_at,
        }
    return _filled(template, values)


def _filled(template: str, values: dict[str, str]) -> str:
    """The template with each mark replaced once: what the marks stand for is never read for marks."""
    return _MARK.sub(lambda match: values[MARKS[match[1]]] if match[1] in MARKS else match[0], template)


def next_words(next_at: datetime | None, ticket: Ticket) -> str:
    """When the customer hears from us next, by their own clock, which is named."""
    if next_at is None:
        return _("as soon as you have answered")
    return _("by %s") % zoned_words(next_at, zone_of(ticket))


def named(name: str) -> str:
    """A mark in both its names: "{next} / {下次通报}"."""
    return " / ".join(f"{{{mark}}}" for mark, meaning in MARKS.items() if meaning == name)


def marks() -> str:
    """All marks, each in both its names."""
    return ", ".join(named(name) for name in dict.fromkeys(MARKS.values()))


def _refusal(code: str, message: str) -> DomainError:
    return DomainError(code, message, fields={"text": message})
