"""Django application of the mail channel."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmailChannelConfig(AppConfig):
    """Mail in and out."""

    name = "zhichi.channels.email"
    label = "channels_email"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"
