"""What `zhichi serve` prints once the product answers."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from zhichi.accounts import selectors
from zhichi.config.terminal import gettext as _
from zhichi.config.terminal import language


def welcome() -> str:
    """The addresses, and in the demo its log-ins, as one text of several lines."""
    desk = settings.BASE_URL + reverse("desk:home")
    lines = [_("Zhichi answers at %s") % settings.BASE_URL, _("The desk, for staff: %s") % desk]
    if settings.DEMO:
        with translation.override(language()):
            people = [f"  {person.email:32} {person.get_post_display()}" for person in selectors.demo_logins()]
        lines += [_("Demo: everybody can sign in with the password %s") % settings.DEMO_PASSWORD, *people]
    lines.append(_("Ctrl-C stops it."))
    return "\n".join(lines)
