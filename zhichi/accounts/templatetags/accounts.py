"""Tags of accounts: `{% load accounts %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.conf import settings

from zhichi.accounts import selectors

if TYPE_CHECKING:
    from zhichi.accounts.models import User

register = template.Library()


@register.simple_tag
def demo_logins() -> list[User]:
    """`{% demo_logins as people %}`: the accounts offered on the sign-in page; empty outside demo mode."""
    return selectors.demo_logins()


@register.simple_tag
def demo_password() -> str:
    """`{% demo_password %}`: the one password of all demo accounts."""
    return settings.DEMO_PASSWORD
