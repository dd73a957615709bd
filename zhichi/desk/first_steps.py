"""What a new installation still needs before a team can work in it, for the home of those who set it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.calendars import selectors as calendars
from zhichi.channels.email import selectors as email
from zhichi.core.rights import may_open
from zhichi.customers import selectors as customers
from zhichi.handbook import selectors as handbook
from zhichi.upkeep import selectors as upkeep
from zhichi.upkeep.choices import BACKUP

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SET_UP = frozenset({Post.MANAGER, Post.ADMINISTRATOR})


@dataclass(frozen=True)
class Step:
    """One thing to do. `is_done(person, at)` looks at what is there, so that a step done by a colleague counts."""

    title: Any
    hint: Any
    url_name: str
    is_done: Callable[[Any, datetime], bool]


@dataclass(frozen=True)
class ShownStep:
    """A step made ready for the page."""

    title: str
    hint: str
    url: str
    is_done: bool


def _has_colleagues(_person: Any, _at: datetime) -> bool:
    return accounts.active_staff_count() > 1


def _has_calendar(_person: Any, at: datetime) -> bool:
    default = calendars.default_calendar()
    return default is not None and calendars.has_dates(default, calendars.today_of(default, at).year)


def _has_mailbox(_person: Any, _at: datetime) -> bool:
    return bool(email.mailboxes())


def _has_products(_person: Any, _at: datetime) -> bool:
    return customers.products().exists()


def _has_read(person: Any, _at: datetime) -> bool:
    return accounts.acknowledged_version(person.pk) >= handbook.current_version()


def _has_backup(_person: Any, _at: datetime) -> bool:
    return upkeep.last_good(BACKUP) is not None


STEPS = (
    Step(
        _("Add your colleagues"),
        _("With their posts, teams and working hours; each gets an invitation by mail."),
        "accounts:person_new",
        _has_colleagues,
    ),
    Step(
        _("Set the working hours of this year"),
        _("The weekly pattern, then public holidays and make-up days, reviewed before they count."),
        "calendars:list",
        _has_calendar,
    ),
    Step(
        _("Connect the mailbox that customers write to"),
        _("IMAP, POP3, Microsoft 365 or Google; “Try it” tells what is wrong before anything is saved."),
        "channels_email:choose",
        _has_mailbox,
    ),
    Step(
        _("Name the products you support"),
        _("Customers choose them on the request form; tickets are assigned by who knows them."),
        "customers:product_new",
        _has_products,
    ),
    Step(
        _("Read the handbook and set its numbers"),
        _("Times to respond, to solve and to report are yours to change; each change makes a new version."),
        "handbook:conformance",
        _has_read,
    ),
    Step(
        _("Make a first backup"),
        _("And test that it can be restored, with one button each."),
        "upkeep:backups",
        _has_backup,
    ),
)


def steps_for(person: Any, *, at: datetime) -> list[ShownStep]:
    """The steps that `person` may take, in order; none for other posts, in the demo, and once all are done."""
    if settings.DEMO or person.post not in SET_UP:
        return []
    shown = [
        ShownStep(str(step.title), str(step.hint), url, step.is_done(person, at))
        for step in STEPS
        if may_open(person, url := reverse(step.url_name))
    ]
    return [] if all(step.is_done for step in shown) else shown
