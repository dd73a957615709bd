"""Import: an exported base becomes drafts here, submitted for review where they are complete; row by row (6.2.2)."""

from __future__ import annotations

import mimetypes
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol
from urllib.parse import unquote

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.files import services as files
from zhichi.gathering import policies
from zhichi.gathering.choices import Outcome
from zhichi.gathering.events import BaseImported
from zhichi.gathering.services.belonging import Belonging
from zhichi.gathering.services.packing import STREAM, history_folder
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge import services as articles
from zhichi.knowledge.choices import BONDS, HOLDER
from zhichi.records import services as records

if TYPE_CHECKING:
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
    is_forward: bool = False  # it links to an article that was not made yet
    stored: dict[str, str] = field(default_factory=dict)  # path in the archive → address here
    past: list[tuple[dict[str, Any], dict[str, str]]] = field(default_factory=list)  # head and parts of versions


class Watch(Protocol):
    """Who looks on while an archive is read."""

    counts: Counter[str]  # Outcome → how many so far

    def step(self, words: str) -> None:
        """Another step begins."""

    def show(self, done: int, total: int) -> None:
        """So many files are done. Raises Cancelled once somebody asked to stop."""


class _Nobody:
    counts: Counter[str] = Counter()

    def step(self, words: str) -> None:
        """Nobody looks."""

    def show(self, done: int, total: int) -> None:
        """Nobody looks."""


def import_base(
    *, source: BinaryIO, by: Actor, at: datetime, is_dry: bool = False, rows: list[Row] | None = None,
    watch: Watch | None = None,
) -> list[Row]:  # fmt: skip
    """Read an archive in; what each file became. Appends gathering.imported, and what each article tells.

    An article that is here already (the same family and language) is left as it is. With `is_dry` nothing is written.
    Raises DomainError for what is no such archive. `rows` are filled also when `watch` raises Cancelled: then the
    articles so far are whole, submitted and linked, the rest were left out.
    """
    rows = rows if rows is not None else []
    if not by.is_system:
        policies.EXCHANGE.check(by.user)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DomainError(
            "no-archive", _("It is no archive of a knowledge base."), _("Take the file that the export made.")
        ) from error
    with archive:
        _Unpacking(archive, by, at, is_dry=is_dry).run(rows, watch or _Nobody())
    return rows


class _Unpacking:
    """One archive that is being read."""

    def __init__(self, archive: zipfile.ZipFile, by: Actor, at: datetime, *, is_dry: bool) -> None:
        self.archive, self.by, self.at, self.is_dry = archive, by, at, is_dry
        self.belonging = Belonging(by, at, is_dry=is_dry)
        self.keys: dict[str, int] = {}  # name of a file → its article here
        self.versions: dict[str, list[str]] = {}  # folder → published versions in it
        self.coming: set[str] = set()  # names of those that are made in this run

    def run(self, rows: list[Row], watch: Watch) -> None:
        """All files: each becomes a draft with its words; then links are set, and what is complete is submitted."""
        sheets: list[_Sheet] = []
        names = self._names()
        self.versions = self._past_names()
        try:
            watch.step(_("Looking through the archive"))
            for name in names:
                watch.show(len(sheets), len(names))
                sheets.append(self._read(name))
                rows.append(sheets[-1].row)
            if not self.is_dry:
                self._make_all(sheets, watch)
        finally:
            watch.counts = Counter(row.outcome for row in rows)

    def _make_all(self, sheets: list[_Sheet], watch: Watch) -> None:
        good = [sheet for sheet in sheets if sheet.row.outcome == Outcome.NEW]
        self.coming = {_file_of(sheet) for sheet in good}
        made: list[_Sheet] = []
        watch.step(_("Writing drafts"))
        watch.counts = Counter(sheet.row.outcome for sheet in sheets if sheet.row.outcome != Outcome.NEW)
        try:
            for sheet in good:
                watch.show(len(made), len(good))
                self._each(sheet, self._begin)
                made.append(sheet)
                watch.counts[sheet.row.outcome] += 1
        finally:  # also of a part, so that nothing is left half done
            for sheet in good[len(made) :]:
                sheet.row.outcome, sheet.row.words = Outcome.SKIPPED, _("It was stopped before.")
            for sheet in made:
                self._each(sheet, self._finish)
            done = sum(sheet.row.outcome == Outcome.NEW for sheet in made)
            failed = sum(sheet.row.outcome == Outcome.FAILED for sheet in sheets)
            with transaction.atomic():
                records.append(STREAM, BaseImported(made=done, failed=failed), by=self.by, at=self.at)

    def _names(self) -> list[str]:
        entries = self.archive.infolist()
        names = sorted(one.filename for one in entries if re.fullmatch(r"articles/[^/]+\.md", one.filename))
        if not names:
            raise DomainError("no-archive", _("There is no article in it."), _("Take the file that the export made."))
        if len(names) > MOST_ARTICLES or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise DomainError("too-large", _("It unpacks to more than is read."))
        return names

    def _past_names(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in sorted(one.filename for one in self.archive.infolist()):
            if match := re.fullmatch(r"(history/[^/]+/)v[0-9]+\.md", name):
                found.setdefault(match[1], []).append(name)
        return found

    def _text_of(self, name: str) -> tuple[dict[str, Any], dict[str, str]]:
        if self.archive.getinfo(name).file_size > LARGEST_SHEET:
            raise DomainError("too-large", _("It is larger than %s MB.") % (LARGEST_SHEET // 1024 // 1024))
        read: Any = import_module("zhichi.gathering.exchange.sheet").read
        return read(self.archive.read(name).decode())  # type: ignore[no-any-return] # the module is loaded late

    def _read(self, name: str) -> _Sheet:
        row = Row(name, Outcome.NEW)
        try:
            front, parts = self._text_of(name)
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
            self.keys[_file_of(sheet)] = known.pk
        else:
            row.words = " ".join(self.belonging.problems(front))
            self._read_past(sheet)
        return sheet

    def _read_past(self, sheet: _Sheet) -> None:
        for name in self.versions.get(history_folder(_file_of(sheet)), ()):
            try:
                sheet.past.append(self._text_of(name))
            except (DomainError, UnicodeDecodeError, zipfile.BadZipFile):
                _say(sheet, _("An earlier version is damaged: %s") % name.rpartition("/")[2])

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
        """A draft with its words, its files and all that belongs to it."""
        try:
            article = self._made_of(sheet)
        except DomainError:  # what was made with it is taken back too: it is looked up anew
            self.keys.pop(_file_of(sheet), None)
            self.belonging = Belonging(self.by, self.at, is_dry=self.is_dry)
            raise
        sheet.article, sheet.row.article_id = article, article.pk

    def _made_of(self, sheet: _Sheet) -> Article:
        front = sheet.front
        family = knowledge.of_family(front["family"])
        article = articles.create(
            kind=front["type"], language=front["language"], text=articles.Text(title=front["title"]), by=self.by,
            at=self.at, variant_of=family.pk if family else None, family=front["family"],
        )  # fmt: skip
        sheet.parts = {code: self._with_files(html, sheet) for code, html in sheet.parts.items()}
        files.attach(attachments=sheet.fresh, holder=(HOLDER, article.pk), by=self.by, at=self.at)
        self.keys[_file_of(sheet)] = article.pk  # it may link to itself
        self._save(article, sheet)
        settings = self.belonging.settings(front)
        articles.arrange(article_id=article.pk, settings=settings, by=self.by, at=self.at)
        return article

    def _save(self, article: Article, sheet: _Sheet) -> None:
        front = sheet.front
        parts = {code: self._linked(html, sheet) for code, html in sheet.parts.items()}
        text = articles.Text(
            title=front["title"], summary=_line(front, "summary"), parts=parts, search_words=_line(front, "words")
        )
        articles.save_draft(article_id=article.pk, text=text, by=self.by, at=self.at)

    def _finish(self, sheet: _Sheet) -> None:
        article = self._made(sheet)
        if sheet.is_forward:
            self._save(article, sheet)
        self._keep_past(article, sheet)
        for kind, name in _pairs(sheet.front.get("links")):
            if name in self.keys and kind in BONDS:
                articles.bind(article_id=article.pk, other_id=self.keys[name], kind=kind, by=self.by, at=self.at)
        try:
            with transaction.atomic():
                articles.submit(article_id=article.pk, by=self.by, at=self.at, note=_("Imported"))
        except DomainError as error:
            _say(sheet, str(error))

    def _keep_past(self, article: Article, sheet: _Sheet) -> None:
        """The versions that readers had; what is refused is told, and the article comes without them."""
        if not sheet.past:
            return
        try:
            with transaction.atomic():
                versions = [self._version(front, parts, sheet) for front, parts in sheet.past]
                files.attach(attachments=sheet.fresh, holder=(HOLDER, article.pk), by=self.by, at=self.at)
                articles.keep_history(article_id=article.pk, versions=versions, by=self.by, at=self.at)
        except DomainError as error:
            _say(sheet, _("Its earlier versions were left out. %s") % error)

    def _version(self, front: dict[str, Any], parts: dict[str, str], sheet: _Sheet) -> articles.Past:
        local = {code: self._linked(self._with_files(html, sheet), sheet) for code, html in parts.items()}
        restores = front.get("restores")
        return articles.Past(
            number=front["version"] if type(front.get("version")) is int else 0,
            text=articles.Text(
                title=front["title"], summary=_line(front, "summary"), parts=local,
                search_words=_line(front, "words"), note=_line(front, "note"),
            ),
            author=_line(front, "author"),
            written_at=_moment(front, "written_at"),
            published_at=_moment(front, "published_at"),
            restores=restores if type(restores) is int and restores > 0 else None,
        )  # fmt: skip

    def _made(self, sheet: _Sheet) -> Article:
        if sheet.article is None:  # the step before would have failed
            raise RuntimeError(f"{sheet.name} was not begun")
        return sheet.article

    def _with_files(self, html: str, sheet: _Sheet) -> str:
        return _FILE.sub(lambda match: self._file(match[1], match[0], sheet), html)

    def _linked(self, html: str, sheet: _Sheet) -> str:
        return _LINK.sub(lambda match: self._link(match[1], match[0], sheet), html)

    def _link(self, name: str, address: str, sheet: _Sheet) -> str:
        key = self.keys.get(name)
        if key is None:
            sheet.is_forward = sheet.is_forward or name in self.coming
            return address
        return knowledge.reader_path(key, knowledge.slug_of(name.rpartition("-")[0]))

    def _file(self, place: str, address: str, sheet: _Sheet) -> str:
        if place in sheet.stored:
            return sheet.stored[place]
        try:
            content = self.archive.read(place)
        except (KeyError, zipfile.BadZipFile):
            _say(sheet, _("A file is missing: %s") % place)
            return address
        name = place.rpartition("/")[2]
        made = files.store(
            content=content, filename=unquote(name), claimed_type=mimetypes.guess_type(name)[0] or "", by=self.by,
            at=self.at,
        )  # fmt: skip
        sheet.fresh.append(made)
        sheet.stored[place] = f"/files/{made.public_id}/{name}"
        return sheet.stored[place]  # spelled as it was, so that the next export says the same


def _say(sheet: _Sheet, words: str) -> None:
    if words not in sheet.row.words:
        sheet.row.words = f"{sheet.row.words} {words}".strip()


def _moment(front: dict[str, Any], name: str) -> datetime:
    """A time of a head. Raises DomainError for what is none."""
    try:
        return datetime.fromisoformat(_line(front, name))
    except ValueError as error:
        raise DomainError("times", _("“%s” is no time.") % name) from error


def _file_of(sheet: _Sheet) -> str:
    return sheet.name.removeprefix("articles/")


def _line(front: dict[str, Any], name: str) -> str:
    value = front.get(name)
    return value if isinstance(value, str) else ""


def _pairs(value: Any) -> list[tuple[str, str]]:
    rows = value if isinstance(value, list) else []
    return [(str(one[0]), str(one[1])) for one in rows if isinstance(one, list) and len(one) == 2]
