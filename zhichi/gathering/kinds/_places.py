"""Files and addresses that a source may read: folders below the roots of the settings, addresses behind the guard."""

from __future__ import annotations

import base64
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.fetching import Client, Limits, Unreachable
from zhichi.gathering.registry import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.gathering.registry import Loader

LARGEST = 25 * 1024 * 1024
LARGEST_PICTURE = 10 * 1024 * 1024
LONGEST_DATA = 14 * 1024 * 1024


def is_web(place: str) -> bool:
    """Whether it is an address of the web."""
    return place.lower().startswith(("http://", "https://"))


def client(headers: Mapping[str, str] | None = None) -> Client:
    """Reads addresses within the bounds of gathering."""
    return Client(limits=Limits(most_bytes=LARGEST), headers=headers or {})


def pictures_of(web: Client) -> Loader:
    """Loads the pictures of a page: those in the page itself, and those it names by address."""
    reader = Client(limits=Limits(most_bytes=LARGEST_PICTURE), resolver=web.resolver)

    def load(address: str) -> Picture | None:
        if address.startswith("data:"):
            return _from_data(address)
        if not is_web(address):
            return None
        try:
            answer = reader.get(address)
        except Unreachable:
            return None
        return Picture(name_of(answer.url), answer.body)

    return load


def _from_data(address: str) -> Picture | None:
    head, _comma, body = address[:LONGEST_DATA].partition(",")
    if not head.endswith(";base64"):
        return None
    try:
        return Picture("picture", base64.b64decode(body, validate=False))
    except ValueError:
        return None


def name_of(url: str) -> str:
    """The last piece of an address, for a name."""
    return PurePosixPath(unquote(urlsplit(url).path)).name or "picture"


def folder_problem(place: str) -> str:
    """Why a folder or file may not be read, in words; empty when it may."""
    try:
        allowed(place)
    except DomainError as error:
        return str(error)
    return ""


def allowed(place: str) -> Path:
    """The path, below one of the folders that the settings name, links followed. Raises DomainError."""
    roots = [Path(root).resolve() for root in settings.GATHER_FOLDERS]
    if not roots:
        raise DomainError(
            "no-roots", _("Folders are not read here."),
            _("Whoever runs this server names those that may be read in the setting ZHICHI_GATHER_FOLDERS."),
        )  # fmt: skip
    try:
        path = Path(place)
        path = (path if path.is_absolute() else roots[0] / path).resolve()
    except (OSError, ValueError, RuntimeError):
        raise _no_such(place) from None
    if not any(path.is_relative_to(root) for root in roots):
        raise DomainError(
            "outside", _("“%s” is not below a folder that may be read here.") % place,
            _("These may: %s") % ", ".join(map(str, roots)),
        )  # fmt: skip
    if not path.exists():
        raise _no_such(place)
    return path


def _no_such(place: str) -> DomainError:
    return DomainError("no-such-folder", _("There is no “%s”.") % place, _("Check how it is written."))


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises DomainError for one that is too large or cannot be opened."""
    try:
        if path.stat().st_size > LARGEST:
            raise DomainError("too-large", _("It is larger than %s MB.") % (LARGEST // 1024 // 1024))
        return path.read_bytes()
    except OSError as error:
        raise DomainError("unreadable", _("It cannot be opened: %s") % (error.strerror or error)) from error


def bytes_of(place: str, headers: Mapping[str, str] | None = None) -> bytes:
    """What an address or a file holds. Raises DomainError."""
    return client(headers).get(place).body if is_web(place) else content_of(allowed(place))


def text_option(options: Mapping[str, Any], code: str) -> str:
    """An option as text without spaces around it."""
    return str(options.get(code) or "").strip()
