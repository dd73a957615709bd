"""The lists behind the figures of articles (6.1.1–6.1.3, 6.2.1, 6.2.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.core import clock
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.knowledge import completeness, policies
from zhichi.knowledge.choices import Outcome
from zhichi.knowledge.registry import types
from zhichi.knowledge.selectors import figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period
    from zhichi.knowledge.models import Article

ARTICLES, ROUNDS, REVIEWS = "knowledge.articles", "knowledge.rounds", "knowledge.reviews"
ARTICLE = (Column(pgettext_lazy("article", "Article"), "link"), Column(gettext_lazy("Title")))
ARTICLE_COLUMNS = (
    *ARTICLE,
    Column(gettext_lazy("Type")),
    Column(pgettext_lazy("article", "Module")),
    Column(pgettext_lazy("article", "Owner")),
    Column(pgettext_lazy("article", "Published"), "time"),
    Column(gettext_lazy("Still missing"), "note"),
)
ROUND_COLUMNS = (
    *ARTICLE,
    Column(pgettext_lazy("article", "Owner")),
    Column(pgettext_lazy("full review", "Due"), "time"),
    Column(pgettext_lazy("full review", "Done"), "time"),
    Column(pgettext_lazy("full review", "Done by")),
)
REVIEW_COLUMNS = (
    *ARTICLE,
    Column(pgettext_lazy("version", "Version"), "number"),
    Column(pgettext_lazy("version", "Author")),
    Column(pgettext_lazy("version", "Reviewer")),
    Column(pgettext_lazy("version", "Submitted"), "time"),
    Column(pgettext_lazy("version", "Reviewed"), "time"),
    Column(pgettext_lazy("version", "Published"), "time"),
    Column(pgettext_lazy("version", "Outcome")),
    Column(pgettext_lazy("version", "Took"), "duration"),
)


def articles(what: str = "all") -> Rows:
    """Published articles now: "all", "orphans", "illustrated"; or "classified", "linked", "complete" and not."""
    return Rows(ARTICLES, {"what": what})


def rounds() -> Rows:
    """Full reviews due in the period, late and in time."""
    return Rows(ROUNDS)


def reviews(what: str = "reviewed") -> Rows:
    """Versions "reviewed" in the period, too late and in time, or those "published" in it."""
    return Rows(REVIEWS, {"what": what})


def register() -> None:
    """Put every list into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _article_parts(_period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=TITLES)
    what, order = asked.get("what", "all"), ("-published_at", "-id")
    rows = figures.live_articles().select_related("live", "module", "owner").prefetch_related("categories")
    if what == "all":
        return [Part("all", pgettext("articles", "Published"), rows, order)]
    if what == "illustrated":
        return [Part("all", pgettext("articles", "With pictures or files"), rows.filter(figures.HAS_FILES), order)]
    if what in {"orphans", "linked"}:
        orphans = Part("orphans", pgettext("articles", "Orphans"), rows.filter(figures.is_orphan()), order, "bad")
        linked = Part("linked", pgettext("articles", "In a module or linked"), rows.exclude(figures.is_orphan()), order)
        return [orphans] if what == "orphans" else [orphans, linked]
    if what == "classified":
        return _cut(rows, order, figures.is_classified(), _("A class is missing"), _("Classified in all three ways"))
    lacking, whole = pgettext("articles", "Something is missing"), pgettext("articles", "Complete")
    return _cut(rows, order, figures.is_complete(), lacking, whole)


def _cut(rows: Any, order: Sequence[str], good: Any, bad_words: str, good_words: str) -> list[Part]:
    return [
        Part("bad", bad_words, rows.exclude(good), order, "bad"),
        Part("good", good_words, rows.filter(good), order, "ok"),
    ]


def _round_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = figures.rounds_in(period.start, period.end, at=clock.now()).select_related("article__owner", "by")
    late, in_time = pgettext("full reviews", "Late"), pgettext("full reviews", "In time")
    return _cut(rows, ("-due_at", "-id"), figures.IN_TIME, late, in_time)


def _review_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=REVIEW_TITLES)
    about = ("article", "author", "reviewer")
    if asked.get("what") == "published":
        rows = figures.published_in(period.start, period.end).select_related(*about).defer("parts")
        order = ("-published_at", "-id")
        return [Part("all", pgettext("versions", "Published"), rows.annotate(took=figures.TO_PUBLISH), order)]
    rows = figures.reviewed_in(period.start, period.end).select_related(*about).defer("parts")
    late, in_time = pgettext("steps", "Too late"), pgettext("steps", "In time")
    return _cut(
        rows.annotate(took=figures.TO_REVIEW), ("-reviewed_at", "-id"), figures.soon_enough(), late, in_time
    )  # fmt: skip


def _article_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        _row(
            article,
            _type(article),
            article.module.title if article.module else "",
            _name(article.owner),
            article.published_at,
            " ".join(str(gap.words) for gap in completeness.gaps(article, article.live)),
        )
        for article in rows
    ]


def _round_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [_row(one.article, _name(one.article.owner), one.due_at, one.done_at, _name(one.by)) for one in rows]


def _review_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        _row(
            one.article,
            one.number,
            one.author_label,
            _name(one.reviewer),
            one.created_at,
            one.reviewed_at,
            one.published_at,
            str(Outcome(one.outcome).label),
            timedelta(microseconds=one.took),
        )
        for one in rows
    ]


def _row(article: Article, *cells: Any) -> Row:
    return Row(article.get_absolute_url(), [article.number, article.title, *cells])


def _type(article: Article) -> str:
    kind = types.find(article.kind)
    return str(kind.label) if kind else article.kind


def _name(person: Any) -> str:
    return person.display_name if person else ""


TITLES = {
    "all": gettext_lazy("Published articles"),
    "classified": gettext_lazy("Articles classified in all three ways"),
    "linked": gettext_lazy("Share of orphans"),
    "orphans": gettext_lazy("Orphans"),
    "complete": gettext_lazy("Complete articles"),
    "illustrated": gettext_lazy("Articles with pictures, videos or files"),
}
REVIEW_TITLES = {
    "reviewed": gettext_lazy("Versions reviewed"),
    "published": gettext_lazy("Versions published"),
}
SOURCES = (
    RowSource(
        name=ARTICLES,
        columns=lambda _asked: ARTICLE_COLUMNS,
        title=lambda asked: str(TITLES[asked.get("what", "all")]),
        parts=_article_parts,
        scope=policies.readable_by,
        describe=_article_rows,
    ),
    RowSource(
        name=ROUNDS,
        columns=lambda _asked: ROUND_COLUMNS,
        title=lambda _asked: _("Full reviews due"),
        parts=_round_parts,
        scope=policies.rows_about(policies.readable_by),
        describe=_round_rows,
    ),
    RowSource(
        name=REVIEWS,
        columns=lambda _asked: REVIEW_COLUMNS,
        title=lambda asked: str(REVIEW_TITLES[asked.get("what", "reviewed")]),
        parts=_review_parts,
        scope=policies.rows_about(policies.work_of),
        describe=_review_rows,
    ),
)
