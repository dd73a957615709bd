"""Who hears of a virus, and evidence for clause 6.4.1 from scans: parts below know only the file, or only notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.core.events import gettext_noop
from zhichi.files import selectors as files
from zhichi.files.choices import Scan
from zhichi.files.events import VirusFound, VirusFoundLater
from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence, grade
from zhichi.notices import services as notices
from zhichi.notices.registry import NoticeKind, register_kind
from zhichi.records import registry as records
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.records.registry import Recorded

FOUND = "files.found"
FULL = 100.0  # percent: every upload is scanned
KIND = NoticeKind(
    code=FOUND,
    label=pgettext_lazy("notice", "Virus found"),
    wording=gettext_noop("%(matter)s: virus found in “%(name)s” (%(signature)s). Nobody can open the file."),
    severity="warning",
    clause="6.4.1",
    icon="shield-alert",
)


def register() -> None:
    """Fill the registries of notices, the record and the handbook."""
    register_kind(KIND)
    records.tail(
        "desk.viruses", tell_of_viruses, types=[VirusFound, VirusFoundLater], label=_("Tell of viruses in files")
    )
    further_evidence("files.6.4.1", "6.4.1", scans, compares=True)


def tell_of_viruses(events: Sequence[Recorded]) -> None:
    """A tail: the owner of a request hears of a virus in it, managers and administrators of each infected content."""
    for event in events:
        people = _concerned(event)
        data = {"name": event.data["name"], "signature": event.data["signature"]}
        key = f"{FOUND}:{event.id}"
        notices.tell(people, kind=FOUND, stream=event.stream, data=data, dedupe_key=key, at=event.at)


def _concerned(event: Recorded) -> list[int]:
    kind = event.stream.partition(":")[0]
    if kind == "file":
        posts = (Post.MANAGER, Post.ADMINISTRATOR)
        return [person.pk for post in posts for person in accounts.holding_post(post)]
    ticket = tickets.by_id(event.object_id) if kind == "ticket" else None
    return [ticket.owner_id] if ticket is not None and ticket.owner_id else []


def scans(period: Period) -> Evidence:
    """6.4.1: files stored in the period, those that were scanned, their share, and what was found."""
    rows = period.rows("files.contents", lambda start, end: files.scans_of(start, end))
    scanned = sum(scan in {Scan.CLEAN, Scan.INFECTED} for _at, scan in rows)
    found = sum(scan == Scan.INFECTED for _at, scan in rows)
    share = 100.0 * scanned / len(rows) if rows else None
    contents = "contents, each counted once, however many files have it"
    figures = [
        Figure(_("Files stored"), len(rows), "count", unlisted=contents),
        Figure(_("Files scanned for viruses"), scanned, "count", unlisted=contents),
        Figure(_("Share scanned"), share, "percent", FULL, unlisted=contents),
        Figure(pgettext_lazy("figure", "Viruses found"), found, "count", unlisted="the quarantine lists them"),
    ]
    return Evidence(_state(share), figures, reverse("files:quarantine"))


def _state(share: float | None) -> str:
    """Without a scanner the promise of virus protection is in danger, not broken: rights and backups stand."""
    return "at_risk" if share == 0 else grade(share, FULL)
