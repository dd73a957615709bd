"""Word documents (.docx) to HTML, pictures beside it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import mammoth
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.gathering.registry import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_UNPACKED = 200 * 1024 * 1024
PREFIX = "docx-picture-"
KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


def to_html(content: bytes) -> tuple[str, Mapping[str, Picture]]:
    """The HTML, and the pictures by the address that stands in it. Raises DomainError for what is no such document."""
    _refuse_bombs(content)
    pictures: dict[str, Picture] = {}

    def keep(image: Any) -> dict[str, str]:
        with image.open() as opened:
            held = opened.read()
        name = f"{PREFIX}{len(pictures) + 1}.{KINDS.get(image.content_type, 'bin')}"
        pictures[name] = Picture(name, held)
        return {"src": name}

    try:
        made = mammoth.convert_to_html(io.BytesIO(content), convert_image=mammoth.images.img_element(keep))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _broken() from error
    return str(made.value), pictures


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _broken() from error
    if size > MOST_UNPACKED:
        raise DomainError("too-large", _("It unpacks to more than is read."))


def _broken() -> DomainError:
    return DomainError("broken", _("It is no Word document, or it is damaged."), _("Save it as .docx again."))
