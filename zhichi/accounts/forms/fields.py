"""Fields that several forms of accounts share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from zhichi.accounts import selectors

if TYPE_CHECKING:
    from zhichi.accounts.models import User


class StaffField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One active member of staff, with the post behind the name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def offer(self, for_user: Any) -> None:
        """Offer the people that `for_user` may see."""
        self.queryset = selectors.staff(for_user=for_user)

    def label_from_instance(self, obj: User) -> str:
        """Name and post."""
        return f"{obj.display_name} · {obj.get_post_display()}"
