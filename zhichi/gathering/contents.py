"""Contents of articles as plain data: what came, what we took over, what stands here now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.core.canonical import dumps, sha256
from zhichi.gathering.parting import parts_of
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge import services as articles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.gathering.models import Source
    from zhichi.gathering.registry import Found
    from zhichi.knowledge.models import Article

LONGEST_TITLE, LONGEST_SUMMARY = 200, 500


def came(found: Found) -> str:
    """The digest of what a source has."""
    return sha256(dumps([found.title, found.summary, found.html, list(found.tags)]))


def digest(content: Mapping[str, Any]) -> str:
    """The digest of a content; another one means that somebody changed a word."""
    return sha256(dumps([content["title"], content["summary"], dict(sorted(content["parts"].items()))]))


def of_found(source: Source, found: Found, html: str) -> dict[str, Any]:
    """What the source has, as the article that it would be; `html` is its text with our own pictures."""
    return {
        "title": " ".join(found.title.split())[:LONGEST_TITLE],
        "summary": " ".join(found.summary.split())[:LONGEST_SUMMARY],
        "parts": parts_of(source.article_type, html),
    }


def newest(article: Article) -> dict[str, Any] | None:
    """The newest content of an article: its draft, else its last version."""
    held = knowledge.draft_of(article) or knowledge.newest_of(article)
    return of_held(held) if held is not None else None


def of_held(held: Any) -> dict[str, Any]:
    """A draft or version as plain data."""
    return {"title": held.title, "summary": held.summary, "parts": dict(held.parts)}


def text(content: Mapping[str, Any], article: Article | None, note: str = "") -> articles.Text:
    """The content for the services of knowledge; words to find it by stay as they are."""
    held = (knowledge.draft_of(article) or knowledge.newest_of(article)) if article is not None else None
    return articles.Text(
        title=content["title"], summary=content["summary"], parts=content["parts"],
        search_words=held.search_words if held is not None else "", note=note[:300],
    )  # fmt: skip
