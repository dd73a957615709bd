"""The secrets by which mail providers prove themselves: kept sealed, read by nobody but the doors (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email.hooks import PROVIDERS
from zhichi.channels.email.limits import HOOK_PURPOSE
from zhichi.channels.email.models import HookSecret
from zhichi.core.sealing import BrokenSeal, unseal

if TYPE_CHECKING:
    from datetime import datetime


def in_force(code: str, *, at: datetime) -> list[str]:
    """The secrets that a provider may prove itself with at `at` (aware), the newest first. One query.

    A setting counts until somebody sets one on the page.
    """
    row = HookSecret.objects.filter(provider=code).first()
    if row is None:
        return [secret for secret in [PROVIDERS[code].of_settings] if secret]
    sealed = [row.sealed, *([row.before] if row.before and row.before_until and at < row.before_until else [])]
    return [secret for each in sealed if (secret := _opened(each))]


def rows() -> dict[str, HookSecret]:
    """What was set on the page, by provider; without looking into it. One query."""
    return {row.provider: row for row in HookSecret.objects.select_related("set_by")}


def _opened(sealed: str) -> str:
    """Nothing where the secret key of the installation has changed: the page then says that it must be set again."""
    try:
        return unseal(sealed, purpose=HOOK_PURPOSE)
    except BrokenSeal:
        return ""
