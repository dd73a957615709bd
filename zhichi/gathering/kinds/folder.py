"""A folder or Git checkout with Markdown, HTML, Word, PDF and text files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.errors import DomainError
from zhichi.gathering.formats import documents
from zhichi.gathering.kinds._places import allowed, client, content_of, folder_problem, pictures_of, text_option
from zhichi.gathering.registry import Failed, Found, Option, Picture, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from zhichi.gathering.formats.documents import Document
    from zhichi.gathering.registry import Loader, Read, Reading, Values

MOST_FILES = 5_000
GIT_SECONDS = 120
ENDINGS = (".md", ".html")
OPENINGS = ("index.md", "README.md", "index.html")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def read(reading: Reading) -> Iterator[Read]:
    """Every readable file below the folder, in order of its path."""
    root = allowed(text_option(reading.options, "folder"))
    if reading.options.get("pull"):
        _pull(root)
    paths = list(_files(root, [line for line in reading.options.get("leave_out", "").splitlines() if line.strip()]))
    if len(paths) > MOST_FILES:
        reading.leave_rest(_("Only the first %s files were read.") % MOST_FILES)
    for number, path in enumerate(paths[:MOST_FILES]):
        reading.show(number, min(len(paths), MOST_FILES))
        yield _one(root, path)


def _one(root: Path, path: Path) -> Read:
    name = path.relative_to(root).as_posix() if root.is_dir() else path.name
    try:
        found = documents.read(name, content_of(path))
    except DomainError as error:
        return Failed(name, str(error), name)
    return Found(
        external_id=name,
        title=found.title,
        html=found.html,
        summary=found.summary,
        tags=found.tags,
        address=name,
        load=_pictures(root, path, found),
        target=_targets(root, path),
    )


def again(reading: Reading, name: str) -> Read:
    """One file once more."""
    root = allowed(text_option(reading.options, "folder"))
    path = root / name if root.is_dir() else root
    if not path.resolve().is_relative_to(root):
        return Failed(name, _("It is not in the folder any more."), name)
    return _one(root, path)


def _targets(root: Path, path: Path) -> Callable[[str], str | None]:
    """Which file of the folder a link means: as it is written, without its ending, or the opening page of a folder.

    One that is not there yet has the name that it would have.
    """
    top = root if root.is_dir() else root.parent

    def target(address: str) -> str | None:
        if address.startswith(("#", "//")) or _SCHEME.match(address):
            return None
        inside = unquote(address.split("#")[0].split("?")[0])
        try:
            place = Path(os.path.normpath(top / inside.lstrip("/") if inside.startswith("/") else path.parent / inside))
            beside = [place.with_name(f"{place.name}{end}") for end in ENDINGS]
            below = [place / name for name in OPENINGS]
            tried = [place, *below, *beside] if inside.endswith("/") or place.is_dir() else [place, *beside, *below]
            likely = [one for one in tried if documents.is_readable(one.name) and one.is_relative_to(top)]
            found = next((one for one in likely if one.is_file() and one.resolve().is_relative_to(top)), None)
        except (OSError, ValueError):  # an address that is no path here
            return ""
        meant = found or (likely[0] if likely and not place.is_file() else None)
        return meant.relative_to(top).as_posix() if meant is not None else ""

    return target


def _pictures(root: Path, path: Path, found: Document) -> Loader:
    """Pictures inside the document, beside it in the folder, or on the web."""
    web = pictures_of(client())

    def load(address: str) -> Picture | None:
        if address in found.pictures:
            return found.pictures[address]
        if "://" in address or address.startswith("data:"):
            return web(address)
        try:
            inside = unquote(address.split("?")[0].split("#")[0])
            place = (root / inside.lstrip("/") if inside.startswith("/") else path.parent / inside).resolve()
            if not place.is_relative_to(root) or not place.is_file():
                return None
            return Picture(place.name, content_of(place))
        except (OSError, ValueError, DomainError):
            return None

    return load


def _files(root: Path, left_out: list[str]) -> Iterator[Path]:
    """Readable files, links that lead out of the folder and what begins with a dot left out."""
    if root.is_file():
        yield root
        return
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder) / name
            inside = path.relative_to(root).as_posix()
            hidden = name.startswith(".") or any(_fits(inside, pattern.strip()) for pattern in left_out)
            if not hidden and documents.is_readable(name) and path.resolve().is_relative_to(root):
                yield path


def _fits(inside: str, pattern: str) -> bool:
    return fnmatch(inside, pattern) or PurePosixPath(inside).is_relative_to(pattern.rstrip("/"))


def _pull(root: Path) -> None:
    """Bring a checkout up to date. Raises DomainError with what git says."""
    git = shutil.which("git")
    if not settings.GATHER_GIT or git is None or not any((place / ".git").exists() for place in (root, *root.parents)):
        raise DomainError(
            "no-git", _("The folder cannot be updated by Git."),
            _("It has to be a checkout, and the setting ZHICHI_GATHER_GIT has to allow it."),
        )  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", ""), "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - no word of it comes from outside but the checked folder
            [git, "-C", str(root), "pull", "--ff-only", "--quiet"],
            capture_output=True, text=True, timeout=GIT_SECONDS, env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise DomainError("git", _("Git did not end in time.")) from error
    if done.returncode:
        raise DomainError("git", _("Git says: %s") % (done.stderr.strip()[-300:] or done.returncode))


def check(options: Values) -> Mapping[str, str]:
    """What is wrong with the options, by field."""
    words = folder_problem(text_option(options, "folder"))
    return {"folder": words} if words else {}


KIND = SourceKind(
    code="folder",
    label=gettext_lazy("Folder"),
    hint=gettext_lazy("Markdown, HTML, Word, PDF and text files on this server, a Git checkout too."),
    icon="folder-open",
    options=(
        Option("folder", gettext_lazy("Folder"), gettext_lazy("Its path on the server."), is_required=True),
        Option("leave_out", gettext_lazy("Leave out"),
               gettext_lazy("One pattern a line, like drafts/ or *.tmp.md."), type="lines"),
        Option("pull", gettext_lazy("Run “git pull” before each reading"), type="flag", default=False),
    ),
    read=read,
    place=lambda options: text_option(options, "folder"),
    check=check,
    again=again,
    order=10,
)  # fmt: skip
