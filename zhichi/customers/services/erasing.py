"""Erase a person's data from all parts, and show before what would go (3.4.3, 5.1.1)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.customers import policies
from zhichi.customers.models import Contact, ContactAddress, ContactMerge, ContactPhone
from zhichi.customers.readings import name_fields
from zhichi.files import selectors as file_selectors
from zhichi.files import services as files
from zhichi.records import selectors as records
from zhichi.records import services as record_services
from zhichi.records.registry import NOBODY, Eraser, Outcome, Person, erasers, register_eraser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from zhichi.core.actors import Actor
    from zhichi.records.models import Erasure

LONGEST = 500


@dataclass
class Looked:
    """What an erasure would take, part by part, what stays, and what forbids it now: (words, address or "").

    `named_in`: writings of the house that name the person, part by part, as (words, address).
    """

    goes: list[tuple[StrOrPromise, list[tuple[StrOrPromise, int]]]] = field(default_factory=list)
    stays: list[StrOrPromise] = field(default_factory=list)
    obstacles: list[tuple[str, str]] = field(default_factory=list)
    named_in: list[tuple[StrOrPromise, list[tuple[str, str]]]] = field(default_factory=list)
    files: int = 0
    payloads: int = 0


def register() -> None:
    """Tell the record what this part holds."""
    stays = (
        gettext_lazy("The contact's number and organisation, so that requests and figures stay whole"),
        gettext_lazy("That, when, by whom and why the data was erased, without the data"),
        gettext_lazy(
            "Articles, reviews, reports and ideas: those that name the person are listed here, for you to change"
        ),
        gettext_lazy("Hand-over notes, votes on articles and words searched for: they are not looked through"),
    )
    register_eraser(Eraser("customers", gettext_lazy("Contact"), _erase, own=_own, streams=_streams, stays=stays))


def look_at_erasure(*, contact_id: int, by: Actor, at: datetime) -> Looked:
    """What an erasure would do: done in a transaction that is taken back, so that it cannot differ from the deed."""
    with transaction.atomic():
        row = _locked(contact_id, by)
        person = person_of(row)
        looked = Looked(obstacles=_obstacles(row, person))
        own, until = _own_streams(person), record_services.newest_event()
        outcomes = _run(person, by, at)
        looked.goes = [(eraser.label, outcome.counts) for eraser, outcome in outcomes if outcome.counts]
        looked.stays = [words for eraser in erasers.values() for words in eraser.stays]
        looked.files = len(_files(outcomes))
        looked.payloads = len(_contents(person, own, until, outcomes))
        transaction.set_rollback(True)
    # Read outside: whole tables are looked through, and on SQLite nobody else could write meanwhile.
    named = [(eraser.label, eraser.named_in(person)) for eraser in erasers.values()]
    looked.named_in = [(label, found) for label, found in named if found]
    return looked


def erase_contact(*, contact_id: int, reason: str, typed_name: str, by: Actor, at: datetime) -> Erasure:
    """Erase all that is registered of a person, for good. Appends record.person_erased to the contact's stream.

    Raises Refused; Conflict "obstacles" while requests are open, a legal hold stands or a mail is being sent; and
    DomainError by field for a wrong name, and a reason that is empty, too long or names the person.
    """
    with transaction.atomic():
        row = _locked(contact_id, by)
        person = person_of(row)
        if obstacles := _obstacles(row, person):
            raise Conflict(
                "obstacles", _("This cannot be erased now: %s") % "; ".join(words for words, _url in obstacles)
            )
        words = _checked(row, person, reason, typed_name)
        own, until = _own_streams(person), record_services.newest_event()
        erasure = record_services.begin_erasure(stream=f"contact:{row.pk}", reason=words, by=by, at=at)
        outcomes = _run(person, by, at)
        contents = _contents(person, own, until, outcomes)
        record_services.end_erasure(erasure=erasure, person=person, contents=contents, by=by, at=at)
        # Last of all: a file that is gone does not come back with a transaction that fails.
        for attachment in file_selectors.by_ids(_files(outcomes)):
            files.remove(attachment=attachment, by=by, at=at)
    return erasure


def person_of(row: Contact) -> Person:
    """All that the product knows a contact by, with the files that were merged into it."""
    contacts = [row]
    while more := list(Contact.objects.filter(merged_into__in=contacts).exclude(pk__in=[item.pk for item in contacts])):
        contacts += more
    ids = [item.pk for item in contacts]
    names = {name for item in contacts for name in _names(item)}
    addresses = set(ContactAddress.objects.filter(contact__in=ids).values_list("address", flat=True))
    users = [item.user for item in contacts if item.user is not None and not item.user.is_staff_member]
    names |= {user.display_name for user in users}
    addresses |= {user.email.lower() for user in users}
    phones = set(ContactPhone.objects.filter(contact__in=ids).values_list("number", flat=True))
    phones |= {user.phone.partition(";")[0] for user in users if user.phone}
    person = Person(
        contacts=tuple(ids),
        accounts=tuple(user.pk for user in users),
        names=tuple(sorted(names - {NOBODY, ""})),
        addresses=tuple(sorted(addresses)),
        phones=tuple(sorted(phones)),
    )
    return replace(person, streams=_own_streams(person).union(*(part.streams(person) for part in erasers.values())))


def _names(row: Contact) -> list[str]:
    family, given = row.family_name, row.given_name
    both = [f"{family}{given}", f"{given} {family}", f"{family} {given}"] if family and given else []
    return [row.display_name, *both]


def _locked(contact_id: int, by: Actor) -> Contact:
    row = Contact.objects.select_for_update(of=("self",)).select_related("user").get(pk=contact_id)
    if not by.is_system:
        policies.ERASE.check(by.user, row)
    if row.merged_into_id is not None:
        raise Conflict("merged", _("This contact was merged into another."), _("Erase the other file instead."))
    return row


def _checked(row: Contact, person: Person, reason: str, typed_name: str) -> str:
    words, wrong = " ".join(clean(reason).split()), {}
    if " ".join(clean(typed_name).split()) != " ".join(row.display_name.split()):
        wrong["name"] = _("Type the name exactly as it stands above.")
    if not words:
        wrong["reason"] = _("Say why.")
    elif len(words) > LONGEST:
        wrong["reason"] = _("At most %s characters.") % LONGEST
    elif person.is_in(words):
        wrong["reason"] = _("The reason is kept, so it must not name the person.")
    if wrong:
        raise DomainError("erasure", " ".join(wrong.values()), fields=wrong)
    return words


def _obstacles(row: Contact, person: Person) -> list[tuple[str, str]]:
    found = [item for eraser in erasers.values() for item in eraser.obstacles(person)]
    held = set(person.streams)
    if row.organisation_id is not None:
        held.add(f"organisation:{row.organisation_id}")
    for hold in records.standing_holds().filter(stream__in=sorted(held)):
        words = _("a legal hold stands on %s") % records.stream_label(hold.stream)
        found.append((words, records.stream_url(hold.stream)))
    return found


def _own_streams(person: Person) -> frozenset[str]:
    return frozenset().union(*(eraser.own(person) for eraser in erasers.values()))


def _files(outcomes: Iterable[tuple[Eraser, Outcome]]) -> list[int]:
    return sorted({key for _eraser, outcome in outcomes for key in outcome.files})


def _contents(
    person: Person, own: frozenset[str], until: int, outcomes: Sequence[tuple[Eraser, Outcome]]
) -> dict[int, str]:
    """The events whose content goes, those about contents of files that nobody else has among them."""
    gone = file_selectors.by_ids(_files(outcomes))
    keys = {row.pk for row in gone}
    blobs = {row.blob_id for row in gone}
    alone = {key for key in blobs if all(row.pk in keys for row in file_selectors.with_content(key))}
    scope = record_services.Scope(
        own=own | {f"file:{key}" for key in alone},
        streams=person.streams,
        codes=frozenset().union(*(eraser.codes for eraser in erasers.values())),
        until=until,
    )
    facts = {fact for _eraser, outcome in outcomes for fact in outcome.facts}
    return record_services.contents_of(person, scope, facts)


def _run(person: Person, by: Actor, at: datetime) -> list[tuple[Eraser, Outcome]]:
    """Every part, the highest floor first: it finds the rows below it as they were. In order of the floors again."""
    done = [(eraser, eraser.erase(person, by, at)) for eraser in reversed(list(erasers.values()))]
    return done[::-1]


# --- what this part itself holds --------------------------------------------------------------------------------------


def _own(person: Person) -> set[str]:
    return {f"contact:{key}" for key in person.contacts}


def _streams(person: Person) -> set[str]:
    keys = Contact.objects.filter(~Q(organisation=None), pk__in=person.contacts).values_list("organisation", flat=True)
    return {f"organisation:{key}" for key in keys} | {
        f"contact:{key}" for merge in _merges(person) for key in (merge.survivor_id, merge.absorbed_id)
    }


def _merges(person: Person) -> QuerySet[ContactMerge]:
    """Merges of this person's files, those that were undone too: each names both, and keeps what it filled in."""
    return ContactMerge.objects.filter(Q(survivor__in=person.contacts) | Q(absorbed__in=person.contacts))


def _erase(person: Person, _by: Actor, at: datetime) -> Outcome:
    outcome = Outcome()
    outcome.add(gettext_lazy("Contacts"), len(person.contacts))
    outcome.add(gettext_lazy("Mail addresses"), ContactAddress.objects.filter(contact__in=person.contacts).delete()[0])
    outcome.add(gettext_lazy("Phones"), ContactPhone.objects.filter(contact__in=person.contacts).delete()[0])
    for merge in _merges(person):
        merge.moved = {**merge.moved, "filled": {}}
        merge.save(update_fields=("moved",))
    nothing = dict.fromkeys(("family_name", "given_name", "job_title", "notes"), "")
    Contact.objects.filter(pk__in=person.contacts).update(
        display_name=NOBODY, **name_fields(NOBODY), **nothing, is_active=False, confirmed_at=None, updated_at=at
    )
    return outcome
