"""Import: an exported base becomes drafts here, submitted for review where they are complete; row by row (6.2.2)."""

from __future__ import annotations

import mimetypes
import re
import zipfile
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.files import services as files
from zhichi.gathering import policies
from zhichi.gathering.choices import Outcome
from zhichi.gathering.events import BaseImported
from zhichi.gathering.services.belonging import Belonging
from zhichi.gathering.services.packing import STREAM
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge import services as articles
from zhichi.knowledge.choices import BONDS, HOLDER
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.files.models import Attachment
    from zhichi.knowledge.models import Article

MOST_UNPACKED = 4 * 1024 * 1024 * 1024
MOST_ARTICLES = 50_000
LARGEST_SHEET = 8 * 1024 * 1024
_LINK = re.compile(r'(?<=href=")/articles/([^"/]+\.md)(?=")')
_FILE = re.compile(r'(?<==")/(files/[0-9a-f]{32}/[^"/]+)(?=")')


@dataclass
class Row:
    """What became of one file of the archive."""

    name: str
    outcome: str
    title: str = ""
    words: str = ""
    article_id: int | None = None


@dataclass
class _Sheet:
    """One article on its way in."""

    name: str
    front: dict[str, Any]
    parts: dict[str, str]
    row: Row
    article: Article | None = None
    fresh: list[Attachment] = field(default_factory=list)


def import_base(*, source: BinaryIO, by: Actor, at: datetime, is_dry: bool = False) -> list[Row]:
    """Read an archive in; what each file became. Appends gathering.imported, and what each article tells.

    An article that is here already (the same family and language) is left as it is. With `is_dry` nothing is written.
    Raises DomainError for what is no such archive.
    """
    if not by.is_system:
        policies.EXCHANGE.check(by.user)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DomainError(
            "no-archive", _("It is no archive of a knowledge base."), _("Take the file that the export made.")
        ) from error
    with archive:
        return _Unpacking(archive, by, at, is_dry=is_dry).run()


class _Unpacking:
    """One archive that is being read."""

    def __init__(self, archive: zipfile.ZipFile, by: Actor, at: datetime, *, is_dry: bool) -> None:
        self.archive, self.by, self.at, self.is_dry = archive, by, at, is_dry
        self.belonging = Belonging(by, at, is_dry=is_dry)
        self.keys: dict[str, int] = {}

    def run(self) -> list[Row]:
        """All files, first as bare drafts so that links find them, then with their words."""
        names = self._names()
        sheets = [self._read(name) for name in names]
        good = [sheet for sheet in sheets if sheet.row.outcome == Outcome.NEW]
        if not self.is_dry:
            for sheet in good:
                self._each(sheet, self._begin)
            for sheet in good:
                self._each(sheet, self._fill)
            for sheet in good:
                self._each(sheet, self._finish)
            made = sum(sheet.row.outcome == Outcome.NEW for sheet in sheets)
            failed = sum(sheet.row.outcome == Outcome.FAILED for sheet in sheets)
            with transaction.atomic():
                records.append(STREAM, BaseImported(made=made, failed=failed), by=self.by, at=self.at)
        return [sheet.row for sheet in sheets]

    def _names(self) -> list[str]:
        entries = self.archive.infolist()
        names = sorted(one.filename for one in entries if re.fullmatch(r"articles/[^/]+\.md", one.filename))
        if not names:
            raise DomainError("no-archive", _("There is no article in it."), _("Take the file that the export made."))
        if len(names) > MOST_ARTICLES or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise DomainError("too-large", _("It unpacks to more than is read."))
        return names

    def _read(self, name: str) -> _Sheet:
        row = Row(name, Outcome.NEW)
        try:
            if self.archive.getinfo(name).file_size > LARGEST_SHEET:
                raise DomainError("too-large", _("It is larger than %s MB.") % (LARGEST_SHEET // 1024 // 1024))
            front, parts = import_module("zhichi.gathering.exchange.sheet").read(self.archive.read(name).decode())
        except (DomainError, UnicodeDecodeError, zipfile.BadZipFile) as error:
            row.outcome, row.words = (
                Outcome.FAILED,
                str(error) if isinstance(error, DomainError) else _("It is damaged."),
            )
            return _Sheet(name, {}, {}, row)
        row.title = front["title"][:200]
        sheet = _Sheet(name, front, parts, row)
        known = knowledge.of_family(front["family"], front["language"])
        if known is not None:
            row.outcome, row.article_id = Outcome.SAME, known.pk
            row.words = _("It is here already as %s and stays as it is.") % known.number
            self.keys[name.removeprefix("articles/")] = known.pk
        else:
            row.words = " ".join(self.belonging.problems(front))
        return sheet

    def _each(self, sheet: _Sheet, step: Any) -> None:
        """One step of one article: what is refused is its row, the others go on."""
        if sheet.row.outcome != Outcome.NEW:
            return
        try:
            with transaction.atomic():
                step(sheet)
        except DomainError as error:
            sheet.row.outcome, sheet.row.words = Outcome.FAILED, str(error)

    def _begin(self, sheet: _Sheet) -> None:
        front = sheet.front
        family = knowledge.of_family(front["family"])
        sheet.article = articles.create(
            kind=front["type"], language=front["language"], text=articles.Text(title=front["title"]), by=self.by,
            at=self.at, variant_of=family.pk if family else None, family=front["family"],
        )  # fmt: skip
        sheet.row.article_id = sheet.article.pk
        self.keys[sheet.name.removeprefix("articles/")] = sheet.article.pk

    def _fill(self, sheet: _Sheet) -> None:
        article, front = self._made(sheet), sheet.front
        parts = {code: self._local(html, sheet) for code, html in sheet.parts.items()}
        files.attach(attachments=sheet.fresh, holder=(HOLDER, article.pk), by=self.by, at=self.at)
        text = articles.Text(
            title=front["title"], summary=_line(front, "summary"), parts=parts, search_words=_line(front, "words")
        )
        articles.save_draft(article_id=article.pk, text=text, by=self.by, at=self.at)
        settings = self.belonging.settings(front)
        articles.arrange(article_id=article.pk, settings=settings, by=self.by, at=self.at)

    def _finish(self, sheet: _Sheet) -> None:
        article = self._made(sheet)
        for kind, name in _pairs(sheet.front.get("links")):
            if name in self.keys and kind in BONDS:
                articles.bind(article_id=article.pk, other_id=self.keys[name], kind=kind, by=self.by, at=self.at)
        try:
            with transaction.atomic():
                articles.submit(article_id=article.pk, by=self.by, at=self.at, note=_("Imported"))
        except DomainError as error:
            sheet.row.words = f"{sheet.row.words} {error}".strip()

    def _made(self, sheet: _Sheet) -> Article:
        if sheet.article is None:  # the step before would have failed
            raise RuntimeError(f"{sheet.name} was not begun")
        return sheet.article

    def _local(self, html: str, sheet: _Sheet) -> str:
        linked = _LINK.sub(lambda match: self._link(match[1], match[0]), html)
        return _FILE.sub(lambda match: self._file(match[1], match[0], sheet), linked)

    def _link(self, name: str, address: str) -> str:
        key = self.keys.get(name)
        words = slugify(name.rpartition("-")[0], allow_unicode=True)[:80]
        return f"/kb/{key}/{words}" if key else address

    def _file(self, place: str, address: str, sheet: _Sheet) -> str:
        try:
            content = self.archive.read(place)
        except (KeyError, zipfile.BadZipFile):
            words = _("A file is missing: %s") % place
            sheet.row.words = f"{sheet.row.words} {words}".strip()
            return address
        name = place.rpartition("/")[2]
        made = files.store(
            content=content, filename=unquote(name), claimed_type=mimetypes.guess_type(name)[0] or "", by=self.by,
            at=self.at,
        )  # fmt: skip
        sheet.fresh.append(made)
        return f"/files/{made.public_id}/{name}"  # spelled as it was, so that the next export says the same


def _line(front: dict[str, Any], name: str) -> str:
    value = front.get(name)
    return value if isinstance(value, str) else ""


def _pairs(value: Any) -> list[tuple[str, str]]:
    rows = value if isinstance(value, list) else []
    return [(str(one[0]), str(one[1])) for one in rows if isinstance(one, list) and len(one) == 2]
