"""Wiring of the pages: the panel on the ticket, the icons of its events."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from zhichi.tickets.registry import SidePanel, register_icon, register_panel

ICONS = {"guidance.solved": "book-open-check", "guidance.solved_undone": "book-x"}


def register() -> None:
    """Fill the registries of the lower floors."""
    register_panel(
        SidePanel("knowledge", pgettext_lazy("panel", "Knowledge"), 45, "guidance:panel", "tickets.desk", follows=False)
    )
    for code, icon in ICONS.items():
        register_icon(code, icon)
