"""The bar above the desk that asks to read the version in force (1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.handbook import selectors
from zhichi.ui.registry import Notice, address

if TYPE_CHECKING:
    from django.http import HttpRequest


def ask_to_read(request: HttpRequest) -> Notice | None:
    """Ask staff who have not acknowledged the version in force, on every page but the one where they do it."""
    version = selectors.unread_version(request.user)
    url = address("handbook:acknowledge")
    if version is None or request.path == url:
        return None
    text = _("Version %s of the handbook is in force and waits for you to read it.") % version
    return Notice(text=text, action=_("Read it"), url=url, icon="book-open", kind="note")
