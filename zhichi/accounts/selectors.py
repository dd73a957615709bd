"""Reads of accounts."""

from __future__ import annotations

from zhichi.accounts.models import DutyRole, User


def intake_role() -> DutyRole:
    """The duty role that new requests belong to (3.3.1). Raises DutyRole.DoesNotExist when none is set."""
    return DutyRole.objects.select_related("team").get(is_intake=True)


def person(user_id: int) -> User:
    """One account by its id."""
    return User.objects.get(pk=user_id)
