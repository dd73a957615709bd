"""Organisations, contacts with their addresses and phones, products, assets, contracts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhichi.accounts.choices import SkillLevel
from zhichi.core.names import Titled
from zhichi.customers.choices import PhoneKind, Standing


class Organisation(models.Model):
    """A customer company."""

    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, db_index=True)  # pinyin of name
    initials = models.CharField(max_length=80, blank=True)
    readings = models.CharField(max_length=600, blank=True)  # likely pinyin and initials, for search
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.REGULAR)
    domains = models.JSONField(default=list, blank=True)  # mail domains whose senders belong here, lower case
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    notes = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)  # when somebody last checked the file
    is_active = models.BooleanField(default=True)
    shares_requests = models.BooleanField(default=False)  # colleagues may see each other's requests on the portal

    class Meta:
        ordering = ("sort_key", "pk")

    def __str__(self) -> str:
        return self.name


class OrganisationDomain(models.Model):
    """One of an organisation's mail domains in a form that an index can find; services keep it equal to `domains`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domain_rows")  # aggregate
    domain = models.CharField(max_length=253, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "domain"), name="organisation_domain_once"),)

    def __str__(self) -> str:
        return self.domain


class Contact(models.Model):
    """A person at a customer. `user` is the portal account, when there is one. A merged contact points to its heir."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="contact"
    )
    display_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=60, blank=True)
    given_name = models.CharField(max_length=60, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)
    initials = models.CharField(max_length=80, blank=True)
    readings = models.CharField(max_length=600, blank=True)  # likely pinyin and initials, for search
    job_title = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    notes = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        ordering = ("sort_key", "pk")

    def __str__(self) -> str:
        return self.display_name


class ContactAddress(models.Model):
    """A mail address of a contact; each address belongs to one contact only."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="addresses")
    address = models.EmailField(max_length=254, unique=True)  # lower case
    is_primary = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.address


class ContactPhone(models.Model):
    """A phone number in E.164 ("+8675512345678") with an optional extension (转 801)."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="phones")
    number = models.CharField(max_length=20, db_index=True)
    extension = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=8, choices=PhoneKind, default=PhoneKind.MOBILE)
    is_primary = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.number


class Product(Titled, models.Model):
    """Something the company sells and supports."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)  # Chinese or whatever the house writes
    name_en = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)
    versions = models.JSONField(default=list, blank=True)  # newest first
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("sort_key", "pk")

    def __str__(self) -> str:
        return self.name


class ProductExpert(models.Model):
    """How well a member of staff knows a product (4.1)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="experts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="products_known")
    level = models.PositiveSmallIntegerField()  # accounts.choices.SkillLevel

    class Meta:
        constraints = (models.UniqueConstraint(fields=("product", "user"), name="product_expert_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.product} {self.level}"

    @property
    def level_label(self) -> str:
        """The level in words."""
        return str(SkillLevel(self.level).label)


class Asset(models.Model):
    """One installation or device of a product at a customer."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assets")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="assets")
    model = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=60, blank=True)
    serial = models.CharField(max_length=80, blank=True, db_index=True)
    environment = models.CharField(max_length=200, blank=True)
    purchased_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.product} {self.version} {self.serial}".strip()


class Contract(models.Model):
    """What an organisation was promised, from which day to which, for which products; none of them means all (5.1.2).

    Days are those of the organisation's time zone. Never deleted: one that is over says what held while it ran.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day; none: until it is ended
    products = models.ManyToManyField(Product, related_name="contracts", blank=True)
    calendar_id = models.BigIntegerField(null=True, blank=True)  # the calendar agreed on; a part above keeps calendars
    notes = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # ended before its last day
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="contract_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ContactMerge(models.Model):
    """What a merge moved, so that it can be undone."""

    survivor = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="absorbed_by")
    moved = models.JSONField()  # {"addresses": [ids], "phones": [ids], "user": id or null, …}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.survivor_id}"
