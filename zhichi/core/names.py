"""Names that the house gives in two languages: its own, and English where wanted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def in_two(name: str, name_en: str) -> str:
    """The name in the reader's language, where there is one in it."""
    return name_en if name_en and get_language() == "en" else name


class Titled:
    """A row with `name`, in Chinese or whatever the house writes, and `name_en`, which may be empty."""

    name: Any
    name_en: Any

    @property
    def title(self) -> str:
        """The name in the reader's language, where there is one."""
        return in_two(self.name, self.name_en)
