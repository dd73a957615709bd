"""Reads of customers' files: who an address belongs to, lists and searches, what a file page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhichi.core.prepared import Prepared
from zhichi.core.sheets import Happened, now_in, tallied, together, told
from zhichi.core.texts import clean, fold
from zhichi.customers import belongings, contract_reads, domains, product_reads
from zhichi.customers.models import (
    Asset,
    Contact,
    ContactAddress,
    ContactMerge,
    ContactPhone,
    Organisation,
    OrganisationDomain,
    Product,
    ProductExpert,
)
from zhichi.customers.policies import visible_to
from zhichi.records.selectors import histories, policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.records.registry import Recorded

MERGES_FOLLOWED = 20
TIMELINE = 60
SHORTEST_PHONE_PART = 3
MERGED, FILES = "merged", "files"

# Contracts have a module of their own; other parts come in here.
contract = contract_reads.contract
contract_lines = contract_reads.contract_lines
contracts = contract_reads.contracts
contracts_like = contract_reads.contracts_like
covers = contract_reads.covers
Belongings = belongings.Belongings
belongings_of = belongings.belongings_of
belongings_of_contact = belongings.belongings_of_contact
product_words = product_reads.product_words


def by_address(address: str) -> Contact | None:
    """The contact with this mail address (lower case), followed to the survivor of a merge. One query as a rule."""
    found = _by_address.first(address)
    return heir(found) if found else None


_by_address = Prepared(lambda address: Contact.objects.filter(addresses__address=address)[:1])


def heir(contact: Contact) -> Contact:
    """The contact that a merged one lives on in; itself when it was not merged."""
    for _step in range(MERGES_FOLLOWED):
        if contact.merged_into is None:
            break
        contact = contact.merged_into
    return contact


def organisation_of_domain(address: str) -> Organisation | None:
    """The one active organisation that claims the domain of this address, the longest domain first; else None."""
    domain = domains.domain_of(address)
    if not domain or domains.is_public(domain):
        return None
    wanted = domains.candidates(domain)
    rows = OrganisationDomain.objects.select_related("organisation").filter(
        domain__in=wanted, organisation__is_active=True
    )
    found = list(rows)
    for candidate in wanted:
        owners = [row.organisation for row in found if row.domain == candidate]
        if owners:
            return owners[0] if len(owners) == 1 else None
    return None


def mail_addresses(contact: Contact) -> list[str]:
    """A contact's mail addresses, the primary one first."""
    return _addresses.rows(contact.pk)


def _addresses_of(contact: int) -> QuerySet[ContactAddress, str]:
    rows = ContactAddress.objects.filter(contact_id=contact).order_by("-is_primary", "pk")
    return rows.values_list("address", flat=True)


_addresses = Prepared(_addresses_of)


def phone_rows(contact: Contact) -> list[ContactPhone]:
    """A contact's phones, the primary one first."""
    return list(ContactPhone.objects.filter(contact_id=contact.pk).order_by("-is_primary", "pk"))


def contact_of(user: Any) -> Contact | None:
    """The contact that signs in with this account, with the organisation."""
    if not user.is_authenticated:
        return None
    return Contact.objects.select_related("organisation").filter(user_id=user.pk).first()


def contacts_by_phone(number: str) -> list[Contact]:
    """Active contacts with this number in E.164, for calls that come in."""
    rows = Contact.objects.select_related("organisation").filter(phones__number=number, merged_into=None)
    return list(rows.distinct().order_by("-is_active", "pk")[:20])


def organisations(
    person: Any, *, query: str = "", standing: str = "", active: bool | None = True
) -> QuerySet[Organisation]:
    """Organisations that `person` may see, by name.

    `query` is a part of the name, pinyin, initials or a mail domain.
    """
    rows = visible_to(person, Organisation.objects.all())
    if active is not None:
        rows = rows.filter(is_active=active)
    if standing:
        rows = rows.filter(standing=standing)
    words = fold(clean(query))
    if words:
        domain = OrganisationDomain.objects.filter(organisation=OuterRef("pk"), domain__contains=words)
        rows = rows.filter(_named("name", words) | Exists(domain))
    return rows.order_by("sort_key", "pk")


def contacts(
    person: Any, *, query: str = "", organisation: Organisation | None = None, active: bool | None = True
) -> QuerySet[Contact]:
    """Contacts that `person` may see, by name, merged ones left out.

    `query` is a part of the name, pinyin, initials, a mail address, a phone number or the organisation's name.
    """
    rows = visible_to(person, Contact.objects.filter(merged_into=None)).select_related("organisation")
    if active is not None:
        rows = rows.filter(is_active=active)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    words = fold(clean(query))
    if words:
        rows = rows.filter(_named("display_name", words) | _reached_by(words))
    return rows.order_by("sort_key", "pk")


def with_contact_counts(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The same organisations with `contact_count`, their active contacts."""
    mine = Contact.objects.filter(organisation=OuterRef("pk"), is_active=True, merged_into=None).order_by()
    counted = mine.values("organisation").annotate(number=Count("pk")).values("number")
    return rows.annotate(contact_count=Coalesce(Subquery(counted), 0))


def stale(rows: QuerySet[Organisation], *, at: datetime) -> QuerySet[Organisation]:
    """Those organisations whose file nobody checked recently enough (5.1.2)."""
    return rows.filter(Q(confirmed_at=None) | Q(confirmed_at__lt=at - confirm_within()))


def with_ways(rows: QuerySet[Contact]) -> QuerySet[Contact]:
    """The same contacts with addresses and phones fetched along: two further queries for any number of rows."""
    return rows.prefetch_related("addresses", "phones")


def organisation(key: int) -> Organisation | None:
    """One organisation, whoever asks; pages go through organisation_file."""
    return Organisation.objects.filter(pk=key).first()


def organisation_names(ids: Iterable[int]) -> dict[int, str]:
    """Names by key. One query, none without keys."""
    wanted = list(ids)
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def active_names() -> list[tuple[int, str]]:
    """Ids and names of the organisations in use, by name, for menus."""
    return list(Organisation.objects.filter(is_active=True).values_list("pk", "name"))


def product(key: int) -> Product | None:
    """One product."""
    return Product.objects.filter(pk=key).first()


def asset(person: Any, key: int) -> Asset | None:
    """One asset that `person` may see, with product and organisation."""
    return assets(person, active=None).filter(pk=key).first()


def products(*, active: bool | None = True) -> QuerySet[Product]:
    """The catalogue by name. Everybody may know what the house supports."""
    rows = Product.objects.all()
    return (rows if active is None else rows.filter(is_active=active)).order_by("sort_key", "pk")


def products_with_counts() -> QuerySet[Product]:
    """The whole catalogue with `asset_count` and `expert_count`."""
    return products(active=None).annotate(
        asset_count=Count("assets", filter=Q(assets__is_active=True), distinct=True),
        expert_count=Count("experts", distinct=True),
    )


def experts_of(product: Product) -> list[ProductExpert]:
    """Active members of staff who know a product, the best first."""
    rows = ProductExpert.objects.select_related("user").filter(product=product, user__is_active=True)
    return list(rows.order_by("-level", "user__sort_key"))


def expert_levels() -> dict[int, dict[int, int]]:
    """How well whom knows which product: product → person → level, by ids. One query."""
    found: dict[int, dict[int, int]] = {}
    for product_id, user_id, level in ProductExpert.objects.values_list("product_id", "user_id", "level"):
        found.setdefault(product_id, {})[user_id] = level
    return found


def products_known(user: Any) -> list[ProductExpert]:
    """What a member of staff knows, the best first."""
    rows = ProductExpert.objects.select_related("product").filter(user=user)
    return list(rows.order_by("-level", "product__sort_key"))


def assets(
    person: Any,
    *,
    organisation: Organisation | None = None,
    product: Product | None = None,
    query: str = "",
    active: bool | None = True,
) -> QuerySet[Asset]:
    """Assets that `person` may see with product and organisation, by product and serial.

    `query` is a part of the serial number, model, version or the organisation's name.
    """
    rows = visible_to(person, Asset.objects.select_related("product", "organisation"))
    if active is not None:
        rows = rows.filter(is_active=active)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if product is not None:
        rows = rows.filter(product=product)
    words = fold(clean(query))
    if words:
        named = Q(organisation__name__icontains=words) | Q(model__icontains=words)
        rows = rows.filter(Q(serial__icontains=words) | Q(version__istartswith=words) | named)
    return rows.order_by("product__sort_key", "serial", "pk")


@dataclass(frozen=True)
class OrganisationFile:
    """What the file page of an organisation shows (5.1.2)."""

    organisation: Organisation
    contacts: list[Contact]
    assets: list[Asset]
    timeline: list[Recorded]
    is_current: bool


@dataclass(frozen=True)
class ContactFile:
    """What the page of a contact shows."""

    contact: Contact
    addresses: list[str]
    phones: list[ContactPhone]
    merges: list[ContactMerge]
    timeline: list[Recorded]
    is_current: bool


def organisation_file(person: Any, key: int, *, at: datetime) -> OrganisationFile | None:
    """The file of an organisation that `person` may see, or None. A fixed number of queries."""
    row = visible_to(person, Organisation.objects.all()).filter(pk=key).first()
    if row is None:
        return None
    people = list(with_ways(contacts(person, organisation=row, active=None)))
    streams = [f"organisation:{row.pk}", *(f"contact:{contact.pk}" for contact in people)]
    return OrganisationFile(
        organisation=row,
        contacts=people,
        assets=list(assets(person, organisation=row, active=None)),
        timeline=histories(streams, limit=TIMELINE),
        is_current=is_current(row, at=at),
    )


def contact_file(person: Any, key: int, *, at: datetime) -> ContactFile | None:
    """The file of a contact that `person` may see, or None; a merged contact's own file too."""
    rows = visible_to(person, Contact.objects.select_related("organisation", "user", "merged_into"))
    row = rows.filter(pk=key).first()
    if row is None:
        return None
    merges = ContactMerge.objects.filter(survivor=row, undone_at=None).select_related("absorbed", "by")
    return ContactFile(
        contact=row,
        addresses=mail_addresses(row),
        phones=phone_rows(row),
        merges=list(merges.order_by("-pk")),
        timeline=histories([f"contact:{row.pk}"], limit=TIMELINE),
        is_current=is_current(row, at=at),
    )


def is_current(row: Organisation | Contact, *, at: datetime) -> bool:
    """Whether the file was made or checked within the policy's days (5.1.2.confirm_days) before `at`."""
    return row.confirmed_at is not None and row.confirmed_at >= at - confirm_within()


def confirm_within() -> timedelta:
    """How old a check of a file may be (5.1.2)."""
    return timedelta(days=policy("5.1.2.confirm_days"))


def files_at(at: datetime) -> QuerySet[Organisation]:
    """The files of active organisations that were there at `at`."""
    return Organisation.objects.filter(is_active=True, created_at__lt=at)


def current_at(at: datetime) -> Q:
    """A file that was made or checked recently enough at `at`."""
    return Q(confirmed_at__isnull=False, confirmed_at__gte=at - confirm_within(), confirmed_at__lt=at)


def merged_in(start: datetime, end: datetime) -> QuerySet[ContactMerge]:
    """Duplicate contacts that were merged from `start` (aware) to before `end`, and not separated again."""
    return ContactMerge.objects.filter(at__gte=start, at__lt=end, undone_at=None)


def happened(start: datetime, end: datetime, *, at: datetime) -> list[Happened]:
    """Duplicates merged in a period, and how many files there are at `at`, current and stale. One query."""
    return together(
        told(merged_in(start, end), MERGED, "at"),
        tallied(files_at(at), FILES, now_in(end), current_at(at)),
    )


def currency(rows: Iterable[Happened]) -> tuple[int, int]:
    """How many active organisations' files are current among rows of `happened`, and how many there are."""
    found = [row for row in rows if row.kind == FILES]
    return sum(int(row.amount) for row in found if row.is_good), sum(int(row.amount) for row in found)


def likely_duplicates(contact: Contact, *, limit: int = 5) -> list[Contact]:
    """Other contacts with the same name in the same organisation or without one, or with the same phone."""
    same_phone = ContactPhone.objects.filter(contact=OuterRef("pk"), number__in=contact.phones.values("number"))
    same_place = Q(organisation_id=contact.organisation_id) | Q(organisation_id=None)
    rows = Contact.objects.filter(merged_into=None).exclude(pk=contact.pk).select_related("organisation")
    alike = (Q(display_name=contact.display_name) & same_place) | Exists(same_phone)
    return list(rows.filter(alike).order_by("pk")[:limit])


def merge_by_id(key: int) -> ContactMerge | None:
    """A merge with both contacts."""
    return ContactMerge.objects.select_related("survivor", "absorbed").filter(pk=key).first()


def contacts_by_ids(ids: Iterable[int]) -> dict[int, Contact]:
    """Contacts by key with their organisations. One query."""
    return Contact.objects.select_related("organisation").in_bulk(list(ids))


def _named(column: str, words: str) -> Q:
    return Q(**{f"{column}__icontains": words}) | Q(readings__contains=words.replace(" ", ""))


def _reached_by(words: str) -> Q:
    address = ContactAddress.objects.filter(contact=OuterRef("pk"), address__contains=words)
    condition = Q(Exists(address)) | Q(organisation__name__icontains=words)
    digits = re.sub(r"\D", "", words).lstrip("0")
    if len(digits) >= SHORTEST_PHONE_PART and not re.search(r"[^\d\s+().-]", words):
        condition |= Q(Exists(ContactPhone.objects.filter(contact=OuterRef("pk"), number__contains=digits)))
    return condition


def mail_domains(*, limit: int = 50_000) -> list[str]:
    """The mail domains of all customers, the newest first. One query."""
    rows = OrganisationDomain.objects.order_by("-pk").values_list("domain", flat=True)
    return list(rows[:limit])


def is_public_domain(domain: str) -> bool:
    """Whether anybody can have a mail address in this domain (lower case), so that it stands for no company."""
    return domains.is_public(domain)


def is_mail_domain(text: str) -> bool:
    """Whether the text is a domain with at least two labels, lower case; names beyond ASCII in their xn-- form."""
    return domains.is_domain(text)
