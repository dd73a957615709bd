"""Tags of accounts: `{% load accounts %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.conf import settings

from zhichi.accounts import selectors
from zhichi.core import phones

if TYPE_CHECKING:
    from zhichi.accounts.models import User

# The first mark that fits counts: Edge and WeChat call themselves Chrome too, Chrome calls itself Safari.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)

register = template.Library()


@register.simple_tag
def demo_logins() -> list[User]:
    """`{% demo_logins as people %}`: the accounts offered on the sign-in page; empty outside demo mode."""
    return selectors.demo_logins()


@register.simple_tag
def demo_password() -> str:
    """`{% demo_password %}`: the one password of all demo accounts."""
    return settings.DEMO_PASSWORD


@register.filter
def phone(number: str) -> str:
    """`{{ user.phone|phone }}`: a stored number as people write it, 010 6234 5678 转 12."""
    return phones.shown(number)


@register.filter
def browser(user_agent: str) -> str:
    """`{{ session.user_agent|browser }}`: "Chrome · Windows"; what is not known is shown as it was sent."""
    name = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " · ".join(filter(None, (name, system))) or user_agent[:60] or "–"
