"""Tells django-axes whom an attempt to sign in was about (AXES_USERNAME_CALLABLE)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest


def username_of(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The mail address in lower case, wherever it stands; empty when there is none.

    allauth hands it over as "email", Django as "username", and the lock-out page knows only the posted form.
    """
    known = credentials or {}
    typed = known.get("email") or known.get("username") or known.get("login")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    return str(typed or "").strip().lower()[:254]
