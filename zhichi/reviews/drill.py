"""The lists behind the figures of conversation reviews (3.2.1–3.2.3, 3.3.2, 5.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.reviews import policies
from zhichi.reviews.choices import Dimension, Measure, Origin, ReviewState
from zhichi.reviews.selectors import figures, people
from zhichi.tickets.selectors import behind, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

REVIEWS, WORDS, ALERTS = "reviews.reviews", "reviews.words", "reviews.alerts"
FOLLOW_UPS = Rows("tickets.follow_ups", {"what": "unsolved"})
NEWEST = ("-submitted_at", "-id")
LONGEST_ID = 18  # digits
REVIEW_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("review", "Person")),
    Column(pgettext_lazy("review", "Reviewer")),
    Column(pgettext_lazy("review", "Why reviewed")),
    Column(pgettext_lazy("review", "Asked for"), "time"),
    Column(pgettext_lazy("review", "Submitted"), "time"),
    Column(pgettext_lazy("review", "State")),
    Column(pgettext_lazy("review", "Points"), "number"),
)
WORD_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("review", "Word")),
    Column(pgettext_lazy("review", "Reason"), "note"),
    Column(pgettext_lazy("review", "Written by")),
    Column(pgettext_lazy("review", "Sent"), "time"),
)
ALERT_COLUMNS = (
    Column(pgettext_lazy("alert", "Measure"), "link"),
    Column(pgettext_lazy("alert", "Period")),
    Column(pgettext_lazy("alert", "Value"), "number"),
    Column(pgettext_lazy("alert", "Standard"), "number"),
    Column(pgettext_lazy("alert", "Raised"), "time"),
    Column(pgettext_lazy("alert", "Kept again"), "time"),
    Column(pgettext_lazy("alert", "Actions"), "note"),
)


def reviews(what: str = "all", person_id: int | None = None) -> Rows:
    """Reviews submitted in the period: "all", with points of a dimension, "objected", "failed"; or "planned" in it.

    With `person_id` only those of this person's conversations.
    """
    return Rows(REVIEWS, {"what": what} | ({"person": str(person_id)} if person_id else {}))


def words() -> Rows:
    """Replies sent with a forbidden word in the period."""
    return Rows(WORDS)


def alerts(what: str = "all") -> Rows:
    """Alerts raised in the period, or only the "bare" ones without an action."""
    return Rows(ALERTS, {"what": what})


def register() -> None:
    """Put every list into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _review_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=("all", "objected", "failed", "planned", *Dimension.values), person=_Numbers())
    what, about = asked.get("what", "all"), (*listed.ABOUT, "subject", "reviewer")
    whose = {"subject_id": int(asked["person"])} if "person" in asked else {}
    if what == "planned":
        rows = figures.planned_in(period.start, period.end).filter(**whose).select_related(*about)
        order = ("-created_at", "-id")
        return [
            Part("open", pgettext("review", "To do"), rows.filter(submitted_at=None), order, "bad"),
            Part("done", pgettext("review", "Done"), rows.exclude(submitted_at=None), order, "ok"),
        ]
    rows = figures.submitted_in(period.start, period.end).filter(**whose).select_related(*about)
    if what in Dimension.values:
        rows = figures.with_points(rows, what)
    failed = Part("failed", pgettext("review", "Failed"), rows.filter(has_failed=True), NEWEST, "bad")
    if what == "failed":
        return [failed]
    if what == "objected":
        return [Part("objected", _("Objections"), rows.filter(objected_at__isnull=False), NEWEST)]
    return [failed, Part("passed", pgettext("review", "Not failed"), rows.filter(has_failed=False), NEWEST, "ok")]


class _Numbers:
    """Every id that fits its column; who may see what stands behind it is for the scope."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < LONGEST_ID


def _review_title(asked: Mapping[str, str]) -> str:
    what = asked.get("what", "all")
    title = str(Dimension(what).label) if what in Dimension.values else str(REVIEW_TITLES[what])
    name = people.name_of(int(asked["person"])) if "person" in asked else ""
    return f"{title} · {name}" if name else title


def _word_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = figures.forbidden_in(period.start, period.end).select_related(*listed.ABOUT, "word", "by")
    return [Part("all", pgettext("review", "Sent"), rows, ("-at", "-id"), "bad")]


def _alert_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=ALERT_TITLES)
    rows, order = figures.alerts_in(period.start, period.end).prefetch_related("actions__owner"), ("-at", "-id")
    bare = Part("bare", pgettext("alert", "Without an action"), rows.exclude(figures.HAS_ACTION), order, "bad")
    if asked.get("what") == "bare":
        return [bare]
    return [bare, Part("acted", pgettext("alert", "With an action"), rows.filter(figures.HAS_ACTION), order, "ok")]


def _review_rows(rows: Sequence[Any], asked: Mapping[str, str]) -> list[Row]:
    what = asked.get("what", "")
    return [
        listed.record(
            review.ticket,
            review.subject.display_name,
            review.reviewer.display_name if review.reviewer else "",
            str(Origin(review.origin).label),
            review.created_at,
            review.submitted_at,
            str(ReviewState(review.state).label),
            review.dimensions.get(what) if what in Dimension.values else review.score,
            url=reverse("reviews:review", args=[review.pk]),
        )
        for review in rows
    ]


def _word_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        listed.record(use.ticket, use.word.text, use.reason, use.by.display_name if use.by else "", use.at)
        for use in rows
    ]


def _alert_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("reviews:effect"),
            [
                str(Measure(alert.measure).label),
                alert.period,
                number_format(alert.value, 1),
                number_format(alert.target, 1),
                alert.at,
                alert.cleared_at,
                "; ".join(f"{action.text} ({action.owner.display_name})" for action in alert.actions.all()),
            ],
        )
        for alert in rows
    ]


def _overseen(person: Any, rows: Any) -> Any:
    return rows if policies.OVERSEE.allows(person, None) else rows.none()


REVIEW_TITLES = {
    "all": gettext_lazy("Conversations reviewed"),
    "objected": gettext_lazy("Objections"),
    "failed": gettext_lazy("Reviews that failed"),
    "planned": gettext_lazy("Reviews done of those planned"),
}
ALERT_TITLES = {"all": gettext_lazy("Alerts"), "bare": gettext_lazy("Alerts without an action")}
SOURCES = (
    RowSource(
        name=REVIEWS,
        columns=lambda _asked: REVIEW_COLUMNS,
        title=_review_title,
        parts=_review_parts,
        scope=policies.visible_to,
        describe=_review_rows,
    ),
    RowSource(
        name=WORDS,
        columns=lambda _asked: WORD_COLUMNS,
        title=lambda _asked: _("Replies sent with a forbidden word"),
        parts=_word_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="ticket"),
        describe=_word_rows,
    ),
    RowSource(
        name=ALERTS,
        columns=lambda _asked: ALERT_COLUMNS,
        title=lambda asked: str(ALERT_TITLES[asked.get("what", "all")]),
        parts=_alert_parts,
        scope=_overseen,
        describe=_alert_rows,
    ),
)
