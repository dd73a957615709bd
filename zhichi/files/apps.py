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
        """Make the numbers known; have abandoned uploads swept each hour, and files scanned by the scanner."""
        from django.conf import settings

        import zhichi.files.events  # noqa: F401 - the history of links must be readable from the start
        from zhichi.core.checks import register_check
        from zhichi.files import checks, definitions, kept, streams, tasks
        from zhichi.records.registry import cadence, define_policy, loop

        for definition in definitions.POLICIES:
            define_policy(definition)
        cadence("files.sweep", tasks.sweep_abandoned_uploads, 3600, label=_("Remove uploads that were abandoned"))
        if settings.CLAMAV:
            loop("virus scanner", tasks.scan_files)
            label = _("Scan files again with new signatures")
            cadence("files.rescan", tasks.scan_again, tasks.RESCAN_SECONDS, label=label)
        register_check("scanner", checks.check_scanner, label=_("Virus scanner"))
        register_check("archives", checks.check_archives, label=_("Looking into archives"))
        streams.register()
        kept.register()
        _register_pages()


def _register_pages() -> None:
    from zhichi.files.policies import QUARANTINE
    from zhichi.ui.registry import NavItem, register_nav

    register_nav(
        NavItem(
            name="files", label=_("Quarantine"), icon="shield", url_name="files:quarantine", order=72,
            right=QUARANTINE.name, group="foot",
        )
    )  # fmt: skip
