"""Pictures and tables in sanitised HTML: pictures that came along are shown, others only when somebody asks.

Whoever loads a picture from the internet tells its owner that and when the letter was read, and from where.
"""

from __future__ import annotations

import html as markup
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhichi.tickets.html import CLEAN_ATTRIBUTE, CLEAN_TAG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhichi.files.models import Attachment

_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#:@]{1,100})", re.IGNORECASE)
_DOT = 3  # pixels: a picture as small as this is there to be counted, not to be seen


@dataclass(frozen=True)
class Shown:
    """HTML for the page, and how many pictures of the internet were left out of it."""

    html: SafeString
    left_out: int = 0


def own_pictures(attachments: Iterable[Attachment]) -> dict[str, str]:
    """Where our copies of a letter's pictures are, by the name under which the letter knows them.

    A locked one is missing.
    """
    return {
        item.content_id: reverse("files:download", args=[item.public_id, item.filename])
        for item in attachments
        if item.content_id and item.standing.is_open
    }


def with_pictures(html: str, own: Mapping[str, str], *, foreign: bool = False) -> Shown:
    """Sanitised HTML with its own pictures pointed at our copies; those of the internet only with `foreign`.

    `own` has the address of each copy by its content id.

    Pictures of a few pixels that come from the internet are left out in any case: they only count readers. Tables can
    be reached by key, because wide ones scroll.
    """
    if "<img" not in html and "<table" not in html:
        return Shown(mark_safe(html))  # noqa: S308 - the HTML was sanitised when it was stored
    left_out = depth = 0

    def shown(match: re.Match[str]) -> str:
        nonlocal left_out, depth
        end, name, said = match.groups()
        if name == "table":
            depth += -1 if end else 1
            return f'<table tabindex="0"{said}>' if depth == 1 and not end else match[0]
        if name != "img":
            return match[0]
        attributes = dict(CLEAN_ATTRIBUTE.findall(said))
        source = attributes.get("src", "")
        if copy := own.get(markup.unescape(source).removeprefix("cid:")):
            return _picture(attributes | {"src": markup.escape(copy)})
        host = _HOST.match(markup.unescape(source))
        if host is None:
            return _stand_in(attributes.get("alt", ""), _("Picture missing"))
        if _is_dot(attributes):
            return ""
        if foreign:
            return _picture(attributes | {"referrerpolicy": "no-referrer"})
        left_out += 1
        return _stand_in(attributes.get("alt", ""), _("Picture from %s") % host[1])

    return Shown(mark_safe(CLEAN_TAG.sub(shown, html)), left_out)  # noqa: S308 - sanitised, and what is put in is escaped


def _picture(attributes: Mapping[str, str]) -> str:
    words = {"alt": "", "loading": "lazy"} | dict(attributes)
    said = " ".join(f'{name}="{value}"' for name, value in words.items())
    return f"<img {said}>"


def _stand_in(alt: str, words: str) -> str:
    """What is there instead of a picture: its own words (escaped already), or ours."""
    said = markup.escape(words)
    return f'<span class="picture-off" title="{said}">{alt.strip() or said}</span>'


def _is_dot(attributes: Mapping[str, str]) -> bool:
    sides = [attributes.get(name, "").removesuffix("px") for name in ("width", "height")]
    return any(side.isdecimal() and int(side) <= _DOT for side in sides)
