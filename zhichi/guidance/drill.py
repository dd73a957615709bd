"""The lists behind the figures of the use of knowledge (6.1.3, 6.3.1, 6.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.guidance import policies
from zhichi.guidance.choices import Place, Reason
from zhichi.guidance.selectors import measures
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.knowledge import policies as knowledge_rights
from zhichi.tickets.selectors import behind, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Q

    from zhichi.handbook.registry import Period

VOTES, QUESTIONS, TICKETS, SOLVED, FORMS = (
    "guidance.votes", "guidance.questions", "guidance.tickets", "guidance.solved", "guidance.forms",
)  # fmt: skip
NEWEST = ("-at", "-id")
VOTE_COLUMNS = (
    Column(pgettext_lazy("article", "Article"), "link"),
    Column(gettext_lazy("Title")),
    Column(pgettext_lazy("version", "Version"), "number"),
    Column(gettext_lazy("Why it did not help")),
    Column(gettext_lazy("In their words"), "note"),
    Column(gettext_lazy("When"), "time"),
)
QUESTION_COLUMNS = (
    Column(gettext_lazy("Looked for")),
    Column(gettext_lazy("From where")),
    Column(gettext_lazy("Language")),
    Column(gettext_lazy("Results"), "number"),
    Column(gettext_lazy("Opened")),
    Column(gettext_lazy("Position"), "number"),
    Column(gettext_lazy("When"), "time"),
)
SOLVED_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("article", "Article")),
    Column(gettext_lazy("Said by")),
    Column(gettext_lazy("When"), "time"),
)
FORM_COLUMNS = (
    Column(gettext_lazy("When"), "time"),
    Column(gettext_lazy("From whom")),
    Column(gettext_lazy("Articles shown"), "number"),
    Column(gettext_lazy("Articles opened"), "number"),
    Column(gettext_lazy("How it ended")),
    Column(gettext_lazy("What helped")),
)


def votes() -> Rows:
    """Votes of the period, helpful and not."""
    return Rows(VOTES)


def questions(what: str) -> Rows:
    """Searches of the period: "all", those with a result cut by whether they were "clicked", or cut by "empty"."""
    return Rows(QUESTIONS, {"what": what})


def tickets() -> Rows:
    """Tickets closed in the period, with and without an article."""
    return Rows(TICKETS)


def solved() -> Rows:
    """What was said in the period to have solved a ticket."""
    return Rows(SOLVED)


def forms(what: str = "all") -> Rows:
    """Request forms with suggestions: "all", or those that ended "deflected"."""
    return Rows(FORMS, {"what": what})


def register() -> None:
    """Put every list into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _vote_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = measures.votes_in(period.start, period.end).select_related("article")
    not_helpful, helpful = pgettext("votes", "Did not help"), pgettext("votes", "Helped")
    return _cut(rows, NEWEST, measures.HELPFUL, not_helpful, helpful)


def _question_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=QUESTION_TITLES)
    rows = measures.questions_in(period.start, period.end).select_related("chosen")
    what = asked.get("what", "all")
    if what == "all":
        return [Part("all", pgettext("searches", "All"), rows, NEWEST)]
    if what == "empty":
        return _cut(rows, NEWEST, measures.FOUND, _("Nothing found"), _("Something found"))
    return _cut(
        rows.filter(measures.FOUND), NEWEST, measures.CHOSEN, _("Nothing opened"), _("An article was opened")
    )  # fmt: skip


def _ticket_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = measures.closed_in(period.start, period.end).select_related(*listed.NAMES)
    return _cut(rows, ("-closed_at", "-id"), measures.used(), _("Without an article"), _("With an article"))


def _solved_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = measures.solved_in(period.start, period.end).select_related(*listed.ABOUT, "article", "by")
    return [Part("all", pgettext("tickets", "Solved by an article"), rows, NEWEST, "ok")]


def _form_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=FORM_TITLES)
    rows = measures.forms_in(period.start, period.end).select_related("solved_by")
    good = Part("good", _("Request not needed"), rows.filter(measures.DEFLECTED), NEWEST, "ok")
    if asked.get("what") == "deflected":
        return [good]
    return [Part("bad", _("Request sent, or left"), rows.exclude(measures.DEFLECTED), NEWEST, "bad"), good]


def _cut(rows: Any, order: Sequence[str], good: Q, bad_words: str, good_words: str) -> list[Part]:
    return [
        Part("bad", bad_words, rows.exclude(good), order, "bad"),
        Part("good", good_words, rows.filter(good), order, "ok"),
    ]


def _vote_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            vote.article.get_absolute_url(),
            [
                vote.article.number,
                vote.article.title,
                vote.version,
                str(Reason(vote.reason).label) if vote.reason else "",
                vote.words,
                vote.at,
            ],
        )
        for vote in rows
    ]


def _question_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            one.chosen.get_absolute_url() if one.chosen else "",
            [
                one.words,
                str(Place(one.place).label),
                one.language,
                one.hits,
                str(one.chosen) if one.chosen else "",
                one.position,
                one.at,
            ],
        )
        for one in rows
    ]


def _ticket_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [listed.record(ticket, ticket.closed_at) for ticket in rows]


def _solved_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [listed.record(use.ticket, str(use.article), use.by.display_name if use.by else "", use.at) for use in rows]


def _form_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            one.solved_by.get_absolute_url() if one.solved_by else "",
            [
                one.at,
                _("Guest") if one.is_guest else _("Customer"),
                len(one.shown),
                len(one.opened),
                _ending(one),
                str(one.solved_by) if one.solved_by else "",
            ],
        )
        for one in rows
    ]


def _ending(form: Any) -> str:
    if form.is_deflected:
        return _("Request not needed")
    return _("Request sent") if form.ticket_id else _("Left")


def _measured(person: Any, rows: Any) -> Any:
    return rows if policies.MEASURE.allows(person, None) else rows.none()


QUESTION_TITLES = {
    "all": gettext_lazy("Searches"),
    "clicked": gettext_lazy("Searches that led to an article"),
    "empty": gettext_lazy("Searches without a result"),
}
FORM_TITLES = {
    "all": gettext_lazy("Request forms with suggestions"),
    "deflected": gettext_lazy("Requests not needed"),
}
SOURCES = (
    RowSource(
        name=VOTES,
        columns=lambda _asked: VOTE_COLUMNS,
        title=lambda _asked: _("Votes of readers"),
        parts=_vote_parts,
        scope=knowledge_rights.rows_about(knowledge_rights.readable_by),
        describe=_vote_rows,
    ),
    RowSource(
        name=QUESTIONS,
        columns=lambda _asked: QUESTION_COLUMNS,
        title=lambda asked: str(QUESTION_TITLES[asked.get("what", "all")]),
        parts=_question_parts,
        scope=_measured,
        describe=_question_rows,
    ),
    RowSource(
        name=TICKETS,
        columns=lambda _asked: (*listed.TICKET, Column(pgettext_lazy("ticket", "Closed"), "time")),
        title=lambda _asked: _("Closed tickets with an article"),
        parts=_ticket_parts,
        scope=behind.only_visible,
        describe=_ticket_rows,
    ),
    RowSource(
        name=SOLVED,
        columns=lambda _asked: SOLVED_COLUMNS,
        title=lambda _asked: _("Tickets solved by an article"),
        parts=_solved_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="ticket"),
        describe=_solved_rows,
    ),
    RowSource(
        name=FORMS,
        columns=lambda _asked: FORM_COLUMNS,
        title=lambda asked: str(FORM_TITLES[asked.get("what", "all")]),
        parts=_form_parts,
        scope=_measured,
        describe=_form_rows,
    ),
)
