"""Export: every article that is not archived as one Markdown file, the files in it beside, in one archive (6.2.2)."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass, field
from datetime import UTC
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.files import selectors as files
from zhichi.gathering import policies
from zhichi.gathering.events import BaseExported
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge.choices import BONDS
from zhichi.records import selectors as records_read
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Article

STREAM = "exchange:1"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same articles give the same archive
FORMAT = 1
_LINK = re.compile(r'(?<=href=")/(?:kb|desk/knowledge)/([0-9]{1,12})/[^"]*(?=")')
_FILE = re.compile(r'(?<==")/files/([A-Za-z0-9_-]{1,32})/([^"]*)(?=")')


@dataclass
class Packed:
    """What an export holds: articles, files, published versions, and what could not be taken along, in words."""

    articles: int = 0
    files: int = 0
    versions: int = 0
    problems: list[str] = field(default_factory=list)


def export_base(*, target: BinaryIO, by: Actor, at: datetime) -> Packed:
    """Write the archive. Appends gathering.exported.

    The published content of an article is taken, else its draft, else its newest version; every version that readers
    had lies beside it with its author and times. Links between articles and
    files become paths inside the archive.
    """
    if not by.is_system:
        policies.EXCHANGE.check(by.user)
    rows = list(knowledge.whole_base())
    packing = _Packing(rows, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED))
    with packing.archive:
        for article in rows:
            packing.add(article)
        packing.write("index.json", json.dumps(packing.index, ensure_ascii=False, indent=1, sort_keys=True))
    with transaction.atomic():
        records.append(STREAM, BaseExported(articles=packing.done.articles, files=packing.done.files), by=by, at=at)
    return packing.done


class _Packing:
    """One archive that is being written."""

    def __init__(self, rows: list[Article], archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.done = Packed()
        self.names = {row.pk: name_of(row) for row in rows}
        self.index: dict[str, Any] = {"format": FORMAT, "articles": {}}
        self._written: set[str] = set()

    def add(self, article: Article) -> None:
        """One article with its files."""
        content = article.live or knowledge.draft_of(article) or knowledge.newest_of(article)
        if content is None:
            self.done.problems.append(_("%s has no text.") % article.number)
            return
        parts = {code: self._portable(html, article) for code, html in content.parts.items()}
        text = import_module("zhichi.gathering.exchange.sheet").write(self._front(article, content), parts)
        self.write(f"articles/{self.names[article.pk]}", text)
        self.index["articles"][self.names[article.pk]] = {
            "number": article.number, "state": article.state, "version": getattr(content, "number", 0),
            "published_at": article.published_at.isoformat() if article.published_at else None,
        }  # fmt: skip
        self.done.articles += 1
        for version in knowledge.history_of(article):
            parts = {code: self._portable(html, article) for code, html in version.parts.items()}
            text = import_module("zhichi.gathering.exchange.sheet").write(_past(article, version), parts)
            self.write(f"{history_folder(self.names[article.pk])}v{version.number:04d}.md", text)
            self.done.versions += 1

    def write(self, name: str, content: str | bytes) -> None:
        """One file of the archive."""
        entry = zipfile.ZipInfo(name, MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.archive.writestr(entry, content)

    def _front(self, article: Article, content: Any) -> dict[str, Any]:
        return {
            "title": content.title,
            "summary": content.summary,
            "type": article.kind,
            "language": article.language,
            "family": article.family,
            "words": content.search_words,
            "tags": sorted(tag.word for tag in article.tags.all()),
            "module": _path(article.module),
            "place": article.place,
            "classes": sorted([one.scheme, *_path(one)] for one in article.categories.all()),
            "products": {row.product.code: list(row.versions) for row in article.applies.all()},
            "importance": article.importance,
            "visibility": article.visibility,
            "readers": sorted(_reader(row) for row in article.readers.all()),
            "owner": article.owner.email if article.owner else "",
            "links": self._links(article),
        }

    def _links(self, article: Article) -> list[list[str]]:
        found = []
        for link in records_read.links_of(article.stream):
            other = link.target.partition(":")[2]
            if link.source == article.stream and link.kind in BONDS and int(other or 0) in self.names:
                found.append([str(link.kind), self.names[int(other)]])
        return sorted(found)

    def _portable(self, html: str, article: Article) -> str:
        linked = _LINK.sub(
            lambda match: f"/articles/{self.names[int(match[1])]}" if int(match[1]) in self.names else match[0], html
        )
        return _FILE.sub(lambda match: self._file(match, article), linked)

    def _file(self, match: re.Match[str], article: Article) -> str:
        held = files.find(match[1])
        if held is None:
            self.done.problems.append(_("%(number)s: a file is gone: %(name)s") % {
                "number": article.number, "name": match[2],
            })  # fmt: skip
            return match[0]
        place = f"files/{held.blob.sha256[:32]}/{match[2]}"
        if place not in self._written:
            try:
                with files.read(held) as opened:
                    self.write(place, opened.read())
            except (DomainError, FileNotFoundError):
                words = _("%(number)s: “%(name)s” is locked, or lost, and was left out.")
                self.done.problems.append(words % {"number": article.number, "name": held.filename})
                return match[0]
            self._written.add(place)
            self.done.files += 1
        return f"/{place}"


def name_of(article: Article) -> str:
    """The name of its file: words of the title for people, the family and the language for us."""
    title = article.live.title if article.live else article.title  # of what is written, not of a draft beside it
    words = slugify(title, allow_unicode=True)[:40].strip("-")
    return f"{words}-{article.family}.{article.language}.md" if words else f"{article.family}.{article.language}.md"


def history_folder(name: str) -> str:
    """Where the published versions of the article with this file name lie."""
    return f"history/{name.removesuffix('.md')}/"


def _past(article: Article, version: Any) -> dict[str, Any]:
    """The head of one version."""
    return {
        "title": version.title, "summary": version.summary, "type": article.kind, "language": article.language,
        "family": article.family, "words": version.search_words, "version": version.number,
        "author": version.author_label, "written_at": version.created_at.astimezone(UTC).isoformat(),
        "published_at": version.published_at.astimezone(UTC).isoformat(), "note": version.note,
        "restores": version.restores,
    }  # fmt: skip


def _path(branch: Any) -> list[str]:
    names: list[str] = []
    while branch is not None:
        names.insert(0, branch.name)
        branch = branch.parent
    return names


def _reader(row: Any) -> list[str]:
    if row.organisation is not None:
        return ["organisation", row.organisation.name]
    if row.product is not None:
        return ["product", row.product.code]
    return ["team", row.team.name] if row.team is not None else ["post", row.post]
