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
        """Have abandoned uploads swept, each hour."""
        from zhichi.files import tasks
        from zhichi.records.registry import cadence

        cadence("files.sweep", tasks.sweep_abandoned_uploads, 3600, label=_("Remove uploads that were abandoned"))
