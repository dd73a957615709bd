"""Reads of customers' files."""

from __future__ import annotations

from zhichi.customers.models import Contact


def mail_addresses(contact: Contact) -> list[str]:
    """A contact's addresses, the primary one first."""
    rows = contact.addresses.order_by("-is_primary", "pk")
    return list(rows.values_list("address", flat=True))
