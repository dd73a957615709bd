"""Who does something: a member of staff, a customer, or the product itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

UNNAMED = "?"  # the kept label of somebody whose mail names no sender


def spoken(label: str) -> str:
    """A kept label as readers see it: whoever was not named is called so in their language."""
    return _("unknown sender") if label == UNNAMED else label


@dataclass(frozen=True)
class Actor:
    """The author of a write. `user` is the signed-in account when there is one; `label` is kept with the event.

    `kind` is "staff", "customer" or "system". A guest customer (a mail, a link) has no user.
    """

    kind: str
    label: str
    user: Any = field(default=None, compare=False)

    @property
    def user_id(self) -> int | None:
        """The account's id, or None for guests and the product itself."""
        return self.user.pk if self.user is not None else None

    @property
    def person_id(self) -> int:
        """The account's id; raises RuntimeError for guests and the product itself, where only a person can act."""
        if self.user is None:
            raise RuntimeError(f"{self.label} is no signed-in person")
        return int(self.user.pk)

    @property
    def is_system(self) -> bool:
        """True for the product itself: rules about persons do not bind it."""
        return self.kind == "system"

    @classmethod
    def of(cls, user: Any) -> Actor:
        """The actor for a signed-in account."""
        return cls(kind="staff" if user.is_staff_member else "customer", label=user.display_name, user=user)

    @classmethod
    def system(cls, label: str) -> Actor:
        """The product itself, named by what it was doing ("mail intake")."""
        return cls(kind="system", label=label)

    @classmethod
    def guest(cls, label: str) -> Actor:
        """A customer known by a mail address or a link, not by an account."""
        return cls(kind="customer", label=label)
