"""Avatars without pictures: a tint by id, and the letters a person is known by."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html

from zhichi.ui.icons import icon

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

TINTS = 6
SIZES = (20, 24, 32, 40)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


def letters(name: str, *, first: bool = False) -> str:
    """What stands in the circle: last Han character (林晓 → 晓; the first for organisations), else two initials."""
    han = _HAN.findall(name)
    if han:
        return str(han[0] if first else han[-1])
    words = [word for word in re.split(r"[\s.\-_@]+", name) if word and word[0].isalnum()]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()


def tint(key: object) -> str:
    """Class of the tint, "h1" to "h6": whole numbers (ids) in turn, other keys by a stable hash."""
    number = key if isinstance(key, int) else zlib.crc32(str(key).encode("utf-8", "replace"))
    return f"h{number % TINTS + 1}"


def avatar(who: Any, size: int = 24, *, kind: str = "person") -> SafeString:
    """The circle for an account (`display_name`, `pk`), an organisation (kind="org") or a bare name; None: nobody yet.

    It is hidden from assistive technology: the name always stands beside it or on the link around it.
    """
    size = min(SIZES, key=lambda known: abs(known - int(size)))
    if who is None or who == "":
        return format_html(
            '<span class="avatar avatar-{} none" aria-hidden="true">{}</span>', size, icon("user", size // 2)
        )
    name = str(getattr(who, "display_name", None) or getattr(who, "name", None) or who)
    text = letters(name, first=kind == "org")
    return format_html(
        '<span class="avatar avatar-{} {}{}" aria-hidden="true">{}</span>',
        size,
        tint(getattr(who, "pk", None) or name),
        " latin" if len(text) > 1 else "",
        text,
    )
