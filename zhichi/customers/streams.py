"""How pages name and link the streams of customers, and how sentences show their codes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhichi.accounts.choices import SkillLevel
from zhichi.customers import selectors
from zhichi.records.registry import register_labels, register_stream

FIELDS = {
    "name": pgettext_lazy("organisation", "name"),
    "name_en": _("English name"),
    "code": _("code"),
    "versions": _("versions"),
    "standing": _("standing"),
    "domains": _("mail domains"),
    "language": _("language"),
    "time_zone": _("time zone"),
    "notes": _("notes"),
    "shares_requests": _("shared requests"),
    "is_active": _("activity"),
    "organisation_id": _("organisation"),
    "display_name": _("name"),
    "family_name": _("family name"),
    "given_name": _("given name"),
    "job_title": _("job title"),
    "addresses": _("mail addresses"),
    "phones": _("phones"),
    "product_id": _("product"),
    "model": _("model"),
    "version": _("version"),
    "serial": _("serial number"),
    "environment": _("environment"),
    "purchased_on": _("purchase date"),
    "number": pgettext_lazy("contract", "number"),
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "products": _("products"),
    "calendar_id": _("calendar"),
}


def register() -> None:
    """Put streams and labels into the record's registries."""
    register_stream("organisation", label=_organisation, url=lambda key: reverse("customers:organisation", args=[key]))
    register_stream("contact", label=_contact, url=lambda key: reverse("customers:contact", args=[key]))
    register_stream("product", label=_product, url=lambda key: reverse("customers:product", args=[key]))
    for event in ("organisation_updated", "contact_updated", "asset_updated", "product_updated", "contract_updated"):
        register_labels(f"customers.{event}.fields", _field)
    register_labels("customers.expert_set.level", _level)


def _field(code: str) -> str:
    return str(FIELDS.get(code, code))


def _level(code: str) -> str:
    return str(SkillLevel(int(code)).label) if code in {"1", "2", "3"} else code


def _organisation(key: str) -> str:
    row = selectors.organisation(int(key))
    return row.name if row else gettext("Organisation %s") % key


def _contact(key: str) -> str:
    row = selectors.contacts_by_ids([int(key)]).get(int(key))
    return row.display_name if row else gettext("Contact %s") % key


def _product(key: str) -> str:
    row = selectors.product(int(key))
    return row.name if row else gettext("Product %s") % key
