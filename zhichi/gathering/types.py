"""The type of article that a whole page becomes: one part, as nobody can tell a stranger's steps from their reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.gathering.choices import PAGE, TEXT
from zhichi.knowledge.registry import ArticleType, PartKind, register_type


def register() -> None:
    """Add it to the types of articles."""
    register_type(
        ArticleType(
            PAGE,
            pgettext_lazy("article", "Page"),
            _("A whole text as it came from elsewhere."),
            "file-text",
            (PartKind(TEXT, pgettext_lazy("article", "Text"), _("The text of the page.")),),
            is_written=False,
        )
    )
