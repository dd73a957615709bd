"""Wiring of files."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """App "files"."""

    name = "zhichi.files"
    label = "files"
    verbose_name = _("Files")

    def ready(self) -> None:
        """Make the numbers known; have abandoned uploads swept, each hour."""
        from zhichi.files import definitions, tasks
        from zhichi.records.registry import cadence, define_policy

        for definition in definitions.POLICIES:
            define_policy(definition)
        cadence("files.sweep", tasks.sweep_abandoned_uploads, 3600, label=_("Remove uploads that were abandoned"))
